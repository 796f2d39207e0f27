"""The command `preprocessors`: what is offered, and the methods for it, as a table or JSON."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from typing import Any, NamedTuple

from core.catalog import CATALOG
from core.local.methods import Method
from core.options import ChoiceOption, NumberOption, Option
from core.preprocessor import Entry
from ui.cli.local_methods import chosen_methods

_GAP = "  "


def print_preprocessors(*, as_json: bool) -> None:
    """Print what can be made on this computer to standard output, in the catalogue's order."""
    methods = chosen_methods()
    rows = [
        _Row(entry, use.method, methods.all(entry))
        for entry in CATALOG.values()
        if (use := methods.used(entry)) is not None
    ]
    lines = [json.dumps(_as_object(row)) for row in rows] if as_json else _table(rows)
    print("\n".join(lines), flush=True)


class _Row(NamedTuple):
    """What is offered, the method that makes it, and all that could."""

    entry: Entry
    used: Method
    methods: tuple[Method, ...]


def _table(rows: list[_Row]) -> list[str]:
    cells = [("NAME", "TITLE", "QUALITY", "DESCRIPTION")] + [
        (
            row.entry.preprocessor.value,
            row.entry.title,
            row.used.local.quality.value,
            row.entry.description,
        )
        for row in rows
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    indent = sum(widths) + 3 * len(_GAP)
    room = shutil.get_terminal_size().columns - indent if sys.stdout.isatty() else 0
    lines = []
    for *short, description in cells:
        padded = [cell.ljust(width) for cell, width in zip(short, widths, strict=True)]
        # A terminal too narrow for a column of words is left to wrap by itself.
        parts = textwrap.wrap(description, room) if room >= 20 else [description]
        lines.append(_GAP.join([*padded, parts[0]]))
        lines += [" " * indent + part for part in parts[1:]]
    return lines + _choices(rows, widths[0])


def _choices(rows: list[_Row], width: int) -> list[str]:
    """For what can be made in several ways, the method that is used, and the others."""
    cells = [("", "MADE BY", "OR BY")] + [
        (
            row.entry.preprocessor.value,
            row.used.name,
            ", ".join(method.name for method in row.methods if method.name != row.used.name),
        )
        for row in rows
        if len(row.methods) > 1
    ]
    if len(cells) == 1:
        return []
    widths = [width, max(len(used) for _, used, _ in cells)]
    return [""] + [
        _GAP.join([name.ljust(widths[0]), used.ljust(widths[1]), others])
        for name, used, others in cells
    ]


def _as_object(row: _Row) -> dict[str, Any]:
    entry, local = row.entry, row.used.local
    return {
        "name": entry.preprocessor,
        "title": entry.title,
        "description": entry.description,
        "guide": entry.guide,
        "quality": local.quality,
        "method": local.method,
        "caveat": local.caveat,
        "methods": [
            {
                "name": method.name,
                "title": method.local.method,
                "quality": method.local.quality,
                "used": method.name == row.used.name,
            }
            for method in row.methods
        ],
        "options": [_option_as_object(option) for option in entry.options],
    }


def _option_as_object(option: Option) -> dict[str, Any]:
    """Every option has every key; what a kind of option does not have is null."""
    number = option if isinstance(option, NumberOption) else None
    choices = option.choices if isinstance(option, ChoiceOption) else None
    return {
        "name": option.name,
        "title": option.title,
        "hint": option.hint,
        "type": _type_name(option),
        "minimum": number and number.minimum,
        "maximum": number and number.maximum,
        "step": number and number.step,
        "default": option.default,
        "choices": choices and [{"value": value, "title": title} for value, title in choices],
        "local": option.local,
    }


def _type_name(option: Option) -> str:
    if isinstance(option, NumberOption):
        return "integer" if option.whole else "number"
    return "choice" if isinstance(option, ChoiceOption) else "boolean"

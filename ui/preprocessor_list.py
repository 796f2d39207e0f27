"""The command `preprocessors`: the part of the catalogue that is offered, as a table or JSON."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from typing import Any

from core.catalog import CATALOG
from core.options import ChoiceOption, NumberOption, Option
from core.preprocessor import Entry, LocalMethod

_GAP = "  "


def print_preprocessors(*, as_json: bool) -> None:
    """Print what can be made on this computer to standard output, in the catalogue's order."""
    rows = [(entry, entry.local) for entry in CATALOG.values() if entry.local is not None]
    lines = [json.dumps(_as_object(*row)) for row in rows] if as_json else _table(rows)
    print("\n".join(lines), flush=True)


def _table(rows: list[tuple[Entry, LocalMethod]]) -> list[str]:
    cells = [("NAME", "TITLE", "QUALITY", "DESCRIPTION")] + [
        (entry.preprocessor.value, entry.title, local.quality.value, entry.description)
        for entry, local in rows
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
    return lines


def _as_object(entry: Entry, local: LocalMethod) -> dict[str, Any]:
    return {
        "name": entry.preprocessor,
        "title": entry.title,
        "description": entry.description,
        "guide": entry.guide,
        "quality": local.quality,
        "method": local.method,
        "caveat": local.caveat,
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

"""What the window says, in the language that the user reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QKeySequence

from core.errors import UnderdrawingError
from core.wording import Said, say, say_n
from ui.money import amount

_Value = TypeVar("_Value")

_SIZE = re.compile(r"\d+ x \d+")

CONTEXT = "Underdrawing"
"""One context for every text: a word means the same wherever it stands in this application."""


def tr(text: str, /, **values: Any) -> str:
    """`text` in the user's language, its `{names}` filled in; English where it has none.

    `text` may be what core has said (`core.wording.Said`), with its values in it.
    """
    said = text if isinstance(text, Said) else say(text, **values) if values else None
    if said is None:
        return QCoreApplication.translate(CONTEXT, text) if text else ""
    return _translated(said)


def tr_n(one: str, many: str, count: int, /, **values: Any) -> str:
    """`one` or `many` in the user's language, by the rules which that has for numbers."""
    return _translated(say_n(one, many, count, **values))


def tr_each(titles: Mapping[_Value, str]) -> dict[_Value, str]:
    """Every title of a table in the user's language."""
    return {value: tr(title) for value, title in titles.items()}


def tr_key(key: str) -> str:
    """A key such as "Ctrl+E" as the user's keyboard has it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def tr_money(usd: float) -> str:
    """An amount in USD as the user's language writes it."""
    return tr("${amount}", amount=amount(usd).replace(".", QLocale().decimalPoint()))


def told(error: Exception) -> str:
    """What happened and what to do, in the user's language; of an error not ours, what it says."""
    if isinstance(error, UnderdrawingError):
        return f"{tr(error.what)} {tr(error.remedy)}".rstrip()
    return str(error)


def _translated(said: Said) -> str:
    count = -1 if said.number is None else said.number
    found = QCoreApplication.translate(CONTEXT, said.template, None, count)
    if found == said.template and said.number is not None:
        return str(said)  # which of its two English forms it is, only `said` knows
    if not said.values:
        return found  # braces in it are no names
    # Core writes sizes so that any terminal can show them; a name of a file stays as it is.
    found = found.replace("} x {", "} × {")
    return _FORMATTER.vformat(found, (), {name: _filled(it) for name, it in said.values.items()})


def _filled(value: Any) -> Any:
    if isinstance(value, Said):
        return tr(value)
    if isinstance(value, str) and _SIZE.fullmatch(value):
        return value.replace("x", "×")
    return value


class _Formatter(Formatter):
    """Formats numbers as the user's language writes them."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        text = super().format_field(value, format_spec)
        if not isinstance(value, int | float):
            return text
        locale = QLocale()
        marks = {".": locale.decimalPoint(), ",": locale.groupSeparator()}
        return text.translate(str.maketrans(marks))


_FORMATTER = _Formatter()

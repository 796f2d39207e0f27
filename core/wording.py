"""Sentences that remember what they are made of, so that they can be said in another language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_BREAKS = re.compile(r"[^\S ]+")
"""White space that is no plain space."""


class Said(str):
    """English text, and the template and values that it was made of.

    `template` is what translations are looked up by; of a counted text it is the plural. `number`
    is what was counted, or None. A value may be Said itself.
    """

    template: str
    values: Mapping[str, Any]
    number: int | None

    def __new__(
        cls, english: str, template: str, values: Mapping[str, Any], number: int | None = None
    ) -> Said:
        """`english`: the sentence as it is, of which the rest is remembered."""
        said = super().__new__(cls, english)
        said.template = template
        said.values = values
        said.number = number
        return said

    def __getnewargs__(self) -> tuple[str, str, Mapping[str, Any], int | None]:  # type: ignore[override]
        return str(self), self.template, self.values, self.number


def say(template: str, /, **values: Any) -> Said:
    """`template` with its `{names}` filled in by `values`; without any, it is taken as it stands.

    So it also marks a text, or a template, that is kept in a table and said later.
    """
    return Said(template.format(**values) if values else template, str(template), values)


def say_n(one: str, many: str, count: int, /, **values: Any) -> Said:
    """`one` or `many`, whichever English has for `count`; in both, `{n}` stands for the count."""
    values = {"n": count, **values}
    english = one if count == 1 else many
    return Said(english.format(**values), many, values, count)


def together(*parts: str, between: str = " ") -> Said:
    """`parts` one after the other, less the empty ones."""
    said = [each if isinstance(each, Said) else say(each) for each in parts if each]
    values = {f"part{number}": each for number, each in enumerate(said)}
    return say(between.join(f"{{{name}}}" for name in values), **values)


def on_one_line(name: str) -> str:
    """`name` as it is told: what breaks a line is a space, what cannot be seen is left out."""
    spaced = _BREAKS.sub(" ", name)
    return "".join(char for char in spaced if char.isprintable())


def plain_said(text: str) -> str | dict[str, Any]:
    """`text` as what JSON can hold; values that are no numbers and no sentences become words."""
    if not isinstance(text, Said):
        return text
    values = {name: _plain_value(value) for name, value in text.values.items()}
    kept = {"english": str(text), "template": text.template, "values": values}
    return kept if text.number is None else {**kept, "number": text.number}


def parse_said(plain: str | Mapping[str, Any]) -> str:
    """What `plain_said` wrote. Raises KeyError and TypeError for anything else."""
    if isinstance(plain, str):
        return plain
    english, template, found = plain["english"], plain["template"], plain["values"]
    number = plain.get("number")
    told = isinstance(english, str) and isinstance(template, str) and isinstance(found, Mapping)
    if not told or not (number is None or type(number) is int):
        raise TypeError(plain)
    values = {
        name: parse_said(value) if isinstance(value, Mapping) else value
        for name, value in found.items()
    }
    return Said(english, template, values, number)


def _plain_value(value: Any) -> Any:
    if isinstance(value, Said):
        return plain_said(value)
    return value if isinstance(value, int | float) else str(value)

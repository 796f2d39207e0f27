"""The options of a guide in words, as a line that can be read out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.options import Option, OptionValue, SwitchOption
from ui.wording import tr


def options_text(options: Iterable[Option], values: Mapping[str, OptionValue]) -> str:
    """`values` of these options, by name: "Low threshold: 100, High threshold: 200"."""
    return ", ".join(
        f"{tr(option.title)}: {_word(option, values[option.name])}" for option in options
    )


def _word(option: Option, value: OptionValue) -> str:
    if isinstance(option, SwitchOption):
        return tr("on") if value else tr("off")
    choices = dict(getattr(option, "choices", ()))
    return tr(choices[str(value)]) if choices else f"{value}"

"""The options of preprocessors as `convert` takes them: by flags of their own, or with --set."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from core.catalog import CATALOG
from core.errors import InvalidTask, UnderdrawingError, UsageError
from core.options import NumberOption, Option, OptionValue, SwitchOption
from core.preprocessor import Entry, Preprocessor
from core.service_choices import EngineName
from core.task import PreprocessTask

_FLAGS = {
    "lowThresholdCanny": "--low",
    "highThresholdCanny": "--high",
    "includeHandsAndFaceOpenPose": "--hands-and-face",
    "seed": "--seed",
}
"""The options of preprocessors that have a flag of their own, by the API's spelling."""

_SWITCHES = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}


def add_option_flags(parser: argparse.ArgumentParser) -> None:
    """Add them to the parser of `convert`, with the one for what a pose has beside them."""
    add = parser.add_argument
    add("--low", metavar="N", type=int, help="canny: weak edges above this stay, 0 to 255")
    add("--high", metavar="N", type=int, help="canny: an edge begins above this, 0 to 255")
    add("--hands-and-face", action="store_true", default=None, help="openpose: draw these as well")
    add("--keypoints", action="store_true", help="openpose: write the joints as JSON beside it")
    add("--seed", metavar="N", type=int, help="shuffle: each number gives another swirl")
    add(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="any option of a preprocessor, such as tileFactor=8; may be given several times",
    )


def options_of(given: argparse.Namespace) -> dict[str, OptionValue]:
    """The options that were typed, as flags or with --set, by the API's spelling.

    Raises UsageError, or InvalidTask with a flag as its field.
    """
    options: dict[str, OptionValue] = {
        option: value
        for option, flag in _FLAGS.items()
        if (value := getattr(given, flag.strip("-").replace("-", "_"))) is not None
    }
    for text in given.set:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                f"--set {text} is not an option with a value.", "Write --set NAME=VALUE."
            )
        known = {o.name: o for entry in CATALOG.values() for o in entry.options}
        option = known.get(name.strip())
        if option is None:
            raise UsageError(
                f"There is no option called {name.strip()}.", "preprocessors --json lists them."
            )
        if option.name in options:
            raise UsageError(f"{option.name} is given twice.", "Leave one of them out.")
        options[option.name] = _value(option, value.strip())
    return options


def refuse_unused(option: str, asked: Sequence[Preprocessor]) -> None:
    """Raises UsageError for an `option` that none of the preprocessors `asked` for has."""
    owners = _owners(option)
    if not set(owners) & set(asked):
        names = " and ".join(owners)
        raise UsageError(
            f"{_typed(option)} is an option of {names} only.", "Leave it out, or add that to -p."
        )


def refuse_local(options: Collection[str], engine: EngineName, flags: Sequence[str]) -> None:
    """Raises UsageError for what only this computer can do: `flags`, or local ones of `options`.

    `engine` is who was asked instead.
    """
    local = {o.name for entry in CATALOG.values() for o in entry.options if o.local}
    typed = [*flags, *(_typed(name) for name in options if name in local)]
    if typed:
        raise UsageError(
            f"{typed[0]} is not for --engine {engine}.", "Leave it out, or use --engine local."
        )


def task_of(
    preprocessor: Preprocessor,
    options: Mapping[str, OptionValue],
    width: int | None,
    height: int | None,
) -> PreprocessTask:
    """The task for `preprocessor`, with those of `options` that it has; sizes in pixels.

    Raises UsageError, or InvalidTask with a flag as its field.
    """
    entry = CATALOG[preprocessor]
    own = {name: value for name, value in options.items() if name in _names(entry)}
    try:
        return PreprocessTask(preprocessor=preprocessor, options=own, width=width, height=height)
    except InvalidTask as error:
        raise _in_flags(error, entry, own) from error


def _value(option: Option, text: str) -> OptionValue:
    """`text` as a value of the kind that `option` has; whether it is allowed is not seen to."""
    if isinstance(option, SwitchOption):
        if text.lower() not in _SWITCHES:
            raise InvalidTask(_typed(option.name), text, "on or off")
        return _SWITCHES[text.lower()]
    if isinstance(option, NumberOption):
        for kind in (int, float):
            with suppress(ValueError):
                return kind(text)
    return text


def _in_flags(
    error: InvalidTask, entry: Entry, given: Mapping[str, OptionValue]
) -> UnderdrawingError:
    """`error` as somebody understands it who typed flags, and maybe only one of a pair."""
    for low, high in entry.ordered:
        about_both = {error.field, *error.allowed.replace(",", " ").split()} >= {low, high}
        if about_both and not {low, high} <= set(given):
            typed, other, side = (low, high, "above") if low in given else (high, low, "below")
            default = next(option.default for option in entry.options if option.name == other)
            return UsageError(
                f"{_typed(typed)} cannot be {given[typed]}, since {_typed(other)} is {default} "
                "when it is not given.",
                f"Give {_typed(other)} as well, {side} {given[typed]}.",
            )
    allowed = error.allowed
    for name, flag in _FLAGS.items():
        allowed = allowed.replace(name, flag)
    field = _typed(error.field) if error.field in _names(entry) else f"--{error.field}"
    return InvalidTask(field, error.value, allowed)


def _owners(option: str) -> list[Preprocessor]:
    return [name for name, entry in CATALOG.items() if option in _names(entry)]


def _names(entry: Entry) -> list[str]:
    return [option.name for option in entry.options]


def _typed(option: str) -> str:
    """How `option` is typed."""
    return _FLAGS.get(option, f"--set {option}")

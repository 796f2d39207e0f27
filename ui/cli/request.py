"""What a typed `convert` command asks for: checked as a whole, and refused in the flags' names."""

from __future__ import annotations

import argparse
import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from core.batch.pattern import NamePattern
from core.catalog import CATALOG
from core.errors import InvalidTask, UnderdrawingError, UsageError
from core.export import format_of
from core.file_format import FileFormat
from core.options import NumberOption, Option, OptionValue, SwitchOption
from core.preprocessor import Entry, Preprocessor
from core.rendition import Rendition
from core.service_choices import EngineName
from core.task import PreprocessTask
from ui.cli.many_flags import limit_of, pattern_of, refuse_for_a_file
from ui.cli.method_flags import methods_of
from ui.cli.rendition_flags import rendition_of

NO_STDIN = "A picture cannot be read from standard input (-). Name a file or an address."

_FLAGS = {
    "lowThresholdCanny": "--low",
    "highThresholdCanny": "--high",
    "includeHandsAndFaceOpenPose": "--hands-and-face",
    "seed": "--seed",
}
"""The options of preprocessors that have a flag of their own, by the API's spelling."""

_SWITCHES = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}

_NOT_WRITTEN = {".avif", ".bmp", ".gif", ".heic", ".heif", ".jxl", ".psd", ".svg"}


@dataclass(frozen=True)
class ConvertRequest:
    """What is to be converted, and by whom; the fields mean what they mean in core.batch.plan.

    `recursive`: whether folders among the `pictures` are searched. `methods`: which one is to make
    what, where that was typed; see core.local.methods.
    """

    pictures: tuple[str, ...]
    tasks: tuple[PreprocessTask, ...]
    folder: Path
    file_name: str | None
    rendition: Rendition
    keypoints: bool
    as_json: bool
    engine: EngineName = EngineName.LOCAL
    pattern: NamePattern = field(default_factory=NamePattern)
    recursive: bool = False
    skip_existing: bool = False
    limit_usd: float | None = None
    methods: Mapping[Preprocessor, str] = field(default_factory=dict)


def offered() -> tuple[Preprocessor, ...]:
    """What can be made, in the order of the catalogue."""
    return tuple(name for name, entry in CATALOG.items() if entry.local is not None)


def checked(given: argparse.Namespace) -> ConvertRequest:
    """The request that `given`, as parsed by ui.cli.arguments, makes.

    Raises UsageError, or InvalidTask with a flag as its field.
    """
    if not given.pictures:
        raise UsageError("There is no PICTURE to convert.", "Name a file or an address.")
    if "-" in given.pictures:
        raise UsageError(NO_STDIN)
    engine = EngineName(given.engine)
    options = _options(given)
    preprocessors = _preprocessors(given.preprocessors)
    if given.keypoints and Preprocessor.OPENPOSE not in preprocessors:
        raise UsageError("--keypoints is for openpose only.", "Leave it out, or add that to -p.")
    for option in options:
        _refuse_unused(option, preprocessors)
    if engine is not EngineName.LOCAL:
        _refuse_local(
            options, engine, ["--keypoints"] * given.keypoints + ["--16-bit"] * given.deep
        )
    tasks = tuple(_task(name, options, given.width, given.height) for name in preprocessors)
    folder, file_name, file_format = _output(
        given.output, given.format, len(given.pictures) * len(tasks)
    )
    if file_name is not None:
        refuse_for_a_file(given)
    return ConvertRequest(
        pictures=tuple(given.pictures),
        tasks=tasks,
        folder=folder,
        file_name=file_name,
        rendition=rendition_of(given, file_format, preprocessors),
        keypoints=given.keypoints,
        as_json=given.json,
        engine=engine,
        pattern=pattern_of(given),
        recursive=given.recursive,
        skip_existing=given.skip_existing,
        limit_usd=limit_of(given, engine),
        methods=methods_of(given, preprocessors, engine),
    )


def _options(given: argparse.Namespace) -> dict[str, OptionValue]:
    """The options that were typed, as flags or with --set, by the API's spelling."""
    options: dict[str, OptionValue] = {
        option: value
        for option, flag in _FLAGS.items()
        if (value := getattr(given, flag.strip("-").replace("-", "_"))) is not None
    }
    for text in given.set:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--set {text} names no value.", "Write --set NAME=VALUE.")
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


def _preprocessors(texts: Sequence[str]) -> list[Preprocessor]:
    """Those that are named, once each, in the order of the catalogue."""
    there = "There are: " + ", ".join(offered()) + "; or all."
    asked: set[Preprocessor] = set()
    for text in filter(None, map(str.strip, texts)):
        if text.lower() == "all":
            asked.update(offered())
            continue
        try:
            name = Preprocessor.parse(text)
        except InvalidTask as error:
            raise UsageError(f"There is no preprocessor called {text}.", there) from error
        if name not in offered():
            raise UsageError(f"{name} is not there yet.", there)
        asked.add(name)
    if not asked:
        raise UsageError("-p names no preprocessor.", there)
    return [name for name in CATALOG if name in asked]


def _owners(option: str) -> list[Preprocessor]:
    return [name for name, entry in CATALOG.items() if option in _names(entry)]


def _names(entry: Entry) -> list[str]:
    return [option.name for option in entry.options]


def _refuse_unused(option: str, asked: Sequence[Preprocessor]) -> None:
    owners = _owners(option)
    if not set(owners) & set(asked):
        names = " and ".join(owners)
        raise UsageError(
            f"{_typed(option)} is an option of {names} only.", "Leave it out, or add that to -p."
        )


def _refuse_local(options: Collection[str], engine: EngineName, flags: Sequence[str]) -> None:
    """Refuse what only this computer can do: `flags`, and those of `options` that are local."""
    local = {o.name for entry in CATALOG.values() for o in entry.options if o.local}
    typed = [*flags, *(_typed(name) for name in options if name in local)]
    if typed:
        raise UsageError(
            f"{typed[0]} is not for --engine {engine}.", "Leave it out, or use --engine local."
        )


def _typed(option: str) -> str:
    """How `option` is typed."""
    return _FLAGS.get(option, f"--set {option}")


def _task(
    preprocessor: Preprocessor,
    options: Mapping[str, OptionValue],
    width: int | None,
    height: int | None,
) -> PreprocessTask:
    entry = CATALOG[preprocessor]
    own = {name: value for name, value in options.items() if name in _names(entry)}
    try:
        return PreprocessTask(preprocessor=preprocessor, options=own, width=width, height=height)
    except InvalidTask as error:
        raise _in_flags(error, entry, own) from error


def _in_flags(
    error: InvalidTask, entry: Entry, given: Mapping[str, OptionValue]
) -> UnderdrawingError:
    """`error` as somebody understands it who typed flags, and maybe only one of a pair."""
    for low, high in entry.ordered:
        if error.field == low and high in error.allowed and not {low, high} <= set(given):
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


def _output(text: str, asked: str | None, guides: int) -> tuple[Path, str | None, FileFormat]:
    """The folder, the file's name if one guide goes into a file, and the format."""
    path = Path(text)
    if text == "-":
        raise UsageError("Guides cannot be written to standard output (-).", "Use -o . or a file.")
    if not text.strip():
        raise UsageError("-o names neither a folder nor a file.", "Use -o . for this folder.")
    folder = text.endswith(("/", os.sep)) or path.is_dir()
    if not folder and path.suffix.lower() in _NOT_WRITTEN:
        raise UsageError(
            f"Guides are not written as {path.suffix}.", "Use .png, .webp, .jpg or .tiff."
        )
    wanted = FileFormat(asked.upper()) if asked else None
    written = format_of(path)
    if folder or written is None:
        return path, None, wanted or FileFormat.PNG
    if guides > 1:
        raise UsageError(f"{guides} guides do not fit into one file, {text}.", "Name a folder.")
    if wanted not in (None, written):
        raise UsageError(
            f"--format {asked} is not what {path.name} says.", "Leave one of them out."
        )
    return path.parent, path.name, written

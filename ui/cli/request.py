"""What a typed `convert` command asks for: checked as a whole, and refused in the flags' names."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.batch.pattern import NamePattern
from core.catalog import CATALOG
from core.errors import InvalidTask, UsageError
from core.export import format_of
from core.file_format import FileFormat
from core.on_disk import is_folder
from core.preprocessor import Preprocessor
from core.rendition import Rendition
from core.service_choices import EngineName
from core.task import PreprocessTask
from ui.cli.many_flags import limit_of, pattern_of, refuse_for_a_file
from ui.cli.method_flags import methods_of
from ui.cli.option_flags import options_of, refuse_local, refuse_unused, task_of
from ui.cli.rendition_flags import rendition_of
from ui.cli.wildcards import expanded

NO_STDIN = "A picture cannot be read from standard input (-). Name a file or an address."

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
    given.pictures = expanded(given.pictures)
    engine = EngineName(given.engine)
    options = options_of(given)
    preprocessors = _preprocessors(given.preprocessors)
    if given.keypoints and Preprocessor.OPENPOSE not in preprocessors:
        raise UsageError("--keypoints is for openpose only.", "Leave it out, or add that to -p.")
    for option in options:
        refuse_unused(option, preprocessors)
    if engine is not EngineName.LOCAL:
        refuse_local(options, engine, ["--keypoints"] * given.keypoints + ["--16-bit"] * given.deep)
    tasks = tuple(task_of(name, options, given.width, given.height) for name in preprocessors)
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


def _output(text: str, asked: str | None, guides: int) -> tuple[Path, str | None, FileFormat]:
    """The folder, the file's name if one guide goes into a file, and the format."""
    path = Path(text)
    if text == "-":
        raise UsageError("Guides cannot be written to standard output (-).", "Use -o . or a file.")
    if not text.strip():
        raise UsageError("-o names neither a folder nor a file.", "Use -o . for this folder.")
    folder = text.endswith(("/", os.sep)) or is_folder(path)
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

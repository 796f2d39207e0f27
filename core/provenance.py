"""Where a guide comes from, written into its file and read back: the task, and how it was made.

Nothing private goes out: no folder of the picture, no address, no key, no time. What comes in was
written by anybody, so it is limited in size and read liberally, and never believed to be whole.
"""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from core.catalog import CATALOG
from core.errors import InvalidTask
from core.json_text import parse_json
from core.mark import checked_mark
from core.options import OptionValue
from core.preprocessor import Entry, Preprocessor, Quality
from core.task import PreprocessTask
from core.xmp import packet_of, text_in
from core.xmp_search import find_packet

if TYPE_CHECKING:
    from core.guide import Guide

PROGRAM = "Underdrawing"
TEXT_CHARS = 200
"""How much is kept of a name or a few words."""

_PROPERTY = "task"
_TASK_CHARS_MAX = 64 * 1024
_SIDE_MAX = 10**6


@dataclass(frozen=True)
class Provenance:
    """What a guide's file says of it.

    `task`: preprocessor, complete options and the size asked for; all else is by default.
    `picture`: the name of the picture, without folder or suffix; may be empty, as may be all
    texts that were not there. `engine`, `method` and `quality` are those of core.guide.
    `program` and `version`: who wrote the file. `mark`: what the picture's file is known by
    (core.mark).
    """

    task: PreprocessTask
    picture: str = ""
    engine: str = ""
    method: str = ""
    quality: Quality | None = None
    program: str = PROGRAM
    version: str = ""
    mark: str = ""

    @classmethod
    def of(cls, guide: Guide, picture_name: str, mark: str = "") -> Self:
        """That of `guide`, which was made of a picture of that name and mark."""
        from core.version import version  # noqa: PLC0415 - slow, and only needed here

        task = guide.task
        return cls(
            task=PreprocessTask(
                preprocessor=task.preprocessor,
                options=task.options,
                width=task.width,
                height=task.height,
            ),
            picture=bare_name(picture_name),
            mark=mark,
            engine=_words(guide.engine),
            method=_words(guide.method),
            quality=guide.quality,
            version=version(),
        )

    def packet(self) -> bytes:
        """It as the XMP packet that core.encoding.encode puts into a file."""
        task = self.task
        plain: dict[str, Any] = {
            "preprocessor": task.preprocessor,
            "options": dict(task.options),
            "width": task.width,
            "height": task.height,
            "picture": self.picture,
            "pictureMark": self.mark,
            "engine": self.engine,
            "method": self.method,
            "quality": self.quality,
            "program": self.program,
            "version": self.version,
        }
        told = {name: value for name, value in plain.items() if value not in (None, "")}
        program = f"{self.program} {self.version}".rstrip()
        return packet_of(_PROPERTY, json.dumps(told), program=program)


def read_task(what: bytes | Path) -> Provenance | None:
    """What the file `what`, its bytes or its path, says of the guide in it.

    None if it says nothing, is no PNG, WEBP, JPG or TIFF, cannot be read, or names a preprocessor
    that is not known here. Options that are not known here, or are out of range, are left out, so
    that they get their defaults. Never raises.
    """
    try:
        packet = _packet(what)
    except (OSError, ValueError):
        return None
    text = None if packet is None else text_in(packet, _PROPERTY)
    if text is None or len(text) > _TASK_CHARS_MAX:
        return None
    try:
        found = parse_json(text)
    except ValueError:
        return None
    return _parse(found) if isinstance(found, dict) else None


def _packet(what: bytes | Path) -> bytes | None:
    if isinstance(what, bytes):
        return find_packet(io.BytesIO(what))
    # Asked before it is opened, since opening a pipe waits for somebody to write to it.
    if not stat.S_ISREG(what.stat().st_mode):
        return None
    file: BinaryIO
    with what.open("rb") as file:
        return find_packet(file)


def _parse(found: Mapping[str, Any]) -> Provenance | None:
    try:
        preprocessor = Preprocessor.parse(found.get("preprocessor"))
    except InvalidTask:
        return None
    task = PreprocessTask(
        preprocessor=preprocessor,
        options=_options(CATALOG[preprocessor], found.get("options")),
        width=_side(found.get("width")),
        height=_side(found.get("height")),
    )
    quality = found.get("quality")
    return Provenance(
        task=task,
        picture=bare_name(found.get("picture")),
        mark=checked_mark(found.get("pictureMark")),
        engine=_words(found.get("engine")),
        method=_words(found.get("method")),
        quality=Quality(quality) if quality in list(Quality) else None,
        program=_words(found.get("program")),
        version=_words(found.get("version")),
    )


def _options(entry: Entry, found: object) -> dict[str, OptionValue]:
    """Those of `found` that can be options of `entry`."""
    if not isinstance(found, dict):
        return {}
    options = {}
    for option in entry.options:
        try:
            options[option.name] = option.check(found[option.name])
        except (KeyError, InvalidTask):
            # Of another version, or mended by hand: the others are still good.
            continue
    try:
        return entry.complete(options)
    except InvalidTask:
        # A pair that is out of order: which of the two is right cannot be known.
        pairs = {name for pair in entry.ordered for name in pair}
        return {name: value for name, value in options.items() if name not in pairs}


def _side(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _SIDE_MAX:
        return value
    return None


def bare_name(value: object) -> str:
    """`value` less whatever folder or address it may be the end of."""
    if not isinstance(value, str):
        return ""
    if "://" in value:  # what comes after is a key more often than not
        value = value.partition("?")[0].partition("#")[0]
    return _words(value.replace("\\", "/").rstrip("/").rpartition("/")[2])


def _words(value: object) -> str:
    """`value` on one line, not too long; empty if it is no text."""
    if not isinstance(value, str):
        return ""
    text = "".join(char if char.isprintable() else " " for char in value)
    return " ".join(text.split())[:TEXT_CHARS].strip()

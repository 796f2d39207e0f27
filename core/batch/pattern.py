"""How the guides of a batch are called: a pattern such as `{name}-{preprocessor}.{ext}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.errors import ExportError
from core.export import NAME_BYTES_MAX, safe_name
from core.wording import say

FIELDS = ("name", "preprocessor", "ext", "folder", "number", "date", "width", "height")
"""name: the picture's. ext: the format's. folder: where the picture is, from the folder that was
searched on. number: which picture it is. date: the day. width, height: of the guide's file."""

DEFAULT_PATTERN = "{name}-{preprocessor}.{ext}"

_END = ".{ext}"
_PIECE = re.compile(r"(\{[^{}]*\})")
_ELASTIC = ("name", "folder")
"""Those that are cut where a name would be too long."""
_PART_BYTES_MAX = 120
"""Of one part of the pattern: filled in, it fits into a name but for name and folder."""

_SAMPLE = {
    **dict.fromkeys(FIELDS, "x"),
    "ext": "png",
}


@dataclass(frozen=True)
class NamePattern:
    """The names of guides below a folder; `/` makes folders in it.

    Whatever the fields are, every part of the path is a name that all usual file systems take, and
    none leads out of the folder. Raises ExportError when built with text that cannot be kept to.
    """

    text: str = DEFAULT_PATTERN

    def __post_init__(self) -> None:
        names = {piece[1:-1] for piece in _PIECE.findall(self.text)}
        for name in sorted(names.difference(FIELDS)):
            raise ExportError(
                say("{{{name}}} is not known in names of guides.", name=name),
                say("Choose of {fields}.", fields=", ".join(f"{{{known}}}" for known in FIELDS)),
            )
        if not self.text:
            raise ExportError(say("The pattern is empty."), say("End it with {end}.", end=_END))
        literal = _PIECE.sub("", self.text)
        if "{" in literal or "}" in literal:
            raise ExportError(
                say("{text} has a brace without its other.", text=self.text),
                "Write fields as {name}.",
            )
        if not self.text.endswith(_END):
            raise ExportError(
                say("{text} does not end with {end}.", text=self.text, end=_END), "Add that."
            )
        for part in self.text.split("/"):
            _check(part)

    def uses(self, *fields: str) -> bool:
        """Whether one of `fields` is in it."""
        return any(f"{{{name}}}" in self.text for name in fields)

    def path(self, values: Mapping[str, str], number: int = 1) -> PurePosixPath:
        """The path of the guide below the folder, with a value for every one of FIELDS.

        `number` tells guides apart that would have the same: from 2 on it is written after the
        name, or where there is none in the file's, before the dot.
        """
        *folders, file = self.text.split("/")
        parts = [part for text in folders for part in _folders(text, values)]
        return PurePosixPath(*parts, _file(file, values, number))


def _check(part: str) -> None:
    """Raises ExportError if `part` of a path cannot be a name everywhere, with any values."""
    if part in ("", ".", ".."):
        raise ExportError(
            "Names of guides stay in the folder.", "Take out what leads elsewhere: /, // or .."
        )
    sample = _filled(part, _SAMPLE)
    if safe_name(sample) != sample:
        raise ExportError(
            say("{part} cannot be a name on every system.", part=part),
            r'Leave out \ : * ? " < > |, and a dot or space at either end.',
        )
    if len(part.encode()) > _PART_BYTES_MAX:
        raise ExportError(say("{part} is too long for a name.", part=part), "Shorten it.")


def _folders(text: str, values: Mapping[str, str]) -> list[str]:
    """The folders for one part of the pattern; {folder} alone may stand for several, or none."""
    if text == "{folder}":
        return [_cut(part, NAME_BYTES_MAX) for part in map(safe_name, _split(values["folder"]))]
    return [_part(text, values, 1)]


def _file(text: str, values: Mapping[str, str], number: int) -> str:
    if number == 1 or "{name}" in text:
        return _part(text, values, number)
    return _part(f"{text.removesuffix(_END)}-{number}{_END}", values, 1)


def _part(text: str, values: Mapping[str, str], number: int) -> str:
    """`text` with its fields, not too long, and safe."""
    numbered = "" if number == 1 else f"-{number}"
    safe = {name: safe_name(value) for name, value in values.items()}
    safe["folder"] = "-".join(map(safe_name, _split(values["folder"]))) or "pictures"

    def filled() -> str:
        return _filled(text, {**safe, "name": safe["name"] + numbered})

    for name in _ELASTIC:
        too_long = len(filled().encode()) - NAME_BYTES_MAX
        times = text.count(f"{{{name}}}")
        if too_long > 0 and times:
            room = len(safe[name].encode()) + -too_long // times
            safe[name] = _cut(safe[name], max(1, room))
    return safe_name(filled())


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PIECE.sub(lambda match: values[match[0][1:-1]], text)


def _split(folder: str) -> list[str]:
    return [part for part in folder.split("/") if part]


def _cut(text: str, room: int) -> str:
    """As much of `text` as has `room` bytes of UTF-8."""
    return text.encode()[:room].decode(errors="ignore")

"""Guides as files: what they are called, and writing them whole or not at all."""

from __future__ import annotations

import errno
import itertools
import json
import os
import secrets
import stat
import unicodedata
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ExportError
from core.file_format import SUFFIXES, FileFormat
from core.preprocessor import Preprocessor
from core.provenance import Provenance
from core.rendition import Rendition
from core.task import OutputFormat
from core.whole_file import clear_parts, part_name, sync_folder, write_new
from core.wording import say

if TYPE_CHECKING:
    from core.guide import Guide
    from core.pose import People

NAME_BYTES_MAX = 255
"""The longest file name, in bytes of UTF-8, that the usual file systems take."""

_FORBIDDEN = '/\\:*?"<>|'
_CONTROLS = ("Cc", "Cs", "Zl", "Zp")  # lone surrogates too: no file system can store them
_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    port + digit for port in ("COM", "LPT") for digit in "0123456789\u00b9\u00b2\u00b3"
}


def format_of(path: Path) -> FileFormat | None:
    """The format that the suffix of `path` stands for; None for any other suffix."""
    return SUFFIXES.get(path.suffix.lower())


def guide_name(
    picture_name: str,
    preprocessor: Preprocessor,
    format: FileFormat | OutputFormat,
    *,
    number: int = 1,
) -> str:
    """The file name of a guide, such as "cat-canny.png", valid on every usual file system.

    `number` tells guides of the same name apart: from 2 on it is written, "cat-canny-2.png".
    Windows' rules are those of "Naming Files, Paths, and Namespaces" in its documentation.
    """
    numbered = "" if number == 1 else f"-{number}"
    return fitted(safe_name(picture_name), f"-{preprocessor}{numbered}{FileFormat(format).suffix}")


def free_path(folder: Path, called: Callable[[int], str]) -> Path:
    """Where in `folder` a file may go that is `called` so: with the first number not taken."""
    for number in itertools.count(1):
        path = folder / called(number)
        if not os.path.lexists(path):
            return path
    raise AssertionError("there are more numbers than files")


def safe_name(name: str) -> str:
    """`name` less what some usual file system does not take in the name of a file; never empty.

    What it gives is safe already: given to it once more, it stays as it is.
    """
    kept = "".join(
        "_" if char in _FORBIDDEN or unicodedata.category(char) in _CONTROLS else char
        for char in name
    )
    # A leading dot would hide the file, a trailing one is dropped by Windows.
    kept = kept.strip(" .") or "picture"
    return f"_{kept}" if kept.split(".")[0].rstrip(" ").upper() in _DEVICES else kept


def fitted(stem: str, tail: str) -> str:
    """`stem` and `tail`, with as much cut from the end of `stem` as makes the name fit."""
    room = NAME_BYTES_MAX - len(tail.encode())
    encoded = stem.encode(errors="surrogateescape")
    if len(encoded) > room:
        stem = encoded[:room].decode(errors="ignore")
    return stem + tail


FileIdentity = tuple[int, int]
"""The device and inode of a file, the same under all its names."""


def identity(path: Path) -> FileIdentity | None:
    """What the file at `path` is recognised by, whatever it is called; None if there is none."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def spare(originals: Collection[FileIdentity | None], path: Path) -> None:
    """Raises ExportError if a guide at `path` would replace one of the pictures `originals`."""
    here = identity(path)
    if here is not None and here in originals:
        raise ExportError(
            say("The guide would replace the picture {name}.", name=path.name),
            "Choose another folder or name.",
        )


def guide_file(guide: Guide, rendition: Rendition, picture_name: str, mark: str = "") -> bytes:
    """The file of `guide`, made of a picture of that name and mark. Raises ExportError."""
    # Pillow, OpenCV and numpy, which names do without.
    from core.encoding import encode  # noqa: PLC0415
    from core.rendering import render  # noqa: PLC0415

    xmp = Provenance.of(guide, picture_name, mark).packet() if rendition.metadata else b""
    return encode(render(guide, rendition), rendition.format, rendition.quality, xmp=xmp)


def export_guide(
    guide: Guide,
    path: Path,
    rendition: Rendition,
    picture_name: str,
    *,
    mark: str = "",
    overwrite: bool,
    token: str = "",
) -> None:
    """Write `guide_file` to `path`, so that at every moment the file there is whole, old or new.

    Without `overwrite` a file that is already there stays, even one that appeared a moment ago.
    A symbolic link is replaced, not what it points to. Raises ExportError; then nothing is left
    behind. `token`: for those who clear away at once what kill -9 leaves behind, what
    core.whole_file.part_name makes the name of the unfinished file from; nobody else writes with
    it. Without one, what was left there long ago is cleared away as well.
    """
    data = guide_file(guide, rendition, picture_name, mark)
    _save(data, path, overwrite=overwrite, token=token)


def save_guide(
    guide: Guide, path: Path, format: FileFormat | OutputFormat, quality: int, *, overwrite: bool
) -> None:
    """Write `guide` as it is, without metadata; otherwise as export_guide."""
    rendition = Rendition(FileFormat(format), quality, metadata=False)
    export_guide(guide, path, rendition, "", overwrite=overwrite)


def save_keypoints(people: People, path: Path, *, overwrite: bool, token: str = "") -> None:
    """Write who is drawn in a pose to `path` as OpenPose's JSON; otherwise as export_guide."""
    text = json.dumps(people.as_openpose(), separators=(",", ":"))
    _save(text.encode(), path, overwrite=overwrite, token=token)


def _save(data: bytes, path: Path, *, overwrite: bool, token: str) -> None:
    try:
        _write(data, path, overwrite=overwrite, token=token)
    except OSError as error:
        raise _explained(error, path) from error


def _write(data: bytes, path: Path, *, overwrite: bool, token: str) -> None:
    if path.exists():
        if not path.is_file():
            raise IsADirectoryError(errno.EISDIR, "not a regular file", str(path))
        if overwrite and not path.stat().st_mode & stat.S_IWUSR:  # replacing asks only the folder
            raise PermissionError(errno.EACCES, "write-protected", str(path))
    part = path.parent / part_name(token or secrets.token_hex(8))
    try:
        write_new(part, data)
        if overwrite:
            part.replace(path)
        else:
            _put_new(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
    if not token:
        clear_parts(path.parent)


def _put_new(part: Path, path: Path) -> None:
    """Give `part` the name `path`, failing with FileExistsError if that is taken."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # FAT, exFAT and some network shares have no hard links
        path.open("xb").close()
        try:
            part.replace(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _explained(error: OSError, path: Path) -> ExportError:
    name, folder = path.name, path.parent.absolute()
    another = say("Choose another folder.")
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR if not folder.is_dir():
            what, remedy = (
                say("There is no folder {folder}.", folder=folder),
                say("Make it, or choose another."),
            )
        case errno.EEXIST:
            what, remedy = (
                say("{name} is already there.", name=name),
                say("Choose another name, or have it replaced."),
            )
        case errno.EISDIR:
            what, remedy = (
                say("{name} is there and is not a file.", name=name),
                say("Choose another name."),
            )
        case errno.EACCES | errno.EPERM:
            what = say("You are not allowed to write {name} in {folder}.", name=name, folder=folder)
            remedy = say("Choose another folder, or close the program that has the file open.")
        case errno.ENOSPC | errno.EDQUOT:
            what, remedy = (
                say("The disk is full: {name} was not written.", name=name),
                say("Make room, then try again."),
            )
        case errno.EROFS:
            what, remedy = (
                say("{folder} is on a disk that can only be read.", folder=folder),
                another,
            )
        case errno.ENAMETOOLONG | errno.ENOENT:
            what, remedy = (
                say("The name {name} is too long.", name=name),
                say("Choose a shorter name."),
            )
        case _:
            what, remedy = (
                say("{name} could not be written in {folder}.", name=name, folder=folder),
                another,
            )
    return ExportError(what, remedy, details=f"{type(error).__name__}: {error}")

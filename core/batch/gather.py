"""The pictures of a batch: files as they are named, folders searched, in an order for people."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import PictureError
from core.export import FileIdentity, identity
from core.on_disk import is_folder
from core.provenance import read_task
from core.sniff import HEAD_BYTES, SUFFIXES, recognise
from core.source import path_of
from core.wording import say, say_n

_NAMES_SHOWN = 3
_DIGITS = re.compile(r"(\d+)")
_ADDRESS = re.compile(r"\s*(https?|data):", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A picture that is to be opened by core.source.open_picture.

    `folder`: what `{folder}` stands for in names, with `/`: the name of the folder that it is in,
    or the way to it from the folder that was searched, beginning with that folder's name; empty
    for what comes from no folder.
    """

    what: str | Path
    folder: str = ""

    @classmethod
    def of(cls, what: str | Path) -> Source:
        """For one that was named by itself."""
        file = file_of(what)
        return cls(what, "" if file is None else file.absolute().parent.name)


def file_of(what: str | Path) -> Path | None:
    """The path of the file or folder that `what` means; None for what is no name of one.

    Text is one only if it exists: it may be an address, a picture itself, or mistyped.
    """
    if isinstance(what, Path):
        return what
    if _ADDRESS.match(what):
        return None
    path = path_of(what)
    return path if identity(path) is not None else None


@dataclass
class Gathered:
    """What was found. `unread`: why folders could not be searched, or held nothing, and
    what in them is called a picture without being one."""

    sources: list[Source] = field(default_factory=list)
    unread: list[PictureError] = field(default_factory=list)


def gather(named: Sequence[str | Path], *, recursive: bool, apart: Path | None = None) -> Gathered:
    """All pictures of `named`: files, addresses and the like as they are, and those in folders.

    Each file comes once, under the name that it has first. Of folders, and with `recursive` of
    those in them, come files that begin like a picture, in natural order (9 before 10), less those
    that are hidden, that are guides of ours, or that lie in the folder `apart`. It blocks, and
    never raises.
    """
    found = Gathered()
    seen: set[FileIdentity] = set()
    texts: set[str] = set()
    outside = identity(apart) if apart is not None else None
    for what in named:
        path = file_of(what)
        if path is None:
            if what not in texts:
                texts.add(str(what))
                found.sources.append(Source.of(what))
            continue
        if not is_folder(path):
            # One that is not there is told of by whoever opens it.
            if _first(path, seen):
                found.sources.append(Source.of(what))
            continue
        told, empty = len(found.unread), True
        for file, folder in _pictures_in(path, outside, found, recursive=recursive):
            empty = False
            if _first(file, seen):
                found.sources.append(Source(file, folder))
        if empty and len(found.unread) == told:
            found.unread.append(
                PictureError(
                    say("There is no picture in {path}.", path=path), "Choose another folder."
                )
            )
    return found


def natural(name: str) -> tuple[tuple[str, int, str], ...]:
    """What names are sorted by, so that numbers in them count: 9 before 10, whatever their case."""
    pieces = _DIGITS.split(name.casefold())
    return tuple(
        (text, int(digits) if digits else -1, digits)
        for text, digits in zip(pieces[::2], [*pieces[1::2], ""], strict=True)
    )


def _pictures_in(
    top: Path, outside: FileIdentity | None, found: Gathered, *, recursive: bool
) -> Iterator[tuple[Path, str]]:
    """The pictures in `top` with their folders: first its own, then those of each folder in it."""

    def unreadable(error: OSError) -> None:
        found.unread.append(
            PictureError(
                say(
                    "The folder {folder} could not be searched: {reason}.",
                    folder=error.filename,
                    reason=error.strerror,
                ),
                "Check its permissions.",
                details=str(error),
            )
        )

    none: list[str] = []
    for folder, folders, files in os.walk(top, onerror=unreadable):
        here = Path(folder)
        # The walk goes on into what is left in the list.
        folders[:] = [
            name
            for name in sorted(folders, key=natural)
            if recursive and not name.startswith(".") and identity(here / name) != outside
        ]
        shown = "/".join((top.absolute().name, *here.relative_to(top).parts))
        for name in sorted(files, key=natural):
            path = here / name
            if name.startswith("."):
                continue
            if not _is_picture(path):
                none += [name] if path.suffix.lower() in SUFFIXES else []
            elif read_task(path) is None:
                yield path, shown
    if none:
        found.unread.append(_no_pictures(top, none))


def _no_pictures(top: Path, names: Sequence[str]) -> PictureError:
    shown = ", ".join(names[:_NAMES_SHOWN]) + (", …" if len(names) > _NAMES_SHOWN else "")
    what = say_n(
        "{n} file in {folder} ({names}) is called a picture and is none.",
        "{n} files in {folder} ({names}) are called pictures and are none.",
        len(names),
        folder=top.name,
        names=shown,
    )
    return PictureError(what, "Open one alone to see what it is.")


def _is_picture(path: Path) -> bool:
    try:
        # Asked before it is opened, since opening a pipe waits for somebody to write to it.
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            return recognise(file.read(HEAD_BYTES)) is not None
    except OSError:
        return False


def _first(path: Path, seen: set[FileIdentity]) -> bool:
    """Whether that file was not seen before; it is now."""
    here = identity(path)
    if here is None:
        return True
    if here in seen:
        return False
    seen.add(here)
    return True

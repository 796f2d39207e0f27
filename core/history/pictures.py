"""How the picture of a guide is brought back: from its file, or from a copy where there is none.

A picture is known by a digest of its pixels. One that came from a file is read from there again, as
long as the file still holds these pixels; of one that did not, or whose file had changed by the
time its first guide was kept, a lossless copy is stored, once for all of its guides.
"""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from core.errors import PictureError
from core.history.database import Opened
from core.history.entry import restored, stored
from core.history.files import write_new
from core.history.images import lossless, read_lossless
from core.on_disk import is_there
from core.wording import say, together

if TYPE_CHECKING:
    from core.picture import Picture, Pixels

_KEPT = say("The guide itself is still here.")
_SOURCE = "SELECT path, file_size, modified, copy FROM pictures WHERE digest = ?"


@dataclass(frozen=True)
class FileState:
    """A file as it was: its absolute path, its size in bytes, and when it was modified, in ns."""

    path: str
    size: int
    modified: int


Source = FileState | bytes
"""Where the pixels are: in a file of the artist's, or in these bytes, a lossless copy."""


class Pictures:
    """The pictures of the history's guides."""

    def __init__(self) -> None:
        self._digests: WeakKeyDictionary[Picture, str] = WeakKeyDictionary()

    def digest(self, picture: Picture) -> str:
        """What `picture` is known by: equal for equal pixels."""
        if picture not in self._digests:
            self._digests[picture] = _digest(picture.pixels)
        return self._digests[picture]

    def knows(self, opened: Opened, picture: Picture) -> bool:
        """Whether anything is remembered of `picture`."""
        return _remembered(opened, self.digest(picture)) is not None

    def source(self, opened: Opened, picture: Picture) -> Source | None:
        """What to remember of `picture`; None if what is remembered will do. Raises ExportError."""
        digest = self.digest(picture)
        found = _remembered(opened, digest)
        state = _state_of(picture.origin)
        if found is not None:
            path, size, modified, copy = found
            if copy is not None and (opened.files / copy).exists():
                return None
            if copy is None and state == FileState(path, size, modified):
                return None
        if state is not None and _holds(state, digest):
            return state
        return lossless(picture.pixels)

    def put(self, opened: Opened, picture: Picture, source: Source) -> list[str]:
        """Remember `source`; the names of the files that were written. Raises OSError."""
        digest = self.digest(picture)
        row: tuple[object, ...]
        if isinstance(source, FileState):
            written = []
            row = (digest, stored(source.path), source.size, source.modified, None, 0)
        else:
            written = [write_new(opened.files, source)]
            row = (digest, None, None, None, written[0], len(source))
        opened.connection.execute(
            "INSERT INTO pictures VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET"
            " path = excluded.path, file_size = excluded.file_size, modified = excluded.modified,"
            " copy = excluded.copy, bytes = excluded.bytes",
            row,
        )
        return written

    def bring_back(self, opened: Opened, digest: str, name: str, origin: str) -> Picture:
        """The picture of `digest` as `name`. Raises PictureError if it is gone or has changed."""
        from core.picture import Picture  # noqa: PLC0415 - numpy comes after the window

        found = _remembered(opened, digest)
        assert found is not None
        path, _, _, copy = found
        pixels = _from_copy(opened.files / copy, name) if path is None else _from_file(path)
        picture = Picture(pixels, name, origin)
        if self.digest(picture) != digest:
            if path is None:
                raise _copy_is_gone(name)
            raise PictureError(
                say("{path} has changed since this guide was made.", path=path),
                together(_KEPT, say("Open the file to go on with it as it is now.")),
            )
        return picture


def _remembered(opened: Opened, digest: str) -> tuple[Any, ...] | None:
    found = opened.connection.execute(_SOURCE, (digest,)).fetchone()
    if found is None:
        return None
    path, *more = found
    return (None if path is None else restored(path), *more)


def _digest(pixels: Pixels) -> str:
    # SHA-256 has instructions of its own in today's processors: 24 megapixels take 0.07 s.
    hashed = hashlib.sha256(f"{pixels.shape}".encode())
    hashed.update(pixels.data)
    return hashed.hexdigest()


def _state_of(origin: str) -> FileState | None:
    """The file that `origin` names, if it is the path of one."""
    if not origin:
        return None
    path = Path(origin)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        return FileState(str(path.absolute()), status.st_size, status.st_mtime_ns)
    except (OSError, ValueError):  # such as an address, or a word with a zero in it
        return None


def _holds(state: FileState, digest: str) -> bool:
    """Whether the pixels in that file are those of `digest`: it may have been saved meanwhile."""
    from core.source import from_path  # noqa: PLC0415 - decoders are imported when first needed

    try:
        return _digest(from_path(Path(state.path)).pixels) == digest
    except PictureError:
        return False


def _from_file(path: str) -> Pixels:
    from core.source import from_path  # noqa: PLC0415 - see above

    try:
        return from_path(Path(path)).pixels
    except PictureError as error:
        if is_there(Path(path)):
            raise PictureError(
                say(
                    "{path} cannot be opened as it could when this guide was made. {reason}",
                    path=path,
                    reason=error.what,
                ),
                together(_KEPT, error.remedy),
                details=error.details,
            ) from error
        raise PictureError(
            say("The picture {path} is no longer there.", path=path),
            together(_KEPT, say("Put the picture back, or open it from where it is now.")),
        ) from error


def _from_copy(path: Path, name: str) -> Pixels:
    try:
        return read_lossless(path, grey=False)
    except (OSError, PictureError) as error:
        raise _copy_is_gone(name) from error


def _copy_is_gone(name: str) -> PictureError:
    return PictureError(
        say("The copy of the picture {name} is gone from the history, or damaged.", name=name),
        together(_KEPT, say("Open the picture again from where it came from.")),
    )

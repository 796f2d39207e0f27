"""A file on its way: what has been fetched of it, kept between runs, written by one at a time."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Self

from core.library.hashing import CHUNK_BYTES, Digest
from core.whole_file import sync_folder

_LOCK_AT = 1 << 40
"""Where Windows locks a byte: beyond the end of every file, so that all can still be read."""


class Busy(Exception):
    """Another download, of this process or another, is writing the same part."""


class Part:
    """An open part; `size` bytes of it are here. Nobody else writes it until it is closed.

    All but `close` may block for as long as the disk takes, and raise OSError.
    """

    def __init__(self, path: Path, file: FileIO) -> None:
        self.path = path
        self._file = file
        self._hash = hashlib.sha256()
        self.size = 0

    @classmethod
    def open(cls, path: Path) -> Self:
        """The part at `path`, made if there is none. Raises Busy and OSError.

        Killed at any moment, it leaves what was written, and the lock is gone with the process.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            # Unbuffered: what was written is in the file when the process is killed.
            file = FileIO(path, "a+")
            try:
                _lock(file)
                if _is_still(path, file):
                    part = cls(path, file)
                    part._read_again()
                    return part
            except BaseException:
                file.close()
                raise
            file.close()  # who had the lock before has finished it, or thrown it away

    def write(self, data: bytes) -> None:
        """Append `data`; where the disk fails, as much of it is here as would go."""
        left = memoryview(data)
        while left:
            done = self._file.write(left) or 0
            self._hash.update(left[:done])
            self.size += done
            left = left[done:]

    def start_over(self) -> None:
        """Throw away what is here."""
        self._file.truncate(0)
        self._hash, self.size = hashlib.sha256(), 0

    def settle(self) -> Digest:
        """Have all of it on the disk; what it is."""
        os.fsync(self._file.fileno())
        return Digest(self._hash.hexdigest(), self.size)

    def move(self, to: Path) -> None:
        """It is whole, and belongs at `to`. Closes it."""
        to.parent.mkdir(parents=True, exist_ok=True)
        if sys.platform == "win32":  # where nothing is moved that is open
            self._file.close()
        self.path.replace(to)
        self._file.close()
        sync_folder(to.parent)

    def delete(self) -> None:
        """It is of no use to anybody. Closes it."""
        if sys.platform == "win32":  # where nothing is deleted that is open
            self._file.close()
        self.path.unlink(missing_ok=True)
        self._file.close()

    def close(self) -> None:
        """Leave what is here to the next time, and nothing where nothing is. Never raises."""
        with suppress(OSError):
            if not (self.size or self._file.closed):
                self.delete()
        self._file.close()

    def _read_again(self) -> None:
        self._file.seek(0)
        while chunk := self._file.read(CHUNK_BYTES):
            self._hash.update(chunk)
            self.size += len(chunk)


def part_path(folder: Path, sha256: str) -> Path:
    """Where the library in `folder` keeps what it has of the file of that hash."""
    return folder / "parts" / f"{sha256}.part"


def drop_part(path: Path) -> None:
    """Delete the part at `path`, if there is one. Raises OSError, and Busy if it is written."""
    if path.exists():
        Part.open(path).delete()


def _lock(file: FileIO) -> None:
    """Lock `file` until it is closed. Raises Busy."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - on Windows only

            file.seek(_LOCK_AT)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise Busy from error
    except OSError as error:
        # Some disks in networks know no locks; there two at once find out by the hash.
        if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.EINVAL):
            raise


def _is_still(path: Path, file: FileIO) -> bool:
    try:
        there, here = path.stat(), os.fstat(file.fileno())
    except FileNotFoundError:
        return False
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)

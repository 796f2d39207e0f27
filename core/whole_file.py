"""Files that are there as a whole or not at all, whatever ends the program, or the power."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_new(path: Path, data: bytes) -> None:
    """Write `data` to `path`, a new file, and have it on the disk. Raises OSError.

    FileExistsError if there is one; what fails later may leave a part of the file, which is then
    removed by the caller or by `path`'s next sweep.
    """
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` in place of what is there, which stays until then. Raises OSError.

    The folder is made if there is none; nothing else is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        write_new(part, data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` outlast a power cut, where the system can: Windows cannot."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

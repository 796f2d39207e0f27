"""The files of the history: whole on the disk before anything names them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write_new(folder: Path, data: bytes) -> str:
    """Write `data` into a new file in `folder`; its name once all of it is on the disk.

    Raises OSError; then nothing is left behind.
    """
    suffix = ".png" if data.startswith(b"\x89PNG") else ".webp"
    path = folder / (secrets.token_hex(12) + suffix)
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        unlink(folder, [path.name])
        raise
    return path.name


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` outlast a power cut, where the system can: Windows cannot."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def unlink(folder: Path, names: Iterable[str]) -> None:
    """Remove files that nothing names any more; what cannot be removed, the next sweep will."""
    for name in names:
        with suppress(OSError):
            (folder / name).unlink()

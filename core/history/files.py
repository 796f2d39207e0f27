"""The files of the history: whole on the disk before anything names them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from core import whole_file


def write_new(folder: Path, data: bytes) -> str:
    """Write `data` into a new file in `folder`; its name once all of it is on the disk.

    Raises OSError; then nothing is left behind.
    """
    suffix = ".png" if data.startswith(b"\x89PNG") else ".webp"
    path = folder / (secrets.token_hex(12) + suffix)
    try:
        whole_file.write_new(path, data)
    except OSError:
        unlink(folder, [path.name])
        raise
    return path.name


def unlink(folder: Path, names: Iterable[str]) -> None:
    """Remove files that nothing names any more; what cannot be removed, the next sweep will."""
    for name in names:
        with suppress(OSError):
            (folder / name).unlink()

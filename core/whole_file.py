"""Files that are there as a whole or not at all, whatever ends the program, or the power."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from itertools import count
from pathlib import Path

PART_KEPT_S = 3600.0
"""How much older than the newest an unfinished file must be to be nobody's: none takes so long."""

_PART = re.compile(r"\.[0-9a-f]{16,32}(-\d+)?\.part")


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
    part = path.with_name(part_name(secrets.token_hex(8)))
    try:
        write_new(part, data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def part_name(token: str) -> str:
    """What an unfinished file is called, in the folder where it is to be.

    `token`: 16 to 32 hexadecimal digits, and maybe a hyphen and a number.
    """
    return f".{token}.part"


def clear_parts(folder: Path) -> None:
    """Remove the unfinished files that kill -9 or a power cut has left in `folder`. Never raises.

    How old they are is told by a file that is made there now: by the clock of the disk, which may
    be another computer's, not by that of this one.
    """
    with suppress(OSError):
        parts = [path for path in folder.iterdir() if _PART.fullmatch(path.name)]
        if not parts:
            return
        probe = folder / part_name(secrets.token_hex(8))
        probe.touch(exist_ok=False)
        now = probe.stat().st_mtime
        probe.unlink()
        for part in parts:
            with suppress(OSError):
                if part.stat().st_mtime < now - PART_KEPT_S:
                    part.unlink()


def set_aside(path: Path, ending: str = ".damaged") -> Path:
    """Give what is at `path` its name with `ending`, and a number if that is taken; its new path.

    Nothing that was set aside before is replaced. Raises OSError.
    """
    for number in count(1):
        aside = path.with_name(f"{path.name}{ending}{'' if number == 1 else f'-{number}'}")
        if not os.path.lexists(aside):
            break
    path.rename(aside)
    sync_folder(path.parent)
    return aside


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` outlast a power cut, where the system can: Windows cannot."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

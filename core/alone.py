"""One program at a time in a folder, for a moment; however a program ends, it lets go."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WAIT_S = 2.0
"""How long another may take. It is written so little inside that only one that hangs takes more."""

_PAUSE_S = 0.005


@contextmanager
def alone_in(folder: Path) -> Iterator[bool]:
    """Wait until no other program is inside here for `folder`, which exists; whether that is so.

    Where the system cannot tell, or another stays for longer than WAIT_S, it goes on all the same:
    it is for what is better done alone, not for what must be. Nothing is left in the folder.
    """
    descriptor = -1
    with suppress(OSError):
        descriptor = _opened(folder)
    try:
        yield descriptor >= 0 and _got(descriptor)
    finally:
        if descriptor >= 0:
            os.close(descriptor)  # which lets go, too


def _got(descriptor: int) -> bool:
    end = time.monotonic() + WAIT_S
    while True:
        try:
            _lock(descriptor)
        except (BlockingIOError, PermissionError):
            if time.monotonic() >= end:
                return False
            time.sleep(_PAUSE_S)
        except OSError:  # such as a file system that knows no locks
            return False
        else:
            return True


if sys.platform == "win32":
    import hashlib
    import msvcrt
    import tempfile

    def _opened(folder: Path) -> int:
        # A folder cannot be opened there, and a file in it would be in the way.
        name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "replace")).hexdigest()[:16]
        file = Path(tempfile.gettempdir()) / f"underdrawing-{name}.lock"
        return os.open(file, os.O_RDWR | os.O_CREAT)

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _opened(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""What a picture's file is known by in its guides: a sum of its bytes, under whatever name it is.

The sum is like no other program's, so that no list of known files tells whose a published guide is.
Who has the file itself can tell.
"""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

_PROGRAM = b"Underdrawing"
_BYTES = 16
_CHUNK_BYTES = 2**20
_KNOWN_MAX = 20_000

_known: dict[tuple[int, int, int, int], str] = {}

MARK_CHARS = 2 * _BYTES


def mark_of(data: bytes) -> str:
    """The mark of the file that `data` is: MARK_CHARS hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=_BYTES, person=_PROGRAM).hexdigest()


def mark_of_file(path: Path) -> str:
    """The mark of the file at `path`; empty if it cannot be read. It blocks, and never raises.

    What was read before is read again only if it has been written since.
    """
    try:
        status = path.stat()
        # Asked before it is opened, since opening a pipe waits for somebody to write to it.
        if not stat.S_ISREG(status.st_mode):
            return ""
        state = status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
        found = _known.get(state) or _sum(path)
    except (OSError, ValueError):
        return ""
    if len(_known) >= _KNOWN_MAX:
        _known.clear()
    _known[state] = found
    return found


def _sum(path: Path) -> str:
    sum = hashlib.blake2b(digest_size=_BYTES, person=_PROGRAM)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            sum.update(chunk)
    return sum.hexdigest()


def checked_mark(value: object) -> str:
    """`value` if it can be a mark, else empty."""
    if not isinstance(value, str) or len(value) != MARK_CHARS:
        return ""
    return value if set(value) <= set("0123456789abcdef") else ""

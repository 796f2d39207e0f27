"""What a run of the program has found out about files, which holds until they change."""

from __future__ import annotations

import threading
from pathlib import Path

Stamp = tuple[int, int]
"""The size of a file and when it was changed last, in nanoseconds: others, if it is another."""


def stamp_of(path: Path) -> Stamp:
    """Raises OSError."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


class Findings:
    """Which files have the hash by which they are called. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[str, tuple[Stamp, bool]] = {}

    def judge(self, sha256: str, stamp: Stamp, *, right: bool) -> None:
        """The file called `sha256`, with that `stamp`, has that hash, or has another."""
        with self._lock:
            self._found[sha256] = stamp, right

    def is_right(self, sha256: str, stamp: Stamp) -> bool | None:
        """Whether it has; None if nobody knows yet."""
        with self._lock:
            then, right = self._found.get(sha256, (None, None))
        return right if then == stamp else None

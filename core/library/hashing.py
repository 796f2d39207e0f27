"""Hashes and sizes of large files, and telling by its first bytes what is no network at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CHUNK_BYTES = 1 << 20

Heard = Callable[[int], None]
"""Is told how many bytes were just done; what it raises ends the work."""


def ignore(done: int) -> None:
    """Heed no progress."""


@dataclass(frozen=True)
class Digest:
    """The sha256 of a file, in small hexadecimal digits, and its size."""

    sha256: str
    bytes: int


def digest_of(path: Path, heard: Heard = ignore) -> Digest:
    """Raises OSError."""
    found, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            found.update(chunk)
            size += len(chunk)
            heard(len(chunk))
    return Digest(found.hexdigest(), size)


def size_of(path: Path) -> int:
    """How large the file is; 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def is_page(head: bytes) -> bool:
    """Whether a file that begins with `head` is a page for browsers."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml"))


def is_pointer(head: bytes) -> bool:
    """Whether it only says where a large file of a Git repository lies."""
    return head.startswith(b"version https://git-lfs.")

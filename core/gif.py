"""Open GIF files, but for those made so that a small file takes minutes to read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice

from PIL.GifImagePlugin import GifImageFile

BLOCKS_MAX = 100_000
"""The most blocks of 255 bytes or fewer, or strange bytes, before the first picture: honest files
have a few, with a large profile some thousand, and Pillow reads them one by one."""

_HEAD_BYTES, _FLAGS_AT = 13, 10
_HAS_PALETTE = 0x80
_EXTENSION, _ENDS = 0x21, b"\x2c\x3b"
"""What an extension begins with; and what a picture and the end of all do."""


def open_gif(file: io.BytesIO) -> GifImageFile:
    """The first picture of a GIF, not loaded yet.

    Raises ValueError if it has more before it than any honest file, and what Pillow raises if it
    is damaged.
    """
    if any(True for _ in islice(_blocks(file.getvalue()), BLOCKS_MAX, None)):
        raise ValueError(f"more than {BLOCKS_MAX} blocks before the first picture")
    return GifImageFile(file)


def _blocks(data: bytes) -> Iterator[int]:
    """Where the blocks before the first picture begin, and bytes that belong to none."""
    flags = data[_FLAGS_AT] if len(data) > _FLAGS_AT else 0
    position = _HEAD_BYTES + (3 << (flags & 7) + 1 if flags & _HAS_PALETTE else 0)
    while position < len(data) and data[position] not in _ENDS:
        yield position
        if data[position] != _EXTENSION:
            position += 1
            continue
        position += 2
        while position < len(data) and data[position]:
            yield position
            position += 1 + data[position]
        position += 1

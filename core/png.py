"""Open PNG files, but for those made so that a small file takes minutes to read."""

from __future__ import annotations

import io
import struct

from PIL.PngImagePlugin import PngImageFile

SMALL_CHUNKS_MAX = 20_000
"""The most chunks that hold next to nothing: honest files have a dozen, animations one for every
frame, and each costs the same time, however few bytes it has."""

SMALL_BYTES = 64

_HEAD = struct.Struct(">I4s")
_AROUND_BYTES = 12
"""Of a chunk without its content: length, name, checksum."""


def open_png(file: io.BytesIO) -> PngImageFile:
    """The first picture of a PNG, not loaded yet.

    Raises ValueError if it has more small chunks than any honest file, and what Pillow raises if
    it is damaged.
    """
    data = file.getvalue()
    position, small = 8, 0
    while position + _HEAD.size <= len(data):
        length, name = _HEAD.unpack_from(data, position)
        small += length < SMALL_BYTES
        if small > SMALL_CHUNKS_MAX:
            raise ValueError(f"more than {SMALL_CHUNKS_MAX} chunks of next to nothing")
        if name == b"IEND":
            break
        position += _AROUND_BYTES + length
    return PngImageFile(file)

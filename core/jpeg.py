"""Open JPEG files, but for those made so that a small file takes minutes to decode."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import islice, takewhile

from PIL.JpegImagePlugin import JpegImageFile

SCANS_MAX = 100
"""The most passes over a picture: usual progressive files have 10, and each costs the same time,
however few bytes it has."""

HEAD_SEGMENTS_MAX = 10_000
"""The most segments before the first scan: honest files have a few dozen, with a large profile some
hundred, and Pillow reads them one by one."""

EXIF_PARTS_MAX = 100
"""The most segments of EXIF, of 64 KB each, which Pillow puts together one by one."""

_EXIF = b"Exif\0\0"
_SCAN, _END, _APP1 = 0xDA, 0xD9, 0xE1
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
"""In the coded samples 0xFF is followed by 0 or by the number of a restart."""

_ALONE = (0x01, 0xD8)
"""Markers that no length follows."""


def open_jpeg(file: io.BytesIO) -> JpegImageFile:
    """The first picture of a JPEG, not loaded yet.

    Raises ValueError if it has more segments, scans, or parts of EXIF than any honest file, and
    what Pillow raises if it is damaged.
    """
    data = file.getvalue()
    # Only where there may be too many is it looked at closely: the same bytes can be anything.
    if data.count(bytes([0xFF, _SCAN])) > SCANS_MAX and _count(data, _SCAN) > SCANS_MAX:
        raise ValueError(f"more than {SCANS_MAX} scans")
    if data.count(_EXIF) > EXIF_PARTS_MAX and _count(data, _APP1, _EXIF) > EXIF_PARTS_MAX:
        raise ValueError(f"more than {EXIF_PARTS_MAX} parts of EXIF")
    head = takewhile(lambda segment: segment[0] != _SCAN, _segments(data))
    if sum(1 for _ in islice(head, HEAD_SEGMENTS_MAX + 1)) > HEAD_SEGMENTS_MAX:
        raise ValueError(f"more than {HEAD_SEGMENTS_MAX} segments before the first scan")
    return JpegImageFile(file)


def _count(data: bytes, wanted: int, beginning: bytes = b"") -> int:
    """How many segments of that marker, that begin so, the first picture has."""
    return sum(
        marker == wanted and data.startswith(beginning, begin) for marker, begin in _segments(data)
    )


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """The markers of the first picture, each with where its content begins, behind its length."""
    position = 2
    while found := _MARKER.search(data, position):
        marker, position = found[1][0], found.end()
        if marker == _END:
            return
        yield marker, position + 2
        if marker not in _ALONE:
            position += max(2, int.from_bytes(data[position : position + 2], "big"))

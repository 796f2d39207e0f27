"""Find the XMP packet in a PNG, WEBP, JPG or TIFF file, without decoding the picture.

Only the outlines of a file are read: each step reads a few bytes and goes on to where they point,
and both the steps and the length of a packet are limited, so that no file can take long.
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO

from core.sniff import HEAD_BYTES, Kind, recognise
from core.xmp import JPEG_SIGNATURE, PACKET_BYTES_MAX, PNG_KEYWORD, TIFF_TAG

MAX_STEPS = 20_000

_JPEG_APP1, _JPEG_SCAN = 0xE1, 0xDA
_TIFF_BYTES, _TIFF_UNDEFINED = 1, 7


def find_packet(file: BinaryIO) -> bytes | None:
    """The packet in `file`, which can be sought in and is at its beginning; None if there is none,
    or what is there is no such file. Raises OSError where reading does.
    """
    kind = recognise(file.read(HEAD_BYTES))
    search = _SEARCHES.get(kind) if kind else None
    if search is None:
        return None
    try:
        return search(file)
    except (struct.error, zlib.error, ValueError):
        # It ends early, or points to nowhere: it is no file of ours.
        return None


def _in_png(file: BinaryIO) -> bytes | None:
    position = 8
    for _ in range(MAX_STEPS):
        file.seek(position)
        length, kind = struct.unpack(">I4s", file.read(8))
        if kind == b"IEND":
            return None
        if kind == b"iTXt" and length <= PACKET_BYTES_MAX:
            found = _png_text(file.read(length))
            if found is not None:
                return found
        position += 12 + length
    return None


def _png_text(chunk: bytes) -> bytes | None:
    keyword, _, rest = chunk.partition(b"\0")
    if keyword != PNG_KEYWORD.encode():
        return None
    compressed, _method = struct.unpack_from("BB", rest)
    text = rest[2:].split(b"\0", 2)[-1]  # after the language and the translated keyword
    return zlib.decompressobj().decompress(text, PACKET_BYTES_MAX) if compressed else text


def _in_jpeg(file: BinaryIO) -> bytes | None:
    position = 2
    for _ in range(MAX_STEPS):
        file.seek(position)
        begin, marker = struct.unpack("BB", file.read(2))
        if begin != 0xFF or marker == _JPEG_SCAN:
            return None
        if marker == 0xFF:  # filling
            position += 1
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if marker == _JPEG_APP1:
            body = file.read(max(0, length - 2))
            if body.startswith(JPEG_SIGNATURE):
                return body[len(JPEG_SIGNATURE) :]
        position += 2 + length
    return None


def _in_webp(file: BinaryIO) -> bytes | None:
    position = 12
    for _ in range(MAX_STEPS):
        file.seek(position)
        kind, length = struct.unpack("<4sI", file.read(8))
        if kind == b"XMP ":
            return _read(file, length)
        position += 8 + length + length % 2
    return None


def _in_tiff(file: BinaryIO) -> bytes | None:
    """The packet of the first page; that of a BigTIFF is not looked for."""
    file.seek(0)
    head = file.read(8)
    order = "<" if head.startswith(b"I") else ">"
    version, directory = struct.unpack(order + "2xHI", head)
    if version != 42:
        return None
    file.seek(directory)
    (count,) = struct.unpack(order + "H", file.read(2))
    for tag, kind, length, place in struct.iter_unpack(order + "HHII", file.read(12 * count)):
        if tag == TIFF_TAG and kind in (_TIFF_BYTES, _TIFF_UNDEFINED):
            file.seek(place)
            return _read(file, length)
    return None


def _read(file: BinaryIO, length: int) -> bytes | None:
    return file.read(length) if length <= PACKET_BYTES_MAX else None


_SEARCHES = {
    Kind.PNG: _in_png,
    Kind.JPEG: _in_jpeg,
    Kind.WEBP: _in_webp,
    Kind.TIFF: _in_tiff,
}

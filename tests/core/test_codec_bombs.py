"""Files of a few kilobytes or megabytes that were made to take minutes are refused at once."""

from __future__ import annotations

import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image

from core import jpeg
from core.codec import SIDE_MAX, decode
from core.errors import PictureError
from core.gif import BLOCKS_MAX
from core.jpeg import EXIF_PARTS_MAX, HEAD_SEGMENTS_MAX, SCANS_MAX
from core.png import SMALL_BYTES, SMALL_CHUNKS_MAX
from core.tiff import ROWS_MAX
from tests.core.pictures import noise, psd, saved, tiff

ENOUGH_S = 3.0
"""None takes a tenth of that on any computer; each took from ten seconds to an hour."""


def refusal(file: bytes) -> PictureError:
    begin = time.process_time()
    with pytest.raises(PictureError) as refused:
        decode(file)
    assert time.process_time() - begin < ENOUGH_S
    assert refused.value.remedy
    return refused.value


def with_scans(count: int, side: int = 4000) -> bytes:
    """A progressive JPEG whose last scan is there so often, a few bytes each."""
    file = saved(Image.new("L", (side, side), 128), "JPEG", progressive=True, quality=50)
    last = file[file.rindex(b"\xff\xda") : -2]
    return file[:-2] + last * (count - file.count(b"\xff\xda")) + file[-2:]


def with_exif_parts(count: int, length: int) -> bytes:
    file = saved(Image.new("L", (8, 8)), "JPEG")
    part = b"\xff\xe1" + struct.pack(">H", length) + b"Exif\0\0" + bytes(length - 8)
    return file[:2] + part * count + file[2:]


def test_a_jpeg_of_a_thousand_scans() -> None:
    assert "scans" in refusal(with_scans(1000)).details


def test_a_jpeg_of_a_thousand_parts_of_exif() -> None:
    assert "EXIF" in refusal(with_exif_parts(1000, 65535)).details


def with_chunks(count: int, length: int) -> bytes:
    """A PNG with so many chunks of `length` bytes that mean nothing."""
    file = saved(Image.new("L", (8, 8)), "PNG")
    named = b"teST" + bytes(length)
    chunk = struct.pack(">I", length) + named + struct.pack(">I", zlib.crc32(named))
    return file[:33] + chunk * count + file[33:]


def with_comments(count: int) -> bytes:
    """A JPEG with so many empty comments."""
    file = saved(Image.new("L", (8, 8)), "JPEG")
    return file[:2] + b"\xff\xfe\0\2" * count + file[2:]


def test_a_png_of_millions_of_empty_chunks() -> None:
    assert "chunks" in refusal(with_chunks(2_000_000, 0)).details
    assert decode(with_chunks(SMALL_CHUNKS_MAX - 10, 0)).shape == (8, 8, 3)
    assert decode(with_chunks(SMALL_CHUNKS_MAX + 10, SMALL_BYTES)).shape == (8, 8, 3)


def test_a_jpeg_of_millions_of_empty_comments() -> None:
    assert "segments" in refusal(with_comments(8_000_000)).details
    assert decode(with_comments(HEAD_SEGMENTS_MAX - 100)).shape == (8, 8, 3)


@pytest.mark.parametrize(
    "part", [b"\x21\xfe\0", b"\0"], ids=["empty comments", "bytes that are nothing"]
)
def test_a_gif_of_millions_of_what_is_nothing(part: bytes) -> None:
    file = saved(Image.new("L", (8, 8)), "GIF")
    begin = file.index(b"\x2c", 13 + 3 * 2)
    assert decode(file[:begin] + part * (BLOCKS_MAX - 10) + file[begin:]).shape == (8, 8, 3)
    assert "blocks" in refusal(file[:begin] + part * 20_000_000 + file[begin:]).details


def test_a_gif_of_one_comment_without_end() -> None:
    file = saved(Image.new("L", (8, 8)), "GIF")
    begin = file.index(b"\x2c", 13 + 3 * 2)
    comment = b"\x21\xfe" + b"\1." * 20_000_000 + b"\0"
    assert "blocks" in refusal(file[:begin] + comment + file[begin:]).details


def test_a_jpeg_has_as_many_of_both_as_honest_ones_have() -> None:
    assert decode(with_scans(SCANS_MAX, 16)).shape == (16, 16, 3)
    assert decode(with_exif_parts(EXIF_PARTS_MAX, 100)).shape == (8, 8, 3)
    for file in (with_scans(SCANS_MAX + 1, 16), with_exif_parts(EXIF_PARTS_MAX + 1, 100)):
        with pytest.raises(PictureError, match="rare variant"):
            decode(file)


def test_what_only_looks_like_scans_is_none() -> None:
    """A motion photo has a film behind the picture, and a comment may hold any bytes."""
    file = saved(Image.fromarray(noise((40, 50, 3))), "JPEG")
    looks = (b"\xff\xda" + jpeg._EXIF) * 4000
    comment = b"\xff\xfe" + struct.pack(">H", len(looks) + 2) + looks
    assert (decode(file + looks) == decode(file)).all()
    assert (decode(file[:2] + comment + file[2:]) == decode(file)).all()


@pytest.mark.parametrize("big_endian", [False, True])
def test_a_tiff_of_millions_of_rows(big_endian: bool) -> None:
    file = bytearray(tiff(np.zeros((1, 1), np.uint8), big_endian=big_endian))
    order = ">" if big_endian else "<"
    strips = 4_000_000
    for entry in range(10, 10 + 12 * 11, 12):
        tag, *_ = struct.unpack_from(order + "H", file, entry)
        if tag == 257:
            struct.pack_into(order + "I", file, entry + 8, strips)
        if tag == 278:
            struct.pack_into(order + "I", file, entry + 8, 1)
        if tag == 273:
            struct.pack_into(order + "HII", file, entry + 2, 3, strips, len(file))
    assert "rows" in refusal(bytes(file) + bytes(2 * strips)).details


def test_a_big_tiff_of_millions_of_rows() -> None:
    file = bytearray(saved(Image.new("L", (1, 1)), "TIFF", big_tiff=True))
    (directory,) = struct.unpack_from("<Q", file, 8)
    (count,) = struct.unpack_from("<Q", file, directory)
    for entry in range(directory + 8, directory + 8 + 20 * count, 20):
        if struct.unpack_from("<H", file, entry) == (257,):
            struct.pack_into("<HQQ", file, entry + 2, 4, 1, ROWS_MAX + 1)
    assert "rows" in refusal(bytes(file)).details


def test_a_psd_of_millions_of_rows() -> None:
    file = bytearray(psd(np.zeros((1, 1, 1), np.uint8), 1, packed=True))
    struct.pack_into(">I", file, 14, 2_000_000)
    file += bytes(8_000_000)
    assert "1 x 2000000 pixels" in refusal(bytes(file)).what


def png_of_rows(height: int) -> bytes:
    """A PNG of one column."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(2 * height))),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def test_a_side_has_an_end() -> None:
    assert "at most 300,000 can be opened" in refusal(png_of_rows(SIDE_MAX + 1)).what
    assert decode(png_of_rows(SIDE_MAX)).shape == (SIDE_MAX, 1, 3)

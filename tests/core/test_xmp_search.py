"""A packet is found in every file that can have one, and in no other; no file takes long."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.encoding import encode
from core.file_format import FileFormat
from core.xmp import JPEG_SIGNATURE, PACKET_BYTES_MAX, PNG_KEYWORD, packet_of
from core.xmp_search import MAX_STEPS, find_packet
from tests.core.pictures import noise, png, saved

PACKET = packet_of("task", "{}", program="Underdrawing")
GREY = np.zeros((3, 5))


def found(file: bytes) -> bytes | None:
    return find_packet(io.BytesIO(file))


def itxt(text: bytes, *, keyword: str = PNG_KEYWORD, compressed: bool = False) -> bytes:
    """A PNG that has this text."""
    body = zlib.compress(text) if compressed else text
    chunk = keyword.encode() + bytes([0, compressed, 0]) + b"de\0Eine Aufgabe\0" + body
    return png(GREY, 0, chunks={b"iTXt": chunk})


@pytest.mark.parametrize("format", FileFormat)
@pytest.mark.parametrize("shape", [(30, 40), (30, 40, 3), (1, 1)])
def test_what_was_put_into_a_file_is_found_in_it(
    format: FileFormat, shape: tuple[int, ...]
) -> None:
    for quality in (60, 100):
        file = encode(noise(shape), format, quality, xmp=PACKET)
        assert found(file) == PACKET
        assert found(encode(noise(shape), format, quality)) is None


@pytest.mark.parametrize("format", FileFormat)
def test_pillow_finds_it_as_well(format: FileFormat) -> None:
    with Image.open(io.BytesIO(encode(noise((9, 9)), format, 95, xmp=PACKET))) as image:
        assert image.info["xmp"] == PACKET


def test_a_compressed_text_is_found() -> None:
    assert found(itxt(PACKET)) == PACKET
    assert found(itxt(PACKET, compressed=True)) == PACKET


def test_a_text_that_grows_is_cut() -> None:
    file = itxt(bytes(64 * PACKET_BYTES_MAX), compressed=True)
    assert len(file) < PACKET_BYTES_MAX
    assert len(found(file) or b"") == PACKET_BYTES_MAX


def test_a_jpg_may_be_filled_up_between_its_parts() -> None:
    file = encode(noise((9, 9)), FileFormat.JPG, 95, xmp=PACKET)
    assert found(file[:2] + b"\xff" * 50 + file[2:]) == PACKET


def test_a_large_tiff_is_not_looked_into() -> None:
    file = bytearray(encode(noise((9, 9)), FileFormat.TIFF, 95, xmp=PACKET))
    file[2] = 43
    assert found(bytes(file)) is None


def test_a_long_packet_is_not_read() -> None:
    assert found(itxt(bytes(PACKET_BYTES_MAX + 1))) is None
    riff = b"RIFF\0\0\0\0WEBPXMP " + struct.pack("<I", PACKET_BYTES_MAX + 1)
    assert found(riff + bytes(PACKET_BYTES_MAX + 1)) is None


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"PACKET",
        PACKET,
        itxt(PACKET, keyword="Comment"),
        itxt(b"no zlib", compressed=False)[:60],
        png(GREY, 0, chunks={b"iTXt": PNG_KEYWORD.encode() + b"\0"}),
        png(GREY, 0, chunks={b"iTXt": PNG_KEYWORD.encode() + b"\0\1\0\0\0not zlib"}),
        saved(Image.new("L", (5, 5)), "GIF"),
        saved(Image.new("L", (5, 5)), "BMP"),
        saved(Image.new("L", (5, 5)), "JPEG", comment=JPEG_SIGNATURE + PACKET),
        b"\xff\xd8\xff\xe1\0\0" + JPEG_SIGNATURE,
        b"\xff\xd8\xff\xe1\0\1" + bytes(9),
        b"II+\0\x08\0\0\0" + bytes(40),
        b"II*\0\xff\xff\xff\xff",
        b"MM\0*\0\0\0\x08\xff\xff" + bytes(30),
    ],
)
def test_nothing_is_found_where_there_is_none(file: bytes) -> None:
    assert found(file) is None


def _endless(unit: bytes, head: bytes) -> bytes:
    return head + unit * (MAX_STEPS + 5)


@pytest.mark.parametrize(
    "file",
    [
        _endless(bytes(4) + b"tEXt" + bytes(4), b"\x89PNG\r\n\x1a\n"),
        _endless(b"\xff\xfe\0\2", b"\xff\xd8"),
        _endless(b"\xff", b"\xff\xd8\xff\xfe\0\2"),
        _endless(b"JUNK\0\0\0\0", b"RIFF\0\0\0\0WEBP"),
    ],
)
def test_a_file_of_crumbs_is_given_up(file: bytes) -> None:
    class Counting(io.BytesIO):
        reads = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.reads += 1
            return super().read(size)

    counting = Counting(file)
    assert find_packet(counting) is None
    assert counting.reads <= 2 * MAX_STEPS + 2


BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"II*\0", b"MM\0*")


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=200))
def test_garbage_never_raises(head: bytes, rest: bytes) -> None:
    found(head + rest)


@given(st.sampled_from(FileFormat), st.data())
def test_a_file_that_is_cut_off_or_damaged_never_raises(
    format: FileFormat, data: st.DataObject
) -> None:
    file = bytearray(encode(noise((9, 9)), format, 95, xmp=PACKET))
    draw: Callable[[int], int] = lambda top: data.draw(st.integers(0, top))  # noqa: E731
    for _ in range(3):
        file[draw(len(file) - 1)] = draw(255)
    found(bytes(file[: draw(len(file))]))

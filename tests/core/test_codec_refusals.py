"""What is no picture, or not a whole one, is refused with a sentence and something to do."""

from __future__ import annotations

import gzip
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from core import codec
from core.codec import decode
from core.errors import PictureError
from tests.core.pictures import exif_orientation, noise, png, psd, quadrants, saved, tiff

NOT_PICTURES = {
    "empty": (b"", "empty"),
    "web page": (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
    "web page in capitals": (b"\n  <HTML><HEAD>", "web page"),
    "web page with a comment": (b"\xef\xbb\xbf<!-- saved -->\n<html>", "web page"),
    "XHTML": (b'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html/>', "web page"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    "SVG as XML": (b'<?xml version="1.0"?><!-- Inkscape -->\n<svg/>', "SVG"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    "text": ("Grüße aus Köln".encode(), "text"),
    "text of Windows": ("Grüße".encode("utf-16"), "text"),
    "answer of a server": (b'{"error": "not found"}', "text"),
    "text like a BMP": (b"BMW is a car, not a picture of one.", "text"),
    "MP4": (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "video"),
    "MOV": (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", "video"),
    "old MOV": (b"\x00\x00\x10\x00moov\x00\x00\x00\x00", "video"),
    "AVI": (b"RIFF\x00\x00\x00\x00AVI LIST", "video"),
    "WAV": (b"RIFF\x00\x00\x00\x00WAVEfmt ", "sound"),
    "WEBM": (b"\x1a\x45\xdf\xa3\x9f\x42\x86", "video"),
    "Krita drawing": (b"PK\x03\x04\x0a\x00mimetypeapplication/x-krita", "ZIP"),
    "SVGZ": (gzip.compress(b"<svg/>"), "compressed"),
    "JPEG XL": (b"\xff\x0a\xfa\x1f", "JPEG XL"),
    "OpenEXR": (b"\x76\x2f\x31\x01\x02\x00", "OpenEXR"),
    "raw file of Canon": (b"II*\x00\x10\x00\x00\x00CR\x02\x00", "raw file"),
    "newer raw file of Canon": (b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom", "raw file"),
    "anything": (b"\x01\x02\x03\x04\x05", "not a picture that can be read"),
}


@pytest.mark.parametrize("name", NOT_PICTURES)
def test_what_is_no_picture_is_called_what_it_is(name: str) -> None:
    file, words = NOT_PICTURES[name]
    with pytest.raises(PictureError, match=words) as refusal:
        decode(file)
    assert refusal.value.remedy


def test_each_refusal_has_a_sentence_of_its_own() -> None:
    sentences = set()
    for name in ("empty", "web page", "SVG", "PDF", "text", "MP4", "Krita drawing", "anything"):
        with pytest.raises(PictureError) as refusal:
            decode(NOT_PICTURES[name][0])
        sentences.add(refusal.value.what)
    assert len(sentences) == 8


def test_unknown_bytes_are_answered_with_the_formats_that_can_be_read() -> None:
    with pytest.raises(PictureError) as refusal:
        decode(b"\x01\x02\x03\x04\x05")
    for format in ("PNG", "JPEG", "WEBP", "AVIF", "HEIC", "TIFF", "BMP", "GIF", "PSD"):
        assert format in refusal.value.remedy


def test_a_raw_file_of_a_camera_is_not_read_as_its_thumbnail() -> None:
    thumbnail = noise((12, 16, 3))
    for tags in ({50706: 0x01040000}, {254: 1, 330: 8}):
        with pytest.raises(PictureError, match="raw file"):
            decode(tiff(thumbnail, photometric=2, tags=tags))
    assert decode(tiff(thumbnail, photometric=2, tags={254: 0})).shape == (12, 16, 3)


def bomb(width: int, height: int) -> bytes:
    """A PNG that claims this size and is a few bytes long."""
    file = bytearray(png(np.zeros((1, 1)), 0))
    struct.pack_into(">II", file, 16, width, height)
    struct.pack_into(">I", file, 29, zlib.crc32(file[12:29]))
    return bytes(file)


def test_a_bomb_is_refused_by_its_header() -> None:
    with pytest.raises(PictureError, match="900 million pixels; at most 120 million") as refusal:
        decode(bomb(30_000, 30_000))
    assert "30000 x 30000" in refusal.value.details
    assert refusal.value.remedy


def test_bombs_of_other_kinds_are_refused_too() -> None:
    def claiming(format: str, at: int, layout: str) -> bytes:
        file = bytearray(saved(Image.fromarray(quadrants()), format))
        struct.pack_into(layout, file, at, 60_000, 60_000)
        return bytes(file)

    bombs = [claiming("GIF", 6, "<HH"), claiming("BMP", 18, "<ii")]
    photoshop = bytearray(psd(noise((3, 2, 2)), 3))
    struct.pack_into(">II", photoshop, 14, 60_000, 60_000)
    for file in (*bombs, bytes(photoshop)):
        with pytest.raises(PictureError, match="3,600 million pixels"):
            decode(file)
    webp = bytearray(saved(Image.fromarray(noise((9, 9, 4))), "WEBP", exif=exif_orientation(1)))
    assert webp[12:16] == b"VP8X"
    webp[24:30] = b"\xff\x3f\x00\xff\x3f\x00"
    with pytest.raises(PictureError, match="268 million pixels"):
        decode(bytes(webp))


def test_the_limit_itself_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    file = saved(Image.fromarray(noise((30, 40, 3))), "PNG")
    monkeypatch.setattr(codec, "MAX_PIXELS", 1200)
    monkeypatch.setattr(codec, "MAX_BYTES", len(file))
    assert decode(file).shape == (30, 40, 3)
    monkeypatch.setattr(codec, "MAX_PIXELS", 1199)
    with pytest.raises(PictureError, match="pixels"):
        decode(file)
    monkeypatch.setattr(codec, "MAX_BYTES", len(file) - 1)
    with pytest.raises(PictureError, match="too large"):
        decode(file)


def test_a_picture_that_pillow_would_warn_of_is_no_bomb() -> None:
    pixels = decode(saved(Image.new("1", (10_000, 9_000)), "PNG"))
    assert pixels.shape == (9_000, 10_000, 3)


def test_a_picture_of_no_size_is_refused() -> None:
    flat_psd = bytearray(psd(noise((3, 1, 5)), 3))
    struct.pack_into(">I", flat_psd, 14, 0)
    with pytest.raises(PictureError, match="no pixels: its size is 5 x 0"):
        decode(bytes(flat_psd))
    flat_gif = bytearray(saved(Image.new("L", (5, 5)), "GIF"))
    struct.pack_into("<HH", flat_gif, 6, 0, 0)
    struct.pack_into("<HH", flat_gif, flat_gif.index(b",\x00\x00\x00\x00") + 5, 0, 0)
    for file in (bomb(0, 5), bomb(5, 0), bytes(flat_gif)):
        with pytest.raises(PictureError):
            decode(file)

"""Pictures come in whatever their format, mode, depth and orientation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.codec import decode
from tests.core.pictures import (
    BLUE,
    GREEN,
    ORANGE,
    RED,
    corners,
    exif_orientation,
    lying,
    noise,
    psd,
    quadrants,
    saved,
)

LOSSLESS = ("PNG", "TIFF", "BMP", "GIF")
LOSSY = ("JPEG", "WEBP", "AVIF", "HEIF")
WITH_EXIF = ("JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF")


@pytest.mark.parametrize("format", LOSSLESS)
def test_lossless_formats_come_in_exactly(format: str) -> None:
    pixels = decode(saved(Image.fromarray(quadrants()), format))
    assert np.array_equal(pixels, quadrants())
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous


@pytest.mark.parametrize("format", LOSSY)
def test_lossy_formats_come_in_with_their_colours_in_place(format: str) -> None:
    pixels = decode(saved(Image.fromarray(quadrants()), format, quality=95))
    assert pixels.shape == (48, 64, 3)
    assert np.abs(np.subtract(corners(pixels), [RED, GREEN, BLUE, ORANGE])).max() <= 4


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_tiff_comes_in_however_it_is_compressed(compression: str) -> None:
    file = saved(Image.fromarray(quadrants()), "TIFF", compression=compression)
    assert np.array_equal(decode(file), quadrants())


@pytest.mark.parametrize("format", ["PNG", "GIF", "WEBP", "TIFF"])
def test_of_several_frames_the_first_comes_in(format: str) -> None:
    first, second = Image.fromarray(quadrants()), Image.new("RGB", (64, 48), (0, 0, 0))
    lossless = {"lossless": True} if format == "WEBP" else {}
    file = saved(first, format, save_all=True, append_images=[second], **lossless)
    assert np.array_equal(decode(file), quadrants())


def test_of_a_phone_photo_with_a_second_view_the_first_comes_in() -> None:
    first, second = Image.fromarray(quadrants()), Image.new("RGB", (64, 48), (0, 0, 0))
    file = saved(first, "MPO", save_all=True, append_images=[second], quality=95)
    assert np.abs(np.subtract(corners(decode(file)), [RED, GREEN, BLUE, ORANGE])).max() <= 4


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", WITH_EXIF)
def test_a_photo_from_a_phone_stands_upright(format: str, orientation: int) -> None:
    stored = Image.fromarray(lying(quadrants(), orientation))
    options = {"quality": 95} if format in LOSSY else {}
    file = saved(stored, format, exif=exif_orientation(orientation), **options)
    pixels = decode(file)
    assert pixels.shape == (48, 64, 3)
    assert np.abs(np.subtract(corners(pixels), [RED, GREEN, BLUE, ORANGE])).max() <= 4


def test_an_orientation_that_stands_in_xmp_counts_too() -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    stored = Image.fromarray(lying(quadrants(), 6))
    file = saved(stored, "WEBP", xmp=xmp, lossless=True)
    assert np.array_equal(decode(file), quadrants())


def test_broken_exif_does_not_spoil_a_picture() -> None:
    file = saved(
        Image.fromarray(quadrants()), "PNG", exif=b"Exif\x00\x00MM\x00*\x00\x00\xff\xff\x01"
    )
    assert np.array_equal(decode(file), quadrants())


def test_grey_and_black_and_white_are_replicated() -> None:
    grey = noise((5, 7))
    assert np.array_equal(decode(saved(Image.fromarray(grey), "PNG")), np.dstack([grey] * 3))
    bits = Image.fromarray(grey).convert("1")
    expected = np.dstack([np.asarray(bits).astype(np.uint8) * 255] * 3)
    for file in (saved(bits, "PNG"), saved(bits, "TIFF", compression="group4"), saved(bits, "BMP")):
        assert np.array_equal(decode(file), expected)


def test_a_palette_gives_its_colours() -> None:
    image = Image.fromarray(quadrants()).quantize(4)
    for format in ("PNG", "GIF", "BMP", "TIFF"):
        assert np.array_equal(decode(saved(image, format)), quadrants()), format


def test_ycbcr_tiff_gives_its_colours() -> None:
    image = Image.fromarray(quadrants())
    for file in (saved(image.convert("YCbCr"), "TIFF"), saved(image, "TIFF", compression="jpeg")):
        assert np.abs(np.subtract(corners(decode(file)), [RED, GREEN, BLUE, ORANGE])).max() <= 8


MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I", "I;16", "F")
PLACES = [
    (format, mode)
    for mode in MODES
    for format in ("PNG", "TIFF", "WEBP", "JPEG", "BMP", "GIF")
    if not (format == "PNG" and mode in ("PA", "CMYK", "YCbCr", "LAB", "F", "I"))
    and not (format == "BMP" and mode not in ("1", "L", "P", "RGB"))
    and not (format == "JPEG" and mode not in ("1", "L", "RGB", "CMYK", "YCbCr"))
    and not (format == "GIF" and mode not in ("1", "L", "P", "RGB"))
    and not (format == "WEBP" and mode not in ("L", "RGB", "RGBA", "P"))
]


@given(
    place=st.sampled_from(PLACES),
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    orientation=st.integers(1, 8),
)
def test_every_mode_and_size_gives_rgb_of_the_upright_size(
    place: tuple[str, str], width: int, height: int, orientation: int
) -> None:
    format, mode = place
    bands = Image.getmodebands(mode)
    levels = noise((height, width, bands), seed=width * height)
    if mode == "F":
        image = Image.fromarray(levels[..., 0].astype(np.float32) / 255)
    elif mode in ("I", "I;16"):
        image = Image.fromarray(levels[..., 0].astype(np.uint16 if ";" in mode else np.int32))
    elif mode in ("1", "P", "PA"):
        image = Image.fromarray(levels[..., 0]).convert(mode)
    else:
        image = Image.merge(mode, [Image.fromarray(levels[..., i].copy()) for i in range(bands)])
    exif = {} if format in ("BMP", "GIF") else {"exif": exif_orientation(orientation)}
    pixels = decode(saved(image, format, **exif))
    turned = bool(exif) and orientation >= 5
    assert pixels.shape == ((width, height, 3) if turned else (height, width, 3))
    assert pixels.dtype == np.uint8


@given(
    channels=st.integers(3, 5),
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    packed=st.booleans(),
    large=st.booleans(),
)
def test_psd_of_every_size_comes_in(
    channels: int, width: int, height: int, packed: bool, large: bool
) -> None:
    planes = noise((channels, height, width), seed=width)
    planes[3:] = 255
    pixels = decode(psd(planes, 3, packed=packed, large=large))
    assert np.array_equal(pixels, planes[:3].transpose(1, 2, 0))

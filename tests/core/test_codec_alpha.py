"""What is clear in a picture becomes white, whatever way the file says so."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import Image

from core.codec import decode
from core.color import over_white
from tests.core.pictures import BLUE, GREEN, ORANGE, RED, corners, png, quadrants, saved


@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP"])
def test_alpha_is_laid_over_white_and_rounded(format: str) -> None:
    levels = np.arange(256, dtype=np.uint8)
    colour, alpha = np.meshgrid(levels, levels)
    rgba = np.dstack([colour, 255 - colour, colour, alpha])
    lossless = {"lossless": True, "exact": True} if format == "WEBP" else {}
    pixels = decode(saved(Image.fromarray(rgba), format, **lossless))
    share = alpha[..., None] / 255
    exact = rgba[..., :3] * share + 255 * (1 - share)
    assert np.abs(pixels - exact).max() <= 0.5


@pytest.mark.parametrize("format", ["AVIF", "HEIF"])
def test_what_is_clear_in_a_lossy_picture_is_white(format: str) -> None:
    rgba = np.dstack([quadrants(), np.full((48, 64), 255, np.uint8)])
    rgba[:24, :32, 3] = 0
    pixels = decode(saved(Image.fromarray(rgba), format, quality=95))
    assert np.abs(np.subtract(corners(pixels), [(255, 255, 255), GREEN, BLUE, ORANGE])).max() <= 5


def test_grey_with_alpha_is_laid_over_white() -> None:
    grey = np.array([[[100, 0], [100, 128], [100, 255]]], np.uint8)
    pixels = decode(saved(Image.fromarray(grey, "LA"), "PNG"))
    assert pixels[0].tolist() == [[255] * 3, [177] * 3, [100] * 3]


@pytest.mark.parametrize("format", ["PNG", "GIF"])
def test_a_transparent_colour_of_a_palette_is_white(format: str) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([*RED, *GREEN])
    image.putpixel((1, 0), 1)
    pixels = decode(saved(image, format, transparency=1))
    assert pixels[0].tolist() == [list(RED), [255] * 3]


def test_half_transparent_colours_of_a_palette_are_laid_over_white() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([0, 0, 0, 0, 0, 200])
    image.putpixel((1, 0), 1)
    pixels = decode(saved(image, "PNG", transparency=bytes([128, 51])))
    assert pixels[0].tolist() == [[127] * 3, [204, 204, 244]]


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_the_transparent_grey_of_a_png_is_white_at_every_depth(bits: int) -> None:
    top = 2**bits - 1
    file = png(np.array([[0, 0], [top, 0]]), 0, bits, {b"tRNS": struct.pack(">H", 0)})
    assert decode(file)[:, 0].tolist() == [[255] * 3, [255] * 3]
    clear_top = png(np.array([[0, 0], [top, 0]]), 0, bits, {b"tRNS": struct.pack(">H", top)})
    assert decode(clear_top)[:, 0].tolist() == [[0] * 3, [255] * 3]


def test_a_transparent_middle_grey_is_told_from_its_neighbours() -> None:
    file = png(np.array([[0, 1, 2, 3]]), 0, 2, {b"tRNS": struct.pack(">H", 1)})
    assert decode(file)[0, :, 0].tolist() == [0, 255, 170, 255]
    deep = png(np.array([[1000, 1001]]), 0, 16, {b"tRNS": struct.pack(">H", 1001)})
    assert decode(deep)[0, :, 0].tolist() == [4, 255]


@pytest.mark.parametrize("bits", [8, 16])
def test_the_transparent_colour_of_a_png_is_white(bits: int) -> None:
    key = 7 * 257 if bits == 16 else 7
    samples = np.array([[[key, key, key], [key, key, key + 1]]])
    file = png(samples, 2, bits, {b"tRNS": struct.pack(">HHH", key, key, key)})
    assert decode(file)[0].tolist() == [[255] * 3, [7, 7, 7 if bits == 16 else 8]]


def test_laying_over_white_is_rounded_to_the_nearest_level() -> None:
    colour, alpha = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    exact = colour * (alpha / 255) + 255 * (1 - alpha / 255)
    assert np.array_equal(over_white(colour, alpha), np.round(exact))

"""Samples of more than 8 bits are scaled to 8, never cut and never wrapped."""

from __future__ import annotations

import io
import struct

import numpy as np
import pillow_heif
import pytest

from core.codec import decode
from tests.core.pictures import png, tiff

RAMP_16 = np.arange(65536, dtype=np.uint16).reshape(256, 256)
RAMP_8 = np.round(RAMP_16 / 257).astype(np.uint8)


def test_16_bit_png_is_scaled_to_the_nearest_level() -> None:
    opaque = np.full_like(RAMP_16, 65535)
    rgb = np.dstack([RAMP_16, RAMP_16[::-1], RAMP_16])
    files = {
        "grey": png(RAMP_16, 0, 16),
        "rgb": png(rgb, 2, 16),
        "grey and alpha": png(np.dstack([RAMP_16, opaque]), 4, 16),
        "rgba": png(np.dstack([rgb, opaque]), 6, 16),
    }
    for name, file in files.items():
        pixels = decode(file)
        assert np.array_equal(pixels[..., 0], RAMP_8), name
        assert np.array_equal(pixels[..., 1], RAMP_8[::-1] if "rgb" in name else RAMP_8), name


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("deflate", [False, True])
def test_16_bit_tiff_is_scaled_to_the_nearest_level(big_endian: bool, deflate: bool) -> None:
    rgb = np.dstack([RAMP_16, RAMP_16[::-1], RAMP_16])
    grey = decode(tiff(RAMP_16, big_endian=big_endian, deflate=deflate))
    assert np.array_equal(grey, np.dstack([RAMP_8] * 3))
    colour = decode(tiff(rgb, photometric=2, big_endian=big_endian, deflate=deflate))
    assert np.array_equal(colour, np.dstack([RAMP_8, RAMP_8[::-1], RAMP_8]))


@pytest.mark.parametrize("deflate", [False, True])
def test_16_bit_tiff_with_its_planes_apart_is_no_noise(deflate: bool) -> None:
    rgb = np.dstack([RAMP_16, RAMP_16[::-1], RAMP_16])
    pixels = decode(tiff(rgb, photometric=2, planes_apart=True, deflate=deflate))
    exact = np.dstack([RAMP_8, RAMP_8[::-1], RAMP_8])
    assert np.abs(pixels.astype(int) - exact).max() <= 1


@pytest.mark.parametrize("deflate", [False, True])
def test_a_16_bit_negative_in_which_zero_is_white_is_turned_around(deflate: bool) -> None:
    pixels = decode(tiff(65535 - RAMP_16, photometric=0, deflate=deflate))
    assert np.array_equal(pixels, np.dstack([RAMP_8] * 3))


def test_16_bit_cmyk_is_scaled_too() -> None:
    ink = np.zeros((1, 2, 4), np.uint16)
    ink[0, 1, 3] = 65535
    assert decode(tiff(ink, photometric=5))[0].tolist() == [[255] * 3, [0] * 3]


def test_12_bit_tiff_reaches_white() -> None:
    file = tiff(np.zeros((1, 2), np.uint16))
    twelve = file.replace(struct.pack("<HHII", 258, 4, 1, 16), struct.pack("<HHII", 258, 4, 1, 12))
    packed = bytes([0xFF, 0xF0, 0x00, 0])  # the samples 4095 and 0
    assert decode(twelve[:-4] + packed)[0, :, 0].tolist() == [255, 0]


def test_32_bit_whole_numbers_are_scaled_by_what_they_hold() -> None:
    like_16_bit = np.array([[0, 257, 65535]], np.uint32)
    assert decode(tiff(like_16_bit))[0, :, 0].tolist() == [0, 1, 255]
    all_of_it = np.array([[0, 2**31, 2**32 - 1]], np.uint32)
    assert decode(tiff(all_of_it))[0, :, 0].tolist() == [0, 128, 255]
    below_zero = np.array([[-100, 0, 100]], np.int16)
    assert decode(tiff(below_zero))[0, :, 0].tolist() == [0, 128, 255]


def test_float_tiff_is_scaled() -> None:
    unit = np.array([[0.0, 0.5, 1.0]], np.float32)
    assert decode(tiff(unit))[0, :, 0].tolist() == [0, 128, 255]
    wide = np.array([[-2.0, 0.0, 2.0]], np.float32)
    assert decode(tiff(wide))[0, :, 0].tolist() == [0, 128, 255]
    assert decode(tiff(unit, photometric=0))[0, :, 0].tolist() == [255, 127, 0]


def test_in_float_tiff_what_is_no_number_is_black() -> None:
    odd = np.array([[np.nan, np.inf, -np.inf, 0.25]], np.float32)
    assert decode(tiff(odd))[0, :, 0].tolist() == [0, 255, 0, 64]
    assert decode(tiff(np.full((2, 2), np.nan, np.float32))).max() == 0
    assert decode(tiff(np.full((2, 2), 7.0, np.float32))).min() == 255


def test_deep_heic_comes_in_scaled() -> None:
    ramp = np.tile(np.linspace(0, 65535, 64, dtype=np.uint16), (64, 1))
    heif = pillow_heif.from_bytes("L;16", (64, 64), ramp.tobytes())
    buffer = io.BytesIO()
    heif.save(buffer, quality=-1)
    pixels = decode(buffer.getvalue())
    assert np.abs(pixels[..., 0] - ramp / 257.0).max() <= 1.5

"""Colours come in as sRGB, whatever profile or colour model the file has."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from core.codec import decode
from tests.core.pictures import noise, psd, quadrants, saved
from tests.core.profiles import (
    P3_COLORANTS,
    SRGB_COLORANTS,
    cmyk_profile,
    grey_profile,
    rgb_profile,
)

PAPER, CYAN = (255, 128, 128), (140, 91, 78)  # Lab in 8 bits: (100, 0, 0) and (54.9, -37, -50)


def linear(levels: np.ndarray) -> np.ndarray:
    share = levels / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def levels(light: np.ndarray) -> np.ndarray:
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def from_p3(pixels: np.ndarray) -> np.ndarray:
    """What Display P3 numbers are in sRGB, computed from the definition of both."""
    xyz = linear(pixels) @ np.array(P3_COLORANTS)
    return levels(xyz @ np.linalg.inv(np.array(SRGB_COLORANTS)))


def from_lab(lab: tuple[int, int, int]) -> np.ndarray:
    """What an 8-bit Lab colour (D50) is in sRGB, computed from the definition of both."""
    f_y = (lab[0] / 255 * 100 + 16) / 116
    f = np.array([f_y + (lab[1] - 128) / 500, f_y, f_y - (lab[2] - 128) / 200])
    xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * (0.9642, 1.0, 0.8249)
    return levels(xyz @ np.linalg.inv(np.array(SRGB_COLORANTS)))


@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP"])
def test_a_wide_gamut_picture_keeps_its_colours_by_changing_its_numbers(format: str) -> None:
    stored = noise((40, 50, 3))
    lossless = {"lossless": True} if format == "WEBP" else {}
    file = saved(Image.fromarray(stored), format, icc_profile=rgb_profile(), **lossless)
    pixels = decode(file)
    assert np.abs(pixels - from_p3(stored)).max() <= 2
    assert np.abs(pixels.astype(int) - stored).max() > 20


@pytest.mark.parametrize("format", ["JPEG", "AVIF", "HEIF"])
def test_a_wide_gamut_photo_keeps_its_colours(format: str) -> None:
    stored = np.full((16, 16, 3), (180, 90, 60), np.uint8)
    file = saved(Image.fromarray(stored), format, quality=98, icc_profile=rgb_profile())
    assert np.abs(decode(file) - from_p3(stored)).max() <= 5


def test_an_srgb_profile_leaves_every_bit_alone() -> None:
    stored = noise((40, 50, 3))
    file = saved(Image.fromarray(stored), "PNG", icc_profile=rgb_profile(SRGB_COLORANTS))
    assert np.array_equal(decode(file), stored)


def test_transparency_is_laid_over_white_after_the_colours_are_right() -> None:
    rgba = noise((20, 30, 4))
    file = saved(Image.fromarray(rgba), "PNG", icc_profile=rgb_profile())
    share = rgba[..., 3:] / 255
    exact = from_p3(rgba[..., :3]) * share + 255 * (1 - share)
    assert np.abs(decode(file) - exact).max() <= 2


def test_a_palette_follows_its_profile() -> None:
    image = Image.fromarray(quadrants()).quantize(4)
    file = saved(image, "PNG", icc_profile=rgb_profile())
    assert np.abs(decode(file) - from_p3(quadrants())).max() <= 2


def test_grey_follows_a_profile_of_grey() -> None:
    ramp = np.arange(256, dtype=np.uint8)[None]
    file = saved(Image.fromarray(ramp), "PNG", icc_profile=grey_profile(1.0))
    pixels = decode(file)
    assert np.abs(pixels[0] - levels(ramp[0] / 255)[:, None]).max() <= 1
    alpha = ramp[:, ::-1]
    clear = Image.merge("LA", [Image.fromarray(ramp), Image.fromarray(alpha.copy())])
    share = alpha[0][:, None] / 255
    exact = levels(ramp[0] / 255)[:, None] * share + 255 * (1 - share)
    pixels = decode(saved(clear, "PNG", icc_profile=grey_profile(1.0)))
    assert np.abs(pixels[0] - exact).max() <= 1


def test_grey_follows_a_profile_of_colour_too() -> None:
    ramp = np.arange(256, dtype=np.uint8)[None]
    profile = rgb_profile(SRGB_COLORANTS, gamma=1.0)
    pixels = decode(saved(Image.fromarray(ramp), "PNG", icc_profile=profile))
    assert np.abs(pixels[0] - levels(ramp[0] / 255)[:, None]).max() <= 1


@pytest.mark.parametrize("format", ["TIFF", "JPEG"])
def test_cmyk_follows_its_profile(format: str) -> None:
    image = Image.new("CMYK", (32, 16), (255, 0, 0, 0))
    image.paste((0, 0, 0, 0), (0, 0, 16, 16))
    options = {"quality": 98} if format == "JPEG" else {}
    profile = cmyk_profile(PAPER, CYAN)
    pixels = decode(saved(image, format, icc_profile=profile, **options))
    assert np.abs(pixels[8, 2].astype(int) - 255).max() <= 2
    assert np.abs(pixels[8, -2] - from_lab(CYAN)).max() <= 3


@pytest.mark.parametrize("format", ["TIFF", "JPEG"])
def test_cmyk_without_a_profile_is_neither_inverted_nor_read_as_rgb(format: str) -> None:
    image = Image.new("CMYK", (32, 16), (0, 255, 255, 0))
    image.paste((0, 0, 0, 0), (0, 0, 16, 16))
    options = {"quality": 98} if format == "JPEG" else {}
    pixels = decode(saved(image, format, **options)).astype(int)
    assert np.abs(pixels[8, 2] - 255).max() <= 2
    assert np.abs(pixels[8, -2] - (255, 0, 0)).max() <= 2


@pytest.mark.parametrize("lab", [(140, 91, 78), (255, 128, 128), (0, 128, 128), (120, 190, 170)])
def test_lab_gives_its_colours(lab: tuple[int, int, int]) -> None:
    for file in (
        saved(Image.new("LAB", (4, 4), lab), "TIFF"),
        psd(np.tile(np.array(lab, np.uint8)[:, None, None], (1, 4, 4)), 9),
    ):
        assert np.abs(decode(file)[0, 0] - from_lab(lab)).max() <= 2


def test_a_profile_of_another_model_is_ignored_by_cmyk_too() -> None:
    image = Image.new("CMYK", (4, 4), (0, 255, 255, 0))
    for profile in (rgb_profile(), grey_profile(1.0)):
        assert decode(saved(image, "TIFF", icc_profile=profile))[0, 0].tolist() == [255, 0, 0]


@pytest.mark.parametrize(
    "profile",
    [b"no profile", rgb_profile()[:150], bytes(200), cmyk_profile(PAPER, CYAN), grey_profile(1.0)],
    ids=["text", "cut", "zeros", "of CMYK", "of grey"],
)
def test_a_profile_that_is_broken_or_of_another_model_is_ignored(profile: bytes) -> None:
    stored = noise((20, 30, 3))
    file = saved(Image.fromarray(stored), "PNG", icc_profile=profile)
    assert np.array_equal(decode(file), stored)

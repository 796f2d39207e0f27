"""Guides go out as PNG, JPG or WEBP files that other programs read as they were."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.codec import decode
from core.encoding import encode
from core.errors import ExportError
from core.task import OutputFormat
from tests.core.pictures import noise, quadrants

PNG, JPG, WEBP = OutputFormat.PNG, OutputFormat.JPG, OutputFormat.WEBP
RED_LINES = np.zeros((64, 64, 3), np.uint8)
RED_LINES[:, ::4, 0] = 255


def opened(file: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(file))
    image.load()
    return image


@given(
    colour=st.booleans(),
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    format=st.sampled_from([PNG, WEBP]),
)
def test_png_and_webp_at_100_come_back_bit_for_bit(
    colour: bool, width: int, height: int, format: OutputFormat
) -> None:
    guide = noise((height, width, 3) if colour else (height, width), seed=width)
    back = decode(encode(guide, format, 100))
    assert np.array_equal(back, guide if colour else np.dstack([guide] * 3))


def test_a_binary_guide_stays_binary_in_webp_at_100() -> None:
    guide = np.where(noise((300, 200)) > 250, 255, 0).astype(np.uint8)
    assert np.array_equal(decode(encode(guide, WEBP, 100))[..., 1], guide)


def test_grey_stays_grey() -> None:
    guide = noise((30, 40))
    assert opened(encode(guide, PNG, 95)).mode == "L"
    assert opened(encode(guide, JPG, 95)).mode == "L"
    assert np.array_equal(np.asarray(opened(encode(guide, PNG, 20))), guide)


def test_a_guide_that_nobody_may_write_to_or_that_is_a_view_goes_out_too() -> None:
    guide = quadrants()
    guide.flags.writeable = False
    assert np.array_equal(decode(encode(guide, PNG, 95)), guide)
    assert np.array_equal(decode(encode(guide[::2, ::-1], PNG, 95)), guide[::2, ::-1])


@pytest.mark.parametrize("format", [JPG, WEBP])
def test_quality_trades_size_for_likeness(format: OutputFormat) -> None:
    guide = noise((80, 80, 3))
    files = [encode(guide, format, quality) for quality in (20, 60, 99)]
    errors = [np.abs(decode(file).astype(int) - guide).mean() for file in files]
    assert len(files[0]) < len(files[1]) < len(files[2])
    assert errors[0] > errors[1] > errors[2]


def test_jpg_keeps_thin_coloured_lines_from_90_on() -> None:
    def error(quality: int) -> float:
        return float(np.abs(decode(encode(RED_LINES, JPG, quality)).astype(int) - RED_LINES).mean())

    assert error(90) < error(89) / 3


@pytest.mark.parametrize("quality", [20, 89, 90, 100])
def test_the_noisiest_guide_fits_into_every_format(quality: int) -> None:
    guide = noise((400, 300, 3))
    for format in OutputFormat:
        assert decode(encode(guide, format, quality)).shape == guide.shape


@pytest.mark.parametrize(
    ("format", "limit", "words"),
    [(JPG, 65_500, "JPG file cannot hold"), (WEBP, 16_383, "WEBP file cannot hold")],
)
def test_a_side_that_is_too_long_for_the_format_says_what_to_do(
    format: OutputFormat, limit: int, words: str
) -> None:
    for shape in ((2, limit), (limit, 2)):
        assert decode(encode(np.zeros(shape, np.uint8), format, 95)).shape == (*shape, 3)
    for shape in ((2, limit + 1), (limit + 1, 2)):
        with pytest.raises(ExportError, match=words) as refusal:
            encode(np.zeros(shape, np.uint8), format, 95)
        assert "PNG" in refusal.value.remedy
        assert decode(encode(np.zeros(shape, np.uint8), PNG, 95)).shape == (*shape, 3)


@pytest.mark.parametrize("quality", [19, 101])
def test_a_quality_out_of_range_is_refused(quality: int) -> None:
    with pytest.raises(ExportError, match="20 to 100"):
        encode(quadrants(), JPG, quality)

"""Canny: the same bits as OpenCV, however often the thresholds move."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.local.lines.canny import gradient, open_canny
from core.options import Options
from core.picture import Pixels
from tests.core.local.drawings import texture

SIDES = st.integers(1, 40)


@st.composite
def pictures(draw: st.DrawFn) -> Pixels:
    """Noise of every strength, in every shape from 1 x 1, with many equal pixels among it."""
    shape = (draw(SIDES), draw(SIDES), 3)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    levels = draw(st.sampled_from((2, 3, 16, 256)))
    noise = random.integers(0, levels, shape) * (255 // (levels - 1))
    pixels = noise.astype(np.uint8)
    pixels.flags.writeable = False
    return pixels


@st.composite
def thresholds(draw: st.DrawFn) -> tuple[int, int]:
    low = draw(st.integers(0, 254))
    return low, draw(st.integers(low + 1, 255))


def chosen(low: int, high: int) -> Options:
    return Options({"lowThresholdCanny": low, "highThresholdCanny": high})


@given(pictures(), st.lists(thresholds(), min_size=3, max_size=4))
def test_every_guide_of_a_picture_equals_opencv(
    pixels: Pixels, pairs: list[tuple[int, int]]
) -> None:
    make = open_canny(pixels)
    for low, high in pairs:
        np.testing.assert_array_equal(make(chosen(low, high)), cv2.Canny(pixels, low, high))


@given(pictures(), st.integers(1, 200))
def test_the_gradient_is_that_of_the_strongest_channel_in_strips_of_any_height(
    pixels: Pixels, strip_pixels: int
) -> None:
    border = cv2.BORDER_REPLICATE
    dx = cv2.Sobel(pixels, cv2.CV_16S, 1, 0, borderType=border).reshape(pixels.shape)
    dy = cv2.Sobel(pixels, cv2.CV_16S, 0, 1, borderType=border).reshape(pixels.shape)
    strongest = (np.abs(dx) + np.abs(dy)).argmax(axis=2)[..., None]  # the first of equals
    found_dx, found_dy = gradient(pixels, strip_pixels)
    np.testing.assert_array_equal(found_dx, np.take_along_axis(dx, strongest, 2)[..., 0])
    np.testing.assert_array_equal(found_dy, np.take_along_axis(dy, strongest, 2)[..., 0])


@pytest.mark.parametrize("shape", [(701, 503), (3, 200_000), (200_000, 2)])
def test_a_picture_larger_than_a_strip_equals_opencv(shape: tuple[int, int]) -> None:
    pixels = texture(*shape)
    make = open_canny(pixels)
    for low, high in ((100, 200), (99, 200), (20, 60)):
        np.testing.assert_array_equal(make(chosen(low, high)), cv2.Canny(pixels, low, high))


def test_the_kept_gradient_takes_four_bytes_a_pixel() -> None:
    dx, dy = gradient(texture(300, 400))
    assert dx.nbytes + dy.nbytes == 4 * 300 * 400
    assert dx.base is None
    assert dy.base is None

"""The parts of a line drawing: Gaussians that know the border, and strokes without specks."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.local.lines.xdog import blur, dog, scale_of, shrunk, strokes
from tests.core.local.drawings import flat, ramp, texture


@pytest.mark.parametrize("sigma", [0.5, 3, 7.9, 8, 24])
def test_a_gaussian_is_that_of_opencv_away_from_the_border(sigma: float) -> None:
    plane = texture(400, 500)[..., 0].astype(np.float32)
    margin = int(4 * sigma) + 1
    inside = (slice(margin, -margin), slice(margin, -margin))
    expected = cv2.GaussianBlur(plane, (0, 0), sigma)
    assert np.abs(blur(plane, sigma) - expected)[inside].max() < 1


def test_a_gradient_that_runs_into_the_border_is_no_line_there() -> None:
    plane = ramp(300, 400)[..., 0].astype(np.float32)
    assert np.abs(dog(plane, 0.6, 6)).max() < 2
    assert np.abs(dog(plane, 2.4, 24)).max() < 3


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2), (3, 50)])
@pytest.mark.parametrize("sigma", [0.1, 5, 40])
def test_a_gaussian_of_one_tone_is_that_tone_at_every_size(
    shape: tuple[int, int], sigma: float
) -> None:
    plane = np.full(shape, 77, np.float32)
    np.testing.assert_allclose(blur(plane, sigma), plane, atol=1e-3)


def test_specks_go_and_a_stroke_that_fades_stays_whole() -> None:
    weak = np.zeros((20, 40), bool)
    strong = np.zeros_like(weak)
    weak[5, 2:32] = True
    weak[6:10, 32] = True  # touches the line at a corner
    strong[5, 4] = True
    weak[15, 3:33] = True  # faint all along
    weak[12, 38] = strong[12, 38] = True  # strong, but small
    drawn = strokes(weak, strong, smallest=10)
    expected = np.zeros_like(weak)
    expected[5, 2:32] = expected[6:10, 32] = True
    np.testing.assert_array_equal(drawn, expected * np.uint8(255))


def test_nothing_weak_is_nothing_drawn() -> None:
    nothing = np.zeros((3, 4), bool)
    assert not strokes(nothing, nothing, smallest=0).any()


@pytest.mark.parametrize(
    ("height", "width", "scale"), [(1, 1, 1), (512, 4000, 1), (1024, 700, 700 / 512)]
)
def test_lines_grow_with_the_shorter_side_from_512(height: int, width: int, scale: float) -> None:
    assert scale_of(flat(height, width, (0, 0, 0))) == scale


def test_a_picture_is_never_shrunk_below_one_pixel() -> None:
    assert shrunk(flat(1, 9, (1, 2, 3)), 40).shape == (1, 1, 3)

"""The way lines run: found at edges, strokes and inside of them; followed along and across."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from core.local.lines.xdog import planes
from core.picture import Plane
from models.lineart.tangent_flow import TangentFlow, tangent_flow
from tests.core.local.drawings import flat, ring, stroke


def flow_of(angle: float, side: int = 96) -> tuple[Plane, TangentFlow]:
    """A straight line through the middle, that runs at `angle` degrees, and its flow."""
    picture = stroke(side, 3, angle)
    plane = picture[..., 0].astype(np.float32)
    return plane, tangent_flow([cv2.GaussianBlur(plane, (0, 0), 0.7).astype(np.float32)])


@pytest.mark.parametrize("angle", [0, 20, 45, 90, 135, 160])
def test_across_is_across_beside_a_line_and_in_its_middle(angle: float) -> None:
    _, flow = flow_of(angle)
    near = np.s_[46:51, 46:51]
    along = flow.x[near] * math.cos(math.radians(angle))
    along += flow.y[near] * math.sin(math.radians(angle))
    assert np.abs(along).max() < 0.1
    np.testing.assert_allclose(np.hypot(flow.x, flow.y), 1, atol=1e-4)


def test_across_a_circle_is_towards_its_centre() -> None:
    flow = tangent_flow(planes(ring(256)))
    y, x = np.indices((256, 256)) - 128
    on_ring = np.abs(np.hypot(x, y) - 64) < 1
    radial = np.abs(flow.x * x + flow.y * y) / np.maximum(np.hypot(x, y), 1)
    assert radial[on_ring].min() > 0.97


def test_colours_of_one_brightness_have_a_flow_between_them() -> None:
    pixels = flat(40, 60, (200, 60, 60))
    pixels[:, 30:] = (60, 200, 60)
    flow = tangent_flow(planes(pixels))
    assert np.abs(flow.x[:, 28:32]).min() > 0.99
    assert flow.gradient[:, 29:31].min() > 50


def test_beside_is_what_lies_at_that_distance_across_the_line() -> None:
    plane, flow = flow_of(30)
    both = np.minimum(flow.beside(plane, 5.0), flow.beside(plane, -5.0))
    assert plane[48, 48] < 100
    assert both[48, 48] > 220  # paper on both sides


def test_smoothing_along_a_line_closes_its_gaps_and_leaves_it_thin() -> None:
    line, flow = flow_of(45)
    broken = line.copy()
    broken[47:49] = 230
    (mended,) = flow.along([broken], 3.0)
    assert broken[48, 48] == 230
    assert mended[48, 48] < 180
    away = np.abs(np.subtract(*np.indices(line.shape))) > 7
    assert mended[away].min() > 225


def test_noise_is_smoothed_along_lines_and_what_is_even_stays() -> None:
    _, flow = flow_of(70)
    noise = np.random.default_rng(2).normal(0, 10, (96, 96)).astype(np.float32)
    even = np.full((96, 96), 7, np.float32)
    smooth, same = flow.along([noise, even], 2.5)
    assert smooth.std() < 0.6 * noise.std()
    np.testing.assert_allclose(same, even, atol=1e-4)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1)])
def test_pictures_of_one_pixel_or_row_have_a_flow(shape: tuple[int, int]) -> None:
    plane = np.full(shape, 50, np.float32)
    flow = tangent_flow([plane])
    np.testing.assert_array_equal(flow.beside(plane, 4.0), plane)
    np.testing.assert_allclose(flow.along([plane], 2.5)[0], plane, atol=1e-4)


def test_stripes_agree_on_their_way_and_grain_and_flat_colour_do_not() -> None:
    stripes, flat_colour = np.zeros((96, 96), np.float32), np.full((96, 96), 90, np.float32)
    stripes[:, ::8] = stripes[:, 1::8] = 200
    grainy = cv2.GaussianBlur(np.random.default_rng(2).normal(120, 60, (96, 96)), (0, 0), 1.5)
    far = np.s_[16:-16, 16:-16]
    stripy, noisy, even = (
        tangent_flow([plane]).agreement[far]
        for plane in (stripes, grainy.astype(np.float32), flat_colour)
    )
    assert stripy.min() > 0.95
    assert np.median(noisy) < 0.4
    assert not even.any()

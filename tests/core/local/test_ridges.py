"""Ridges to a fraction of a pixel, and the pen that draws along them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.local.lines.pen import INK, PENCIL, Drawing, Pen
from core.local.lines.ridges import FARTHEST, Mask, Ridges, distance_to_ridge
from core.picture import Plane


def wave(place: float = 30.3, sigma: float = 1.5) -> Plane:
    """A ridge with the profile of a Gaussian that runs down at column `place`."""
    columns = np.arange(64, dtype=np.float32)[None].repeat(48, axis=0)
    off = (columns - np.float32(place)) / np.float32(sigma)
    return np.exp(-off * off / 2).astype(np.float32)


def arc(side: int = 128) -> tuple[Plane, Mask]:
    """The splat of a circle of radius side / 4, and its pixels."""
    y, x = np.indices((side, side)) - side / 2
    off = np.abs(np.hypot(x, y) - side / 4)
    return np.maximum(1 - off / 1.5, 0).astype(np.float32), (off < 0.6).astype(np.uint8)


@pytest.mark.parametrize("place", [30.0, 30.25, 30.5])
@pytest.mark.parametrize("sigma", [1.5, 2.0])
def test_the_distance_is_right_to_a_fraction_of_a_pixel(place: float, sigma: float) -> None:
    distance = distance_to_ridge(wave(place, sigma), 1e-4)
    columns = np.arange(29, 33)
    np.testing.assert_allclose(distance[20, columns], np.abs(columns - place), atol=0.25)


def test_the_distance_is_the_same_however_strong_the_ridge_is() -> None:
    strong, faint = wave(), (wave() / 50).astype(np.float32)
    strong_distance, faint_distance = (distance_to_ridge(f, 1e-5) for f in (strong, faint))
    near = np.s_[5:-5, 29:33]
    np.testing.assert_allclose(strong_distance[near], faint_distance[near], atol=0.02)


@pytest.mark.parametrize("value", [0, 0.5])
def test_an_even_field_and_a_slope_have_no_ridge(value: float) -> None:
    even = np.full((20, 30), value, np.float32)
    slope = even + np.linspace(0, 0.4, 30, dtype=np.float32)
    assert (distance_to_ridge(even, 0.01) == FARTHEST).all()
    assert not Ridges.of(slope, 0.01).above(0)[:, 3:-3].any()


def test_between_two_ridges_that_swell_there_is_none_across() -> None:
    swell = 1 + np.sin(np.arange(48, dtype=np.float32))[:, None] / 4
    field = np.maximum(wave(27), wave(33)) * swell
    distance = distance_to_ridge(field.astype(np.float32), 1e-3)
    assert distance[5:-5, 29:32].min() > 1.5
    assert distance[5:-5, [27, 33]].max() < 0.2


def test_only_ridges_that_are_strong_and_not_specks_are_chosen() -> None:
    field = wave() + wave(50) / 10
    field[10, 10] = 1
    smooth = cv2.GaussianBlur(field, (0, 0), 0.8).astype(np.float32)
    chosen = Ridges.of(smooth, 0.01).above(0.3)
    assert chosen[5:-5].any(axis=1).all()
    assert set(np.nonzero(chosen)[1]) <= {30, 31}


@pytest.mark.parametrize("width", [1.0, 2.0, 3.0, 4.0])
@pytest.mark.parametrize("growth", [1, 3])
def test_the_pen_is_as_wide_as_it_is_said_to_be(width: float, growth: int) -> None:
    splat, lines = arc()
    drawing = Drawing.of(splat, lines, np.ones_like(splat))
    side = 128 * growth
    guide = drawing.drawn(width * growth, (side, side))
    round_about = 2 * np.pi * side / 4
    assert guide.sum() / 255 / round_about == pytest.approx(width * growth, rel=0.15)


@pytest.mark.parametrize("pen", [INK, PENCIL])
@pytest.mark.parametrize("growth", [0.9, 1, 1.07, 1.5, 3])
@pytest.mark.parametrize("width", [1.0, 2.0, 2.2, 4.0])
def test_beside_a_line_there_are_no_ghosts_of_it(pen: Pen, growth: float, width: float) -> None:
    splat, lines = arc()
    side = round(128 * growth)
    guide = Drawing.of(splat, lines, np.ones_like(splat)).drawn(
        width * growth, (side, side), pen=pen
    )
    assert cv2.connectedComponents((guide > 0).astype(np.uint8))[0] - 1 == 1
    y, x = np.indices((side, side)) + 0.5 - side / 2
    off = np.abs(np.hypot(x - growth / 2, y - growth / 2) - side / 4) / growth
    assert not guide[off > width / 2 * (1 + pen.softness) + 1.5].any()


def test_gaps_of_two_pixels_are_closed() -> None:
    splat, lines = arc()
    splat[63:65, :64] = 0
    lines[63:65, :64] = 0
    guide = Drawing.of(splat, lines, np.ones_like(splat)).drawn(2, (128, 128))
    assert guide[63:65, 28:36].max(axis=1).min() > 200


def test_a_line_has_its_own_tone_also_beside_a_brighter_one() -> None:
    splat = np.maximum(1 - np.abs(np.arange(40) - 10) / 1.5, 0)
    splat = np.maximum(splat, 1 - np.abs(np.arange(40) - 26) / 1.5).astype(np.float32)
    splat = splat[None].repeat(30, axis=0)
    lines = (splat > 0.9).astype(np.uint8)
    tone = np.where(np.arange(40) < 18, np.float32(1), np.float32(0.3))[None].repeat(30, axis=0)
    guide = Drawing.of(splat, lines, tone).drawn(2, (40, 30))
    assert guide[15, 10] == 255
    assert abs(int(guide[15, 26]) - 77) <= 1


def test_what_is_fainter_than_twelve_or_than_asked_for_is_black() -> None:
    splat, lines = arc()
    for tone, faintest, drawn in ((0.04, 0, False), (0.06, 0, True), (0.06, 20, False)):
        drawing = Drawing.of(splat, lines, np.full_like(splat, tone))
        guide = drawing.drawn(2, (128, 128), faintest)
        assert guide.any() == drawn
        assert not ((guide > 0) & (guide < max(12, faintest))).any()

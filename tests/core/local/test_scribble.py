"""Scribble: thick strokes, whole and clean, alike at every size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.local.scribble import open_scribble
from core.picture import Pixels
from tests.core.local.drawings import (
    as_jpeg,
    dusty,
    fading_line,
    flat,
    flat_colours,
    inside_ring,
    options,
    ramp,
    ring,
    texture,
)


def scribble(pixels: Pixels, threshold: int = 32) -> Pixels:
    return open_scribble(pixels)(options(xdogThreshold=threshold))


def test_a_drawn_circle_becomes_one_thick_stroke() -> None:
    guide = scribble(ring(512))
    pieces, _ = cv2.connectedComponents(guide)
    assert pieces == 2  # the black and one stroke
    across = guide[256, :256] > 0
    assert 4 <= np.count_nonzero(across) <= 9
    assert abs(int(np.flatnonzero(across).mean()) - 128) <= 1


def test_all_that_the_annotators_method_draws_of_a_drawing_is_drawn() -> None:
    pixels = cv2.GaussianBlur(ring(512), (0, 0), 1).astype(np.uint8)
    grey = pixels[..., 0].astype(np.float32)
    darker = cv2.GaussianBlur(grey, (0, 0), 5) - cv2.GaussianBlur(grey, (0, 0), 0.5)
    theirs = 2 * darker.clip(0, 255) > 32
    assert theirs.any()
    assert (scribble(pixels)[theirs] == 255).all()


@pytest.mark.parametrize("side", [700, 1024, 1500])
def test_a_large_picture_is_drawn_like_a_small_one(side: int) -> None:
    large = scribble(flat_colours(side)) > 0
    small = cv2.resize(scribble(flat_colours(512)), (side, side)) > 127
    assert (large & small).sum() / (large | small).sum() > 0.85


def test_things_of_different_colours_have_an_outline_where_brightness_changes_little() -> None:
    pixels = flat(200, 200, (220, 60, 60))
    pixels[:, 100:] = (40, 110, 240)
    guide = scribble(pixels)
    assert (guide.max(axis=1) == 255).all()
    assert not guide[:, :85].any()
    assert not guide[:, 115:].any()


def test_a_stroke_runs_to_the_edge_of_the_picture() -> None:
    pixels = flat(120, 90, (200, 200, 200))
    pixels[:, 40:43] = 20
    guide = scribble(pixels)
    assert (guide == guide[60]).all()
    assert guide[0, 41] == 255


@pytest.mark.parametrize(
    "pixels", [flat(300, 200, (0, 0, 0)), flat(9, 5, (255, 9, 80)), ramp(321, 481)]
)
def test_where_nothing_is_drawn_the_guide_is_black(pixels: Pixels) -> None:
    assert not scribble(pixels, 1 if np.ptp(pixels, axis=(0, 1)).max() == 0 else 32).any()


def test_jpeg_leaves_no_specks() -> None:
    clean = scribble(flat_colours(512))
    near = cv2.dilate(clean, np.ones((9, 9), np.uint8))
    spoilt = scribble(as_jpeg(flat_colours(512), 50))
    assert not spoilt[near == 0].any()
    assert np.count_nonzero(spoilt & clean) > 0.9 * np.count_nonzero(clean)


def test_a_stroke_is_whole_to_where_it_fades() -> None:
    drawn = np.flatnonzero(scribble(fading_line())[31])
    assert drawn.size == drawn.max() + 1 > 1200
    faint = fading_line()
    faint[:, :1150] = 200  # less all of it that is strong
    assert not scribble(faint).any()


@pytest.mark.parametrize("side", [512, 1024])
def test_dust_is_not_drawn(side: int) -> None:
    guide = scribble(dusty(side, tone=170))
    assert guide.any()
    assert not inside_ring(guide).any()


def test_a_higher_threshold_draws_less() -> None:
    make = open_scribble(texture(300, 400))
    drawn = [np.count_nonzero(make(options(xdogThreshold=t))) for t in (1, 16, 32, 48, 64)]
    assert drawn == sorted(drawn, reverse=True)
    assert drawn[0] > drawn[-1] > 0

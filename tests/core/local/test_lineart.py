"""Line art without a network: pencil for photographs, ink for flat colour, black around it."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from core.local.lineart import open_lineart, open_lineart_anime
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


def pencil(pixels: Pixels, sigma: float = 6.0, floor: int = 12) -> Pixels:
    return open_lineart(pixels)(options(lineSigma=sigma, noiseFloor=floor))


def ink(pixels: Pixels, sigma: float = 1.0, threshold: int = 16) -> Pixels:
    return open_lineart_anime(pixels)(options(inkSigma=sigma, inkThreshold=threshold))


def width_of_stroke(guide: Pixels) -> float:
    """How many pixels of full tone the stroke on the middle row's left half amounts to."""
    row = guide[guide.shape[0] // 2, : guide.shape[1] // 2].astype(float)
    return float(row.sum() / row.max())


def test_pencil_is_the_standard_line_art_of_the_annotators() -> None:
    pixels = cv2.GaussianBlur(texture(400, 512), (0, 0), 1).astype(np.uint8)
    photo = pixels.astype(np.float32)
    theirs = (cv2.GaussianBlur(photo, (0, 0), 6) - photo).min(axis=2).clip(0)
    theirs *= 127 / max(16, float(np.median(theirs[theirs > 8])))
    inside = (slice(24, -24), slice(24, -24))
    ours = pencil(pixels, floor=0)
    assert np.corrcoef(ours[inside].ravel(), theirs.clip(0, 255)[inside].ravel())[0, 1] > 0.97


@pytest.mark.parametrize(("height", "width", "sigma"), [(200, 300, 6.0), (1000, 900, 12.0)])
def test_pencil_leaves_nothing_between_black_and_the_noise_floor(
    height: int, width: int, sigma: float
) -> None:
    for floor in (1, 12, 64):
        guide = pencil(texture(height, width), sigma, floor)
        assert guide.any()
        assert guide[guide > 0].min() >= floor


def test_a_higher_noise_floor_draws_less() -> None:
    make = open_lineart(texture(200, 300))
    drawn = [
        np.count_nonzero(make(options(lineSigma=6.0, noiseFloor=floor))) for floor in (0, 12, 40)
    ]
    assert drawn == sorted(drawn, reverse=True)
    assert len(set(drawn)) == 3


def test_a_lower_stroke_scale_draws_finer_strokes() -> None:
    picture = flat(256, 256, (200, 200, 200))
    picture[:, 60:] = 40
    assert width_of_stroke(pencil(picture, 2)) < width_of_stroke(pencil(picture, 6)) / 2


def test_a_higher_line_width_draws_with_a_wider_pen() -> None:
    picture = flat(256, 256, (200, 200, 200))
    picture[:, 60:] = 120
    thin, thick = (width_of_stroke(ink(picture, sigma)) for sigma in (1, 3))
    assert 2 < thick / thin < 4


@pytest.mark.parametrize(("draw", "tone"), [(pencil, 127), (ink, 250)])
def test_a_drawn_circle_is_one_line(draw: Callable[[Pixels], Pixels], tone: int) -> None:
    guide = draw(ring(512))
    assert abs(int(guide[256, 126:131].max()) - tone) <= 10
    pieces, _ = cv2.connectedComponents(guide)
    assert pieces == 2  # the black and the line


@pytest.mark.parametrize("side", [768, 1024, 2048])
def test_a_large_picture_is_drawn_like_a_small_one(side: int) -> None:
    for draw in (pencil, ink):
        large = cv2.resize(draw(flat_colours(side)), (512, 512), interpolation=cv2.INTER_AREA)
        small = draw(flat_colours(512))
        assert np.corrcoef(large.ravel(), small.ravel())[0, 1] > 0.93


def test_a_large_circle_has_a_smooth_contour() -> None:
    guide = ink(ring(2048))
    y, x = np.nonzero(guide)
    distance = np.hypot(x - 1024, y - 1024)
    turn = ((np.arctan2(y - 1024, x - 1024) + np.pi) * 100).astype(int)
    outer = np.zeros(turn.max() + 1)
    np.maximum.at(outer, turn, distance)
    assert np.ptp(outer) < 2.5


def test_ink_draws_one_line_between_colours_of_one_brightness() -> None:
    pixels = flat(200, 200, (220, 60, 60))
    pixels[:, 100:] = (40, 120, 240)
    row = ink(pixels)[100] > 0
    assert np.count_nonzero(np.diff(row.astype(int)) == 1) == 1
    assert abs(np.flatnonzero(row).mean() - 100) < 3


def test_ink_leaves_flat_colour_and_soft_shades_black_even_in_a_jpeg() -> None:
    near = cv2.dilate(ink(flat_colours(512)), np.ones((9, 9), np.uint8))
    spoilt = ink(as_jpeg(flat_colours(512), 75))
    assert spoilt.any()
    assert not spoilt[near == 0].any()
    assert not ink(ramp(321, 481)).any()


@pytest.mark.parametrize("side", [512, 1024])
@pytest.mark.parametrize(("draw", "tone"), [(pencil, 170), (ink, 170)])
def test_dust_is_not_drawn(draw: Callable[[Pixels], Pixels], tone: int, side: int) -> None:
    guide = draw(dusty(side, tone))
    assert guide.any()
    assert not inside_ring(guide).any()


def test_ink_follows_a_line_to_where_it_fades() -> None:
    drawn = np.flatnonzero(ink(fading_line())[31])
    assert drawn.size == drawn.max() + 1 > 1460  # without a gap
    faint = fading_line()
    faint[:, :1430] = 200  # less all of it that is strong
    assert not ink(faint).any()


def test_a_higher_ink_threshold_draws_fewer_lines() -> None:
    pixels = flat(100, 200, (200, 200, 200))
    pixels[:, 60:] = 180
    pixels[:, 140:] = 100
    few, all_ = ink(pixels, threshold=40), ink(pixels, threshold=8)
    assert few[50, 130:150].any()
    assert not few[50, 40:80].any()
    assert all_[50, 40:80].any()


@pytest.mark.parametrize("pixels", [ramp(321, 481), ramp(1200, 900), flat(50, 60, (9, 200, 9))])
def test_pencil_draws_nothing_at_the_border_of_a_smooth_picture(pixels: Pixels) -> None:
    assert not pencil(pixels).any()


def test_lines_run_to_the_edge_of_the_picture() -> None:
    pixels = flat(120, 90, (200, 200, 200))
    pixels[:, 40:43] = 20
    for guide in (pencil(pixels), ink(pixels)):
        assert guide[60].any()
        assert np.abs(guide.astype(int) - guide[60]).max() <= 1

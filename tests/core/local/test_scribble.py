"""Scribble: thick strokes, whole and clean, alike at every size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.local.lines.scribble import open_scribble
from core.local.lines.softedge import soft_edges
from core.local.networks import Networks
from core.local.pack import Pack
from core.options import Options
from core.paths import model_pack
from core.picture import Pixels
from tests.core.local.drawings import (
    as_jpeg,
    dusty,
    fading_line,
    flat,
    flat_colours,
    inside_quadrangles,
    inside_ring,
    quadrangles,
    ramp,
    ring,
    texture,
)
from tests.methods import networks

METHODS = pytest.mark.parametrize("method", ["softedge", "xdog"])


def chosen(threshold: int, method: str) -> Options:
    return Options({"scribbleThreshold": threshold, "scribbleMethod": method})


def scribble(pixels: Pixels, threshold: int = 32, method: str = "xdog") -> Pixels:
    return open_scribble(pixels, networks())(chosen(threshold, method))


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


@METHODS
def test_a_higher_threshold_draws_less(method: str) -> None:
    make = open_scribble(texture(300, 400), networks())
    drawn = [np.count_nonzero(make(chosen(t, method))) for t in (1, 16, 32, 48, 64)]
    assert drawn == sorted(drawn, reverse=True)
    assert drawn[0] > drawn[-1] > 0


def test_the_outlines_of_things_are_thick_strokes_and_their_insides_black() -> None:
    picture, sides = quadrangles(512, 512, seed=1)
    guide = scribble(picture, method="softedge")
    along = np.linspace(0, 1, 40)[:, None]
    at = np.concatenate([a + (b - a) * along for a, b in sides.reshape(-1, 2, 2)])
    column, row = np.rint(at).astype(int).T
    assert (guide[row, column] > 0).mean() > 0.95
    assert (guide[inside_quadrangles(512, 512, sides, margin=16)] > 0).mean() < 0.05
    widest = cv2.distanceTransform(guide, cv2.DIST_L2, 5)[row, column]
    assert np.median(widest) > 4


def test_strokes_along_outlines_are_those_of_the_annotators_but_for_specks() -> None:
    picture, _ = quadrangles(512, 600, seed=2)
    smooth = cv2.GaussianBlur(soft_edges(picture, networks(), 512) * 255, (0, 0), 3.0)
    ridge = np.zeros(smooth.shape, bool)
    for step in ((0, 1), (1, 0), (1, 1), (1, -1)):
        before, after = (np.roll(smooth, (n * step[0], n * step[1]), (0, 1)) for n in (1, -1))
        ridge |= (smooth >= before) & (smooth >= after)
    thick = cv2.GaussianBlur((ridge & (smooth > 127)) * np.float32(255), (0, 0), 3.0)
    theirs = (thick > 4)[8:-8, 8:-8]
    ours = scribble(picture, method="softedge")[8:-8, 8:-8] > 0
    assert not (ours & ~theirs).any()
    assert np.count_nonzero(ours) > 0.9 * np.count_nonzero(theirs)


@pytest.mark.parametrize("thick", [1, 3, 6])
def test_a_circle_in_a_drawing_is_whole_however_thick_its_line_is(thick: int) -> None:
    picture = flat(512, 512, (245, 240, 230))
    cv2.circle(picture, (256, 256), 60, (40, 30, 45), thick, cv2.LINE_AA)
    guide = scribble(picture, method="softedge")
    turned = cv2.warpPolar(guide, (100, 360), (256, 256), 100, cv2.WARP_POLAR_LINEAR)
    assert (turned[:, 55:65] > 127).any(axis=1).all()
    assert not turned[:, :40].any()


def test_a_circle_is_as_thick_all_around_without_thorns() -> None:
    picture = flat(512, 512, (245, 240, 230))
    cv2.circle(picture, (256, 256), 100, (40, 30, 45), 4, cv2.LINE_AA)
    guide = scribble(picture, method="softedge")
    turned = cv2.warpPolar(guide, (200, 360), (256, 256), 200, cv2.WARP_POLAR_LINEAR)
    width = (turned > 127).sum(axis=1)
    assert width.max() - width.min() <= 4  # 7 with thorns


@pytest.mark.parametrize("side", [300, 1024])
def test_strokes_along_outlines_are_as_thick_in_every_picture(side: int) -> None:
    usual = scribble(flat_colours(512), method="softedge")
    other = scribble(flat_colours(side), method="softedge")
    same_size = cv2.resize(other, (512, 512), interpolation=cv2.INTER_AREA)
    together, either = (usual > 0) & (same_size > 127), (usual > 0) | (same_size > 127)
    assert together.sum() / either.sum() > 0.75


def test_xdog_runs_no_network_nor_does_a_moved_threshold() -> None:
    ours = Networks(Pack(model_pack()))
    make = open_scribble(texture(80, 90), ours)
    make(chosen(32, "xdog"))
    assert not ours.loaded
    make(chosen(32, "softedge"))
    ours.release()
    make(chosen(12, "softedge"))
    assert not ours.loaded

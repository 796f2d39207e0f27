"""Line art: pencil for photographs, ink for flat colour, each line once and black around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from core.local.added import Added
from core.local.lines.line_finding import TILING, Output, find_lines
from core.local.lines.lineart import open_lineart, open_lineart_anime
from core.local.networks import Networks
from core.local.pack import Pack
from core.paths import model_pack, sample_picture
from core.picture import Pixels
from tests.core.local.drawings import (
    as_jpeg,
    dusty,
    fading_line,
    flat,
    flat_colours,
    grain,
    inside_ring,
    options,
    ramp,
    ring,
    stroke,
    texture,
)
from tests.methods import networks

Draw = Callable[[Pixels], Pixels]


def pencil(pixels: Pixels, detail: float = 1.0, width: float = 2.0, floor: int = 12) -> Pixels:
    make = open_lineart(pixels, networks())
    return make(options(lineDetail=detail, lineWidth=width, noiseFloor=floor))


def ink(pixels: Pixels, detail: float = 1.0, width: float = 2.0, threshold: int = 16) -> Pixels:
    make = open_lineart_anime(pixels, networks())
    return make(options(inkDetail=detail, inkWidth=width, inkThreshold=threshold))


BOTH = pytest.mark.parametrize("draw", [pencil, ink])


LINEAR = cv2.WARP_POLAR_LINEAR | cv2.INTER_LINEAR


class Counting(Networks):
    """Counts how often a network runs."""

    runs = 0

    def run(self, network: str | Added, *values: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        self.runs += 1
        return super().run(network, *values)


def pieces(guide: Pixels) -> int:
    """How many strokes that do not touch there are."""
    return cv2.connectedComponents(guide)[0] - 1


def crossings(profile: Pixels) -> int:
    """How many lines a row or column runs over."""
    on = np.concatenate([[0], (profile > 0).astype(int)])
    return int(np.count_nonzero(np.diff(on) == 1))


def likeness(one: Pixels, other: Pixels) -> float:
    """The correlation of two guides whose lines may lie a pixel apart."""
    first, second = (cv2.GaussianBlur(guide, (0, 0), 1.5).ravel() for guide in (one, other))
    return float(np.corrcoef(first, second)[0, 1])


def lines_of_tones() -> Pixels:
    """Five upright lines, each darker than the one to its left, on light grey."""
    pixels = flat(512, 512, (230, 230, 230))
    for place, tone in ((60, 224), (150, 218), (240, 206), (330, 170), (420, 80)):
        pixels[60:450, place : place + 3] = tone
    return pixels


@BOTH
@pytest.mark.parametrize("thick", [1, 2, 4, 6])
def test_a_drawn_stroke_is_one_line_in_its_middle_however_thick_it_is(
    draw: Draw, thick: int
) -> None:
    guide = draw(stroke(512, thick, 90))
    rows = range(100, 412)
    assert {crossings(guide[row]) for row in rows} == {1}
    centres = [np.average(np.arange(512), weights=guide[row]) for row in rows]
    assert np.abs(np.array(centres) - 256).max() < 1.5
    assert pieces(guide) == 1


@BOTH
@pytest.mark.parametrize("thick", [2, 4, 6])
def test_a_drawn_circle_is_one_line_without_a_gap(draw: Draw, thick: int) -> None:
    picture = flat(512, 512, (230, 230, 230))
    cv2.circle(picture, (256, 256), 160, (30, 30, 30), thick, cv2.LINE_AA)
    guide = draw(picture)
    assert pieces(guide) == 1
    turned = cv2.warpPolar(guide, (256, 720), (256, 256), 256, LINEAR)
    assert {crossings(row > 40) for row in turned.astype(np.uint8)} == {1}
    widths = turned.sum(axis=1) / turned.max(axis=1)
    assert np.ptp(np.percentile(widths, (5, 95))) < 1


def test_ink_draws_a_chalk_line_once() -> None:
    guide = ink(stroke(512, 3, 60, ground=40, ink=230))
    assert pieces(guide) == 1
    assert {crossings(guide[row]) for row in range(150, 360)} == {1}


def test_ink_draws_one_line_between_colours_of_one_brightness() -> None:
    pixels = flat(200, 200, (220, 60, 60))
    pixels[:, 100:] = (40, 120, 240)
    row = ink(pixels)[100]
    assert crossings(row) == 1
    assert abs(np.flatnonzero(row).mean() - 99.5) < 1.5


@BOTH
def test_an_outlined_shape_has_one_outline(draw: Draw) -> None:
    guide = draw(flat_colours(512))
    row, column = guide[171, 20:171], guide[20:171, 171]
    assert crossings(row) == crossings(column) == 1


@BOTH
@pytest.mark.parametrize("spread", [4, 12])
def test_grain_is_not_drawn(draw: Draw, spread: float) -> None:
    assert not draw(grain(256, spread)).any()


def test_of_a_thing_in_foliage_the_outline_is_drawn_and_of_the_foliage_nothing() -> None:
    leaves = np.random.default_rng(8).normal(0, 1, (320, 320))
    blurred = cv2.GaussianBlur(leaves, (0, 0), 1.5)
    grey = (140 + 35 * blurred / blurred.std()).clip(0, 255).astype(np.uint8)
    pixels = np.repeat(grey[..., None], 3, axis=2)
    cv2.circle(pixels, (160, 160), 80, (20, 20, 25), -1, cv2.LINE_AA)
    guide = pencil(pixels)
    y, x = np.indices(guide.shape) - 160
    near = np.abs(np.hypot(x, y) - 80) < 6
    turned = cv2.warpPolar(guide, (100, 360), (160, 160), 100, cv2.WARP_POLAR_LINEAR)
    assert (turned[:, 74:86].max(axis=1) > 60).mean() > 0.9
    assert np.count_nonzero(guide[~near]) < 0.01 * guide.size


def test_stripes_are_drawn_and_are_no_texture() -> None:
    pixels = flat(512, 512, (220, 215, 205))
    for place in range(60, 450, 16):
        pixels[100:400, place : place + 3] = 150
    assert crossings(pencil(pixels)[250]) == 25


def test_a_pencil_is_soft_and_presses_and_ink_is_crisp_and_even() -> None:
    pixels = lines_of_tones()
    faint, _, bold = np.split(pencil(pixels)[250, 195:465].astype(int), 3)
    assert 12 <= faint.max() < 0.9 * bold.max()
    assert 20 < np.sort(bold)[-2] < 0.6 * bold.max()
    assert faint.sum() / faint.max() <= bold.sum() / bold.max()
    faint, _, bold = np.split(ink(pixels)[250, 195:465].astype(int), 3)
    assert faint.max() > 0.75 * bold.max()
    assert np.flatnonzero(faint).tolist() == np.flatnonzero(bold).tolist()


@BOTH
@pytest.mark.parametrize("side", [512, 1024])
def test_dust_is_not_drawn(draw: Draw, side: int) -> None:
    guide = draw(dusty(side, 170))
    assert guide.any()
    assert not inside_ring(guide).any()


@BOTH
@pytest.mark.parametrize("pixels", [ramp(160, 240), ramp(700, 530), flat(50, 60, (9, 200, 9))])
def test_nothing_is_drawn_of_a_smooth_picture_nor_at_its_border(draw: Draw, pixels: Pixels) -> None:
    assert not draw(pixels).any()


def test_ink_leaves_flat_colour_black_even_in_a_jpeg() -> None:
    near = cv2.dilate(ink(flat_colours(512)), np.ones((9, 9), np.uint8))
    spoilt = ink(as_jpeg(flat_colours(512), 75))
    assert spoilt.any()
    assert not spoilt[near == 0].any()


@BOTH
def test_values_below_twelve_are_black(draw: Draw) -> None:
    guide = draw(texture(200, 300))
    assert guide.any()
    assert guide[guide > 0].min() >= 12


@pytest.mark.parametrize("floor", [0, 12, 64])
def test_pencil_leaves_nothing_between_black_and_the_noise_floor(floor: int) -> None:
    guide = pencil(lines_of_tones(), floor=floor)
    assert guide.any()
    assert guide[guide > 0].min() >= max(12, floor)


def test_a_higher_noise_floor_leaves_out_the_fainter_lines() -> None:
    make = open_lineart(lines_of_tones(), networks())
    left = [
        crossings(make(options(lineDetail=1.0, lineWidth=2.0, noiseFloor=floor))[250])
        for floor in (0, 6, 12, 40)
    ]
    assert left == [5, 5, 4, 2]


def test_a_higher_ink_threshold_draws_fewer_lines() -> None:
    pixels = flat(100, 200, (200, 200, 200))
    pixels[:, 60:] = 180
    pixels[:, 140:] = 100
    few, all_ = ink(pixels, threshold=40), ink(pixels, threshold=8)
    assert few[50, 130:150].any()
    assert not few[50, 40:80].any()
    assert all_[50, 40:80].any()


def test_at_a_high_ink_threshold_a_faint_line_ends_where_it_leaves_a_strong_one() -> None:
    pixels = flat(240, 240, (200, 200, 200))
    pixels[120:, :120] = 170
    pixels[:, 120:] = 60
    for threshold, goes_on in ((16, True), (64, False)):
        drawn = ink(pixels, threshold=threshold)
        assert drawn[20:220, 115:125].any(axis=1).all()
        assert drawn[115:125, 20:90].any() == goes_on


@BOTH
def test_a_wider_pen_draws_wider_lines(draw: Callable[..., Pixels]) -> None:
    widths = []
    for width in (1, 2, 4):
        row = draw(stroke(512, 3, 90), width=width)[256].astype(float)
        widths.append(row.sum() / row.max())
    np.testing.assert_allclose(widths, (1, 2, 4), rtol=0.3)


def test_the_widest_pencil_fades_to_both_sides_and_has_no_border_of_grey() -> None:
    row = pencil(stroke(320, 3, 90), width=4, detail=2)[160].astype(int)
    middle = int(row.argmax())
    drawn = np.flatnonzero(row)
    assert drawn.size == np.ptp(drawn) + 1 >= 6
    assert (np.diff(row[drawn[0] : middle + 1]) > 0).all()
    assert (np.diff(row[middle : drawn[-1] + 1]) < 0).all()


def test_more_detail_separates_lines_that_are_close() -> None:
    picture = flat(512, 512, (230, 230, 230))
    for place in range(60, 440, 6):
        picture[:, place : place + 2] = 40
    coarse, fine = (crossings(ink(picture, detail=detail)[256]) for detail in (0.5, 2.0))
    assert fine == 64
    assert coarse < 40


def test_ink_follows_a_line_to_where_it_fades() -> None:
    assert ink(fading_line())[29:33, :1380].any(axis=0).all()
    faint = fading_line()
    faint[:, :1430] = 200  # less all of it that is strong
    assert not ink(faint).any()


@BOTH
@pytest.mark.parametrize("side", [768, 1536])
def test_a_large_picture_is_drawn_like_a_small_one(draw: Draw, side: int) -> None:
    large = cv2.resize(draw(flat_colours(side)), (512, 512), interpolation=cv2.INTER_AREA)
    assert likeness(large.astype(np.uint8), draw(flat_colours(512))) > 0.9


def test_a_large_circle_has_a_smooth_contour() -> None:
    guide = ink(ring(2048))
    y, x = np.nonzero(guide)
    distance = np.hypot(x - 1024, y - 1024)
    turn = ((np.arctan2(y - 1024, x - 1024) + np.pi) * 100).astype(int)
    outer = np.zeros(turn.max() + 1)
    np.maximum.at(outer, turn, distance)
    assert np.ptp(outer) < 4  # a pixel of the size that is looked at


@BOTH
def test_a_mirrored_picture_gives_a_mirrored_guide(draw: Draw) -> None:
    picture = flat_colours(320)
    mirrored = draw(np.ascontiguousarray(picture[:, ::-1]))
    assert likeness(draw(picture), np.ascontiguousarray(mirrored[:, ::-1])) > 0.9


@BOTH
def test_lines_run_to_the_edge_of_the_picture(draw: Draw) -> None:
    pixels = flat(120, 90, (200, 200, 200))
    pixels[:, 40:43] = 20
    guide = draw(pixels)
    assert (guide[:, 40:43].max(axis=1) > 120).all()
    assert np.abs(guide.astype(int) - guide[60]).max() <= 1


@BOTH
def test_a_very_long_picture_is_drawn(draw: Draw) -> None:
    pixels = flat(8, 40_000, (200, 200, 200))
    pixels[3:5, 5000:35_000] = 20
    guide = draw(pixels)
    assert guide.shape == (8, 40_000)
    assert guide[:, 10_000:30_000].max(axis=0).min() > 60


def test_the_network_runs_once_while_options_other_than_detail_move() -> None:
    counting = Counting(Pack(model_pack()))
    make = open_lineart(texture(64, 64), counting)
    for detail, width, floor in ((1, 2, 12), (1, 3, 12), (1, 3, 40), (1, 2, 12), (2, 2, 12)):
        make(options(lineDetail=detail, lineWidth=width, noiseFloor=floor))
    assert counting.runs == 2


@pytest.mark.parametrize("output", Output)
def test_tiles_of_a_long_picture_leave_no_seam(output: Output) -> None:
    with Image.open(sample_picture()) as picture:
        pixels = np.asarray(picture.convert("RGB").resize((2048, 384)))
    whole = replace(TILING, side=4096)
    one, other = (
        find_lines(pixels, networks(), output, tiling).ridges.strength for tiling in (TILING, whole)
    )
    assert np.abs(one - other).max() < 0.02


def test_a_stroke_too_wide_for_one_line_is_one_at_a_lower_detail() -> None:
    assert {crossings(row) for row in ink(stroke(512, 12, 90))[100:400]} == {2}
    assert {crossings(row) for row in ink(stroke(512, 12, 90), detail=0.5)[100:400]} == {1}


@BOTH
def test_the_eyes_of_a_small_face_are_kept(draw: Draw) -> None:
    pixels = flat(512, 512, (235, 200, 170))
    cv2.circle(pixels, (256, 256), 60, (60, 40, 40), 3, cv2.LINE_AA)
    for place in (232, 280):
        cv2.circle(pixels, (place, 240), 5, (60, 40, 40), 2, cv2.LINE_AA)
    guide = draw(pixels)
    assert guide[232:249, 224:241].any()
    assert guide[232:249, 272:289].any()

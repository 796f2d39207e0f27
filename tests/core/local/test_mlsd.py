"""Straight lines: the sides of things are found, at every shape of picture, where they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.local.lines.mlsd import open_mlsd
from core.local.networks import Networks
from core.local.pack import Pack
from core.options import Options
from core.paths import model_pack
from core.picture import Pixels
from tests.core.local.drawings import flat, quadrangles, ramp
from tests.core.local.still_life import still_life
from tests.methods import networks

NEAR = 2.0  # pixels at 512 within which a line counts as found, or as true


def chosen(score: float = 0.1, length: int = 16) -> Options:
    return Options({"mlsdScore": score, "mlsdLength": length})


def off_truth(guide: Pixels, sides: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each white pixel is from the nearest of `sides`."""
    points = np.argwhere(guide)[:, ::-1].astype(float)
    nearest = np.full(len(points), np.inf)
    for x0, y0, x1, y1 in sides:
        start, along = np.array([x0, y0]), np.array([x1 - x0, y1 - y0])
        part = ((points - start) @ along / (along @ along)).clip(0, 1)
        nearest = np.minimum(nearest, np.hypot(*(points - start - part[:, None] * along).T))
    return nearest


def precision(guide: Pixels, sides: NDArray[np.float64], near: float = NEAR) -> float:
    """The part of the white pixels that is near one of `sides`."""
    return float((off_truth(guide, sides) <= near * min(guide.shape) / 512).mean())


def recall(guide: Pixels, sides: NDArray[np.float64], near: float = NEAR) -> float:
    """The part of `sides` that is white nearby along 80 % of the length."""
    away = cv2.distanceTransform(255 - guide, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    along = np.linspace(0, 1, 50)[:, None]
    found = [
        (away[tuple(np.rint(end + (other - end) * along).astype(int).T[::-1])] <= limit).mean()
        for end, other in sides.reshape(-1, 2, 2)
        for limit in [near * min(guide.shape) / 512]
    ]
    return float((np.array(found) >= 0.8).mean())


def lines_across(guide: Pixels, sides: NDArray[np.float64]) -> NDArray[np.intp]:
    """How many lines are within 4 pixels beside 40 places along each of `sides`."""
    start, along = sides[:, :2], sides[:, 2:] - sides[:, :2]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across /= np.hypot(*across.T)[:, None]
    places = start[:, None] + along[:, None] * np.linspace(0.15, 0.85, 40)[:, None]
    seen = places[:, :, None] + across[:, None, None] * np.arange(-4, 4.5, 0.5)[:, None]
    x, y = np.rint(seen).astype(int).reshape(-1, 17, 2).transpose(2, 0, 1)
    begins = np.diff((guide[y, x] > 0).astype(int), axis=1, prepend=0) == 1
    return np.asarray(np.count_nonzero(begins, axis=1))


@pytest.mark.parametrize(
    ("height", "width"), [(512, 512), (321, 481), (512, 1536), (900, 300)], ids=str
)
def test_the_sides_of_things_are_found_and_little_else(height: int, width: int) -> None:
    picture, sides = quadrangles(height, width, seed=1)
    guide = open_mlsd(picture, networks())(chosen())
    assert recall(guide, sides) > 0.85
    assert precision(guide, sides) > 0.85


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_there_is_one_edge_there_is_one_line(seed: int) -> None:
    picture, sides = quadrangles(321, 481, seed=seed)
    guide = open_mlsd(picture, networks())(chosen())
    assert lines_across(guide, sides).mean() > 0.9
    assert (lines_across(guide, sides) > 1).mean() < 0.01


@pytest.mark.parametrize("seed", [1, 2])
def test_however_unsure_there_is_no_line_without_evidence(seed: int) -> None:
    picture, _ = quadrangles(321, 481, seed=seed)
    guide = open_mlsd(picture, networks())(chosen(score=0, length=0))
    around = np.ones((5, 5), np.uint8)
    differs = (cv2.dilate(picture, around) - cv2.erode(picture, around)).max(axis=2)
    assert np.count_nonzero(guide) > 1000
    assert (differs[guide > 0] > 5).mean() > 0.98


def test_grass_has_no_straight_lines() -> None:
    grass = np.random.default_rng(3).normal(128, 60, (400, 500, 3))
    picture = cv2.GaussianBlur(grass, (0, 0), 1).clip(0, 255).astype(np.uint8)
    guide = open_mlsd(picture, networks())(chosen(score=0))
    assert np.count_nonzero(guide) < 0.002 * guide.size


def test_a_low_score_draws_more_where_many_lines_are_sure() -> None:
    house = flat(512, 512, (170, 120, 90))
    for y in range(4, 512, 15):
        house[y : y + 2] -= np.uint8(12)
    for x in range(20, 480, 44):
        for y in range(20, 480, 60):
            house[y : y + 36, x : x + 24] = (40, 50, 60)
            house[y + 16 : y + 19, x : x + 24] = (200, 200, 190)
    make = open_mlsd(house, networks())
    lit = [np.count_nonzero(make(chosen(score=score))) for score in (0.2, 0.1, 0)]
    assert lit[0] > 10_000
    assert lit[1] > 1.02 * lit[0]
    assert lit[2] > 1.02 * lit[1]


def test_in_a_low_strip_they_are_found_to_a_pixel_and_a_half() -> None:
    picture, sides = quadrangles(160, 1600, seed=1)
    guide = open_mlsd(picture, networks())(chosen())
    assert recall(guide, sides, near=1.5 * 512 / 160) > 0.9
    assert precision(guide, sides, near=1.5 * 512 / 160) > 0.9


def test_in_a_low_strip_every_post_of_a_fence_is_found() -> None:
    fence = flat(40, 3000, (190, 200, 210))
    fence[25:] = (90, 120, 60)
    posts = np.arange(40, 2960, 60)
    for post in posts:
        fence[5:35, post : post + 14] = (70, 50, 30)
    guide = open_mlsd(fence, networks())(chosen())
    sides = np.concatenate([posts, posts + 14])
    white = [guide[10:20, side - 2 : side + 2].any(axis=1).all() for side in sides]
    assert np.mean(white) > 0.95
    ground = guide[24:26].any(axis=0)
    assert ground.mean() > 0.7


def test_they_are_found_in_the_mirrored_picture_as_well() -> None:
    picture, sides = quadrangles(512, 512, seed=2)
    mirrored = np.ascontiguousarray(picture[:, ::-1])
    guide = np.ascontiguousarray(open_mlsd(mirrored, networks())(chosen())[:, ::-1])
    assert recall(guide, sides) > 0.85
    assert precision(guide, sides) > 0.85


def test_a_mirrored_picture_gives_a_mirrored_guide() -> None:
    picture = still_life(576, 448).picture
    guide, back = (
        open_mlsd(np.ascontiguousarray(seen), networks())(chosen())
        for seen in (picture, picture[:, ::-1])
    )
    back = np.ascontiguousarray(back[:, ::-1])
    for one, other in ((guide, back), (back, guide)):
        near = cv2.dilate(other, np.ones((3, 3), np.uint8)) > 0
        assert near[one > 0].mean() > 0.97  # 0.8 of what is seen only as it is


def test_in_a_large_picture_thin_lines_are_exactly_on_the_edges() -> None:
    picture, sides = quadrangles(1536, 1536, seed=3)
    guide = open_mlsd(picture, networks())(chosen())
    distance = off_truth(guide, sides)
    found = distance[distance < NEAR * 3]
    assert np.median(found) < 0.6
    assert (found < 1.5).mean() > 0.95
    assert recall(guide, sides) > 0.85


def test_a_line_through_a_panorama_is_one_line_across_its_parts() -> None:
    sky, wall = (210, 200, 190), (60, 70, 90)
    picture = flat(1200, 5400, sky)
    cv2.fillConvexPoly(picture, np.array([(0, 720), (5400, 540), (5400, 1200), (0, 1200)]), wall)
    picture = cv2.resize(picture, (900, 200), interpolation=cv2.INTER_AREA).astype(np.uint8)
    guide = open_mlsd(picture, networks())(chosen())
    columns = np.count_nonzero(guide[80:130], axis=0)
    assert (columns[20:-20] == 1).all()


def test_higher_thresholds_draw_less_and_run_no_network() -> None:
    picture, _ = quadrangles(321, 481, seed=4)
    ours = Networks(Pack(model_pack()))
    make = open_mlsd(picture, ours)
    make(chosen())
    ours.release()
    by_score = [np.count_nonzero(make(chosen(score=s, length=0))) for s in (0, 0.1, 0.5, 0.8, 1)]
    assert by_score == sorted(by_score, reverse=True)
    assert by_score[1] > by_score[3] > by_score[4] == 0
    guides = [make(chosen(length=length)) for length in (0, 60, 100, 256)]
    for longer, shorter in zip(guides[1:], guides, strict=False):
        assert not (longer & ~shorter).any()
    lit = [np.count_nonzero(guide) for guide in guides]
    assert lit[0] > lit[2] > lit[3]
    assert not ours.loaded


@pytest.mark.parametrize(
    "pixels", [flat(90, 70, (128, 128, 128)), flat(1, 1, (9, 9, 9)), ramp(200, 300)]
)
def test_where_there_are_no_lines_the_guide_is_black(pixels: Pixels) -> None:
    assert not open_mlsd(pixels, networks())(chosen()).any()


def test_a_picture_that_is_all_length_gets_a_guide() -> None:
    guide = open_mlsd(flat(40_000, 1, (200, 10, 10)), networks())(chosen(score=0))
    assert guide.shape == (40_000, 1)

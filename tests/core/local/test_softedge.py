"""Soft edges: bright where things end, alike at every size, in few tones where that is wanted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image

from core.local.lines.softedge import TILING, open_softedge, safe, soft_edges, usual_side
from core.local.networks import Networks
from core.local.pack import Pack
from core.options import Options
from core.paths import model_pack, sample_picture
from core.picture import Pixels
from tests.core.local.drawings import flat, inside_quadrangles, quadrangles, ramp
from tests.methods import networks


def chosen(detail: float = 1.0, in_few_tones: bool = False) -> Options:
    return Options({"softedgeDetail": detail, "softedgeSafe": in_few_tones})


def guide_of(pixels: Pixels, detail: float = 1.0, in_few_tones: bool = False) -> Pixels:
    return open_softedge(pixels, networks())(chosen(detail, in_few_tones))


@cache
def still_life(width: int) -> Pixels:
    """The sample at that width, at most 1152."""
    with Image.open(sample_picture()) as image:
        whole = np.asarray(image.convert("RGB"))
    size = (width, round(width * whole.shape[0] / whole.shape[1]))
    small = cv2.resize(whole, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    small.flags.writeable = False
    return small


def likeness(one: Pixels, other: Pixels) -> float:
    size = one.shape[1], one.shape[0]
    fitted = cv2.resize(other, size, interpolation=cv2.INTER_AREA)
    return float(np.corrcoef(one.ravel(), fitted.ravel())[0, 1])


def test_the_borders_of_things_are_bright_and_their_insides_black() -> None:
    picture, sides = quadrangles(384, 512, seed=1)
    guide = guide_of(picture)
    lines = np.zeros(guide.shape, np.uint8)
    for side in sides:
        x0, y0, x1, y1 = np.rint(side).astype(int).tolist()
        cv2.line(lines, (x0, y0), (x1, y1), 255)
    away = cv2.distanceTransform(255 - lines, cv2.DIST_L2, 5)
    assert guide[away <= 1].mean() > 140
    inside = inside_quadrangles(384, 512, sides, margin=12)
    assert inside.any()
    assert guide[inside].mean() < 40


def test_the_figure_of_the_sample_has_a_bright_outline_on_black() -> None:
    objects = cv2.imread("tests/data/still-life/objects.png", cv2.IMREAD_UNCHANGED)
    assert objects is not None
    border = cv2.morphologyEx(objects, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    guide = guide_of(still_life(1152))
    assert guide[border].mean() > 120
    assert np.median(guide) < 10


@pytest.mark.parametrize(
    "pixels", [flat(70, 90, (0, 0, 0)), flat(300, 200, (250, 240, 190)), ramp(321, 481)]
)
def test_an_even_ground_is_nearly_black_up_to_its_border(pixels: Pixels) -> None:
    assert guide_of(pixels).max() < 64


def test_a_mirrored_or_turned_picture_gives_that_guide_mirrored_or_turned() -> None:
    picture = still_life(480)
    guide = guide_of(picture)
    mirrored = guide_of(np.ascontiguousarray(picture[:, ::-1]))
    assert likeness(guide, np.ascontiguousarray(mirrored[:, ::-1])) > 0.96
    turned = guide_of(np.ascontiguousarray(np.rot90(picture)))
    assert likeness(guide, np.ascontiguousarray(np.rot90(turned, -1))) > 0.85


@pytest.mark.parametrize("width", [400, 700])
def test_a_picture_has_much_the_same_edges_at_every_size(width: int) -> None:
    assert likeness(guide_of(still_life(width)), guide_of(still_life(1152))) > 0.75


def test_a_picture_that_is_looked_at_in_tiles_has_no_seams() -> None:
    picture = cv2.resize(still_life(1152), (2000, 900)).astype(np.uint8)
    in_tiles = soft_edges(picture, networks(), 900)
    assert max(in_tiles.shape) > TILING.side
    whole = soft_edges(picture, networks(), 900, replace(TILING, side=4096))
    assert np.abs(whole - in_tiles).max() < 4.5 / 255


def test_more_detail_gives_more_and_thinner_lines_and_less_gives_fewer() -> None:
    picture = still_life(600)
    guides = [guide_of(picture, detail) for detail in (0.5, 1.0, 2.0)]
    steps = [np.abs(np.diff(guide.astype(int), axis=1)).mean() / guide.mean() for guide in guides]
    assert steps[0] < 0.8 * steps[1]
    assert steps[1] < 0.8 * steps[2]


def test_safe_has_three_tones_cut_at_a_third_and_two_thirds() -> None:
    tones = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.unique(safe(tones)).tolist() == [0, 127, 255]
    # The annotators' formula, as read in preprocessors that artists use.
    theirs = ((tones / np.float32(255) * 3).astype(int) / 2 * 255).clip(0, 255).astype(np.uint8)
    np.testing.assert_array_equal(safe(tones), theirs)


def test_switching_safe_runs_no_network_and_quantises_the_same_guide() -> None:
    ours = Networks(Pack(model_pack()))
    make = open_softedge(still_life(300), ours)
    soft = make(chosen())
    ours.release()
    np.testing.assert_array_equal(make(chosen(in_few_tones=True)), safe(soft))
    np.testing.assert_array_equal(make(chosen()), soft)
    assert not ours.loaded


@pytest.mark.parametrize(
    ("height", "width", "side"),
    [(1, 1, 2), (100, 900, 200), (300, 400, 512), (600, 600, 600), (4000, 6000, 768)],
)
def test_the_side_at_which_a_picture_is_looked_at(height: int, width: int, side: int) -> None:
    assert usual_side(np.broadcast_to(np.uint8(0), (height, width, 3)), 768) == side


@pytest.mark.parametrize("shape", [(1, 70_000), (70_000, 1)])
def test_a_picture_that_is_all_length_gets_a_guide(shape: tuple[int, int]) -> None:
    assert guide_of(flat(*shape, (200, 10, 10))).shape == shape

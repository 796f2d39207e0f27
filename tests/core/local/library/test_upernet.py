"""Segments by a stand-in for UperNet: each class in its colour, where the network has it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.local.library.largest import largest
from core.local.library.model import Model
from core.local.library.upernet import scores, without_small
from core.local.library.views import blend, parts
from core.local.seg.ade20k import INDEX, PALETTE
from core.picture import Plane
from core.preprocessor import Preprocessor
from tests.core.local.library import standing
from tests.core.local.library.standing import noise
from tests.hub import graphs

ROW = standing.row("upernet-convnext-tiny-ade")
FILE = ROW.files[0]

COLOURS = {
    (0, "wall"): (120, 120, 120),
    (1, "building"): (180, 120, 120),
    (2, "sky"): (6, 230, 230),
    (3, "floor"): (80, 50, 50),
    (4, "tree"): (4, 200, 3),
    (6, "road"): (140, 140, 140),
    (12, "person"): (150, 5, 61),
    (20, "car"): (0, 102, 200),
    (48, "skyscraper"): (140, 140, 140),
    (115, "bag"): (70, 184, 160),
    (149, "flag"): (92, 0, 255),
}
"""Of the benchmark's list of objects and its `color150`, counted from 0."""


def of_table(folder: Path, table: list[list[int]]) -> Model:
    content = graphs.class_by_position(FILE, table)
    return standing.model(ROW, Preprocessor.SEG, content, folder)


def of_colours(folder: Path) -> Model:
    """A network that takes red for class 0, green for class 1 and blue for class 2."""
    nodes = [
        graphs.node("AveragePool", "pixel_values", "cells", kernel_shape=[4, 4], strides=[4, 4]),
        graphs.node("Pad", "cells ends low", "logits", mode="constant"),
    ]
    constants = {
        "ends": np.array([0, 0, 0, 0, 0, 147, 0, 0]),
        "low": np.array(-100, np.float32),
    }
    content = graphs.stand_in(FILE, nodes, constants)
    return standing.model(ROW, Preprocessor.SEG, content, folder)


@pytest.mark.parametrize(("index", "name"), COLOURS)
def test_a_class_has_the_colour_of_the_benchmark(index: int, name: str) -> None:
    assert INDEX[name] == index
    assert tuple(PALETTE[index].tolist()) == COLOURS[index, name]
    assert len(PALETTE) == 150


@pytest.mark.parametrize(
    ("height", "width"), [(128, 128), (512, 512), (600, 900), (331, 487), (900, 1500)]
)
def test_every_class_is_drawn_in_its_colour_where_it_is(
    tmp_path: Path, height: int, width: int
) -> None:
    table = np.arange(150).reshape(10, 15)
    guide = standing.made(of_table(tmp_path, table.tolist()), noise(height, width)).pixels
    # Borders between cells of the network's grid lie halfway between their middles.
    rows = (np.arange(height) + 0.5) * 128 / height
    columns = (np.arange(width) + 0.5) * 128 / width
    cells = (
        np.floor(places - 1e-9).astype(int) * len_ // 128
        for places, len_ in ((rows, 10), (columns, 15))
    )
    expected = PALETTE[table[np.ix_(*cells)]]
    certain = np.ix_(rows % 1 != 0, columns % 1 != 0)
    np.testing.assert_array_equal(guide[certain], expected[certain])


def test_red_is_seen_first_and_the_picture_is_not_turned(tmp_path: Path) -> None:
    pixels = np.zeros((300, 400, 3), np.uint8)
    pixels[:150, :200, 0] = pixels[:150, 200:, 1] = pixels[150:, :, 2] = 255
    guide = standing.made(of_colours(tmp_path), pixels).pixels
    assert guide[70, 100].tolist() == list(COLOURS[0, "wall"])
    assert guide[70, 300].tolist() == list(COLOURS[1, "building"])
    assert guide[220, 200].tolist() == list(COLOURS[2, "sky"])


@pytest.mark.parametrize("upright", [False, True])
def test_a_panorama_is_seen_in_parts_without_seams(tmp_path: Path, upright: bool) -> None:
    pixels = np.zeros((100, 1000, 3), np.uint8)
    stripe = np.arange(1000) // 50 % 3
    pixels[:, np.arange(1000), stripe] = 255
    if upright:
        pixels = np.ascontiguousarray(pixels.transpose(1, 0, 2))
    guide = standing.made(of_colours(tmp_path), pixels).pixels
    along = guide.transpose(1, 0, 2) if upright else guide
    expected = PALETTE[stripe]
    inside = (np.arange(1000) % 50 > 2) & (np.arange(1000) % 50 < 47)
    assert (along[:, inside] == expected[inside]).all()


def test_outdoors_no_wall_is_seen_and_indoors_no_sky(tmp_path: Path) -> None:
    logits = np.zeros((1, 150, 128, 128), np.float32)
    logits[0, INDEX["wall"], :64], logits[0, INDEX["sky"], 64:] = 9, 9
    logits[0, INDEX["person"]] = 4
    content = graphs.always(FILE, [logits])
    model = standing.model(ROW, Preprocessor.SEG, content, tmp_path)
    person, wall, sky = (PALETTE[INDEX[name]].tolist() for name in ("person", "wall", "sky"))
    drawn = {
        scene: standing.made(model, noise(64, 64), segScene=scene).pixels[[10, 50], 30].tolist()
        for scene in ("auto", "outdoors", "indoors")
    }
    assert drawn == {"auto": [wall, sky], "outdoors": [person, sky], "indoors": [wall, person]}


def test_at_low_detail_small_areas_become_part_of_those_beside_them(tmp_path: Path) -> None:
    table = [[2] * 16 for _ in range(16)]
    table[8:] = [[9] * 16 for _ in range(8)]
    table[3][5] = 12
    model, pixels = of_table(tmp_path, table), noise(160, 160)
    person = PALETTE[12].tolist()
    for detail, there in ((100, True), (50, True), (10, False)):
        guide = standing.made(model, pixels, segDetail=detail).pixels
        assert (guide[35, 55].tolist() == person) is there
        assert guide[35, 75].tolist() == PALETTE[2].tolist()
        assert guide[120, 55].tolist() == PALETTE[9].tolist()
    assert guide[35, 55].tolist() == PALETTE[2].tolist()


def test_the_largest_is_what_enlarging_all_would_give() -> None:
    random = np.random.default_rng(4)
    for rows, columns, height, width in (
        (1, 1, 3, 2),
        (7, 5, 50, 41),
        (12, 9, 5, 70),
        (6, 6, 6, 6),
    ):
        planes = random.normal(size=(9, rows, columns)).astype(np.float32)
        np.testing.assert_array_equal(
            largest(planes, height, width), all_enlarged(planes, height, width).argmax(axis=0)
        )


def all_enlarged(planes: Plane, height: int, width: int) -> Plane:
    for axis, length in ((1, height), (2, width)):
        count = planes.shape[axis]
        at = ((np.arange(length) + 0.5) * count / length - 0.5).clip(0, count - 1)
        low = np.floor(at).astype(int)
        share = (at - low).reshape((-1, 1) if axis == 1 else (1, -1))
        high = np.minimum(low + 1, count - 1)
        planes = planes.take(low, axis) * (1 - share) + planes.take(high, axis) * share
    return planes


def test_areas_are_given_away_until_none_is_small() -> None:
    random = np.random.default_rng(5)
    told = random.normal(size=(6, 24, 30)).astype(np.float32)
    without_small(told, 0.05)
    chosen = told.argmax(axis=0)
    for kind in np.unique(chosen):
        assert np.count_nonzero(chosen == kind) >= 0.05 * chosen.size


@pytest.mark.parametrize(("height", "width"), [(10, 10), (10, 35), (128, 1024), (333, 7), (1, 50)])
def test_parts_overlap_by_a_third_and_add_up(height: int, width: int) -> None:
    where = parts(height, width, 1)
    axis = 0 if height > width else 1
    along = [place[axis] for place in where]
    longer, shorter = max(height, width), min(height, width)
    assert along[0].start == 0
    assert along[-1].stop == longer
    assert {part.stop - part.start for part in along} == {min(longer, shorter)}
    shares = blend(along, longer)
    np.testing.assert_allclose(shares.sum(axis=0), 1, atol=1e-6)
    for part, share in zip(along, shares, strict=True):
        outside = np.ones(longer, bool)
        outside[part] = False
        assert (share[outside] == 0).all()


def test_a_grid_has_a_cell_for_four_pixels_of_what_is_seen(tmp_path: Path) -> None:
    model = of_colours(tmp_path)
    assert scores(noise(50, 60), model).shape == (150, 128, 128)
    assert scores(noise(50, 200), model).shape == (150, 128, 256)
    assert scores(noise(500, 20), model).shape == (150, 1024, 128)

"""Segments: every pixel a colour of ADE20K, regions that follow the picture, options that mend."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.catalog import CATALOG
from core.codec import decode
from core.local.networks import Networks
from core.local.pack import Pack
from core.local.seg.ade20k import INDEX, NAMES, PALETTE
from core.local.seg.regions import FLOW, WALL, spread
from core.local.seg.seg import open_seg
from core.local.seg.superpixels import superpixels
from core.options import Options, OptionValue
from core.paths import model_pack
from core.picture import Pixels
from core.preprocessor import Preprocessor
from tests.core.local.drawings import flat, texture
from tests.core.local.rooms import room as furnished_room
from tests.core.local.still_life import still_life

OTHER = {"indoors": "outdoors", "outdoors": "indoors"}
SAMPLE = Path(__file__).parents[3] / "resources" / "samples" / "still-life.webp"


@cache
def networks() -> Networks:
    return Networks(Pack(model_pack()))


def chosen(**values: OptionValue) -> Options:
    return Options(CATALOG[Preprocessor.SEG].complete(values))


def segments(pixels: Pixels, **values: OptionValue) -> Pixels:
    return open_seg(pixels, networks())(chosen(**values))


def classes(guide: Pixels) -> dict[str, float]:
    """What the guide shows, with its share of the area; road stands for skyscraper as well."""
    colours, counts = np.unique(guide.reshape(-1, 3), axis=0, return_counts=True)
    by_colour = {tuple(colour): name for name, colour in zip(NAMES, PALETTE.tolist(), strict=True)}
    by_colour[tuple(PALETTE[INDEX["road"]].tolist())] = "road"
    total = guide.shape[0] * guide.shape[1]
    return {
        by_colour[tuple(colour)]: count / total
        for colour, count in zip(colours.tolist(), counts.tolist(), strict=True)
    }


def share(guide: Pixels, name: str) -> float:
    return classes(guide).get(name, 0)


def grained(picture: Pixels, strength: float) -> Pixels:
    """`picture` with grain that is a little soft, as in a photograph of grass or gravel."""
    noise = np.random.default_rng(1).normal(0, 1, picture.shape[:2]).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), 0.8)[..., None] * strength / 0.35
    return (picture + noise).clip(0, 255).astype(np.uint8)


def landscape(height: int = 320, width: int = 480) -> Pixels:
    """Blue sky that is lighter below, green ground, and a grey road that comes nearer."""
    picture = np.empty((height, width, 3), np.uint8)
    horizon = height * 2 // 5
    blend = np.linspace(0, 1, horizon)[:, None, None]
    picture[:horizon] = (1 - blend) * (70, 120, 200) + blend * (170, 200, 235)
    ground = grained(flat(height - horizon, width, (85, 120, 45)), 22)
    middle = width // 2
    road = np.array(
        [[middle - 6, 0], [middle + 6, 0], [middle + 110, height], [middle - 110, height]]
    )
    tarmac = grained(flat(height - horizon, width, (120, 120, 122)), 5)
    mask = np.zeros(ground.shape[:2], np.uint8)
    cv2.fillPoly(mask, [road.astype(np.int32)], 1)
    picture[horizon:] = np.where(mask[..., None] > 0, tarmac, ground)
    return picture


def room(height: int = 320, width: int = 480) -> Pixels:
    """A bare room: white ceiling, beige wall, brown boards."""
    picture = flat(height, width, (196, 178, 150))
    picture[: height // 5] = (240, 240, 236)
    picture[height * 7 // 10 :] = (120, 80, 50)
    for column in range(0, width, 40):
        cv2.line(
            picture, (column, height * 7 // 10), (2 * column - width // 2, height), (95, 60, 40)
        )
    return grained(picture, 2)


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (7, 1), (2, 2), (33, 20), (65, 127), (301, 203)])
def test_every_pixel_is_a_colour_of_the_palette(size: tuple[int, int]) -> None:
    guide = segments(texture(*size))
    assert guide.shape == (*size, 3)
    assert guide.dtype == np.uint8
    assert sum(classes(guide).values()) == pytest.approx(1)


def test_no_colour_outside_of_the_palette_comes_from_enlarging() -> None:
    picture = cv2.resize(landscape(), (1500, 1000), interpolation=cv2.INTER_CUBIC)
    assert set(classes(segments(picture.astype(np.uint8)))) <= set(NAMES)


def test_a_landscape_has_sky_above_and_ground_below() -> None:
    guide = segments(landscape())
    assert share(guide[:115], "sky") > 0.95
    assert share(guide[150:, :60], "grass") + share(guide[150:, -60:], "grass") > 1.6
    assert share(guide[140:], "sky") == 0


def test_the_border_of_the_sky_is_where_it_is_in_the_picture() -> None:
    picture = cv2.resize(landscape(), (768, 512), interpolation=cv2.INTER_AREA).astype(np.uint8)
    is_sky = (segments(picture) == PALETTE[INDEX["sky"]]).all(axis=2)
    lowest = is_sky.sum(axis=0)
    off = np.abs(lowest - 512 * 2 / 5)
    # The tip of the road, a few pixels wide, may go to either side.
    assert np.concatenate([off[:340], off[-340:]]).max() <= 3


def test_a_room_has_floor_wall_and_ceiling_and_no_sky() -> None:
    guide = segments(room(), segScene="indoors")
    assert share(guide[240:], "floor") > 0.9
    assert share(guide[80:210], "wall") > 0.9
    assert share(guide[:50], "ceiling") > 0.9
    assert share(guide, "sky") == 0


def test_in_a_room_surfaces_are_told_by_where_they_face() -> None:
    """Light falls on the walls, and boards run up to them: by colours there is little to tell."""
    seen = furnished_room(288, 384)
    guide = segments(seen.picture)
    shell, chest = seen.box == 0, seen.box == 1
    _, up, _ = seen.normals
    for name, there, where in (
        ("floor", shell, up > 0.9),
        ("ceiling", shell, up < -0.9),
        ("wall", shell, np.abs(up) < 0.1),
        ("table", chest, up > 0.9),
    ):
        found = (guide == PALETTE[INDEX[name]]).all(axis=2)[there]
        assert (found & where[there]).sum() / (found | where[there]).sum() > 0.8, name


def test_a_light_wall_that_ends_with_the_picture_is_no_window() -> None:
    picture = decode(SAMPLE.read_bytes())
    small = cv2.resize(picture, (576, 448), interpolation=cv2.INTER_AREA).astype(np.uint8)
    guide = segments(small)
    for corner in (guide[:40, :40], guide[:60, -60:]):
        assert share(corner, "wall") > 0.9


def test_the_still_life_shows_a_person_in_a_room() -> None:
    picture = decode(SAMPLE.read_bytes())
    small = cv2.resize(picture, (576, 448), interpolation=cv2.INTER_AREA).astype(np.uint8)
    found = segments(small)
    assert share(found, "person") > 0.08
    assert share(found, "wall") > 0.3
    assert share(found[420:, 300:], "floor") > 0.5
    assert not {"sky", "grass", "ceiling"} & set(classes(found))


def test_a_wrong_guess_of_the_scene_can_be_mended() -> None:
    inside, outside = (
        segments(landscape(), segScene="indoors"),
        segments(room(), segScene="outdoors"),
    )
    assert {"wall", "floor"} & set(classes(inside))
    assert "sky" not in classes(inside)
    assert not {"wall", "floor", "ceiling"} & set(classes(outside))


def test_it_guesses_whether_the_picture_shows_a_room() -> None:
    for picture, scene in ((room(), "indoors"), (landscape(), "outdoors")):
        np.testing.assert_array_equal(segments(picture), segments(picture, segScene=scene))
        assert (segments(picture) != segments(picture, segScene=OTHER[scene])).any()


def test_what_is_said_flows_to_neighbours_as_in_a_random_walk() -> None:
    regions = superpixels(texture(60, 90), np.zeros((60, 90), np.float32), 10)
    pairs, lengths = regions.borders
    walls = np.full(len(pairs), 0.1, np.float32)
    said = np.random.default_rng(3).dirichlet(np.ones(5), regions.count).astype(np.float32)
    conductance = FLOW * np.sqrt(regions.sizes.mean()) / 4 * lengths * np.exp(-walls / WALL)
    system = np.diag(regions.sizes.astype(float))
    np.add.at(system, (pairs[:, 0], pairs[:, 0]), conductance)
    np.add.at(system, (pairs[:, 0], pairs[:, 1]), -conductance)
    exact = np.linalg.solve(system, regions.sizes[:, None] * said)
    np.testing.assert_allclose(spread(said, regions, walls), exact, atol=1e-3)


def test_what_is_needed_is_asked_for_and_nothing_else() -> None:
    pack = Networks(Pack(model_pack()))
    open_seg(landscape(), pack)(chosen(segScene="outdoors"))
    assert pack.loaded == {"deeplab", "softedge"}
    open_seg(landscape(), pack)(chosen())
    assert pack.loaded == {"deeplab", "softedge", "space"}, "is it a room?"
    open_seg(still_life(320, 248).picture, pack)(chosen())
    local = CATALOG[Preprocessor.SEG].local
    assert local is not None
    assert pack.loaded == set(local.networks) == {"deeplab", "softedge", "space", "pose"}


def test_nothing_of_its_own_is_drawn_along_the_edges_of_the_picture() -> None:
    picture = decode(SAMPLE.read_bytes())
    guide = segments(cv2.resize(picture, (576, 448), interpolation=cv2.INTER_AREA).astype(np.uint8))
    for outside, inside in (
        (guide[0], guide[5]),
        (guide[-1], guide[-6]),
        (guide[:, 0], guide[:, 5]),
        (guide[:, -1], guide[:, -6]),
    ):
        assert (outside == inside).all(axis=1).mean() > 0.97


def test_less_detail_leaves_fewer_areas() -> None:
    picture = texture(240, 360, seed=4)
    make = open_seg(picture, networks())
    counts = []
    for detail in (0, 50, 100):
        guide = make(chosen(segDetail=detail))
        areas = sum(
            cv2.connectedComponents((guide == colour).all(axis=2).astype(np.uint8))[0] - 1
            for colour in np.unique(guide.reshape(-1, 3), axis=0)
        )
        counts.append(areas)
    assert counts[0] < counts[1] < counts[2]


def test_networks_run_once_however_often_options_change() -> None:
    pack = Networks(Pack(model_pack()))
    make = open_seg(landscape(), pack)
    first = make(chosen())
    pack.release()
    make(chosen(segDetail=10, segScene="indoors"))
    again = make(chosen())
    assert not pack.loaded
    np.testing.assert_array_equal(first, again)


def test_a_mirrored_picture_gives_a_mirrored_guide() -> None:
    picture = landscape()
    mirrored = segments(np.ascontiguousarray(picture[:, ::-1]))[:, ::-1]
    assert (segments(picture) == mirrored).all(axis=2).mean() > 0.95


def test_a_smaller_copy_gives_a_smaller_guide() -> None:
    picture = cv2.resize(landscape(), (960, 640), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    small = cv2.resize(picture, (480, 320), interpolation=cv2.INTER_AREA).astype(np.uint8)
    guide = cv2.resize(segments(picture), (480, 320), interpolation=cv2.INTER_NEAREST)
    assert (guide == segments(small)).all(axis=2).mean() > 0.93

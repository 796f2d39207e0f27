"""Normals: red points left, green up, blue to the viewer."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.catalog import CATALOG
from core.local.method import Drawn, TellingMaker
from core.local.space.directions import colours, facing, focal_length, slopes, unit
from core.local.space.looking import FLAT
from core.local.space.normals import open_normalbae, without_slight
from core.options import Options, OptionValue
from core.picture import Pixels
from core.preprocessor import Preprocessor
from tests.core.local.drawings import flat, texture
from tests.core.local.pages import page
from tests.core.local.rooms import room
from tests.core.local.still_life import Truth, still_life
from tests.methods import networks

ENTRY = CATALOG[Preprocessor.NORMALBAE]

Floats = NDArray[np.floating]


def drawn(pixels: Pixels, **options: OptionValue) -> Drawn:
    return open_normalbae(pixels, networks())(Options(ENTRY.complete(options)))


def normals(pixels: Pixels, **options: OptionValue) -> NDArray[np.int16]:
    return drawn(pixels, **options).pixels.astype(np.int16)


def angles(guide: NDArray[np.int16], truth: Floats) -> Floats:
    """The angle between a guide (height, width, 3) and `truth` (3, height, width), in degrees."""
    vectors = (guide / 127.5 - 1).transpose(2, 0, 1)
    lengths = np.linalg.norm(vectors, axis=0) * np.linalg.norm(truth, axis=0)
    cosines = (vectors * truth).sum(axis=0) / lengths
    degrees: Floats = np.degrees(np.arccos(cosines.clip(-1, 1)))
    return degrees


def plane(normal: tuple[float, float, float], height: int, width: int) -> NDArray[np.float32]:
    """The logarithm of the distance of a plane in front of the camera."""
    focal = focal_length((height, width), 1.0)
    u = (np.arange(width) + 0.5 - width / 2) / focal
    v = ((np.arange(height) + 0.5 - height / 2) / focal)[:, None]
    left, up, towards = normal
    inverse = left * u + up * v + towards
    assert inverse.min() > 0
    return (-np.log(inverse)).astype(np.float32)


def facing_us(guide: NDArray[np.int16]) -> NDArray[np.int16]:
    """A guide of the same shape on which everything faces the viewer."""
    return np.broadcast_to(np.array((128, 128, 255), np.int16), guide.shape)


@pytest.fixture(scope="module")
def truth() -> Truth:
    return still_life(576, 448)


@pytest.fixture(scope="module")
def make(truth: Truth) -> TellingMaker:
    return open_normalbae(truth.picture, networks())


@pytest.mark.parametrize(
    "normal",
    [(0, 0, 1), (0, 0.6, 0.8), (0, -0.6, 0.8), (0.6, 0, 0.8), (-0.6, 0, 0.8), (0.48, 0.36, 0.8)],
)
def test_a_plane_of_known_slope_has_its_exact_normal(normal: tuple[float, float, float]) -> None:
    found = facing(slopes(plane(normal, 120, 160), 1.0))
    off = np.degrees(np.arccos((found * np.reshape(normal, (3, 1, 1))).sum(axis=0).clip(-1, 1)))
    assert off.max() < 2


def test_a_plane_seen_through_pixels_that_are_not_square_has_the_same_normal() -> None:
    normal = (0.48, 0.36, 0.8)
    tall = plane(normal, 240, 160)
    squeezed = ((tall[0::2] + tall[1::2]) / 2).astype(np.float32)
    found = facing(slopes(squeezed, 1.0, aspect=2.0), aspect=2.0)
    off = np.degrees(np.arccos((found * np.reshape(normal, (3, 1, 1))).sum(axis=0).clip(-1, 1)))
    assert off.max() < 2


def test_a_room_of_known_distances_has_its_walls_on_the_right_axes() -> None:
    seen = room()
    guide = colours(facing(slopes(np.log(seen.distance).astype(np.float32), 1.0)))
    off = angles(guide.astype(np.int16), seen.normals)
    assert np.median(off) < 2
    assert (off < 2).mean() > 0.85  # all but the seams
    left, up, _ = seen.normals
    for part, colour in (
        (up > 0.5, (128, 255, 128)),
        (left > 0.5, (255, 128, 128)),
        (left < -0.5, (0, 128, 128)),
    ):
        np.testing.assert_allclose(np.median(guide[part], axis=0), colour, atol=3)


def test_in_a_rendered_room_walls_face_one_another_and_the_floor_the_ceiling() -> None:
    seen = room()
    guide = normals(seen.picture)
    shell = seen.box == 0
    left, up, _ = seen.normals
    red, green, _ = guide.transpose(2, 0, 1)
    assert red[shell & (left > 0.5)].mean() > red[shell & (left < -0.5)].mean() + 20
    assert green[up > 0.5].mean() > green[up < -0.5].mean() + 60
    assert angles(guide, seen.normals).mean() < 18  # 14 when this was written; 41 if it were flat


def test_the_still_life_is_nearer_to_the_truth_than_a_flat_guide_and_its_figure_is_round(
    truth: Truth,
) -> None:
    guide = normals(truth.picture)
    off, flat_off = angles(guide, truth.normals), angles(facing_us(guide), truth.normals)
    assert off.mean() < flat_off.mean() - 3  # 17.8 and 21.1 when this was written
    floor, cloth = truth.shows("floor"), truth.shows("tablecloth")
    for part, nearer in ((truth.figure, 3), (floor, 40), (cloth, 2)):
        assert off[part].mean() < flat_off[part].mean() - nearer
    red = guide[..., 0]
    left, right = truth.figure & (truth.normals[0] > 0.6), truth.figure & (truth.normals[0] < -0.6)
    assert red[left].mean() > red[right].mean() + 40


def test_the_wall_of_the_still_life_is_flat_colour_and_so_is_the_floor(truth: Truth) -> None:
    guide = normals(truth.picture)
    away = cv2.distanceTransform(1 - truth.figure.astype(np.uint8), cv2.DIST_L2, 5) > 40
    wall, floor = truth.shows("wall") & away, truth.shows("floor") & away
    np.testing.assert_allclose(np.median(guide[wall], axis=0), (128, 128, 255), atol=4)
    np.testing.assert_allclose(np.median(guide[floor], axis=0), (128, 255, 128), atol=25)
    assert np.abs(guide[wall] - np.median(guide[wall], axis=0)).mean() < 8


@pytest.mark.parametrize(("aside", "left"), [(0.15, 0.0), (0.7, 0.7)])
def test_a_wall_that_turns_away_slightly_faces_the_viewer_and_a_side_wall_stays(
    aside: float, left: float
) -> None:
    wall = np.full((3, 30, 40), 0, np.float32)
    wall[0], wall[2] = aside, (1 - aside**2) ** 0.5
    relief = wall.copy()
    relief[1] = 0.2 * np.sin(np.arange(40))
    made = without_slight(unit(relief), wall)
    assert made[0].mean() == pytest.approx(left, abs=0.05)
    np.testing.assert_allclose(made[1], unit(relief)[1], atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(made, axis=0), 1, atol=1e-3)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (40, 3), (321, 481)])
def test_every_pixel_is_a_unit_vector_within_rounding(height: int, width: int) -> None:
    make = open_normalbae(texture(height, width), networks())
    for relief in (0, 100, 200):
        guide = make(Options(ENTRY.complete({"normalRelief": relief}))).pixels
        assert np.abs(np.linalg.norm(guide / 127.5 - 1, axis=2) - 1).max() < 0.008


def test_a_mirrored_picture_gives_a_mirrored_guide_that_points_the_other_way(
    truth: Truth,
) -> None:
    straight = normals(truth.picture)
    mirrored = normals(np.ascontiguousarray(truth.picture[:, ::-1]))[:, ::-1].copy()
    mirrored[..., 0] = 255 - mirrored[..., 0]
    assert np.abs(mirrored - straight).mean() < 4


def test_a_smaller_picture_gives_a_smaller_guide(truth: Truth) -> None:
    small = cv2.resize(truth.picture, (360, 280), interpolation=cv2.INTER_AREA).astype(np.uint8)
    large = normals(truth.picture).astype(np.float32)
    shrunk = cv2.resize(large, (360, 280), interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk - normals(small)).mean() < 6


@pytest.mark.parametrize(
    "picture", [flat(200, 300, (128, 128, 128)), page(480, 360)], ids=["grey", "page"]
)
def test_a_flat_picture_faces_the_viewer_and_is_told(picture: Pixels) -> None:
    guide = drawn(picture)
    assert (guide.pixels == (128, 128, 255)).all()
    assert guide.remark == FLAT


def test_a_scene_is_no_flat_picture(truth: Truth) -> None:
    assert not drawn(truth.picture).remark


def test_without_relief_everything_faces_the_viewer(make: TellingMaker) -> None:
    guide = make(Options(ENTRY.complete({"normalRelief": 0}))).pixels.astype(np.int16)
    assert np.abs(guide - (128, 128, 255)).max() <= 1


def test_more_relief_turns_surfaces_farther_away(make: TellingMaker) -> None:
    towards = [
        make(Options(ENTRY.complete({"normalRelief": relief}))).pixels[..., 2].mean()
        for relief in (0, 50, 100, 200)
    ]
    assert towards == sorted(towards, reverse=True)
    assert towards[0] > towards[3] + 10


def test_detail_cuts_outlines_and_smoothness_calms_planes(make: TellingMaker) -> None:

    def busy(**options: OptionValue) -> float:
        guide = make(Options(ENTRY.complete(options))).pixels.astype(np.float32)
        return float(np.abs(cv2.Laplacian(guide, -1)).mean())

    assert busy(normalDetail=100) > 1.2 * busy(normalDetail=0)
    assert busy(normalSmoothness=0) > 1.2 * busy(normalSmoothness=100)

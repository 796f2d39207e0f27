"""Normals and depth by a stand-in for MoGe: axes, signs and channels are those of ControlNet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.local.library import moge
from core.local.library.geometry import inverse_depth, shift
from core.local.library.model import Model
from core.picture import Pixels
from core.preprocessor import Preprocessor
from tests.core.local.library import standing
from tests.core.local.library.standing import noise
from tests.hub import graphs

ROW = standing.row("moge-2-vits-normal")
FILE = ROW.files[0]
NORMALS, DEPTH = Preprocessor.NORMALBAE, Preprocessor.DEPTH
DIRECTIONS = {
    "to the viewer": ((0.0, 0.0, -1.0), (128, 128, 255)),
    "left": ((-0.6, 0.0, -0.8), (204, 128, 230)),
    "right": ((0.6, 0.0, -0.8), (51, 128, 230)),
    "up": ((0.0, -0.6, -0.8), (128, 204, 230)),
    "down": ((0.0, 0.6, -0.8), (128, 51, 230)),
    "left and up": ((-0.48, -0.36, -0.8), (189, 173, 230)),
    "a floor seen from above, at the edge of the view": ((0.0, -0.995, 0.0998), (128, 254, 115)),
}
"""Normals in OpenCV's axes (x right, y down, z away), and their colours: 255 (0.5 - 0.5 n)."""

SIZES = ((1, 1), (48, 64), (321, 481), (60, 600), (1000, 1100))


def assert_shows(
    guide: Pixels, normals: NDArray[Any], colour: tuple[int, int, int] | None = None
) -> None:
    """That `guide` is `normals` (height, width, 3), in `colour` if it is one, to the level.

    What lies halfway between two levels, as a normal of 0 does, may be either.
    """
    levels = 255 * (0.5 - 0.5 * normals)
    halfway = np.abs(levels - np.floor(levels) - 0.5) < 0.02
    off = np.abs(guide.astype(int) - np.rint(levels).astype(int))
    assert off[~halfway].max(initial=0) == 0
    assert off.max() <= 1
    if colour is not None:
        assert np.abs(guide.astype(int) - colour).max() <= 1


def of_map(folder: Path, normals: NDArray[Any], mask: NDArray[Any] | None = None) -> Model:
    """A network that says `normals` (height, width, 3), of pictures of that size."""
    shape = normals.shape[:2]
    surface = np.ones(shape, np.float32) if mask is None else mask.astype(np.float32)
    nodes = [
        graphs.node("Identity", "said", "out1"),
        graphs.node("Identity", "surface", "out2"),
        graphs.node("Identity", "said", "out0"),
        graphs.node("Cast", "num_tokens", "out3", to=1),
        graphs.node("Identity", "image", "unused"),
    ]
    constants = {"said": normals[None].astype(np.float32), "surface": surface[None]}
    content = graphs.stand_in(FILE, nodes, constants, several=1)
    return standing.model(ROW, NORMALS, content, folder)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", DIRECTIONS)
def test_a_surface_has_the_colour_of_the_way_it_faces(
    tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    normal, colour = DIRECTIONS[name]
    model = standing.model(ROW, NORMALS, graphs.one_normal(FILE, normal), tmp_path)
    guide = standing.made(model, noise(*size)).pixels
    assert_shows(guide, np.broadcast_to(normal, (*size, 3)), colour)


def test_each_surface_is_where_it_was_seen(tmp_path: Path) -> None:
    normals = np.zeros((48, 64, 3), np.float32)
    normals[:24, :32], normals[:24, 32:] = (-0.6, 0, -0.8), (0.6, 0, -0.8)
    normals[24:, :32], normals[24:, 32:] = (0, -0.6, -0.8), (0, 0.6, -0.8)
    guide = standing.made(of_map(tmp_path, normals), noise(48, 64)).pixels
    assert_shows(guide, normals)
    assert guide[10, 10].tolist() == [204, 128, 230]
    assert guide[40, 50].tolist() == [128, 51, 230]


def test_where_no_surface_is_seen_the_guide_faces_the_viewer(tmp_path: Path) -> None:
    normals = np.broadcast_to(np.array([0.6, 0, -0.8]), (48, 64, 3))
    mask = np.ones((48, 64))
    mask[:16] = 0.2
    guide = standing.made(of_map(tmp_path, normals, mask), noise(48, 64)).pixels
    assert (guide[:15] == (128, 128, 255)).all()
    assert (guide[17:] == (51, 128, 230)).all()


def test_without_relief_all_faces_the_viewer_and_with_more_it_is_steeper(tmp_path: Path) -> None:
    content = graphs.one_normal(FILE, (-0.6, 0.0, -0.8))
    model = standing.model(ROW, NORMALS, content, tmp_path)
    red = {
        relief: standing.made(model, noise(40, 40), normalRelief=relief).pixels[20, 20].tolist()
        for relief in (0, 50, 100, 200)
    }
    assert red[0] == [128, 128, 255]
    assert red[0][0] < red[50][0] < red[100][0] < red[200][0]


def test_detail_and_smoothness_deepen_and_calm_what_the_network_saw(tmp_path: Path) -> None:
    bumps = np.zeros((96, 96, 3), np.float32)
    bumps[..., 0] = 0.3 * np.sin(np.arange(96) * 2 * np.pi / 8)
    bumps[..., 2] = -np.sqrt(1 - bumps[..., 0] ** 2)
    model, pixels = of_map(tmp_path, bumps), noise(96, 96)

    def depth_of_bumps(**options: int) -> float:
        guide = standing.made(model, pixels, **options).pixels
        return float(guide[20:-20, 20:-20, 0].astype(float).std())

    usual = depth_of_bumps()
    assert_shows(standing.made(model, pixels).pixels, bumps)
    assert depth_of_bumps(normalDetail=0) < 0.3 * usual
    assert depth_of_bumps(normalDetail=100) > 1.5 * usual
    assert depth_of_bumps(normalSmoothness=75) < 0.8 * usual
    assert depth_of_bumps(normalSmoothness=100) < depth_of_bumps(normalSmoothness=75)


def test_the_network_is_asked_with_tokens_that_it_knows_and_red_first(tmp_path: Path) -> None:
    """Its normal is to the left by how red the picture is, up by how green; of what is brighter
    than 1 in each channel it sees no surface."""
    nodes = [
        graphs.node("Transpose", "image", "colours", perm=[0, 2, 3, 1]),
        graphs.node("Mul", "colours turned", "normal"),
        graphs.node("Cast", "num_tokens", "tokens", to=1),
        graphs.node("Div", "tokens most", "share"),
        graphs.node("Mul", "normal share", "out1"),
        graphs.node("Identity", "normal", "out0"),
        graphs.node("ReduceSum", "colours last", "sums", keepdims=0),
        graphs.node("LessOrEqual", "sums three", "bright"),
        graphs.node("Cast", "bright", "out2", to=1),
        graphs.node("Identity", "tokens", "out3"),
    ]
    constants = {
        "turned": np.array([-1, -1, -1], np.float32),
        "most": np.array(2500, np.float32),
        "last": np.array([3]),
        "three": np.array(3, np.float32),
    }
    content = graphs.stand_in(FILE, nodes, constants, several=1)
    model = standing.model(ROW, NORMALS, content, tmp_path)
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, :30] = (153, 0, 204)
    pixels[:, 30:] = (0, 153, 204)
    guide = standing.made(model, pixels).pixels
    assert guide[20, 5].tolist() == [204, 128, 230]
    assert guide[20, 55].tolist() == [128, 204, 230]
    assert 1200 <= moge.TOKENS <= 2500


def seen_by_a_camera(depth: NDArray[Any], focal: float = 70.0) -> NDArray[np.float32]:
    """The points of a picture whose pixels are that far."""
    height, width = depth.shape
    x, y = np.meshgrid(np.arange(width) - (width - 1) / 2, np.arange(height) - (height - 1) / 2)
    return np.stack([x * depth / focal, y * depth / focal, depth], axis=-1).astype(np.float32)


@pytest.mark.parametrize("moved", [-1.5, 0.0, 4.0])
def test_depth_is_that_with_which_a_camera_would_see_the_points(moved: float) -> None:
    depth = 2 + np.linspace(0, 3, 64)[None] + np.linspace(0, 1, 48)[:, None] ** 2
    points = seen_by_a_camera(depth)
    points[..., 2] += moved
    everywhere = np.ones(depth.shape, bool)
    assert shift(points, everywhere) == pytest.approx(-moved, abs=0.05)
    np.testing.assert_allclose(inverse_depth(points, everywhere), 1 / depth, rtol=0.03)


def test_a_wall_that_is_faced_is_as_far_as_it_is_told_to_be_and_no_surface_is_farthest() -> None:
    points = seen_by_a_camera(np.full((30, 40), 2.5))
    surface = np.ones((30, 40), bool)
    surface[:10] = False
    found = inverse_depth(points, surface)
    assert (found[:10] == 0).all()
    np.testing.assert_allclose(found[10:], 0.4, rtol=1e-4)


def test_what_is_nearer_is_whiter(tmp_path: Path) -> None:
    depth = np.full((48, 64), 8.0)
    depth[12:36, 16:48] = 2.0
    depth += np.linspace(0, 0.4, 64)
    points = seen_by_a_camera(depth)
    points[..., 2] += 3
    nodes = [
        graphs.node("Identity", "said", "out0"),
        graphs.node("Identity", "said", "out1"),
        graphs.node("Identity", "surface", "out2"),
        graphs.node("Cast", "num_tokens", "out3", to=1),
        graphs.node("Identity", "image", "unused"),
    ]
    constants = {"said": points[None], "surface": np.ones((1, 48, 64), np.float32)}
    content = graphs.stand_in(FILE, nodes, constants, several=1)
    guide = standing.made(standing.model(ROW, DEPTH, content, tmp_path), noise(48, 64)).pixels
    near = 1 / depth
    expected = 255 * (near - near.min()) / (near.max() - near.min())
    np.testing.assert_allclose(guide, expected, atol=6)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (300, 400), (4000, 6000), (1, 9000)])
def test_a_picture_is_looked_at_as_it_is_unless_it_is_large_or_long(
    height: int, width: int
) -> None:
    rows, columns = moge.working_size(height, width)
    assert rows * columns <= 1.05 * moge.AREA
    assert max(rows, columns) <= 10.5 * min(rows, columns)
    if height * width <= moge.AREA and width <= 10 * height:
        assert (rows, columns) == (height, width)

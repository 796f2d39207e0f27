"""Depth by a stand-in for Depth Anything: what it says is what the guide shows, near in white."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.local.library.depth_anything import LONGEST, SIDE, STRIDE, working_size
from core.local.library.model import Model
from core.local.library.views import normalised
from core.local.method import Drawn
from core.local.space.looking import FLAT
from core.picture import Pixels
from core.preprocessor import Preprocessor
from tests.core.local.library import standing
from tests.core.local.library.standing import noise
from tests.hub import graphs

ROW = standing.row("depth-anything-v2-small")
FILE = ROW.files[0]
OF_65535 = 3
"""What single precision may change of 16 bits."""


EXACT = ((518, 518), (518, 700), (700, 518))


def plane(folder: Path, right: float = 1.0, down: float = 0.0) -> Model:
    content = graphs.depth_plane(FILE, right, down)
    return standing.model(ROW, Preprocessor.DEPTH, content, folder)


def red(folder: Path, dtype: str = "float32") -> Model:
    """A network for which the red of the view is the nearness."""
    inputs, outputs = (
        tuple(replace(tensor, dtype=dtype) for tensor in tensors)
        for tensors in (FILE.inputs, FILE.outputs)
    )
    nodes = [
        graphs.node("Slice", "pixel_values from to axis", "red"),
        graphs.node("Squeeze", "red axis", "predicted_depth"),
    ]
    constants = {"from": np.array([0]), "to": np.array([1]), "axis": np.array([1])}
    content = graphs.stand_in(replace(FILE, inputs=inputs, outputs=outputs), nodes, constants)
    return standing.model(ROW, Preprocessor.DEPTH, content, folder)


def expected_ramp(length: int, seen: int) -> NDArray[np.float64]:
    """From 0 to 1 over a side of `length`, of which the network saw `seen` pixels, from the middle
    of the first to that of the last: a thousandth of all pixels is less than these two."""
    at = ((np.arange(length) + 0.5) * seen / length).clip(0.5, seen - 0.5) - 0.5
    return np.asarray(at / (seen - 1))


def assert_is(drawn: Drawn, expected: NDArray[Any], tolerance: int = OF_65535) -> None:
    """That the guide is `expected`, 0 to 1, in 16 bits within `tolerance`, and the same in 8."""
    assert drawn.deep is not None
    off = np.abs(drawn.deep.astype(np.int64) - np.rint(65535 * expected).astype(np.int64))
    assert off.max() <= tolerance, (
        f"{off.max()} of 65535 at {np.unravel_index(off.argmax(), off.shape)}"
    )
    np.testing.assert_array_equal(drawn.pixels, np.rint(drawn.deep / 257))


@pytest.mark.parametrize(
    ("height", "width"), [(518, 518), (518, 700), (700, 518), (321, 481), (300, 300), (200, 518)]
)
def test_a_plane_that_comes_nearer_to_the_right_is_a_ramp_to_white(
    tmp_path: Path, height: int, width: int
) -> None:
    drawn = standing.made(plane(tmp_path), noise(height, width))
    ramp = expected_ramp(width, working_size(height, width)[1])
    # What is made smaller by area is off by a quarter of a level of 255 at most.
    assert_is(drawn, np.broadcast_to(ramp, (height, width)), 3 if (height, width) in EXACT else 64)
    assert drawn.pixels[0, 0] == 0
    assert drawn.pixels[0, -1] == 255


def test_a_plane_that_comes_nearer_downwards_is_white_below(tmp_path: Path) -> None:
    drawn = standing.made(plane(tmp_path, right=0, down=1), noise(518, 616))
    assert_is(drawn, np.broadcast_to(expected_ramp(518, 518)[:, None], (518, 616)))


def test_a_large_picture_of_flat_colours_gets_the_plane_between_its_pixels(tmp_path: Path) -> None:
    height, width = 1100, 1500
    pixels = np.full((height, width, 3), 40, np.uint8)
    pixels[:, width // 2 :] = 210
    ramp = expected_ramp(width, working_size(height, width)[1])
    drawn = standing.made(plane(tmp_path), pixels)
    # Where the colour changes, the guided filter sharpens what it takes for a border.
    sides = np.r_[0 : width // 2 - 60, width // 2 + 60 : width]
    assert drawn.deep is not None
    flat = Drawn(drawn.pixels[:, sides], deep=drawn.deep[:, sides])
    assert_is(flat, np.broadcast_to(ramp[sides], (height, len(sides))), 30)


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_what_is_red_is_near_and_what_is_not_is_far(tmp_path: Path, dtype: str) -> None:
    pixels = four_colours(518, 518)
    drawn = standing.made(red(tmp_path, dtype), pixels)
    np.testing.assert_array_equal(drawn.pixels, pixels[..., 0])


def test_a_border_is_as_sharp_as_that_of_a_picture_four_times_as_large(tmp_path: Path) -> None:
    pixels = np.full((2072, 2072, 3), 30, np.uint8)
    pixels[:, 1037:] = (220, 40, 60)
    guide = standing.made(red(tmp_path), pixels).pixels
    row = guide[1000].astype(int)
    assert (row[:1034] <= 12).all()
    assert (row[1040:] >= 243).all()


def test_far_near_and_near_is_black_are_levels_of_the_same_depth(tmp_path: Path) -> None:
    model, pixels = plane(tmp_path), noise(518, 518)
    usual = standing.made(model, pixels)
    turned = standing.made(model, pixels, depthInvert=True)
    np.testing.assert_array_equal(turned.pixels, 255 - usual.pixels)
    cut = standing.made(model, pixels, depthFar=25, depthNear=75)
    expected = ((expected_ramp(518, 518) - 0.25) / 0.5).clip(0, 1)
    assert_is(cut, np.broadcast_to(expected, (518, 518)), 2 * OF_65535)


def test_lower_edge_detail_is_softer_and_the_highest_shows_texture(tmp_path: Path) -> None:
    step = np.zeros((1, 518, 518), np.float32)
    step[..., 259:] = 1
    content = graphs.always(FILE, [step])
    model = standing.model(ROW, Preprocessor.DEPTH, content, tmp_path)
    pixels = noise(518, 518)
    usual, soft = (
        standing.made(model, pixels, depthEdges=detail).pixels.astype(int) for detail in (60, 0)
    )
    assert np.abs(np.diff(usual, axis=1)).max() == 255
    assert np.abs(np.diff(soft, axis=1)).max() < 130
    rough = standing.made(model, pixels, depthEdges=100).pixels.astype(int)
    around = slice(252, 258)
    assert set(np.unique(usual[:, around])) == {0}
    assert rough[:, around].std() > 5


@pytest.mark.parametrize("right", [0.0, 1.0])
def test_of_what_is_flat_no_depth_is_made_up(tmp_path: Path, right: float) -> None:
    one_tone = np.full((60, 80, 3), 90, np.uint8)
    pixels: Pixels = noise(60, 80) if right == 0 else one_tone
    drawn = standing.made(plane(tmp_path, right), pixels)
    assert drawn.remark == FLAT
    assert set(np.unique(drawn.pixels)) == {127}


@pytest.mark.parametrize(
    ("height", "width"), [(1, 1), (480, 640), (640, 480), (4000, 6000), (100, 1000), (1, 9000)]
)
def test_it_is_looked_at_in_its_own_shape_in_whole_patches(height: int, width: int) -> None:
    rows, columns = working_size(height, width)
    assert rows % STRIDE == columns % STRIDE == 0
    assert max(rows, columns) <= LONGEST
    shape = max(height, width) / min(height, width)
    if shape <= 2.35:
        assert min(rows, columns) == SIDE
    if shape <= 20:
        assert columns / rows == pytest.approx(width / height, rel=0.06)


def test_the_view_has_the_mean_and_the_deviation_of_imagenet() -> None:
    pixels = noise(14, 28)
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    expected = ((pixels / 255 - mean) / deviation).transpose(2, 0, 1)[None]
    np.testing.assert_allclose(normalised(pixels), expected, atol=1e-5)


def four_colours(height: int, width: int) -> Pixels:
    """Red, green, blue and black, a quarter each."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2, 0] = 255
    pixels[: height // 2, width // 2 :, 1] = 255
    pixels[height // 2 :, : width // 2, 2] = 255
    return pixels

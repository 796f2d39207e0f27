"""Line art and soft edges by stand-ins: white on black, faint lines cut, no seams, no borders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.local.library import drawings
from core.local.library.drawings import widened
from core.local.library.model import Model
from core.local.method import Drawn
from core.picture import Pixels
from core.preprocessor import Preprocessor
from tests.core.local.library import standing
from tests.core.local.library.standing import noise
from tests.hub import graphs

PENCIL, INK, HED = (standing.row(name) for name in ("informative-drawings", "anime2sketch", "hed"))
LINEART, ANIME, SOFTEDGE = Preprocessor.LINEART, Preprocessor.LINEART_ANIME, Preprocessor.SOFTEDGE
SIZES = ((512, 512), (512, 700), (601, 512), (512, 2500))
"""The shorter side is that at which a picture is looked at, so that nothing is resized."""


def of_red(folder: Path, preprocessor: Preprocessor) -> Model:
    """A network that draws the red of what it is given."""
    row = {LINEART: PENCIL, ANIME: INK, SOFTEDGE: HED}[preprocessor]
    return standing.model(row, preprocessor, graphs.red_as_output(row.files[0]), folder)


def ink_on_paper(height: int, width: int) -> Pixels:
    """Red paper with strokes of every strength, and other colours that do not matter."""
    pixels = noise(height, width).copy()
    pixels[..., 0] = 255
    for number, row in enumerate(range(4, height - 4, 7)):
        pixels[row : row + 2, 5:-5, 0] = 255 - number % 64 * 4
    return pixels


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_pencil_drawing_is_turned_to_white_on_black_and_cut_at_12(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    pixels = noise(*size)
    grey = 255 - pixels[..., 0]
    drawn = standing.made(of_red(tmp_path, LINEART), pixels).pixels
    np.testing.assert_array_equal(drawn, np.where(grey < 12, 0, grey))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_an_ink_drawing_is_turned_to_white_on_black_and_cut_at_12(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    pixels = ink_on_paper(*size)
    grey = 255 - pixels[..., 0]
    drawn = standing.made(of_red(tmp_path, ANIME), pixels, inkThreshold=12).pixels
    np.testing.assert_array_equal(drawn, np.where(grey < 12, 0, grey))


def test_what_is_fainter_than_the_noise_floor_is_left_out(tmp_path: Path) -> None:
    pixels = noise(512, 512)
    grey = 255 - pixels[..., 0]
    drawn = standing.made(of_red(tmp_path, LINEART), pixels, noiseFloor=40).pixels
    np.testing.assert_array_equal(drawn, np.where(grey < 40, 0, grey))


def test_an_ink_line_is_drawn_whole_if_it_reaches_the_threshold_somewhere(tmp_path: Path) -> None:
    pixels = np.full((512, 512, 3), 255, np.uint8)
    pixels[100, 50:400, 0] = 255 - 30  # nowhere strong
    pixels[200, 50:400, 0] = 255 - 30
    pixels[200, 300, 0] = 255 - 60  # strong in one place
    drawn = standing.made(of_red(tmp_path, ANIME), pixels, inkThreshold=50).pixels
    assert not drawn[100].any()
    assert (drawn[200, 50:300] == 30).all()
    usual = standing.made(of_red(tmp_path, ANIME), pixels).pixels
    assert (usual[100, 50:400] == 30).all()


@pytest.mark.parametrize("preprocessor", [LINEART, ANIME])
def test_a_width_is_in_pixels_at_512(tmp_path: Path, preprocessor: Preprocessor) -> None:
    pixels = np.full((512, 512, 3), 255, np.uint8)
    pixels[255:257, 40:470] = 0
    pixels[254, 40:470] = pixels[257, 40:470] = 155
    option = "lineWidth" if preprocessor is LINEART else "inkWidth"
    model = of_red(tmp_path, preprocessor)
    sums = [
        standing.made(model, pixels, **{option: width}).pixels[:, 250].astype(int).sum() / 255
        for width in (1.0, 2.0, 3.0, 4.0)
    ]
    assert sums == sorted(sums)
    assert sums[3] - sums[1] == pytest.approx(2, abs=0.4)
    assert sums[1] - sums[0] > 0.3


@pytest.mark.parametrize("preprocessor", [LINEART, ANIME, SOFTEDGE])
@pytest.mark.parametrize("size", [(64, 96), (1800, 1300)], ids=str)
def test_at_other_sizes_blocks_stay_where_they_are(
    tmp_path: Path, preprocessor: Preprocessor, size: tuple[int, int]
) -> None:
    pixels = standing.blocks(*size, side=32 if size[0] > 1000 else 16).copy()
    if preprocessor is SOFTEDGE:
        pixels[..., 0] //= 64  # before the sigmoid
    drawn = standing.made(of_red(tmp_path, preprocessor), pixels).pixels
    red = pixels[..., 0].astype(float)
    expected = 255 / (1 + np.exp(-red)) if preprocessor is SOFTEDGE else 255 - red
    step = 32 if size[0] > 1000 else 16
    middle = (slice(step // 2, None, step),) * 2
    shown, wanted = drawn[middle].astype(float), expected[middle]
    # Made smaller or larger and back: the middle of a block is within a few levels.
    strong = wanted > 20
    if preprocessor is not SOFTEDGE:
        assert not ((drawn > 0) & (drawn < 12)).any()
    assert np.abs(shown - wanted)[strong].max() <= 14
    assert (shown[~strong] <= 34).all()


def test_more_detail_is_a_closer_look(tmp_path: Path) -> None:
    """A network that draws the columns of its view tells how many it saw."""
    nodes, constants = graphs.ramps("input")
    nodes += [
        graphs.node("Unsqueeze", "column second", "columns"),
        graphs.node("Mul", "columns scale", "output"),
    ]
    constants |= {"second": np.array([1]), "scale": np.array(1 / 2048, np.float32)}
    content = graphs.stand_in(PENCIL.files[0], nodes, constants)
    model = standing.model(PENCIL, LINEART, content, tmp_path)

    def columns(detail: float) -> float:
        drawn = standing.made(model, noise(512, 512), lineDetail=detail).pixels
        return float(2048 * (1 - drawn.min() / 255))

    seen = {detail: columns(detail) for detail in (0.5, 1.0, 2.0)}
    assert seen == pytest.approx({0.5: 256, 1.0: 512, 2.0: 1024}, abs=10)


def test_a_line_grows_by_what_it_is_told() -> None:
    line = np.zeros((21, 21), np.uint8)
    line[:, 10] = 200
    assert (widened(line, 0, 1) == line).all()
    assert np.count_nonzero(widened(line, 2, 2)[10] == 200) == 3
    assert widened(line, 1, 1.5)[10, 9] == 100
    assert np.count_nonzero(widened(line, 4, 3)[10] == 200) == 5
    assert widened(line, -1, 0.5)[10, 10] < 200


@pytest.mark.parametrize("size", [(512, 512), (512, 700), (768, 601), (512, 2500)], ids=str)
def test_soft_edges_are_the_sigmoid_of_the_mean_of_all_scales(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    pixels = noise(*size).copy()
    pixels[..., 0] //= 50
    red = pixels[..., 0].astype(float)
    expected = np.rint(255 / (1 + np.exp(-red)))
    drawn = standing.made(of_red(tmp_path, SOFTEDGE), pixels).pixels
    np.testing.assert_array_equal(drawn, expected)


def test_coarse_scales_are_enlarged_and_count_as_much(tmp_path: Path) -> None:
    nodes = [
        graphs.node("Slice", "in0 from to axis", "red"),
        graphs.node("Identity", "red", "out0"),
        graphs.node("AveragePool", "red", "half", kernel_shape=[2, 2], strides=[2, 2]),
        graphs.node("Mul", "half three", "out1"),
    ]
    constants = {
        "from": np.array([0]),
        "to": np.array([1]),
        "axis": np.array([1]),
        "three": np.array(3, np.float32),
    }
    content = graphs.stand_in(HED.files[0], nodes, constants)
    model = standing.model(HED, SOFTEDGE, content, tmp_path)
    pixels = standing.blocks(512, 640, side=32).copy()
    pixels[..., 0] //= 128
    drawn = standing.made(model, pixels).pixels
    middle = (slice(16, None, 32),) * 2
    expected = np.rint(255 / (1 + np.exp(-2.0 * pixels[..., 0])))
    np.testing.assert_array_equal(drawn[middle], expected[middle])


def test_a_file_of_the_older_form_sees_blue_first_and_has_done_all(tmp_path: Path) -> None:
    nodes = [graphs.node("Slice", "in0 from to axis", "out0")]
    constants = {"from": np.array([2]), "to": np.array([3]), "axis": np.array([1])}
    content = graphs.stand_in(HED.files[0], nodes, constants, several=1)
    model = standing.model(HED, SOFTEDGE, content, tmp_path)
    pixels = noise(512, 700)
    np.testing.assert_array_equal(standing.made(model, pixels).pixels, pixels[..., 0])


def test_a_file_that_takes_one_size_only_gets_the_picture_in_that_size(tmp_path: Path) -> None:
    (image,) = HED.files[0].inputs
    file = replace(HED.files[0], inputs=(replace(image, shape=(1, 3, 320, 480)),))
    row = replace(HED, files=(file,))
    model = standing.model(row, SOFTEDGE, graphs.red_as_output(file), tmp_path)
    pixels = standing.blocks(512, 768, side=64).copy()
    pixels[..., 0] //= 64
    drawn = standing.made(model, pixels).pixels.astype(float)
    middle = (slice(32, None, 64),) * 2
    expected = 255 / (1 + np.exp(-1.0 * pixels[..., 0]))
    assert drawn.shape == (512, 768)
    np.testing.assert_allclose(drawn[middle], expected[middle], atol=1)


def test_safe_soft_edges_have_three_tones(tmp_path: Path) -> None:
    pixels = noise(512, 512).copy()
    pixels[..., 0] //= 50
    drawn: Drawn = standing.made(of_red(tmp_path, SOFTEDGE), pixels, softedgeSafe=True)
    assert set(np.unique(drawn.pixels)) <= {0, 127, 255}


def test_tiles_are_whole_strides() -> None:
    for tiling in (drawings.PENCIL, drawings.INK):
        assert tiling.side % tiling.stride == tiling.overlap % tiling.stride == 0

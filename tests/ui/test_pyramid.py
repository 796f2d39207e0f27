"""What is painted of a picture: its very pixels from 100 % up, honest means of them below."""

from __future__ import annotations

import itertools
from typing import cast

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from core.picture import Pixels
from tests.stories.desk import shown_pixels
from ui.pyramid import SMALLEST_SIDE, Pyramid
from ui.viewport import Viewport

WIDTH, HEIGHT = 301, 200
EMPTY = (255, 0, 255)
RATIOS = (1.0, 2.0, 1.25)
SIZES = [(40, 30), (999, 701), (1, 1), (3_000, 2), (2, 3_000), (513, 257)]


def _noise(width: int, height: int, colour: bool = True) -> Pixels:
    shape = (height, width, 3) if colour else (height, width)
    return np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)


def _checkerboard(width: int, height: int) -> Pixels:
    board: Pixels = (np.indices((height, width)).sum(axis=0) % 2 * 255).astype(np.uint8)
    return board


def _viewport(width: int, height: int, scale: float | None = None) -> Viewport:
    viewport = Viewport()
    viewport.set_view(QSizeF(WIDTH, HEIGHT))
    viewport.set_content(width, height)
    if scale is not None:
        viewport.zoom_to(scale)
    return viewport


def _painted(pyramid: Pyramid, viewport: Viewport, ratio: float = 1.0) -> Pixels:
    """What a view of WIDTH x HEIGHT device pixels shows on a screen of that pixel ratio."""
    canvas = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    canvas.setDevicePixelRatio(ratio)
    canvas.fill(QColor(*EMPTY))
    painter = QPainter(canvas)
    painter.scale(1 / ratio, 1 / ratio)
    pyramid.paint(painter, viewport.target(), QRectF(0, 0, WIDTH, HEIGHT))
    painter.end()
    return shown_pixels(canvas)


def _blocks(pixels: Pixels, viewport: Viewport) -> Pixels:
    """What should be seen where every pixel is a square: found by looking each one up."""
    target = viewport.target()
    x = np.floor((np.arange(WIDTH) + 0.5 - target.x()) / viewport.scale).astype(int)
    y = np.floor((np.arange(HEIGHT) + 0.5 - target.y()) / viewport.scale).astype(int)
    rgb = pixels if pixels.ndim == 3 else pixels[..., None].repeat(3, axis=2)
    shown = np.full((HEIGHT, WIDTH, 3), EMPTY, np.uint8)
    across, down = (x >= 0) & (x < rgb.shape[1]), (y >= 0) & (y < rgb.shape[0])
    shown[np.ix_(down, across)] = rgb[np.ix_(y[down], x[across])]
    return shown


def _inside(painted: Pixels, viewport: Viewport) -> Pixels:
    """The painted picture less one pixel at every edge of it."""
    box = viewport.target().intersected(QRectF(0, 0, WIDTH, HEIGHT)).toAlignedRect()
    return painted[box.top() + 1 : box.bottom(), box.left() + 1 : box.right()]


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("scale", [1.0, 2.0, 4.0, 7.0, 64.0])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_from_100_percent_up_every_pixel_is_an_exact_square(
    width: int, height: int, scale: float, ratio: float
) -> None:
    for pixels in (_noise(width, height), _noise(width, height, colour=False)):
        pyramid, viewport = Pyramid(pixels), _viewport(width, height, scale)
        for _ in range(2):
            seen = _painted(pyramid, viewport, ratio)
            assert np.array_equal(seen, _blocks(pixels, viewport))
            viewport.pan(33.3, -17.8)


@given(st.integers(1, 700), st.integers(1, 700), st.sampled_from([1.0, 2.0, 4.0]))
def test_pixels_are_exact_at_every_size(width: int, height: int, scale: float) -> None:
    pixels, viewport = _noise(width, height), _viewport(width, height, scale)
    viewport.pan(-41, 13)
    seen = _painted(Pyramid(pixels), viewport)
    assert np.array_equal(seen, _blocks(pixels, viewport))


@pytest.mark.parametrize(
    ("width", "height"), [(512, 512), (400, 400), (2_048, 1_536), (4_000, 100), (90, 3_000)]
)
def test_a_fine_checkerboard_is_even_grey_from_half_size_down(width: int, height: int) -> None:
    pyramid = Pyramid(_checkerboard(width, height))
    for scale in (0.5, 0.4, 0.25, 0.2, 0.1, 1 / 32):
        viewport = _viewport(width, height, scale)
        seen = _inside(_painted(pyramid, viewport), viewport)
        assert ((seen >= 126) & (seen <= 130)).all(), f"at {scale:.0%}"


def test_thin_lines_of_a_panorama_do_not_vanish_when_it_fits() -> None:
    guide = np.zeros((400, 8_000), np.uint8)
    guide[:, ::10] = 255
    viewport = _viewport(8_000, 400)
    seen = _inside(_painted(Pyramid(guide), viewport), viewport)
    assert seen.min() > 0, "lines closer together than the pixels of the screen make grey"
    assert seen.mean() == pytest.approx(guide.mean(), abs=1)


@pytest.mark.parametrize(("width", "height"), [(20_000, 1), (1, 20_000), (3_000, 2), (1, 1)])
def test_the_thinnest_picture_is_seen_in_its_colour(width: int, height: int) -> None:
    pixels = np.full((height, width, 3), (200, 30, 20), np.uint8)
    seen = _painted(Pyramid(pixels), _viewport(width, height)).reshape(-1, 3)
    colours = {tuple(map(int, colour)) for colour in np.unique(seen, axis=0)}
    assert colours == {EMPTY, (200, 30, 20)}


@given(st.integers(1, 3_000), st.integers(1, 300))
def test_every_level_is_the_whole_picture_at_half_the_size(width: int, height: int) -> None:
    levels = Pyramid(_noise(width, height, colour=False)).levels
    sizes = [(level.width(), level.height()) for level in levels]
    assert sizes[0] == (width, height)
    for larger, smaller in itertools.pairwise(sizes):
        assert smaller == tuple((side + 1) // 2 for side in larger)
    assert max(sizes[-1]) <= SMALLEST_SIDE


def test_a_level_is_the_mean_of_the_pixels_that_it_stands_for() -> None:
    pixels = _noise(1_024, 768)
    half, quarter = (shown_pixels(level) for level in Pyramid(pixels).levels[1:3])
    for level, size in ((half, 2), (quarter, 4)):
        blocks = pixels.reshape(768 // size, size, 1_024 // size, size, 3)
        assert np.abs(level - blocks.mean(axis=(1, 3))).max() <= 1


@pytest.mark.parametrize("scale", [0.9, 0.6, 0.5, 0.3, 0.26, 0.11])
def test_what_is_shown_small_has_never_been_enlarged(scale: float) -> None:
    # A step from black to white: painted from too small a level, it would be blurred.
    step = np.zeros((2_000, 2_000), np.uint8)
    step[:, 1_000:] = 255
    viewport = _viewport(2_000, 2_000, scale)
    row = _painted(Pyramid(step), viewport)[HEIGHT // 2, :, 1]
    soft = ((row > 8) & (row < 247)).sum()
    assert soft <= 2


@pytest.mark.parametrize(("width", "height"), [(1_500, 1_000), (1_501, 1_003), (1_027, 771)])
def test_a_picture_shown_small_lies_where_it_should(width: int, height: int) -> None:
    rough = _noise(30, 20)
    pixels = cast(Pixels, cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC))
    viewport = _viewport(width, height)
    # OpenCV counts from the middle of the first pixel, Qt from its corner.
    target = viewport.target()
    across, down = target.width() / width, target.height() / height
    right, below = target.x() + (across - 1) / 2, target.y() + (down - 1) / 2
    moved = np.array([[across, 0, right], [0, down, below]])
    wanted = cast(Pixels, cv2.warpAffine(cv2.blur(pixels, (5, 5)), moved, (WIDTH, HEIGHT)))
    seen = _painted(Pyramid(pixels), viewport)
    difference = _inside(seen, viewport).astype(int) - _inside(wanted, viewport)
    assert np.abs(difference).mean() < 3


def test_a_guide_smaller_than_its_picture_covers_the_same_place() -> None:
    picture, guide = _noise(400, 300), np.full((75, 100), 90, np.uint8)
    for scale in (0.3, 1.0, 4.0):
        viewport = _viewport(400, 300, scale)
        over = _painted(Pyramid(picture), viewport) != EMPTY
        under = _painted(Pyramid(guide), viewport) != EMPTY
        assert np.array_equal(over.any(axis=2), under.any(axis=2))
    small = _noise(100, 75)
    viewport = _viewport(400, 300, 1.0)
    seen = _painted(Pyramid(small), viewport)
    assert np.array_equal(seen, _blocks(small.repeat(4, axis=0).repeat(4, axis=1), viewport))


def test_a_squeezed_guide_shows_no_patterns_that_are_not_there() -> None:
    viewport = _viewport(1_600, 1_600, 0.25)
    guide = Pyramid(_checkerboard(400, 1_600))
    seen = _inside(_painted(guide, viewport), viewport)
    assert ((seen >= 126) & (seen <= 130)).all()


def test_nothing_is_painted_outside_the_picture_and_the_view() -> None:
    viewport = _viewport(100, 80, 1.0)
    seen = _painted(Pyramid(np.zeros((80, 100), np.uint8)), viewport)
    assert (seen == EMPTY).all(axis=2).sum() == WIDTH * HEIGHT - 100 * 80
    canvas = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    canvas.fill(QColor(*EMPTY))
    painter = QPainter(canvas)
    beside = QRectF(WIDTH + 5, 0, 100, 80)
    Pyramid(_noise(100, 80)).paint(painter, beside, QRectF(0, 0, WIDTH, HEIGHT))
    painter.end()
    assert (shown_pixels(canvas) == EMPTY).all()


@pytest.mark.parametrize("scale", [0.52, 0.6, 0.77, 0.93])
def test_thin_lines_are_all_equally_bright_below_full_size(scale: float) -> None:
    lines = np.zeros((300, 400), np.uint8)
    lines[:, 4::9] = 255
    seen = _inside(_painted(Pyramid(lines), _viewport(400, 300, scale)), _viewport(400, 300, scale))
    row = seen[seen.shape[0] // 2, :, 1].astype(float)
    peaks = [i for i in range(3, len(row) - 3) if row[i] == row[i - 3 : i + 4].max() > 0]
    light = {peak: row[peak - 2 : peak + 3].sum() for peak in peaks}
    assert len(light) > 20
    assert max(light.values()) < 1.1 * min(light.values())


def test_a_line_of_one_pixel_is_seen_in_a_large_guide_that_fits() -> None:
    guide = np.zeros((2_000, 3_000), np.uint8)
    guide[:, 1_500] = 255
    viewport = _viewport(3_000, 2_000)
    faint = _inside(_painted(Pyramid(guide), viewport), viewport).max()
    clear = _inside(_painted(Pyramid(guide, binary=True), viewport), viewport).max()
    assert faint < 30
    assert clear > 50, "a tenth of a pixel's light, in one or two pixels, is far more as sRGB"

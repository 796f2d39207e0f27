"""Pixels on their way to the screen: none is lost, moved or freed too early."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter, QPixmap

from core.picture import Pixels
from tests.stories.desk import shown_pixels
from ui.qimage import copy_to_qimage, to_qimage


def _noise(*shape: int) -> Pixels:
    return np.random.default_rng(5).integers(0, 256, shape, dtype=np.uint8)


def _image_of_an_array() -> tuple[QImage, Pixels, weakref.ref[NDArray[np.uint8]]]:
    pixels = _noise(37, 41, 3)
    return to_qimage(pixels), pixels.copy(), weakref.ref(pixels)


@given(width=st.integers(1, 67), height=st.integers(1, 9), colour=st.booleans())
def test_every_pixel_arrives_at_every_width(width: int, height: int, colour: bool) -> None:
    pixels = _noise(height, width, 3) if colour else _noise(height, width)
    image = to_qimage(pixels)
    assert (image.width(), image.height()) == (width, height)
    assert image.isGrayscale() is not colour or (pixels[..., :1] == pixels).all()
    wanted = pixels if colour else pixels[..., None].repeat(3, axis=2)
    assert np.array_equal(shown_pixels(image), wanted)


@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize(
    "part",
    [
        np.s_[:, 3:20],
        np.s_[::2],
        np.s_[::-1],
        np.s_[:, ::-1],
        np.s_[5:6, 7:8],
        np.s_[-1:, 1:4],
    ],
    ids=["cropped", "every other row", "upside down", "mirrored", "one pixel", "a corner"],
)
def test_a_part_of_an_array_is_shown_as_it_is_seen(part: tuple[slice, ...], colour: bool) -> None:
    whole = _noise(31, 29, 3) if colour else _noise(31, 29)
    pixels = whole[part]
    wanted = pixels if colour else pixels[..., None].repeat(3, axis=2)
    assert np.array_equal(shown_pixels(to_qimage(pixels)), wanted)


def test_swapped_channels_and_axes_are_shown_as_they_are_seen() -> None:
    pixels = _noise(31, 29, 3)
    for other in (pixels[..., ::-1], pixels.swapaxes(0, 1), pixels[..., 1]):
        shown = shown_pixels(to_qimage(other))
        assert np.array_equal(shown if other.ndim == 3 else shown[..., 0], other)


def test_read_only_pixels_are_shown_and_stay_as_they_are() -> None:
    pixels = _noise(8, 7, 3)
    pixels.flags.writeable = False
    assert np.array_equal(shown_pixels(to_qimage(pixels)), pixels)
    assert not pixels.flags.writeable


def test_no_memory_is_copied_where_pixels_lie_in_a_row() -> None:
    pixels = _noise(8, 7, 3)
    assert np.shares_memory(np.frombuffer(to_qimage(pixels).constBits(), np.uint8), pixels)


def test_an_image_keeps_its_array_and_lets_go_of_it() -> None:
    image, wanted, array = _image_of_an_array()
    gc.collect()
    assert array() is not None
    assert np.array_equal(shown_pixels(image), wanted)
    del image
    gc.collect()
    assert array() is None, "an array must not outlive its image: pictures are large"


def test_copies_that_qt_makes_by_sharing_keep_the_array_too() -> None:
    image, wanted, array = _image_of_an_array()
    shared = QImage(image)
    same_format = image.convertToFormat(QImage.Format.Format_RGB888)
    del image
    gc.collect()
    assert array() is not None
    assert np.array_equal(shown_pixels(shared), wanted)
    del shared
    gc.collect()
    assert np.array_equal(shown_pixels(same_format), wanted)
    del same_format
    gc.collect()
    assert array() is None


def test_what_was_painted_or_made_a_pixmap_needs_the_array_no_longer(qapp: object) -> None:
    image, wanted, array = _image_of_an_array()
    pixmap = QPixmap.fromImage(image)
    canvas = QImage(image.size(), QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    painter.drawImage(0, 0, image)
    painter.end()
    del image
    gc.collect()
    assert array() is None
    assert np.array_equal(shown_pixels(canvas), wanted)
    assert np.array_equal(shown_pixels(pixmap.toImage()), wanted)


def test_a_copy_has_memory_of_its_own() -> None:
    pixels = _noise(9, 11)
    wanted, array = pixels.copy(), weakref.ref(pixels)
    image = copy_to_qimage(pixels)
    pixels[:] = 0
    del pixels
    gc.collect()
    assert array() is None
    assert np.array_equal(shown_pixels(image)[..., 0], wanted)

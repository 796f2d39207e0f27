"""Thumbnails are what the guide would look like from afar, at every shape and zoom."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize

from core.picture import Picture, Pixels
from tests.stories.desk import shown_pixels
from ui.thumbnail import COPY_SIDE, Thumbnail, middle, small_copy

ROOM = QSize(70, 56)


def _rgb(width: int, height: int) -> Pixels:
    return np.random.default_rng(1).integers(1, 256, (height, width, 3), np.uint8)


def _shown(pixels: Pixels, room: QSize = ROOM) -> Pixels:
    return shown_pixels(Thumbnail(pixels, (pixels.shape[1], pixels.shape[0])).image(room))


@pytest.mark.parametrize(
    ("size", "copied"),
    [
        ((1152, 896), (658, 512)),
        ((896, 1152), (512, 658)),
        ((300, 200), (300, 200)),
        ((6000, 1000), (1536, 512)),
        ((300, 5000), (300, 900)),
        ((1, 1), (1, 1)),
        ((1, 400), (1, 3)),
    ],
)
def test_a_copy_is_never_enlarged_and_no_more_oblong_than_can_be_seen(
    size: tuple[int, int], copied: tuple[int, int]
) -> None:
    copy = small_copy(Picture(_rgb(*size), "cat"))
    assert (copy.width, copy.height) == copied
    assert min(copied) <= COPY_SIDE
    assert copy.name == "cat"


def test_of_a_strip_the_middle_is_seen() -> None:
    strip = np.zeros((10, 100, 3), np.uint8)
    strip[:, 45:55] = 200
    shown = middle(strip, (100, 10))
    assert shown.shape == (10, 30, 3)
    assert (shown[:, 10:20] == 200).all()
    half_as_wide = np.repeat(strip[:, 1::2], 2, axis=1)[:, ::2]
    assert middle(half_as_wide, (100, 10)).shape == (10, 15, 3)
    assert (middle(half_as_wide, (100, 10))[:, 5:10] == 200).all()


@pytest.mark.parametrize("size", [(800, 600), (600, 800), (64, 64), (12, 8), (3000, 1000), (1, 3)])
@pytest.mark.parametrize("ratio", [1, 2, 3])
def test_it_fills_the_room_in_one_direction(size: tuple[int, int], ratio: int) -> None:
    height, width, _ = _shown(_rgb(*size), ROOM * ratio).shape
    assert width == 70 * ratio or height == 56 * ratio
    assert width <= 70 * ratio
    assert height <= 56 * ratio
    assert width / height == pytest.approx(size[0] / size[1], abs=0.06)


def test_a_line_of_one_pixel_is_seen_in_a_large_guide() -> None:
    guide = np.zeros((2048, 2048), np.uint8)
    guide[:, 1000] = 255
    assert _shown(guide).max() == 255
    for room in (ROOM, ROOM * 3):
        assert (_shown(guide, room).max(axis=(0, 2)) > 0).sum() <= 3, "and nothing else"


def test_strong_lines_stay_stronger_than_weak_ones() -> None:
    guide = np.zeros((600, 600), np.uint8)
    guide[:, 100:104] = 60
    guide[:, 300:304] = 240
    shown = _shown(guide)[..., 0]
    weak, strong = shown[:, :20].max(), shown[:, 20:].max()
    assert strong == pytest.approx(240, abs=5)
    assert weak == pytest.approx(60, abs=20)


def test_what_is_no_line_drawing_keeps_its_light() -> None:
    depth = np.tile(np.linspace(10, 90, 512).astype(np.uint8), (400, 1))
    assert _shown(depth).mean() == pytest.approx(depth.mean(), abs=1)
    night = np.full((300, 300, 3), (9, 4, 20), np.uint8)
    assert (_shown(night) == (9, 4, 20)).all()


def test_coloured_lines_keep_their_colour() -> None:
    pose = np.zeros((512, 512, 3), np.uint8)
    pose[:, 250:254] = (0, 120, 240)
    shown = _shown(pose)
    line = shown[28, shown[28].max(axis=1).argmax()].astype(int)
    assert line[0] == 0
    assert line[2] == pytest.approx(240, abs=2)
    assert line[1] / line[2] == pytest.approx(0.5, abs=0.03)


def test_a_black_guide_stays_black() -> None:
    assert not _shown(np.zeros((300, 200), np.uint8)).any()

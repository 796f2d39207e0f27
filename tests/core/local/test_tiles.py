"""Tiles: what a network makes of parts joins to what it would make of the whole picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.local.tiles import Tiling, run_in_tiles
from core.picture import Pixels, Plane
from tests.core.local.drawings import texture

TILING = Tiling(stride=8, side=64, overlap=24, margin=8)
SIDES = st.integers(1, 260)


def blurred(part: Pixels) -> Plane:
    """A network that sees four pixels around each, and mirrors the border of what it sees."""
    brightness = part.astype(np.float32).mean(axis=2)
    seen = cv2.blur(brightness, (9, 9), borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(seen, np.float32)


@given(SIDES, SIDES)
@settings(max_examples=40, deadline=None)
def test_tiles_join_without_seams(height: int, width: int) -> None:
    picture = texture(height, width)
    made = run_in_tiles(picture, blurred, TILING)
    assert made.shape == (height, width)
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, blurred(picture), atol=1e-3)


@given(SIDES, SIDES, st.integers(0, 20))
@settings(max_examples=40, deadline=None)
def test_a_network_is_given_what_it_needs_and_no_more(height: int, width: int, margin: int) -> None:
    seen = []

    def run(part: Pixels) -> Plane:
        assert part.flags.c_contiguous
        seen.append(part.shape)
        return np.full(part.shape[:2], 7, np.float32)

    tiling = Tiling(stride=8, side=64, overlap=24, margin=margin)
    made = run_in_tiles(texture(height, width), run, tiling)
    np.testing.assert_allclose(made, 7, atol=1e-5)
    for tall, wide, channels in seen:
        assert tall % 8 == wide % 8 == 0
        assert max(tall, wide) <= 64
        assert channels == 3
    assert sum(tall * wide for tall, wide, _ in seen) >= (height + 2 * margin) * (
        width + 2 * margin
    )


@pytest.mark.parametrize("width", [65, 120, 121, 259])
def test_tiles_lie_on_the_grid_of_the_networks_stride(width: int) -> None:
    def phase(part: Pixels) -> Plane:
        return np.tile(np.arange(part.shape[1], dtype=np.float32) % 8, (part.shape[0], 1))

    made = run_in_tiles(texture(30, width), phase, Tiling(stride=8, side=64, overlap=24))
    first = made[0, 0]
    np.testing.assert_allclose(made, np.tile((np.arange(width) + first) % 8, (30, 1)), atol=1e-5)


def test_beyond_the_border_is_the_mirror_image() -> None:
    picture = texture(20, 30)

    def first_column(part: Pixels) -> Plane:
        return np.repeat(part[:, :1, 0].astype(np.float32), part.shape[1], axis=1)

    made = run_in_tiles(picture, first_column, Tiling(stride=8, side=64, overlap=24, margin=5))
    mirrored = 5  # 20 and 30 pixels, with that on each side, are such multiples
    np.testing.assert_array_equal(
        made, np.repeat(picture[:, mirrored : mirrored + 1, 0], 30, axis=1)
    )

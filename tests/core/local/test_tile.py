"""Tile: less detail in the same place, at every size."""

from __future__ import annotations

import numpy as np
import pytest

from core.local.tile import open_tile
from tests.core.local.drawings import flat, options, texture


def test_factor_one_is_the_picture_itself() -> None:
    pixels = texture(37, 41)
    np.testing.assert_array_equal(open_tile(pixels)(options(tileFactor=1.0)), pixels)


def test_detail_finer_than_the_factor_is_gone_and_the_colours_stay() -> None:
    pixels = flat(64, 96, (40, 120, 200))
    pixels[::2, ::2] += 40
    guide = open_tile(pixels)(options(tileFactor=4.0))
    assert np.ptp(guide.reshape(-1, 3), axis=0).max() <= 1
    assert np.abs(guide.mean((0, 1)) - pixels.mean((0, 1))).max() < 1


def test_a_larger_factor_keeps_less() -> None:
    pixels = texture(128, 160)
    make = open_tile(pixels)
    loss = [
        np.abs(make(options(tileFactor=factor)).astype(int) - pixels).mean()
        for factor in (1.5, 4, 9.5)
    ]
    assert loss == sorted(loss)
    assert loss[0] > 0


@pytest.mark.parametrize("factor", [2.0, 3.5, 16.0])
def test_nothing_moves_sideways(factor: float) -> None:
    pixels = texture(75, 101)
    mirrored = np.ascontiguousarray(pixels[:, ::-1])
    guide = open_tile(pixels)(options(tileFactor=factor))
    other = open_tile(mirrored)(options(tileFactor=factor))[:, ::-1]
    assert np.abs(guide.astype(int) - other).max() <= 2


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1), (2, 2), (20, 20), (3, 1000)])
def test_tiny_pictures_keep_their_size(shape: tuple[int, int]) -> None:
    guide = open_tile(flat(*shape, (10, 20, 30)))(options(tileFactor=16.0))
    np.testing.assert_array_equal(guide, flat(*shape, (10, 20, 30)))

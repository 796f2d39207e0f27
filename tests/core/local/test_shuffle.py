"""Shuffle: the colours stay, the shapes go, and a seed is for ever."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog import CATALOG
from core.local.shuffle import REMAP_SIDE, open_shuffle, swirl
from core.options import NumberOption
from core.preprocessor import Preprocessor
from tests.core.local.drawings import flat, options, texture

(SEED,) = CATALOG[Preprocessor.SHUFFLE].options
assert isinstance(SEED, NumberOption)
SEEDS = st.integers(int(SEED.minimum), int(SEED.maximum))


@given(SEEDS)
def test_every_seed_is_repeatable(seed: int) -> None:
    pixels = texture(30, 40)
    guide = open_shuffle(pixels)(options(seed=seed))
    np.testing.assert_array_equal(guide, open_shuffle(pixels)(options(seed=seed)))


@given(SEEDS, SEEDS)
def test_different_seeds_swirl_differently(one: int, other: int) -> None:
    same = np.array_equal(swirl(30, 40, one)[0], swirl(30, 40, other)[0])
    assert same == (one == other)


@pytest.mark.parametrize("seed", [1, 7, 2**53 - 1])
def test_a_seed_and_its_negative_swirl_differently(seed: int) -> None:
    assert not np.array_equal(swirl(30, 40, seed)[0], swirl(30, 40, -seed)[0])


def test_a_seed_means_the_same_swirl_in_every_version() -> None:
    x, y = swirl(600, 400, seed=7)
    where = [(0, 0), (100, 300), (399, 599), (250, 10)]
    assert [float(x[at]) for at in where] == pytest.approx(PINNED_X, abs=0.05)
    assert [float(y[at]) for at in where] == pytest.approx(PINNED_Y, abs=0.05)


PINNED_X = [190.25, 357.55, 0.49, 414.75]
PINNED_Y = [101.43, 154.65, 228.48, 269.79]


@given(st.integers(1, 700), st.integers(1, 700), SEEDS)
def test_the_swirl_reaches_both_sides_and_never_beyond(width: int, height: int, seed: int) -> None:
    x, y = swirl(width, height, seed)
    assert x.shape == y.shape == (height, width)
    several = width * height > 1
    assert (x.min(), x.max()) == (0, several * (width - 1))
    assert (y.min(), y.max()) == (0, several * (height - 1))


def test_pixels_are_taken_from_where_the_swirl_says() -> None:
    height, width = 50, 80
    place = np.zeros((height, width, 3), np.uint8)
    place[..., 0] = 3 * np.arange(width)
    place[..., 1] = 5 * np.arange(height)[:, None]
    guide = open_shuffle(place)(options(seed=-5))
    x, y = swirl(width, height, -5)
    assert np.abs(guide[..., 0] - 3 * x).max() < 1
    assert np.abs(guide[..., 1] - 5 * y).max() < 1


def test_one_colour_stays_that_colour() -> None:
    pixels = flat(90, 70, (12, 200, 99))
    np.testing.assert_array_equal(open_shuffle(pixels)(options(seed=0)), pixels)


@pytest.mark.parametrize("shape", [(3, REMAP_SIDE), (3, REMAP_SIDE + 1), (40_000, 5)])
def test_a_panorama_longer_than_opencv_allows_is_shuffled_all_the_same(
    shape: tuple[int, int],
) -> None:
    height, width = shape
    down, across = 200 / (height - 1), 200 / (width - 1)
    place = np.zeros((height, width, 3), np.uint8)
    place[..., 0] = np.rint(across * np.arange(width))
    place[..., 1] = np.rint(down * np.arange(height))[:, None]
    guide = open_shuffle(place)(options(seed=3))
    x, y = swirl(width, height, 3)
    assert np.abs(guide[..., 0] - across * x).max() <= 1.1
    assert np.abs(guide[..., 1] - down * y).max() <= 1.1


def test_the_long_way_and_the_short_way_agree() -> None:
    from core.local.shuffle import _remap

    pixels = texture(60, 90)
    x, y = swirl(90, 60, 1)
    short = cv2.remap(pixels, x, y, cv2.INTER_LINEAR)
    assert np.abs(_remap(pixels, x, y).astype(int) - short).max() <= 4

"""Smoothing inside outlines."""

from __future__ import annotations

import numpy as np

from core.local.space.smoothing import smooth, ties
from core.picture import Plane
from tests.core.local.drawings import flat


def outlined() -> Plane:
    """Outlines, 0..1: an upright line in the middle."""
    edges = np.zeros((40, 60), np.float32)
    edges[:, 29:31] = 1
    return edges


def steps(random: np.random.Generator) -> Plane:
    noise = random.normal(0, 0.2, (1, 40, 60)).astype(np.float32)
    noise[:, :, 30:] += 1
    return noise


def test_noise_goes_and_the_step_at_an_outline_stays() -> None:
    tied = ties(outlined(), flat(40, 60, (90, 90, 90)), 0.08, 25.0)
    smoothed = smooth(steps(np.random.default_rng(0)), np.ones((40, 60), np.float32), tied, 1e4)[0]
    left, right = smoothed[:, :29], smoothed[:, 31:]
    assert max(left.std(), right.std()) < 0.02
    assert right.mean() - left.mean() > 0.95


def test_without_an_outline_the_step_goes_too() -> None:
    tied = ties(np.zeros_like(outlined()), flat(40, 60, (90, 90, 90)), 0.08, 25.0)
    smoothed = smooth(steps(np.random.default_rng(0)), np.ones((40, 60), np.float32), tied, 1e4)[0]
    assert smoothed[:, 31:].mean() - smoothed[:, :29].mean() < 0.3


def test_a_change_of_colour_holds_like_an_outline() -> None:
    pixels = flat(40, 60, (90, 90, 90))
    pixels[:, 30:] = (250, 90, 90)
    tied = ties(np.zeros_like(outlined()), pixels, 0.08, 10.0)
    smoothed = smooth(steps(np.random.default_rng(0)), np.ones((40, 60), np.float32), tied, 1e4)[0]
    assert smoothed[:, 31:].mean() - smoothed[:, :29].mean() > 0.95


def test_what_is_not_believed_is_filled_in_from_its_own_side() -> None:
    values = np.zeros((1, 40, 60), np.float32)
    values[:, :, 30:] = 1
    values[:, 5:35, 20:40] = 7
    weight = np.ones((40, 60), np.float32)
    weight[5:35, 20:40] = 1e-4
    tied = ties(outlined(), flat(40, 60, (90, 90, 90)), 0.08, 25.0)
    smoothed = smooth(values, weight, tied, 1e4)[0]
    np.testing.assert_allclose(smoothed[:, :29], 0, atol=0.05)
    np.testing.assert_allclose(smoothed[:, 31:], 1, atol=0.05)


def test_the_mean_stays() -> None:
    planes = np.random.default_rng(1).random((2, 30, 50)).astype(np.float32)
    edges = np.random.default_rng(2).random((30, 50)).astype(np.float32)
    tied = ties(edges, flat(30, 50, (9, 9, 9)), 0.3, 25.0)
    smoothed = smooth(planes, np.ones((30, 50), np.float32), tied, 500.0)
    np.testing.assert_allclose(smoothed.mean(axis=(1, 2)), planes.mean(axis=(1, 2)), atol=1e-3)

"""Smoothing inside outlines."""

from __future__ import annotations

import numpy as np

from core.local.space.smoothing import Ties, loosened, smooth, spread, ties
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
    tied = ties(outlined(), 0.08)
    smoothed = smooth(steps(np.random.default_rng(0)), np.ones((40, 60), np.float32), tied, 1e4)[0]
    left, right = smoothed[:, :29], smoothed[:, 31:]
    assert max(left.std(), right.std()) < 0.02
    assert right.mean() - left.mean() > 0.95


def test_without_an_outline_the_step_goes_too() -> None:
    tied = ties(np.zeros_like(outlined()), 0.08)
    smoothed = smooth(steps(np.random.default_rng(0)), np.ones((40, 60), np.float32), tied, 1e4)[0]
    assert smoothed[:, 31:].mean() - smoothed[:, :29].mean() < 0.3


def test_a_change_of_colour_holds_like_an_outline() -> None:
    pixels = flat(40, 60, (90, 90, 90))
    pixels[:, 30:] = (250, 90, 90)
    tied = loosened(ties(np.zeros_like(outlined()), 0.08), pixels, 10.0)
    smoothed = smooth(steps(np.random.default_rng(0)), np.ones((40, 60), np.float32), tied, 1e4)[0]
    assert smoothed[:, 31:].mean() - smoothed[:, :29].mean() > 0.95


def test_what_is_not_believed_is_filled_in_from_its_own_side() -> None:
    values = np.zeros((1, 40, 60), np.float32)
    values[:, :, 30:] = 1
    values[:, 5:35, 20:40] = 7
    weight = np.ones((40, 60), np.float32)
    weight[5:35, 20:40] = 1e-4
    tied = ties(outlined(), 0.08)
    smoothed = smooth(values, weight, tied, 1e4)[0]
    np.testing.assert_allclose(smoothed[:, :29], 0, atol=0.05)
    np.testing.assert_allclose(smoothed[:, 31:], 1, atol=0.05)


def test_the_mean_stays() -> None:
    planes = np.random.default_rng(1).random((2, 30, 50)).astype(np.float32)
    edges = np.random.default_rng(2).random((30, 50)).astype(np.float32)
    smoothed = smooth(planes, np.ones((30, 50), np.float32), ties(edges, 0.3), 500.0)
    np.testing.assert_allclose(smoothed.mean(axis=(1, 2)), planes.mean(axis=(1, 2)), atol=1e-3)


def test_along_a_line_it_is_the_exact_minimum() -> None:
    random = np.random.default_rng(3)
    planes = random.random((2, 4, 12)).astype(np.float32)
    tied = Ties(np.zeros((3, 12), np.float32), random.random((4, 11)).astype(np.float32))
    expected = planes.astype(np.float64)
    for share in (40.0, 10.0, 2.5):  # 52.5 * 16, 4 and 1 of 21
        for row in range(4):
            change = np.diff(np.eye(12), axis=0)
            system = np.eye(12) + share * change.T @ np.diag(tied.across[row]) @ change
            expected[:, row] = np.linalg.solve(system, expected[:, row].T).T
    np.testing.assert_allclose(spread(planes, tied, 105.0), expected, atol=1e-5)

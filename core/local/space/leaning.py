"""Which way walls face, from the border that they have with the ceiling.

A ceiling is as high everywhere. Where its border is seen at the angle v above the horizon, the wall
below it is as far as 1 / v, so that its distance changes as the border's slant says: what D. Hoiem,
A. Efros, M. Hebert, Automatic Photo Pop-up, 2005, read from the ground.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from core.local.space.directions import places
from core.picture import Plane

REACH = 10  # columns to either side, over which a border is taken as straight
STRAIGHT = 0.04  # the deviation of its logarithm, up to which it is
LEAST = 1.0  # less slant is a ceiling's border that was not found exactly
LOWEST = 0.04  # above the horizon, in focal lengths: below, an angle tells nothing
ENDED = 0.4  # an outline that is stronger ends the wall
BORDER = 8  # rows below the ceiling's, in which its own outline runs


def leaning(ceiling: Plane, edges: Plane, aspect: float) -> Plane:
    """How the logarithm of distance changes to the right along walls, over one focal length.

    float32 (height, width), 0 where nothing is known: below a ceiling that is not there, and below
    the first outline under its border, where something stands before the wall. `ceiling`, `edges`:
    how sure there is one, 0..1. Walls face inwards: they come nearer towards the picture's sides.
    """
    height = len(ceiling)
    u, v = places(ceiling.shape, aspect)
    is_ceiling = (ceiling > 0.5) & (v < -LOWEST)[:, None]
    lowest = height - 1 - is_ceiling[::-1].argmax(axis=0)
    slant = _slants(-v[lowest], np.asarray(is_ceiling.any(axis=0)), u)
    slant[(np.abs(slant) < LEAST) | (slant * u > 0)] = 0
    under = np.arange(height)[:, None] - lowest
    ended = np.maximum.accumulate(np.where(under > BORDER, edges, 0), axis=0) > ENDED
    return cast(Plane, np.where((under > 0) & ~ended, slant, 0).astype(np.float32))


def _slants(high: Plane, seen: NDArray[np.bool_], u: Plane) -> Plane:
    """-d log `high` / du around each column by least squares, 0 where it is not straight."""
    logs = np.log(np.where(seen, high, 1))
    count = np.maximum(_totals(seen * 1.0), 1)
    mean_u, mean = _totals(u * seen) / count, _totals(logs * seen) / count
    spread = np.maximum(_totals(u * u * seen) / count - mean_u**2, 1e-9)
    slant = (_totals(u * logs * seen) / count - mean_u * mean) / spread
    off = np.maximum(_totals(logs * logs * seen) / count - mean**2 - slant**2 * spread, 0)
    straight = (count > REACH) & (off < STRAIGHT**2)
    return cast(Plane, np.where(straight, -slant, 0))


def _totals(values: NDArray[Any]) -> NDArray[np.float64]:
    """The sums of the values around each one of a row."""
    return np.convolve(values.astype(np.float64), np.ones(2 * REACH + 1), "same")

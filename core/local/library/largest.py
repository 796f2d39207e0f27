"""Which of many planes is the largest where, after they are enlarged: without enlarging them all.

Between four neighbouring values of a small plane its enlargement is bilinear. A plane that is not
above some other one at any of the four is nowhere the largest in between; so of 150 classes mostly
one or two are enlarged, row by row of the small planes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.picture import Pixels, Plane

AT_ONCE = 1 << 22  # values that are enlarged at a time


def largest(planes: Plane, height: int, width: int) -> Pixels:
    """The number, at most 255, of the largest of `planes` (count, rows, columns) at each pixel.

    `uint8` (height, width), as if each were enlarged bilinearly, the middle of its corners lying in
    the middle of what they stand for, and the first of equal ones taken.
    """
    count, rows, columns = planes.shape
    assert count <= 256
    above, below, down = _between(height, rows)
    left, right, across = _between(width, columns)
    made = np.empty((height, width), np.uint8)
    for upper in np.unique(above):
        lines = np.flatnonzero(above == upper)
        top, bottom = planes[:, upper], planes[:, below[lines[0]]]
        chosen = _possible(top, bottom)
        if len(chosen) == 1:
            made[lines] = chosen[0]
            continue
        step = max(1, AT_ONCE // (len(chosen) * width))
        for first in range(0, len(lines), step):
            part = lines[first : first + step]
            share = down[part][:, None]
            best = np.full((len(part), width), -np.inf, np.float32)
            for number in chosen:
                one, other = (
                    line[number, left] + across * (line[number, right] - line[number, left])
                    for line in (top, bottom)
                )
                value = one + share * (other - one)
                larger = value > best
                np.copyto(best, value, where=larger)
                made[part] = np.where(larger, np.uint8(number), made[part])
    return made


def _between(length: int, count: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Plane]:
    """For each of `length` pixels the two of `count` values beside it, and how near the second."""
    at = ((np.arange(length) + 0.5) * count / length - 0.5).clip(0, count - 1)
    before = np.minimum(at.astype(np.intp), max(count - 2, 0))
    return before, np.minimum(before + 1, count - 1), (at - before).astype(np.float32)


def _possible(top: Plane, bottom: Plane) -> NDArray[np.intp]:
    """Which of the planes can be largest somewhere between two of their rows (count, columns)."""
    after = np.minimum(np.arange(top.shape[1]) + 1, top.shape[1] - 1)
    corners = np.stack([top, top[:, after], bottom, bottom[:, after]])
    own = np.arange(len(top))[:, None]
    possible = np.ones(top.shape, bool)
    for corner in corners:
        winner = corner.argmax(axis=0)
        reached = np.take_along_axis(corners, winner[None, None], axis=1)
        possible &= (corners > reached).any(axis=0) | (own == winner)
    return np.flatnonzero(possible.any(axis=1))

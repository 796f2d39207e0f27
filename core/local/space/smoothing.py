"""Smooths planes inside outlines but not across them: weighted least squares, solved in lines.

The fast global smoother of D. Min, S. Choi, J. Lu, B. Ham, K. Sohn, M. N. Do, Fast Global Image
Smoothing Based on Weighted Least Squares, 2014: each row, then each column, is the exact minimum
of "stay what you are" and "be like your neighbours", a tridiagonal system; a few rounds with less
and less smoothing leave no streaks. With a weight for each pixel it fills in where little is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from core.picture import Pixels, Plane

ROUNDS = 3
LEAST_TIE = 1e-5  # so that every pixel, however enclosed, has something to go by


@dataclass(frozen=True, eq=False)
class Ties:
    """How much each pixel holds to the next, 0..1, less where an outline runs between the two.

    `down`: float32 (height - 1, width); `across`: (height, width - 1).
    """

    down: Plane
    across: Plane


def ties(edges: Plane, edge: float) -> Ties:
    """Ties that outlines loosen: `edges` (height, width), 0..1, is how sure one is.

    One of strength `edge` loosens a tie to 1/e.
    """
    held = np.exp(edges * np.float32(-1 / edge))
    least = np.float32(LEAST_TIE)
    return Ties(
        down=np.minimum(held[:-1], held[1:]) + least,
        across=np.minimum(held[:, :-1], held[:, 1:]) + least,
    )


def loosened(tied: Ties, pixels: Pixels, colour: float) -> Ties:
    """`tied`, looser where the colour of RGB `pixels` (height, width, 3) changes.

    A change of `colour` levels, in the channel that changes most, loosens a tie to 1/e.
    """
    table = np.exp(np.arange(256, dtype=np.float32) / np.float32(-colour))
    channels = cv2.split(pixels)

    def held(before: tuple[slice, ...], after: tuple[slice, ...]) -> Plane:
        red, green, blue = (cv2.absdiff(channel[before], channel[after]) for channel in channels)
        return cast(Plane, cv2.LUT(cv2.max(cv2.max(red, green), blue), table))

    everything = slice(None)
    least = np.float32(LEAST_TIE)
    return Ties(
        down=tied.down * held((slice(None, -1),), (slice(1, None),)) + least,
        across=tied.across * held((everything, slice(None, -1)), (everything, slice(1, None)))
        + least,
    )


def smooth(planes: Plane, weight: Plane, ties: Ties, strength: float) -> Plane:
    """`planes` (count, height, width) smoothed along `ties`; float32 of the same shape.

    `weight` (height, width), above 0: how much each pixel is to be believed. `strength`: the
    weight of smoothness; about its square root in pixels is how far values reach. Height and width
    are even.
    """
    said = spread(np.concatenate([planes * weight, weight[None]]), ties, strength)
    return cast(Plane, said[:-1] / said[-1])


def spread(planes: Plane, ties: Ties, strength: float) -> Plane:
    """`planes` with each pixel shared out among those to which it is tied; see `smooth`.

    The sum of every plane stays. Where one is the sum of others, it stays that as well.
    """
    made = planes.astype(np.float32, copy=False)
    shares = [strength * 1.5 * 4.0**-number / (4 - 4 ** (1 - ROUNDS)) for number in range(ROUNDS)]
    across = _Lines(np.ascontiguousarray(ties.across.T), shares)
    down = _Lines(ties.down, shares)
    for number in range(ROUNDS):
        columns = across.solved(_transposed(made), number)
        made = down.solved(_transposed(columns), number)
    return made


class _Lines:
    """The minimum of (x - y)^2 + s t (x[i] - x[i + 1])^2 along the first axis of planes.

    Thomas's algorithm for every line of the planes at once. It runs from both ends to the middle
    and back: half as many steps, each twice as wide, which is what costs least here.
    """

    def __init__(self, tied: Plane, shares: list[float]) -> None:
        """`tied`: t, (length - 1, width), of an even length; `shares`: each s that is used."""
        half = (len(tied) + 1) // 2
        folded = np.stack([tied[:half], tied[::-1][:half]], axis=1)
        to_next = folded[:, None] * np.array(shares, np.float32)[:, None, None]
        # What is left of the diagonal without the tie to the next, which is large and would
        # swallow the rest.
        rest = np.ones_like(to_next)
        factor = np.empty_like(to_next)
        for i in range(half):
            np.add(rest[i], to_next[i], out=factor[i])
            np.divide(to_next[i], factor[i], out=factor[i])
            if i + 1 < half:
                rest[i + 1] += rest[i] * factor[i]
        self._factor, self._inverse = factor, 1 / (rest + to_next)
        self._last, self._middle = rest[-1], to_next[-1, :, 0]

    def solved(self, planes: Plane, number: int) -> Plane:
        """The minimum for y = `planes` (count, length, width) and the share of that number."""
        count, length, width = planes.shape
        half = length // 2
        lines = np.empty((half, count, 2, width), np.float32)
        lines[:, :, 0] = planes[:, :half].transpose(1, 0, 2)
        lines[:, :, 1] = planes[:, : half - 1 : -1].transpose(1, 0, 2)
        factor, room = self._factor[:, number], np.empty_like(lines[0])
        for i in range(1, half):
            lines[i] += np.multiply(factor[i - 1], lines[i - 1], out=room)
        lines[:-1] *= self._inverse[:-1, number, None]
        lines[-1] = self._met(lines[-1, :, 0], lines[-1, :, 1], number)
        for i in range(half - 2, -1, -1):
            lines[i] += np.multiply(factor[i], lines[i + 1], out=room)
        made = np.empty_like(planes)
        made[:, :half] = lines[:, :, 0].transpose(1, 0, 2)
        made[:, half:] = lines[::-1, :, 1].transpose(1, 0, 2)
        return made

    def _met(self, upper: Plane, lower: Plane, number: int) -> Plane:
        """The two lines in the middle, where both ways meet: two equations, (count, 2, width)."""
        of_upper, of_lower = self._last[number]
        tie = self._middle[number]
        both = [(of_lower + tie) * upper + tie * lower, (of_upper + tie) * lower + tie * upper]
        return cast(
            Plane, np.stack(both, axis=1) / (of_upper * of_lower + tie * (of_upper + of_lower))
        )


def _transposed(planes: Plane) -> Plane:
    return np.stack([cv2.transpose(plane) for plane in planes])

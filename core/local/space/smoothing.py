"""Smooths planes inside outlines but not across them: weighted least squares, solved in lines.

The fast global smoother of D. Min, S. Choi, J. Lu, B. Ham, K. Sohn, M. N. Do, Fast Global Image
Smoothing Based on Weighted Least Squares, 2014: each row, then each column, is the exact minimum
of "stay what you are" and "be like your neighbours", a tridiagonal system; a few rounds with less
and less smoothing leave no streaks. With a weight for each pixel it fills in where little is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

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


def ties(edges: Plane, pixels: Pixels, edge: float, colour: float) -> Ties:
    """Ties that outlines and changes of colour loosen.

    `edges`: (height, width), 0..1, how sure an outline is; one of strength `edge` loosens a tie to
    1/e, and so does a distance in RGB `pixels` (height, width, 3) of `colour` levels.
    """
    colours = pixels.astype(np.float32)

    def tie(before: tuple[slice, ...], after: tuple[slice, ...]) -> Plane:
        outline = np.maximum(edges[before], edges[after]) / edge
        change = np.linalg.norm(colours[after] - colours[before], axis=-1) / colour
        return cast(Plane, np.exp(-outline - change).astype(np.float32) + np.float32(LEAST_TIE))

    everything = slice(None)
    return Ties(
        down=tie((slice(None, -1),), (slice(1, None),)),
        across=tie((everything, slice(None, -1)), (everything, slice(1, None))),
    )


def smooth(planes: Plane, weight: Plane, ties: Ties, strength: float) -> Plane:
    """`planes` (count, height, width) smoothed along `ties`; float32 of the same shape.

    `weight` (height, width), above 0: how much each pixel is to be believed. `strength`: the
    weight of smoothness; about its square root in pixels is how far values reach.
    """
    stack = np.concatenate([planes * weight, weight[None]]).astype(np.float32)
    across = np.ascontiguousarray(ties.across.T)
    for number in range(1, ROUNDS + 1):
        share = strength * 1.5 * 4 ** (ROUNDS - number) / (4**ROUNDS - 1)
        columns = _solve(np.ascontiguousarray(stack.transpose(2, 0, 1)), share * across)
        stack = _solve(np.ascontiguousarray(columns.transpose(2, 1, 0)), share * ties.down)
        stack = stack.transpose(1, 0, 2)
    return cast(Plane, stack[:-1] / stack[-1])


def _solve(lines: Plane, tied: Plane) -> Plane:
    """The minimum of (x - `lines`)^2 + `tied` (x[i] - x[i + 1])^2 along the first axis, in place.

    `lines`: (length, count, width); `tied`: (length - 1, width). Thomas's algorithm, every line of
    the picture at once.
    """
    length = lines.shape[0]
    diagonal = np.ones((length, lines.shape[2]), np.float32)
    diagonal[:-1] += tied
    diagonal[1:] += tied
    factor = np.empty_like(tied)
    lines[0] /= diagonal[0]
    for i in range(1, length):
        np.divide(tied[i - 1], diagonal[i - 1], out=factor[i - 1])
        diagonal[i] -= tied[i - 1] * factor[i - 1]
        lines[i] += tied[i - 1] * lines[i - 1]
        lines[i] /= diagonal[i]
    for i in range(length - 2, -1, -1):
        lines[i] += factor[i] * lines[i + 1]
    return lines

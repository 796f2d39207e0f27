"""Superpixels: a picture cut into small regions whose borders follow its edges."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.flooding import flooded
from core.picture import Pixels, Plane

Labels = NDArray[np.int32]

OUTLINED = 0.8  # how much outlines count for borders, against changes of colour


@dataclass(frozen=True, eq=False)
class Regions:
    """A partition of a picture.

    `labels`: (height, width), the number of the region of each pixel, 0 to `count` - 1, each of
    which has at least one pixel.
    """

    labels: Labels
    count: int

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many pixels each region has: (count,)."""
        return np.bincount(self.labels.ravel(), minlength=self.count)

    def means(self, values: Plane) -> Plane:
        """The mean of `values` (height, width, channels) in each region: (count, channels)."""
        flat = values.reshape(-1, values.shape[2])[self._order]
        firsts = np.concatenate([[0], np.cumsum(self.sizes)[:-1]])
        sums = np.add.reduceat(flat, firsts, axis=0)
        return (sums / self.sizes[:, None]).astype(np.float32)

    @cached_property
    def _order(self) -> NDArray[np.intp]:
        """The pixels of the flat picture, region by region."""
        # numpy sorts numbers of 16 bits many times faster.
        short = np.uint16 if self.count <= 2**16 else np.int32
        return np.argsort(self.labels.ravel().astype(short), kind="stable")

    @cached_property
    def middles(self) -> Plane:
        """The mean row and column of the pixels of each region: (count, 2)."""
        height, width = self.labels.shape
        rows = np.bincount(self.labels.ravel(), np.repeat(np.arange(height), width), self.count)
        columns = np.bincount(self.labels.ravel(), np.tile(np.arange(width), height), self.count)
        return (np.stack([rows, columns], axis=1) / self.sizes[:, None]).astype(np.float32)

    @cached_property
    def borders(self) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Which regions touch: pairs (n, 2), each in both orders, and how many pixels long.

        They are sorted by their first region, and then by their second.
        """
        pairs, lengths, _ = self._found_borders
        return pairs, lengths

    def along_borders(self, plane: Plane) -> Plane:
        """The mean of `plane` (height, width) along each of `borders`, of the larger of two
        neighbours: (n,)."""
        _, lengths, which = self._found_borders
        values = np.concatenate(
            [
                np.maximum(before[change], after[change])
                for (before, after), change in zip(_neighbours(plane), self._changes, strict=True)
            ]
        )
        sums = np.bincount(which, np.concatenate([values, values]), len(lengths))
        return (sums / lengths).astype(np.float32)

    @cached_property
    def _changes(self) -> list[NDArray[np.bool_]]:
        """Where a pixel is of another region than the next: to the right, and down."""
        return [before != after for before, after in _neighbours(self.labels)]

    @cached_property
    def _found_borders(
        self,
    ) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.intp]]:
        """`borders`, and of which of them each change is, first in one order, then in the other."""
        ways = list(zip(_neighbours(self.labels), self._changes, strict=True))
        one = np.concatenate([before[change] for (before, _), change in ways])
        other = np.concatenate([after[change] for (_, after), change in ways])
        keys = np.concatenate([one, other]).astype(np.int64) * self.count
        keys += np.concatenate([other, one])
        known, which, lengths = np.unique(keys, return_inverse=True, return_counts=True)
        pairs = np.stack(np.divmod(known, self.count), axis=1)
        return pairs.astype(np.intp), lengths, which


def _neighbours(plane: NDArray[Any]) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """All but the last of each line, and all but the first: to the right, and down."""
    return [(plane[:, :-1], plane[:, 1:]), (plane[:-1], plane[1:])]


def superpixels(rgb: Pixels, edges: Plane, side: float) -> Regions:
    """`rgb` (height, width, 3) in regions of about `side` x `side` pixels.

    A watershed of how much colours change and, above all, of `edges` (height, width), how sure it
    is that a thing ends there, 0..1: from one seed in each cell of a grid, at the place of the
    cell's middle where the picture is smoothest: the "waterpixels" of V. Machairas et al. 2015.
    The same picture gives the same regions.
    """
    height, width = rgb.shape[:2]
    rows = _edges(height, side)
    columns = _edges(width, side)
    smooth = cast(Pixels, cv2.medianBlur(rgb, 3))
    seeds = np.zeros((height, width), np.int32)
    seeds[_calmest(_steepness(smooth), rows, columns)] = np.arange(
        1, (len(rows) - 1) * (len(columns) - 1) + 1
    )
    change = cv2.morphologyEx(smooth, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).max(axis=2)
    heights = change * np.float32((1 - OUTLINED) / 255) + edges * np.float32(OUTLINED)
    return numbered(_without_lines(flooded(seeds, heights)))


def numbered(labels: Labels) -> Regions:
    """`labels`, none below 0, as Regions: numbered anew from 0 in the same order."""
    present = np.bincount(labels.ravel()) > 0
    dense = np.cumsum(present, dtype=np.int32) - 1
    return Regions(dense[labels], int(present.sum()))


def _edges(length: int, side: float) -> NDArray[np.intp]:
    """Where the cells of a grid begin and end along a side of `length` pixels."""
    cells = max(1, round(length / side))
    return np.linspace(0, length, cells + 1).round().astype(np.intp)


def _steepness(rgb: Pixels) -> Plane:
    """How quickly colours change: (height, width)."""
    across = np.abs(cv2.Sobel(rgb, cv2.CV_32F, 1, 0))
    down = np.abs(cv2.Sobel(rgb, cv2.CV_32F, 0, 1))
    red, green, blue = cv2.split(across + down)
    return np.maximum(np.maximum(red, green), blue)


def _calmest(
    steepness: Plane, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the least steep pixel in the middle of each cell of the grid."""
    height, width = steepness.shape
    y = _place(height, rows)
    x = _place(width, columns)
    # A little more for what is off the middle: where all is smooth, the seeds form the grid.
    cost = steepness + 8 * np.abs(y)[:, None] + 8 * np.abs(x)
    cost[np.abs(y) > 0.5] = np.inf
    cost[:, np.abs(x) > 0.5] = np.inf
    least = np.minimum.reduceat(np.minimum.reduceat(cost, rows[:-1], axis=0), columns[:-1], axis=1)
    row_of = np.repeat(np.arange(len(rows) - 1), np.diff(rows))
    column_of = np.repeat(np.arange(len(columns) - 1), np.diff(columns))
    calm_y, calm_x = np.nonzero(cost == least[row_of][:, column_of])
    # Of several that are as calm, the first.
    cell = row_of[calm_y] * (len(columns) - 1) + column_of[calm_x]
    _, first = np.unique(cell, return_index=True)
    return calm_y[first], calm_x[first]


def _place(length: int, edges: NDArray[np.intp]) -> NDArray[np.float64]:
    """Where each pixel lies in its cell: from -1 at its beginning to 1 at its end."""
    sizes = np.diff(edges)
    middle = np.repeat((edges[:-1] + edges[1:] - 1) / 2, sizes)
    place: NDArray[np.float64] = (np.arange(length) - middle) / np.repeat(
        np.maximum(sizes / 2, 1), sizes
    )
    return place


def _without_lines(labels: Labels) -> Labels:
    """`labels` with its lines of 0 given to a region beside them."""
    while (undecided := labels < 1).any():
        grown = cv2.dilate(labels.astype(np.float32), np.ones((3, 3), np.uint8))
        labels = np.where(undecided, grown.astype(np.int32), labels)
    return labels

"""Superpixels: a picture cut into small regions whose borders follow its edges."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.picture import Pixels, Plane

Labels = NDArray[np.int32]


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
        across = self.labels[:, :-1] != self.labels[:, 1:]
        down = self.labels[:-1] != self.labels[1:]
        one = np.concatenate([self.labels[:, :-1][across], self.labels[:-1][down]])
        other = np.concatenate([self.labels[:, 1:][across], self.labels[1:][down]])
        keys = np.concatenate([one, other]).astype(np.int64) * self.count
        keys += np.concatenate([other, one])
        known, lengths = np.unique(keys, return_counts=True)
        pairs = np.stack(np.divmod(known, self.count), axis=1)
        return pairs.astype(np.intp), lengths


def superpixels(rgb: Pixels, side: float) -> Regions:
    """`rgb` (height, width, 3) in regions of about `side` x `side` pixels.

    A watershed (F. Meyer 1992, as in OpenCV) from one seed in each cell of a grid, at the place of
    the cell's middle where the picture is smoothest: the "waterpixels" of V. Machairas et al.
    2015. The same picture gives the same regions.
    """
    height, width = rgb.shape[:2]
    rows = _edges(height, side)
    columns = _edges(width, side)
    smooth = cast(Pixels, cv2.medianBlur(rgb, 3))
    seeds = np.zeros((height, width), np.int32)
    seeds[_calmest(_steepness(smooth), rows, columns)] = np.arange(
        1, (len(rows) - 1) * (len(columns) - 1) + 1
    )
    # The watershed leaves a frame of one pixel undecided, so it gets one around the picture.
    framed = cv2.copyMakeBorder(smooth, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    markers = cv2.copyMakeBorder(seeds, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    flooded = cast(Labels, cv2.watershed(framed, markers))
    return numbered(_without_lines(flooded[1:-1, 1:-1]))


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


def _without_lines(flooded: Labels) -> Labels:
    """`flooded` with its lines of -1 given to a region beside them."""
    labels = flooded
    while (undecided := labels < 1).any():
        grown = cv2.dilate(np.maximum(labels, 0).astype(np.float32), np.ones((3, 3), np.uint8))
        labels = np.where(undecided, grown.astype(np.int32), labels)
    return labels

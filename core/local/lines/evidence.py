"""Which of the segments that a network found the picture bears out, and no edge of it twice.

A point of a segment is borne out where colour changes across the segment, the same way along a
stretch of it: there the mean of the changes is nearly as great as the mean of their amounts. In
grass and on the fur of a bear it is not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from core.local.lines.canny import gradient
from core.local.lines.segments import Segments
from core.picture import Pixels

# Lengths are in pixels of the picture that is looked at.
STRETCH = 8  # along a segment, where the change must be of one kind
ALIKE = 0.7  # of the amounts of change there, that its mean must be
FAINTEST = 2.5  # levels of 255 from one pixel to the next: at a sharp edge, a step of 5
BESIDE = (-1, 0, 1)  # where the change may be, across the segment
SHARE = 0.5  # of a segment, without which it is a guess
SHORTEST = 4.0  # of a line
FEWEST = 4  # points that are looked at of a segment
TURN = math.cos(math.radians(20))  # between two segments on one edge

SOBEL = 8
"""The derivative of `gradient` for one level from each pixel to the next."""

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]


class Edges:
    """The edges of RGB `pixels`, each for the first segment that is on it.

    `apart`: how near to a line that was given before, in pixels, all is taken for the same edge.
    """

    def __init__(self, pixels: Pixels, apart: float) -> None:
        self._dx, self._dy = gradient(pixels)
        self._apart = apart
        self._lines = np.zeros((0, 4))

    def given(self, segments: Segments) -> tuple[Segments, Indices]:
        """The lines that `segments`, the best first, are given: of each at most one, a part of it.

        Returns them, (n, 4), and the indices of those they are part of, (n,). A segment that is not
        borne out along half of its length is given none, however good the rest of it.
        """
        lines, indices = [], []
        for index, (points, borne_out) in enumerate(self._looked_at(segments)):
            step = (points[-1] - points[0]) / (len(points) - 1)
            fewest = SHORTEST / max(math.hypot(*step), 1e-6)
            first, last = _best_part(borne_out)
            if last - first < max(SHARE * len(points), fewest):
                continue
            first, last = _best_part(borne_out & ~self._taken(points))
            if last - first < fewest:
                continue
            line = np.concatenate([points[first] - step / 2, points[last - 1] + step / 2])
            self._lines = np.vstack([self._lines, line])
            lines.append(line)
            indices.append(index)
        return np.array(lines, np.float32).reshape(-1, 4), np.array(indices, np.intp)

    def _looked_at(self, segments: Segments) -> Iterator[tuple[Numbers, Flags]]:
        """Points along each of `segments`, about a pixel apart, and which of them are borne out."""
        start, end = (part.astype(np.float64) for part in np.split(segments, 2, axis=1))
        length = np.hypot(*(end - start).T)
        counts = np.maximum(FEWEST, np.ceil(length).astype(int))
        stops = np.cumsum(counts)
        # What follows is one after the other for the points of all segments.
        owner = np.repeat(np.arange(len(segments)), counts)
        here = np.arange(len(owner))
        begin, stop = (stops - counts)[owner], stops[owner]
        place = (here - begin + 0.5) / counts[owner]
        points = start[owner] + (end - start)[owner] * place[:, None]
        along = (end - start) / np.maximum(length, 1e-6)[:, None]
        across = np.stack([-along[:, 1], along[:, 0]], axis=1)[owner]
        around = (
            np.maximum(here - STRETCH // 2, begin),
            np.minimum(here + STRETCH // 2 + 1, stop),
        )
        borne_out = np.zeros(len(owner), bool)
        for beside in BESIDE:
            change = self._change(points + beside * across)
            mean = np.abs(_mean((change * across).sum(axis=1), *around))
            amount = _mean(np.hypot(*change.T), *around)
            borne_out |= (mean >= ALIKE * amount) & (mean >= FAINTEST * SOBEL)
        for low, high in zip(stops - counts, stops, strict=True):
            yield points[low:high], borne_out[low:high]

    def _change(self, points: Numbers) -> Numbers:
        """How colour changes at `points` (n, 2), to the right and down; beyond the picture not."""
        height, width = self._dx.shape
        x, y = np.rint(points).astype(int).T
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        x, y = x.clip(0, width - 1), y.clip(0, height - 1)
        change = np.stack([self._dx[y, x], self._dy[y, x]], axis=1)
        return cast(Numbers, change * inside[:, None].astype(np.float64))

    def _taken(self, points: Numbers) -> Flags:
        """Which of the `points` of a segment are on an edge that was given before."""
        # There can be thousands of lines, few of them here.
        start, end = self._lines[:, :2], self._lines[:, 2:]
        one, other = points[0], points[-1]
        close = np.maximum(start, end) >= np.minimum(one, other) - self._apart
        close &= np.minimum(start, end) <= np.maximum(one, other) + self._apart
        here = np.flatnonzero(close[:, 0] & close[:, 1])
        start, end = start[here], end[here]
        length = np.maximum(np.hypot(*(end - start).T), 1e-6)
        along = (end - start) / length[:, None]
        like = np.abs(along @ (other - one)) >= TURN * math.dist(one, other)
        (x, y), (right, down), length = start[like].T, along[like].T, length[like]
        x, y = points[:, :1] - x, points[:, 1:] - y
        forward, beside = x * right + y * down, np.abs(y * right - x * down)
        on = (forward >= 0) & (forward <= length) & (beside <= self._apart)
        return cast(Flags, on.any(axis=1))


def _mean(values: Numbers, first: NDArray[Any], last: NDArray[Any]) -> Numbers:
    """The mean of `values` from each of `first` until before `last`."""
    sums = np.concatenate([[0], np.cumsum(values)])
    return cast(Numbers, (sums[last] - sums[first]) / (last - first))


def _best_part(good: Flags) -> tuple[int, int]:
    """The first and the one after the last of the part with most more `good` than others."""
    sums = np.concatenate([[0], np.cumsum(np.where(good, 1, -1))])
    gain = sums - np.minimum.accumulate(sums)
    last = int(gain.argmax())
    return last - int(sums[last::-1].argmin()), last

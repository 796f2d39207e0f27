"""Where hands and faces may be: turned squares of a picture, and detectors that look into them.

The detectors are single-shot ones as in MediaPipe: each anchor, a place on a grid, says how likely
something is there, and where its box and its key points are as seen from the anchor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.picture import Pixels

Spots = NDArray[np.float64]
"""(n, 2): columns and rows, in pixels of the picture (as in core.pose) or as shares of a square."""


@dataclass(frozen=True)
class Square:
    """A square of a picture: its centre and side in pixels.

    `angle`: radians by which it is turned clockwise, as it is seen.
    """

    column: float
    row: float
    side: float
    angle: float = 0.0

    @staticmethod
    def around(points: Spots, angle: float, room: float) -> Square:
        """The square turned by `angle` in whose middle `points` are, `room` times as large."""
        upright = Square(0, 0, 1, -angle).to_picture(points + 0.5)
        low, high = upright.min(axis=0), upright.max(axis=0)
        middle = Square(0, 0, 1, angle).to_picture((low + high)[None] / 2 + 0.5)[0]
        return Square(float(middle[0]), float(middle[1]), room * float((high - low).max()), angle)

    def moved_up(self, share: float) -> Square:
        """The same moved by `share` of its side towards its own upper edge."""
        column, row = self.to_picture(np.array([(0.5, 0.5 - share)]))[0]
        return replace(self, column=float(column), row=float(row))

    def crop(self, pixels: Pixels, size: int) -> NDArray[np.float32]:
        """What is in it, upright, as a network wants it: (1, size, size, 3), RGB 0..1.

        Where it goes beyond the picture, the picture's border is repeated.
        """
        height, width, _ = pixels.shape
        corners = self.to_picture(np.array([(0, 0), (1, 0), (0, 1), (1, 1)], np.float64))
        room = 2 * self.side / size
        left, right = _span(corners[:, 0], room, width)
        top, bottom = _span(corners[:, 1], room, height)
        part = pixels[top:bottom, left:right]
        # A pixel of the crop is the mean of what it covers, or fine texture would turn to noise.
        step = max(1, int(self.side / size))
        columns, rows = -(-(right - left) // step), -(-(bottom - top) // step)
        if step > 1:
            part = cast(Pixels, cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA))
        scale = np.array([columns / (right - left), rows / (bottom - top)])
        # The middle of pixel n is at n + 0.5 everywhere but in OpenCV, where it is at n.
        ends = np.array([(0.5, 0.5), (size + 0.5, 0.5), (0.5, size + 0.5)]) / size
        origin, across, down = (self.to_picture(ends) - (left, top)) * scale - 0.5
        matrix = np.column_stack([(across - origin) / size, (down - origin) / size, origin])
        warped = cv2.warpAffine(
            part,
            matrix,
            (size, size),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return (warped / np.float32(255))[None]

    def to_picture(self, shares: Spots) -> Spots:
        """Where `shares` of it, (0, 0) being its upper left corner, are in the picture."""
        across = np.array([math.cos(self.angle), math.sin(self.angle)]) * self.side
        down = np.array([-math.sin(self.angle), math.cos(self.angle)]) * self.side
        x, y = (shares - 0.5).T[:, :, None]
        turned: Spots = x * across + y * down + (self.column, self.row)
        return turned


@dataclass(frozen=True, eq=False)
class Found:
    """Something found in a square: all in shares of it, or in pixels of the picture.

    `box`: column and row of the middle, width and height; `points`: its key points.
    """

    score: float
    box: NDArray[np.float64]
    points: Spots


@dataclass(frozen=True)
class Detector:
    """How a detector's output is read: `side` of its input in pixels, and its anchors.

    `grids`: cells a side and anchors in the middle of each cell, grid by grid. `least`: the score
    that what is found has at least; `overlap`: of two boxes that share more of what they cover
    together, the surer one is kept, at the mean of both.
    """

    side: int
    grids: tuple[tuple[int, int], ...]
    least: float
    overlap: float = 0.3

    def found(self, boxes: NDArray[np.float32], logits: NDArray[np.float32]) -> list[Found]:
        """What `boxes` (1, anchors, 4 + 2 points) and `logits` (1, anchors, 1) say, surest first.

        All in shares of the detector's input.
        """
        scores = 1 / (1 + np.exp(-np.clip(logits[0, :, 0].astype(np.float64), -80, 80)))
        order = np.argsort(-scores, kind="stable")
        order = order[scores[order] >= self.least]
        values = (
            boxes[0, order].astype(np.float64).reshape(len(order), boxes.shape[2] // 2, 2)
            / self.side
        )
        values[:, 0] += self._anchors()[order]
        values[:, 2:] += self._anchors()[order][:, None]
        return self._merged(values, scores[order])

    def _anchors(self) -> Spots:
        places = []
        for cells, count in self.grids:
            middles = (np.arange(cells) + 0.5) / cells
            grid = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
            places.append(np.repeat(grid, count, axis=0))
        return np.concatenate(places)

    def _merged(self, values: NDArray[np.float64], scores: NDArray[np.float64]) -> list[Found]:
        found = []
        while len(values):
            same = _overlap(values) > self.overlap
            same[0] = True
            mean = np.average(values[same], axis=0, weights=scores[same])
            found.append(Found(float(scores[0]), mean[:2].reshape(-1), mean[2:]))
            values, scores = values[~same], scores[~same]
        return found


def turn(start: NDArray[Any], end: NDArray[Any]) -> float:
    """The angle of the way from `start` to `end`, clockwise as it is seen, 0 being to the right."""
    return math.atan2(end[1] - start[1], end[0] - start[0])


def _span(places: NDArray[np.float64], room: float, length: int) -> tuple[int, int]:
    """The pixels, at least one, of a side of `length` that `places` span, with `room` around."""
    first = min(max(0, math.floor(places.min() - room)), length - 1)
    return first, max(first + 1, min(length, math.ceil(places.max() + room)))


def _overlap(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of what they cover together the first box shares with each one."""
    low = values[:, 0] - values[:, 1] / 2
    high = values[:, 0] + values[:, 1] / 2
    shared = np.clip(np.minimum(high, high[0]) - np.maximum(low, low[0]), 0, None).prod(axis=1)
    area = values[:, 1].prod(axis=1)
    shares: NDArray[np.float64] = shared / np.maximum(area + area[0] - shared, 1e-12)
    return shares

"""A picture as the squares that a network sees: squeezed, or a long one in rows like a text.

A picture is squeezed to a square where one side is at most half as long again as the other: lines
are found as well as in square parts, which take twice the time. A longer one is looked at in
overlapping parts of that shape, since in a panorama that is squeezed as a whole, a third of the
lines is wrong or missing. Where the picture is so low that the square would enlarge a part to more
than twice its size, parts stand one below the other in it: a strip of 3000 x 40 is seen at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.lines.segments import Segments
from core.picture import Pixels

LONGER = 1.5  # times its height, that a part may measure
SHARED = 0.25  # times the picture's shorter side, that two parts have in common
SQUARES = 8  # at most; a large picture longer than about 10 : 1 has longer parts


@dataclass(frozen=True, eq=False)
class Square:
    """What a network sees of a picture: `pixels` (side, side, 3), parts of it in rows.

    `starts`: the column at which each part begins, and `size` the width and height of each, all in
    pixels of the picture, or of the picture on its side if it is `upright`.
    """

    pixels: Pixels
    starts: NDArray[np.intp]
    size: tuple[int, int]
    upright: bool

    def unfolded(self, segments: Segments) -> Segments:
        """`segments` of this square as those of the picture.

        Each is of the part that its middle is in; its ends may be beyond that.
        """
        side, rows = len(self.pixels), len(self.starts)
        tops = _tops(side, rows)
        x, y = (segments.astype(np.float64) + 0.5).reshape(-1, 2, 2).transpose(2, 0, 1)
        row = np.searchsorted(tops[1:-1], y.mean(axis=1), side="right")
        width, height = self.size
        x = x * (width / side) + self.starts[row][:, None]
        y = (y - tops[row][:, None]) * (height / np.diff(tops)[row][:, None])
        ends = np.stack([y, x] if self.upright else [x, y], axis=2)
        return (ends.reshape(-1, 4) - 0.5).astype(np.float32)


def squares(pixels: Pixels, side: int) -> Iterator[Square]:
    """All of RGB `pixels` in squares of `side` pixels."""
    upright = pixels.shape[0] > LONGER * pixels.shape[1]
    lying = pixels.transpose(1, 0, 2) if upright else pixels
    height, width, _ = lying.shape
    count, rows = _layout(min(height, width), max(height, width), side)
    shared = SHARED * height
    parts = count * rows
    size = math.ceil((width + (parts - 1) * shared) / parts)
    starts = np.rint(np.linspace(0, width - size, parts)).astype(np.intp)
    for first in range(0, parts, rows):
        square = np.empty((side, side, 3), np.uint8)
        tops = _tops(side, rows)
        for start, top, bottom in zip(starts[first:], tops, tops[1:], strict=False):
            square[top:bottom] = _squeezed(lying[:, start : start + size], bottom - top, side)
        yield Square(square, starts[first : first + rows], (size, height), upright)


def _layout(short: int, long: int, side: int) -> tuple[int, int]:
    """In how many squares a picture with such sides is seen, and in how many rows in each."""
    most = max(1, round(side / (LONGER * short)))
    for rows in range(1, most + 1):
        if _parts(short, long, rows) <= rows:
            return 1, rows
    return min(SQUARES, math.ceil(_parts(short, long, most) / most)), most


def _parts(short: int, long: int, rows: int) -> int:
    """How many parts a picture has where so many of them are `rows` in a square."""
    shared = SHARED * short
    return max(1, math.ceil((long - shared) / (LONGER * rows * short - shared)))


def _tops(side: int, rows: int) -> NDArray[np.intp]:
    """Where each of the rows of a square begins, and where the last one ends."""
    return np.arange(rows + 1) * side // rows


def _squeezed(part: Pixels, height: int, width: int) -> Pixels:
    kind = cv2.INTER_AREA if part.shape[0] * part.shape[1] > height * width else cv2.INTER_LINEAR
    return cast(Pixels, cv2.resize(part, (width, height), interpolation=kind))

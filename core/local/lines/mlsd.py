"""Straight lines: what M-LSD finds, laid exactly on the picture's edges and drawn one pixel wide.

M-LSD (G. Gu, B. Ko, S. Go, S.-H. Lee, J. Lee, M. Shin, Towards Light-weight and Real-time Line
Segment Detection, 2022) sees 512 x 512 pixels. For each of 256 x 256 cells it says how likely the
middle of a segment is there, and how far from there its two ends are. The 200 best middles count.

A picture is squeezed to that square where one side is at most half as long again as the other:
segments are found as well as in square parts, which take twice the time. A longer one is looked at
in overlapping parts of that shape, since in a panorama that is squeezed as a whole, a third of the
lines is wrong or missing. In both, a pixel of the guide may stand for several that the network saw
as one, so each segment is then moved onto the edge that is under it in the picture itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.lines.segments import Segments, distinct, drawn, joined, lengths, levels, refined
from core.local.method import Maker
from core.local.networks import Networks
from core.options import Options
from core.picture import Pixels

NETWORK = "mlsd"
SIDE = 512  # of what the network sees, in pixels
CELL = 2  # pixels of that, along each side, for one place in the maps
MIDDLES = 200  # of one run, that count

LONGER = 1.5  # times the shorter side, that one part may measure
SHARED = 0.25  # times the shorter side, that two parts have in common
PARTS = 8  # at most; a picture longer than about 10 : 1 has longer parts

REACH = 2.0  # pixels at 512, by which the network may be wrong
APART = 2.0  # pixels at 512, between two findings of one line
SLANT = 6.0  # pixels at 512, between the ends of two findings that cross
LEAST_APART = 1.5  # pixels of the guide, in which two lines would touch
GAP = 4.0  # pixels at 512, in a line that is drawn through


def open_mlsd(pixels: Pixels, networks: Networks) -> Maker:
    """Guides of `pixels`: `uint8` (height, width), 255 on straight lines and 0 elsewhere.

    Options: `mlsdScore`, 0 to 1, how sure the network must be of a line; `mlsdLength`, the shortest
    that is drawn, in pixels of a picture whose shorter side is 512. Neither runs the network again.
    """
    height, width, _ = pixels.shape
    scale = min(height, width) / SIDE
    reach = REACH * min(1.0, scale)

    @cache
    def found() -> tuple[tuple[Pixels, ...], Segments, Segments]:
        segments, scores = find_segments(pixels, networks)
        pictures = levels(pixels, scale)
        return pictures, refined(segments, pictures, reach), scores

    def make(options: Options) -> Pixels:
        pictures, segments, scores = found()
        sure = segments[scores > options.number("mlsdScore")]
        sure = distinct(sure, SLANT * scale)
        lines = joined(sure, max(LEAST_APART, APART * scale), GAP * scale)
        long = lines[lengths(lines) > options.number("mlsdLength") * scale]
        return drawn(refined(long, pictures, reach), height, width)

    return make


def find_segments(pixels: Pixels, networks: Networks) -> tuple[Segments, Segments]:
    """The segments in RGB `pixels`, (n, 4), and how sure each is, (n,).

    They are as in core.local.lines.segments, the surest first. One may be found more than once,
    and a long one in pieces.
    """
    segments, scores = [], []
    for rows, columns in _parts(*pixels.shape[:2]):
        part = pixels[rows, columns]
        height, width, _ = part.shape
        middles, likely = _decoded(*networks.run(NETWORK, _seen(part)))
        place = (
            (middles + np.float32(0.5))
            * np.array([width, height] * 2, np.float32)
            / np.float32(SIDE)
        )
        corner = np.array([columns.start, rows.start] * 2, np.float32)
        segments.append(place + corner - np.float32(0.5))
        scores.append(likely)
    every, sure = np.concatenate(segments), np.concatenate(scores)
    order = np.argsort(-sure, kind="stable")
    return every[order], sure[order]


def _parts(height: int, width: int) -> Iterator[tuple[slice, slice]]:
    """The rows and columns of the overlapping parts that are looked at one by one."""
    short, long = min(height, width), max(height, width)
    shared = SHARED * short
    count = min(PARTS, max(1, math.ceil((long - shared) / (LONGER * short - shared))))
    size = math.ceil((long + (count - 1) * shared) / count)
    for index in range(count):
        start = round(index * (long - size) / max(1, count - 1))
        across, along = slice(0, short), slice(start, start + size)
        yield (across, along) if width > height else (along, across)


def _seen(part: Pixels) -> NDArray[np.float32]:
    """`part` squeezed to what the network sees, with a fourth channel of ones."""
    kind = cv2.INTER_AREA if part.shape[0] * part.shape[1] > SIDE * SIDE else cv2.INTER_LINEAR
    square = cast(Pixels, cv2.resize(part, (SIDE, SIDE), interpolation=kind))
    value = np.ones((1, SIDE, SIDE, 4), np.float32)
    value[0, :, :, :3] = square
    return value


def _decoded(
    offsets: NDArray[np.float32], scores: NDArray[np.float32]
) -> tuple[Segments, Segments]:
    """The best segments in pixels of what the network saw, and their scores.

    `offsets`: (1, 256, 256, 4), from each cell to the two ends, in cells, column before row.
    `scores`: (1, 256, 256, 1), from 0 to 1, already 0 wherever a neighbour has more.
    """
    likely = scores.reshape(-1)
    best = np.argsort(-likely, kind="stable")[:MIDDLES]
    best = best[likely[best] > 0]
    y, x = np.divmod(best, scores.shape[2])
    middles = np.stack([x, y, x, y], axis=1).astype(np.float32)
    return CELL * (middles + offsets.reshape(-1, 4)[best]), likely[best]

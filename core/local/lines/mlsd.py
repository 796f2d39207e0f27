"""Straight lines: what M-LSD finds, laid exactly on the picture's edges and drawn one pixel wide.

M-LSD (G. Gu, B. Ko, S. Go, S.-H. Lee, J. Lee, M. Shin, Towards Light-weight and Real-time Line
Segment Detection, 2022) sees 512 x 512 pixels. For each of 256 x 256 cells it says how likely the
middle of a segment is there, and how far from there its two ends are.

A pixel of the guide may stand for several that the network saw as one, so each segment is moved
onto the edge that is under it in the picture itself. Where there is none, or a surer segment has
it, nothing is drawn: the network finds most lines several times, and some that are not there.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.lines.evidence import Edges
from core.local.lines.folding import squares
from core.local.lines.rim import without_rim
from core.local.lines.segments import Segments, drawn, joined, lengths, levels, refined, scaled
from core.local.method import Maker
from core.local.networks import Networks
from core.options import Options
from core.picture import Pixels

NETWORK = "mlsd"
SIDE = 512  # of what the network sees, in pixels
CELL = 2  # pixels of that, along each side, for one place in the maps
MIDDLES = 1000  # of one run, that count: twice as many as the network is ever sure of

# Lengths are in pixels at 512.
REACH = 2.0  # by which the network may be wrong
APART = 4.0  # between two findings of one edge
BESIDE = 2.0  # between two pieces of one line
GAP = 4.0  # in a line that is drawn through
LEAST_APART = 1.5  # pixels of the guide, in which two lines would touch

AT_ONCE = 128  # segments that are laid on edges, the surest first, until there are enough


def open_mlsd(pixels: Pixels, networks: Networks) -> Maker:
    """Guides of `pixels`: `uint8` (height, width), 255 on straight lines and 0 elsewhere.

    Options: `mlsdScore`, 0 to 1, how sure the network must be of a line; `mlsdLength`, the shortest
    that is drawn, in pixels of a picture whose shorter side is 512. Neither runs the network again.
    """
    height, width, _ = pixels.shape
    scale = min(height, width) / SIDE

    @cache
    def found() -> _Lines:
        inner = without_rim(pixels)
        return _Lines(inner, *find_segments(inner, networks))

    def make(options: Options) -> Pixels:
        sure = found().surer_than(options.number("mlsdScore"))
        lines = joined(sure, max(LEAST_APART, BESIDE * scale), GAP * scale)
        long = lines[lengths(lines) > options.number("mlsdLength") * scale]
        return drawn(long, height, width)

    return make


def find_segments(pixels: Pixels, networks: Networks) -> tuple[Segments, NDArray[np.float32]]:
    """The segments in RGB `pixels`, (n, 4), and how sure each is, (n,).

    They are as in core.local.lines.segments, the surest first. One may be found more than once,
    and a long one in pieces. The network looks at the mirror image as well: it finds a tenth to a
    third more of the lines so, and the same ones whichever way round a picture is.
    """
    segments, scores = _seen(pixels, networks)
    mirrored, others = _seen(np.ascontiguousarray(pixels[:, ::-1]), networks)
    mirrored[:, ::2] = pixels.shape[1] - 1 - mirrored[:, ::2]
    every, sure = np.concatenate([segments, mirrored]), np.concatenate([scores, others])
    order = np.argsort(-sure, kind="stable")
    return every[order], sure[order]


def _seen(pixels: Pixels, networks: Networks) -> tuple[Segments, NDArray[np.float32]]:
    """As `find_segments`, of RGB `pixels` as they are, in any order."""
    segments, scores = [], []
    for square in squares(pixels, SIDE):
        value = np.ones((1, SIDE, SIDE, 4), np.float32)
        value[0, :, :, :3] = square.pixels
        found, likely = _decoded(*networks.run(NETWORK, value))
        segments.append(square.unfolded(found))
        scores.append(likely)
    return np.concatenate(segments), np.concatenate(scores)


class _Lines:
    """The lines of `pixels`: the parts of `segments`, the surest first, that are on an edge."""

    def __init__(self, pixels: Pixels, segments: Segments, scores: NDArray[np.float32]) -> None:
        scale = min(1.0, min(pixels.shape[:2]) / SIDE)
        self._reach = REACH * scale
        self._pictures = levels(pixels, min(pixels.shape[:2]) / SIDE)
        self._edges = Edges(self._pictures[0], max(LEAST_APART, APART * scale))
        self._segments, self._scores = segments, scores
        self._looked_at = 0
        self._lines = segments[:0]
        self._sure = scores[:0]

    def surer_than(self, score: float) -> Segments:
        """Those of segments with a greater score."""
        wanted = np.count_nonzero(self._scores > score)
        while self._looked_at < wanted:
            next_ones = slice(self._looked_at, self._looked_at + AT_ONCE)
            segments = refined(self._segments[next_ones], self._pictures, self._reach)
            small, whole = self._pictures[0], self._pictures[-1]
            lines, which = self._edges.given(scaled(segments, whole, small))
            self._lines = np.concatenate([self._lines, scaled(lines, small, whole)])
            self._sure = np.concatenate([self._sure, self._scores[next_ones][which]])
            self._looked_at = next_ones.stop
        return self._lines[self._sure > score]


def _decoded(
    offsets: NDArray[np.float32], scores: NDArray[np.float32]
) -> tuple[Segments, NDArray[np.float32]]:
    """The best segments in pixels of what the network saw, and their scores.

    `offsets`: (1, 256, 256, 4), from each cell to the two ends, in cells, column before row.
    `scores`: (1, 256, 256, 1), from 0 to 1; a middle is where no neighbour has more.
    """
    plane = scores[0, :, :, 0]
    likely = np.where(plane < cv2.dilate(plane, np.ones((3, 3), np.uint8)), 0, plane).ravel()
    best = np.argsort(-likely, kind="stable")[:MIDDLES]
    best = best[likely[best] > 0]
    y, x = np.divmod(best, plane.shape[1])
    middles = np.stack([x, y, x, y], axis=1).astype(np.float32)
    return CELL * (middles + offsets.reshape(-1, 4)[best]), likely[best]

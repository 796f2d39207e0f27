"""Segments by UperNet.

T. Xiao and others, Unified Perceptual Parsing for Scene Understanding, 2018. The network looks at a
square of 512 pixels, into which a picture is squeezed, and says on a grid of 128 cells how likely
each class of ADE20K is; the likeliest between the cells is drawn. A picture more than twice as long
as wide is looked at in overlapping parts, whose words fade into each other.
"""

from __future__ import annotations

from functools import cache, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.library.largest import largest
from core.local.library.model import Model
from core.local.library.views import BILINEAR, blend, normalised, parts, resized
from core.local.method import Maker
from core.local.seg import stuff
from core.local.seg.ade20k import INDEX, PALETTE
from core.options import Options
from core.picture import Pixels, Plane

SIDE, GRID = 512, 128  # of what the network sees and says
STRIDE = SIDE // GRID
SQUEEZED = 2.0  # how much longer than wide what is squeezed into the square may be
LONGEST = 16.0  # what is longer than that is squeezed more

ROOM = ("wall", "floor", "ceiling")
"""What is not looked for outdoors; indoors it is the surroundings of `stuff.OUTDOORS`."""

SMALLEST = 0.05  # of the picture: the smallest area that is kept at the lowest detail
FINEST = 5e-6  # and at the highest, which is less than a cell
NEVER = np.float32(-1e9)


def open_seg(pixels: Pixels, model: Model) -> Maker:
    """Guides of `pixels` as `core.local.seg.seg.open_seg` has them, with its options."""

    @cache
    def said() -> Plane:
        return scores(pixels, model)

    @lru_cache(maxsize=1)
    def classes(scene: str, detail: float) -> Pixels:
        told = said().copy()
        for name in {"outdoors": ROOM, "indoors": stuff.OUTDOORS}.get(scene, ()):
            told[INDEX[name]] = NEVER
        without_small(told, SMALLEST * (FINEST / SMALLEST) ** (detail / 100))
        return largest(told, *pixels.shape[:2])

    def make(options: Options) -> Pixels:
        chosen = classes(str(options["segScene"]), options.number("segDetail"))
        return PALETTE[chosen]

    return make


def scores(pixels: Pixels, model: Model) -> Plane:
    """What `model` says of the 150 classes: (150, rows, columns), on a grid over the picture."""
    height, width, _ = pixels.shape
    length = min(max(height, width) / min(height, width), LONGEST)
    cells = max(GRID, round(GRID * length / SQUEEZED))
    rows, columns = (cells, GRID) if height > width else (GRID, cells)
    seen = resized(pixels, rows * STRIDE, columns * STRIDE, BILINEAR)
    where = parts(rows, columns, 1)
    said: list[Plane] = []
    for down, across in where:
        inside = tuple(slice(STRIDE * s.start, STRIDE * s.stop) for s in (down, across))
        said.append(model.run(normalised(seen[inside]))[0][0])
    if len(where) == 1:
        return said[0]
    axis = 0 if height > width else 1
    shares = blend([place[axis] for place in where], cells)
    joined = np.zeros((len(PALETTE), rows, columns), np.float32)
    for place, one, share in zip(where, said, shares, strict=True):
        part = share[place[axis]]
        joined[:, *place] += one * (part[:, None] if axis == 0 else part)
    return joined


def without_small(scores: Plane, share: float) -> None:
    """Change `scores` (count, rows, columns) so that no area is less than `share` of all cells.

    An area is what is connected and likeliest of one class. The smallest is given away first, to
    the likeliest in it of the classes beside it.
    """
    chosen: NDArray[np.intp] = scores.argmax(axis=0)
    least = share * chosen.size
    while True:
        area, size = _smallest(chosen)
        if size >= least or size == chosen.size:
            return
        around = cv2.dilate(area, np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)) > area
        inside = area > 0
        beside = np.unique(chosen[around])
        old = chosen[inside][0]
        new = beside[scores[beside][:, inside].mean(axis=1).argmax()]
        best = scores[old, inside]
        scores[old, inside], scores[new, inside] = scores[new, inside], best
        chosen[inside] = new


def _smallest(chosen: NDArray[np.intp]) -> tuple[Pixels, int]:
    """The smallest area of one class: 1 where it is, `uint8`, and of how many cells it is."""
    smallest, size = np.ones(chosen.shape, np.uint8), chosen.size
    for kind in np.unique(chosen):
        of_kind = (chosen == kind).astype(np.uint8)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(of_kind, connectivity=4)
        label = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmin())
        if stats[label, cv2.CC_STAT_AREA] < size:
            smallest, size = (labels == label).astype(np.uint8), int(stats[label, 4])
    return smallest, size

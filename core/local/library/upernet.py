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
    areas, kinds = _areas(scores.argmax(axis=0))
    sizes = np.bincount(areas.reshape(-1)).astype(np.float64)
    cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)
    while True:
        smallest = int(sizes.argmin())
        if sizes[smallest] >= share * areas.size or sizes[smallest] == areas.size:
            return
        inside = areas == smallest
        beside = np.unique(areas[(cv2.dilate(inside.astype(np.uint8), cross) > 0) & ~inside])
        rows, columns = np.nonzero(inside)
        classes = np.unique(kinds[beside])
        new = classes[scores[classes[:, None], rows, columns].mean(axis=1).argmax()]
        old = kinds[smallest]
        best = scores[old, rows, columns]
        scores[old, rows, columns] = scores[new, rows, columns]
        scores[new, rows, columns] = best
        # It joins all areas of that class that it touches, which become one.
        first, *others = beside[kinds[beside] == new]
        for area in (smallest, *others):
            areas[areas == area] = first
            sizes[first] += sizes[area]
            sizes[area] = np.inf


def _areas(chosen: NDArray[np.intp]) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """The number of the area of each cell, and the class of each area."""
    areas = np.zeros(chosen.shape, np.int32)
    kinds: list[int] = []
    for kind in np.unique(chosen):
        count, labels = cv2.connectedComponents((chosen == kind).astype(np.uint8), connectivity=4)
        areas += np.where(labels > 0, labels - 1 + len(kinds), 0).astype(np.int32)
        kinds += [int(kind)] * (count - 1)
    return areas, np.array(kinds)

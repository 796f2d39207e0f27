"""Where a picture shows ground, floor or ceiling: what lies level, so that its normal is known.

It is told by the same linear models as the surroundings of segments (`core.local.seg.stuff`), in
square cells instead of superpixels, which takes a fifth of the time and tells nearly the same. The
borders are then laid on outlines.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from core.local.deeplab import stretched
from core.local.seg import objects, stuff, weights
from core.local.seg.features import contrasts, described, distances, measured
from core.local.seg.superpixels import Regions, numbered
from core.local.space.scene import Scene, resized
from core.local.space.smoothing import loosened, spread, ties
from core.picture import Pixels, Plane

AREA = 100_000  # of the size at which it is looked at, in pixels
LEAST_SIDE = 32
CELL = 10
GROUND = ("water", "grass", "earth", "road")  # of what is seen outdoors
LEAST_LIKELY = -10.0  # the logarithm below which probabilities are all the same

EDGE, COLOUR = 0.12, 30.0  # of an outline, and levels of colour, that loosen a tie to 1/e
SOFT = 0.15  # of an outline, on which what is said is believed to 1/e
STRENGTH = 200.0
UNSURE, SURE = 0.45, 0.75  # what is less likely is none, what is likelier is one


@dataclass(frozen=True, eq=False)
class Level:
    """How sure there is `floor` (or ground) and `ceiling`, 0..1: float32 (height, width)."""

    floor: Plane
    ceiling: Plane


def level(pixels: Pixels, scene: Scene) -> Level:
    """What lies level in RGB `pixels` of any size, at the size of their `scene`."""
    said = np.stack(_likely(_small(pixels), scene))
    size = scene.edges.shape[1::-1]
    floor, ceiling = (cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in said)
    believed = np.exp(scene.edges * np.float32(-1 / SOFT)) + np.float32(1e-3)
    tied = loosened(ties(scene.edges, EDGE), scene.pixels, COLOUR)
    said = spread(np.stack([floor * believed, ceiling * believed, believed]), tied, STRENGTH)
    free = (1 - scene.things) * (1 - scene.sky)
    floor, ceiling = (_firm(plane / said[2]) * free for plane in said[:2])
    return Level(floor, ceiling)


def _likely(pixels: Pixels, scene: Scene) -> tuple[Plane, Plane]:
    """How likely floor and ceiling are in each cell of small `pixels`: (rows, columns) each."""
    height, width, _ = pixels.shape
    rows, columns = max(1, round(height / CELL)), max(1, round(width / CELL))
    cells = _cells((height, width), rows, columns)
    found = stretched(scene.kinds, rows, columns).reshape(rows * columns, -1)
    logs, seen = found[:, : len(objects.KINDS)], found[:, len(objects.KINDS) :]
    logs = logs - logs.max(axis=1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
    things = objects.merged(np.exp(logs))
    of = measured(pixels, cells)
    kind = weights.likely(described(of, cells, np.maximum(logs, LEAST_LIKELY), seen))
    furniture = things[:, [objects.OBJECTS.index(name) for name in stuff.FURNITURE]].sum(axis=1)
    thing = things.sum(axis=1)
    if stuff.is_indoors(kind, of["fine"], thing, furniture, cells.sizes.astype(np.float32)):
        edges = cast(Plane, cv2.resize(scene.edges, (width, height)))
        # Walls of one colour meet at an outline, and plain things at none.
        walls = np.float32(0.5) * (contrasts(of, cells) + _along_borders(cells, edges))
        ends = (np.unique(cells.labels[row]) for row in (0, -1))
        top, bottom = (distances(cells, walls, end) for end in ends)
        around = dict(zip(stuff.INDOORS, stuff.indoors(kind, of, top, bottom).T, strict=True))
        floor, ceiling = around["floor"], around["ceiling"]
    else:
        around = dict(zip(stuff.OUTDOORS, stuff.outdoors(kind).T, strict=True))
        floor = np.sum([around[name] for name in GROUND], axis=0)
        ceiling = np.zeros_like(floor)
    return tuple((likely * (1 - thing)).reshape(rows, columns) for likely in (floor, ceiling))


def _small(pixels: Pixels) -> Pixels:
    scale = math.sqrt(AREA / (pixels.shape[0] * pixels.shape[1]))
    return resized(pixels, *(max(LEAST_SIDE, round(side * scale)) for side in pixels.shape[:2]))


def _cells(size: tuple[int, int], rows: int, columns: int) -> Regions:
    down, across = (np.arange(n) * k // n for n, k in zip(size, (rows, columns), strict=True))
    return numbered((down[:, None] * columns + across).astype(np.int32))


def _along_borders(cells: Regions, values: Plane) -> Plane:
    """The mean of `values` (height, width) along the border of each pair in `cells.borders`.

    Of two pixels on either side of it, the larger value counts.
    """
    labels = cells.labels
    across, down = labels[:, :-1] != labels[:, 1:], labels[:-1] != labels[1:]
    one = np.concatenate([labels[:, :-1][across], labels[:-1][down]]).astype(np.int64)
    other = np.concatenate([labels[:, 1:][across], labels[1:][down]])
    higher = [
        np.maximum(values[:, :-1], values[:, 1:])[across],
        np.maximum(values[:-1], values[1:])[down],
    ]
    pairs, lengths = cells.borders
    keys = np.concatenate([one * cells.count + other, other * cells.count + one])
    known = pairs[:, 0].astype(np.int64) * cells.count + pairs[:, 1]
    index = np.searchsorted(known, keys)
    sums = np.bincount(index, np.tile(np.concatenate(higher), 2), len(known))
    return (sums / lengths).astype(np.float32)


def _firm(likely: Plane) -> Plane:
    share = np.clip((likely - UNSURE) / (SURE - UNSURE), 0, 1)
    return cast(Plane, share * share * (3 - 2 * share))

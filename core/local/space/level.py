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
from core.local.seg import objects, stuff
from core.local.seg.features import measured, names
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
    edges = cast(Plane, cv2.resize(scene.edges, (width, height), interpolation=cv2.INTER_LINEAR))
    logs = stretched(scene.kinds, rows, columns).reshape(rows * columns, -1)
    logs -= logs.max(axis=1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
    things = objects.merged(np.exp(logs))
    walls = cells.along_borders(edges)
    features = measured(pixels, edges, cells, walls, np.maximum(logs, LEAST_LIKELY))
    of = dict(zip(names(objects.KINDS), features.T, strict=True))
    kind = stuff.kinds(features)
    furniture = things[:, [objects.OBJECTS.index(name) for name in stuff.FURNITURE]].sum(axis=1)
    thing = things.sum(axis=1)
    if stuff.is_indoors(kind, of["fine"], thing, furniture, cells.sizes.astype(np.float32)):
        around = dict(zip(stuff.INDOORS, stuff.indoors(kind, of).T, strict=True))
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


def _firm(likely: Plane) -> Plane:
    share = np.clip((likely - UNSURE) / (SURE - UNSURE), 0, 1)
    return cast(Plane, share * share * (3 - 2 * share))

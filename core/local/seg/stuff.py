"""What surrounds things: sky, water, grass ... outdoors; wall, floor, ceiling indoors.

The network knows things only. Outdoors a linear model of what is measured in each region
(`core.local.seg.features`) tells the surroundings; its weights (`core.local.seg.weights`) were
fitted to photographs in which some 3,600 places were named by hand. Indoors, where nothing of that
kind could be fitted, it is the place in the room and the outlines between.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.local.seg.superpixels import Plane
from core.local.seg.weights import BIASES, KINDS, WEIGHTS

OUTDOORS = ("sky", "water", "grass", "tree", "earth", "mountain", "building", "road")
INDOORS = ("wall", "floor", "ceiling", "windowpane", "plant")
"""Classes of ADE20K that `outdoors` and `indoors` tell apart."""

NATURAL = ("sky", "water", "grass", "tree", "mountain")
FURNITURE = ("bottle", "chair", "table", "sofa", "television")

THING = KINDS.index("thing")


def kinds(features: Plane) -> Plane:
    """How likely each region is of each of KINDS, by its `features` (count, n): (count, kinds)."""
    scores = features @ WEIGHTS + BIASES
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float32)


def outdoors(kind: Plane) -> Plane:
    """How likely each region is of each of OUTDOORS, if it is surroundings: rows add up to 1."""
    columns = [KINDS.index(name) for name in OUTDOORS]
    likely = kind[:, columns] + np.float32(1e-4)
    return np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float32)


def indoors(kind: Plane, of: dict[str, Plane]) -> Plane:
    """How likely each region is of each of INDOORS, if it is surroundings: rows add up to 1.

    `of`: features by their names. Floor is low and goes on to the lower edge, ceiling is high,
    light, and goes on to the upper edge; between them is wall, where an outline parts them. A patch
    of sky above the floor is seen through a window; what is green like leaves is a plant.
    """
    low, top, bottom = of["low"], of["from_top"], of["from_bottom"]
    floor = 5 * (low - 0.5) + np.minimum(top, 1) - 2 * bottom + _parted(low, bottom)
    ceiling = 8 * (-low - 0.75) + of["lightness"] - 2 * top + _parted(low, top)
    ceiling -= np.maximum(of["colourful"] + 0.6, 0)
    window = 4 * (kind[:, KINDS.index("sky")] - 0.6) - 3 * np.maximum(low, 0) - 1
    plant = 4 * (kind[:, KINDS.index("tree")] + kind[:, KINDS.index("grass")] - 0.6) - 1
    scores = np.stack([np.zeros_like(low), floor, ceiling, window, plant], axis=1)
    likely = np.exp(2 * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float32)


def is_indoors(kind: Plane, furniture: Plane, sizes: NDArray[np.int64]) -> bool:
    """Whether the picture shows a room: little that is natural, or more that stands in rooms.

    `kind`: as from `kinds`. `furniture`: how likely each region is one of FURNITURE: (count,).
    """
    share = sizes / sizes.sum()
    natural = float(share @ kind[:, [KINDS.index(name) for name in NATURAL]].sum(axis=1))
    return natural - 2 * float(share @ furniture) < 0.3


def _parted(low: Plane, distance: Plane) -> float:
    """How sure an outline parts an edge of the picture from all of its middle: -4 to 1.

    `distance`: how much outline lies between each region and that edge. Wherever the middle is
    reached without crossing one, there is no ceiling, or no floor.
    """
    middle = distance[np.abs(low) < 0.4]
    least = float(np.percentile(middle, 3)) if middle.size else 0.0
    return 10 * min(max(least - 0.5, -0.4), 0.1)

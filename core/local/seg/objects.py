"""Things in a picture, by DeepLab v3: which of 20 kinds, under their names in ADE20K."""

from __future__ import annotations

import numpy as np

from core.local.deeplab import SIDE, STRIDE, logits
from core.local.networks import Networks
from core.local.space.scene import both_ways, resized
from core.picture import Pixels, Plane

KINDS = (
    *("background", "airplane", "bicycle", "animal", "boat", "bottle", "bus", "car"),
    *("animal", "chair", "animal", "table", "animal", "animal", "minibike", "person"),
    *("plant", "animal", "sofa", "bus", "television"),
)
"""The 21 classes of PASCAL VOC, in their order, as ADE20K calls them.

Bird, cat, cow, dog, horse and sheep are all "animal" there. A potted plant is mostly leaves, so it
is "plant", not "pot". There is no train: "bus", a passenger vehicle, is the nearest that there is.
"""

OBJECTS = tuple(dict.fromkeys(KINDS[1:]))
"""Each class of ADE20K among KINDS once."""


def scores(pixels: Pixels, networks: Networks, places: Plane) -> Plane:
    """The network's logits for RGB `pixels` of any size at `places`: (count, 21).

    The mean of what it says of the picture and of its mirror image. `places`: (count, 2), rows and
    columns as shares of the height and the width, 0 to 1.
    """

    def run(view: Pixels) -> Plane:
        return logits(view, networks)[::STRIDE, ::STRIDE]

    grid = both_ways(resized(pixels, SIDE, SIDE), run)
    last = (SIDE - 1) // STRIDE
    at = np.clip((places * SIDE - 0.5) / STRIDE, 0, last)
    upper, left = np.minimum(at.astype(np.intp), last - 1).T
    down, right = (at - np.stack([upper, left], axis=1)).T[..., None]
    above = grid[upper, left] * (1 - right) + grid[upper, left + 1] * right
    below = grid[upper + 1, left] * (1 - right) + grid[upper + 1, left + 1] * right
    return np.asarray(above * (1 - down) + below * down, np.float32)


def merged(likely: Plane) -> Plane:
    """From probabilities of KINDS (count, 21) to those of OBJECTS (count, objects)."""
    columns = [
        likely[:, [index for index, kind in enumerate(KINDS) if kind == name]].sum(axis=1)
        for name in OBJECTS
    ]
    return np.stack(columns, axis=1)

"""Things in a picture, by DeepLab v3: which of 20 kinds, under their names in ADE20K."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from core.local.networks import Networks
from core.local.seg.superpixels import Plane
from core.local.space.scene import both_ways, resized
from core.picture import Pixels

NETWORK = "deeplab"
SIDE = 257
COMB = 2.0  # the standard deviation, in pixels, that takes the network's stripes away

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


def scores(pixels: Pixels, networks: Networks) -> Plane:
    """The network's logits for RGB `pixels` of any size, squeezed into a square: (257, 257, 21).

    The mean of what it says of the picture and of its mirror image.
    """

    def run(view: Pixels) -> Plane:
        found = networks.run(NETWORK, view[None].astype(np.float32) / 127.5 - 1)[0][0]
        return cast(Plane, found)

    return cast(Plane, cv2.GaussianBlur(both_ways(resized(pixels, SIDE, SIDE), run), (0, 0), COMB))


def merged(likely: Plane) -> Plane:
    """From probabilities of KINDS (count, 21) to those of OBJECTS (count, objects)."""
    columns = [
        likely[:, [index for index, kind in enumerate(KINDS) if kind == name]].sum(axis=1)
        for name in OBJECTS
    ]
    return np.stack(columns, axis=1)

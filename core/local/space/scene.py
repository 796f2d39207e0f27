"""What the networks of the pack see of space in a picture: distance, outlines, things, sky.

All of it at one bounded size, whatever the picture's: about 320 x 240 pixels.

FastDepth (D. Wofk, F. Ma, T.-J. Yang, S. Karaman, V. Sze, FastDepth: Fast Monocular Depth
Estimation on Embedded Systems, 2019) tells distance; it was trained on rooms, 4 : 3 squeezed into
a square. DeepLab v3 tells people, animals, vehicles and furniture from the rest. Both look at the
picture and at its mirror image, so that a mirrored picture gives a mirrored guide.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from core.local.deeplab import SIDE, logits
from core.local.lines.softedge import soft_edges
from core.local.networks import Networks
from core.local.space.sky import sky
from core.picture import Pixels, Plane

AREA = 320 * 240
STRIDE = 16  # both sides are a multiple of it
LEAST, MOST = 5 * STRIDE, 50 * STRIDE  # longer pictures are squeezed

DISTANCE_SIZE, THINGS_SIZE = (224, 224), (SIDE, SIDE)
NO_THINGS = (0, 11)  # of DeepLab's classes: the background, and tables, which reach far back
COMB = 4.0  # the standard deviation, in pixels, that takes DeepLab's stripes away
SURE = 0.65  # the mean of a thing; doubtful ones come in stripes and dots
LEAST_THING = 0.004  # of the picture
NEAREST, FARTHEST = 0.3, 15.0
"""In metres; what FastDepth tells outside of this, which is rare, is a slip."""


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture small, and what was seen in it; planes are float32 (height, width).

    `pixels`: RGB (height, width, 3). `distance`: the logarithm of the distance in metres, soft.
    `edges`, `things`, `sky`: how sure an outline, a thing, the sky is there, 0..1.
    `aspect`: by how much more the height was shrunk than the width.
    """

    pixels: Pixels
    distance: Plane
    edges: Plane
    things: Plane
    sky: Plane
    aspect: float


def look(pixels: Pixels, networks: Networks) -> Scene:
    """The scene in RGB `pixels` of any size; raises what `networks.run` raises."""
    height, width, _ = pixels.shape
    small = resized(pixels, *working_size(height, width))
    seen = small.shape[1], small.shape[0]
    edges = soft_edges(small, networks, min(seen))

    def distance(view: Pixels) -> Plane:
        planes = np.ascontiguousarray(view.transpose(2, 0, 1)[None]).astype(np.float32) / 255
        found = networks.run("fastdepth", planes)[0][0, 0]
        return cast(Plane, np.log(np.clip(found, NEAREST, FARTHEST)))

    def things(view: Pixels) -> Plane:
        scores = logits(view, networks)
        likely = np.exp(scores - scores.max(axis=-1, keepdims=True))
        surroundings = likely[..., NO_THINGS].sum(axis=-1) / likely.sum(axis=-1)
        return cast(Plane, 1 - surroundings)

    return Scene(
        pixels=small,
        distance=_enlarged(both_ways(resized(pixels, *DISTANCE_SIZE), distance), seen),
        edges=edges,
        things=_enlarged(sure(both_ways(resized(pixels, *THINGS_SIZE), things)), seen),
        sky=sky(small, edges),
        aspect=(height / seen[1]) / (width / seen[0]),
    )


def both_ways(view: Pixels, network: Callable[[Pixels], Plane]) -> Plane:
    """The mean of what `network` makes of `view` and, mirrored back, of its mirror image."""
    mirrored = network(np.ascontiguousarray(view[:, ::-1]))[:, ::-1]
    return cast(Plane, (network(view) + mirrored) / 2)


def sure(things: Plane) -> Plane:
    """`things`, 0..1, firmer and without those that are small or doubtful."""
    calm = cv2.GaussianBlur(things, (0, 0), COMB)
    likely = (calm > 0.5).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(likely, connectivity=4)
    kept = np.zeros(count, np.uint8)
    for label in range(1, count):
        large = stats[label, cv2.CC_STAT_AREA] >= LEAST_THING * things.size
        kept[label] = large and calm[labels == label].mean() >= SURE
    beside = np.ones((2 * int(COMB) + 1,) * 2, np.uint8)
    near = cv2.dilate(kept[labels], beside)
    return cast(Plane, near * np.clip(2 * calm - 0.5, 0, 1))


def working_size(height: int, width: int) -> tuple[int, int]:
    """The height and width at which a picture of this size is looked at."""
    scale = math.sqrt(AREA / (height * width))

    def side(length: int) -> int:
        return min(max(LEAST, round(length * scale / STRIDE) * STRIDE), MOST)

    return side(height), side(width)


def resized(pixels: Pixels, height: int, width: int) -> Pixels:
    """`pixels` at this size: shrunk by area, enlarged smoothly."""
    within = min(pixels.shape[1], width), min(pixels.shape[0], height)
    shrunk = cv2.resize(pixels, within, interpolation=cv2.INTER_AREA)
    return cast(Pixels, cv2.resize(shrunk, (width, height), interpolation=cv2.INTER_LINEAR))


def _enlarged(plane: Plane, size: tuple[int, int]) -> Plane:
    return cast(Plane, cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR))

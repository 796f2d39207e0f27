"""How near everything in a scene is: FastDepth's distance, put right where it is known to fail.

FastDepth knows rooms only, and its borders are soft. So
- what is lower in the picture is a little nearer, as on any ground that is seen from above: this
  decides where the network, out of doors, sees next to no differences;
- the sky is farthest;
- a thing (a person, an animal, a car) has one distance, with some relief, and stands out from what
  is behind it: it is as near as the ground on which it stands;
- distances are smoothed inside outlines, and what was seen next to an outline is not believed.
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.space.scene import Scene
from core.local.space.smoothing import smooth, ties
from core.picture import Plane

# Distances are logarithms: 0.1 is ten per cent.
GROUND = 0.25  # from the upper to the lower edge of the picture
SKY = 0.25  # beyond nearly everything else
CUT_OFF = 0.12  # of a thing that leaves the picture below, before what is around it
RELIEF = 0.5  # of its own that a thing keeps

AROUND = 0.04  # of the longer side: what counts as next to a thing

EDGE, COLOUR = 0.08, 25.0  # of an outline, and levels of colour, that loosen a tie to 1/e
SOFT = 0.15  # of an outline, next to which a distance is believed to 1/e
STRENGTH = 400.0


def inverse_depth(scene: Scene) -> Plane:
    """1 / distance, up to a factor, at the size of `scene`: float32 (height, width), above 0."""
    distance = stood_out(with_far_sky(grounded(scene.distance), scene.sky), scene.things)
    tied = ties(scene.edges, scene.pixels, EDGE, COLOUR)
    return cast(Plane, np.exp(-smooth(distance[None], trust(scene), tied, STRENGTH)[0]))


def grounded(distance: Plane) -> Plane:
    """`distance` with the ground under it: less below, more above, the same in the middle."""
    height = distance.shape[0]
    up = 0.5 - (np.arange(height, dtype=np.float32) + 0.5) / height
    return cast(Plane, distance + GROUND * up[:, None])


def with_far_sky(distance: Plane, sky: Plane) -> Plane:
    """`distance` where `sky`, 0..1, is beyond nearly everything."""
    far = np.float32(np.percentile(distance, 95) + SKY)
    return cast(Plane, distance + sky * np.maximum(far - distance, 0))


def stood_out(distance: Plane, things: Plane) -> Plane:
    """`distance` with each of the `things`, 0..1, as near as what it stands on."""
    longer = max(distance.shape)
    around = max(2, round(AROUND * longer))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        (things > 0.5).astype(np.uint8), connectivity=4
    )
    made = distance.copy()
    for label in range(1, count):
        thing = labels == label
        own = float(np.median(distance[thing]))
        near = _foot(distance, thing, stats[label], around)
        made[thing] = min(own, near) + RELIEF * (distance[thing] - own)
    return made


def trust(scene: Scene) -> Plane:
    """How far a distance is to be believed, 0..1: less beside outlines and borders of things."""
    beside = cv2.dilate(scene.edges, np.ones((3, 3), np.uint8))
    beside = cv2.GaussianBlur(beside, (0, 0), 2)
    decided = np.maximum(np.abs(2 * scene.things - 1), 0.05)
    return cast(Plane, np.exp(-beside / SOFT) * decided + np.float32(1e-3))


def _foot(
    distance: Plane, thing: NDArray[np.bool_], stats: NDArray[np.int32], around: int
) -> float:
    """The distance of what is under a thing, or before what is around it if that is not seen."""
    top, high = int(stats[cv2.CC_STAT_TOP]), int(stats[cv2.CC_STAT_HEIGHT])
    bottom = top + high
    if bottom < distance.shape[0] - 2:
        low = thing.copy()
        low[: bottom - max(2, high // 12)] = False
        beside = _grown(low, 1, around) & ~thing
        return float(np.median(distance[beside]))
    beside = _grown(thing, around, around) & ~thing
    return float(np.median(distance[beside])) - CUT_OFF if beside.any() else np.inf


def _grown(mask: NDArray[np.bool_], across: int, down: int) -> NDArray[np.bool_]:
    kernel = np.ones((2 * down + 1, 2 * across + 1 if across > 1 else 1), np.uint8)
    return cv2.dilate(mask.astype(np.uint8), kernel) > 0

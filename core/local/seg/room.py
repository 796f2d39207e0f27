"""What surrounds things in a room: floor, walls and ceiling by where they face.

Our own network of normals and distances knows rooms well. What faces up is floor, or the top of a
table where it lies higher; what faces down is ceiling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.networks import Networks
from core.local.seg import stuff
from core.local.seg.superpixels import Regions
from core.local.space.directions import FOCAL_LENGTH
from core.local.space.looking import space
from core.local.space.scene import resized, working_size
from core.picture import Pixels, Plane

SURROUNDINGS = ("wall", "floor", "ceiling", "windowpane", "plant", "table")
"""Classes of ADE20K that `surroundings` tells apart."""

LEVEL, OVERHEAD = 0.7, -0.6  # how far up the normal of what is level points, and of a ceiling
UPRIGHT, ENCLOSED = 0.4, 0.3  # how far up or down one of a wall; with ceilings, of the regions
LEAST = 0.01  # of the picture: what is level of less says nothing of heights
LOWEST = 0.9  # of what is level: that lies less far below the viewer than the floor
RAISED = 0.7  # of the floor's drop below the viewer: what is level above that is a table's top
HARD = 6.0  # how much a normal decides, HEIGHT how much a height, against the place in the picture
HEIGHT, MOST = 10.0, 3.0
RATHER_FLOOR = 0.3


@dataclass(frozen=True, eq=False)
class Surfaces:
    """`up`: how far up the normal of each region points, -1 to 1: (count,).

    `drop`: how far it lies below the viewer, against the floor; None where nothing is level.
    """

    up: Plane
    drop: Plane | None

    def enclose(self) -> bool:
        """Whether there are walls around, or a ceiling; of what is drawn plainly none are seen."""
        return bool(((np.abs(self.up) < UPRIGHT) | (self.up < OVERHEAD)).mean() > ENCLOSED)

    def overhead(self, regions: Regions) -> float:
        """How much of the picture faces down, 0..1: there is a ceiling in most rooms."""
        return float(regions.sizes @ (self.up < OVERHEAD) / regions.sizes.sum())


def surfaces(pixels: Pixels, regions: Regions, networks: Networks) -> Surfaces:
    """Of `regions` of RGB `pixels`, seen smaller; raises what `networks.run` raises."""
    height, width = regions.labels.shape
    distance, facing = space(resized(pixels, *working_size(*pixels.shape[:2])), networks)
    planes = np.stack(
        [
            cv2.resize(p, (width, height), interpolation=cv2.INTER_LINEAR)
            for p in (*facing, distance)
        ],
        axis=-1,
    )
    means = regions.means(planes)
    normals, near = means[:, :3], np.exp(means[:, 3:])
    across, down = (
        regions.middles[:, at] + 0.5 - side / 2 for at, side in ((1, width), (0, height))
    )
    focal = FOCAL_LENGTH * max(height, width)
    # To the left, up and to the viewer, as normals are.
    ways = np.stack([-across / focal, -down / focal, -np.ones_like(down)], axis=1)
    return Surfaces(normals[:, 1], _drops(normals, ways * near, regions.sizes))


def surroundings(kind: Plane, low: Plane, top: Plane, surfaces: Surfaces) -> Plane:
    """How likely each region is of each of SURROUNDINGS, if it is no thing: rows add up to 1.

    `kind`: how likely it is of each of `weights.KINDS`. `low`: its place, from -1 at the top to 1.
    `top`: how much outline lies between it and the upper edge of the picture.
    """
    window, plant = stuff.natural(kind, low, top)
    level = HARD * (surfaces.up - 0.5) + low
    ceiling = HARD * (-surfaces.up - 0.5) - low
    raised = np.full_like(low, -MOST)
    if surfaces.drop is not None:
        raised = (HEIGHT * (RAISED - surfaces.drop)).clip(-MOST, MOST)
    floor, table = level - np.maximum(raised, 0), level + np.minimum(raised, 0) - RATHER_FLOOR
    scores = np.stack([np.zeros_like(low), floor, ceiling, window, plant, table], axis=1)
    likely = np.exp(2 * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float32)


def _drops(normals: Plane, places: Plane, sizes: NDArray[np.intp]) -> Plane | None:
    """How far each of `places` lies below the viewer, against the floor: (count,).

    Upwards is where what is level faces, in the mean: the camera may be tilted.
    """
    weights = sizes * (normals[:, 1] > LEVEL)
    if weights.sum() < LEAST * sizes.sum():
        return None
    upwards = weights @ normals
    drop = -(places @ (upwards / np.linalg.norm(upwards)))
    order = np.argsort(drop)
    floor = np.searchsorted(np.cumsum(weights[order]), LOWEST * weights.sum())
    lowest = float(drop[order][floor])
    return cast(Plane, (drop / lowest).astype(np.float32)) if lowest > 0 else None

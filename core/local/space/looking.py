"""Looks at a picture with the networks of the pack: distance, normals, outlines, things, sky.

A network of our own, which learned from rendered scenes, tells distance and normals. FastDepth
(D. Wofk, F. Ma, T.-J. Yang, S. Karaman, V. Sze, FastDepth: Fast Monocular Depth Estimation on
Embedded Systems, 2019) tells distance; it was trained on photographs of rooms, 4 : 3 squeezed into
a square. Where they agree, both together are more often right than either. DeepLab v3 tells people,
animals, vehicles and furniture from the rest; that of poses sees more of people. All look at the
picture and at its mirror image: so they see more, and a mirrored picture gives a mirrored guide.
"""

from __future__ import annotations

import math
from typing import cast

import cv2
import numpy as np

from core.local.deeplab import NO_THINGS, SIDE, grid, stretched
from core.local.lines.softedge import soft_edges
from core.local.networks import Networks
from core.local.people import people
from core.local.space.borders import on_borders
from core.local.space.directions import unit
from core.local.space.flat import has_one_tone, is_page
from core.local.space.scene import Scene, both_ways, resized, working_size
from core.local.space.sky import far_sky, sky
from core.picture import Pixels, Plane
from core.wording import say

FLAT = say("No depth to be seen. The picture shows a single tone, or a page, and is taken as flat.")
"""The remark on a guide of a picture that is no scene."""

DISTANCE_SIDE = 224
NEAREST, FARTHEST = 0.3, 15.0
"""In metres; what FastDepth tells outside of this, which is rare, is a slip."""

SPACE_STRIDE = 32  # of our own network: both sides of what it sees are a multiple of it
# What it tells of a mirror image: left is right.
MIRRORED = np.array((1, -1, 1, 1), np.float32).reshape(4, 1, 1)
FAR = 50, 80  # per cent of the picture: what is no farther than the first is no sky
OTHER = 0.25  # the share of FastDepth in what is said of distance, where both see the same
UNLIKE, LIKE = 0.2, 0.7  # correlations: what agrees less is not heeded, what agrees more fully

COMB = 4.0  # the standard deviation, in pixels, that takes DeepLab's stripes away
SURE = 0.65  # the mean of a thing; doubtful ones come in stripes and dots
LEAST_THING = 0.004  # of the picture


def look(pixels: Pixels, networks: Networks) -> Scene | None:
    """The scene in RGB `pixels` of any size; None where they show no scene, but something flat.

    Raises what `networks.run` raises.
    """
    height, width, _ = pixels.shape
    small = resized(pixels, *working_size(height, width))
    if has_one_tone(small):
        return None
    kinds = both_ways(resized(small, SIDE, SIDE), lambda view: grid(view, networks))
    things = sure(likely_things(kinds, *small.shape[:2]))
    if is_page(small) and not things.any():
        return None
    persons = people(kinds, small, networks)
    things = np.maximum(things, persons)
    edges = both_ways(small, lambda view: soft_edges(view, networks, min(view.shape[:2])))
    distance, facing = space(small, networks)
    other = centred(_distance(small, networks))
    share = heeded(distance, other)
    return Scene(
        pixels=small,
        distance=cast(Plane, distance + share * (other - distance)),
        facing=facing,
        edges=edges,
        bodies=things,
        things=on_borders(things, small, distance, edges, persons),
        sky=far_sky(sky(small, edges), far(distance)),
        aspect=(height / small.shape[0]) / (width / small.shape[1]),
    )


def likely_things(kinds: Plane, height: int, width: int) -> Plane:
    """How likely some thing is at each pixel, 0..1: float32 (height, width).

    `kinds`: what DeepLab says of its classes at its grid. In between, the odds are a mean.
    """
    likely = np.exp(kinds - kinds.max(axis=2, keepdims=True))
    nothing = likely[..., NO_THINGS].sum(axis=2)
    odds = np.log((likely.sum(axis=2) - nothing + 1e-9) / (nothing + 1e-9))
    return cast(Plane, 1 / (1 + np.exp(-stretched(odds, height, width))))


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


def heeded(distance: Plane, other: Plane) -> np.float32:
    """The share that `other` has in the distance, 0..OTHER: the less, the less both agree.

    It knows rooms well and little else, and where it does not agree with our own, ours is right.
    """
    one, two = (plane - plane.mean() for plane in (distance, other))
    alike = (one * two).mean() / max(float(one.std() * two.std()), 1e-9)
    return np.float32(OTHER * np.clip((alike - UNLIKE) / (LIKE - UNLIKE), 0, 1))


def centred(distance: Plane) -> Plane:
    """`distance` less what is in its middle."""
    return cast(Plane, distance - np.median(distance).astype(np.float32))


def far(distance: Plane) -> Plane:
    """How far off everything is, from what is in the middle, 0, to the farthest fifth, 1."""
    middle, end = np.percentile(distance, FAR)
    return cast(Plane, np.clip((distance - middle) / max(float(end - middle), 1e-3), 0, 1))


def space(seen: Pixels, networks: Networks) -> tuple[Plane, Plane]:
    """What our own network sees: the logarithm of distance, centred, and unit normals.

    (height, width) and (3, height, width), of RGB `seen` (height, width, 3) of about 256 x 256.
    """

    def run(view: Pixels) -> Plane:
        planes = np.ascontiguousarray(view.transpose(2, 0, 1)[None], np.float32)
        return cast(Plane, networks.run("space", planes)[0][0])

    height, width = (math.ceil(side / SPACE_STRIDE) for side in seen.shape[:2])
    view = resized(seen, height * SPACE_STRIDE, width * SPACE_STRIDE)
    back = run(np.ascontiguousarray(view[:, ::-1]))[..., ::-1]
    made = np.stack(
        [
            cv2.resize(plane, seen.shape[1::-1], interpolation=cv2.INTER_LINEAR)
            for plane in (run(view) + back * MIRRORED) / 2
        ]
    )
    return centred(-made[0]), unit(made[1:])


def _distance(seen: Pixels, networks: Networks) -> Plane:
    def run(view: Pixels) -> Plane:
        planes = np.ascontiguousarray(view.transpose(2, 0, 1)[None], np.float32)
        planes /= 255
        found = networks.run("fastdepth", planes)[0][0, 0]
        return cast(Plane, np.log(np.clip(found, NEAREST, FARTHEST)))

    made = both_ways(resized(seen, DISTANCE_SIDE, DISTANCE_SIDE), run)
    return cast(Plane, cv2.resize(made, seen.shape[1::-1], interpolation=cv2.INTER_LINEAR))

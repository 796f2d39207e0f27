"""How near everything in a scene is: what networks see, put right where they are known to fail.

Their borders are soft, and they slip. So
- what is lower in the picture is a little nearer, as on any ground that is seen from above: this
  decides where the networks see next to no differences;
- the sky is farthest, and no small spot is much nearer than all that is around it;
- a thing (a person, an animal, a car) has one distance, with some relief, and is as near as the
  ground on which it stands; what is beside it, where the networks' blur would leave a halo, is as
  far as what is farther off in the same rows;
- distances are smoothed inside outlines, and what was seen next to an outline is not believed.
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from core.local.space.scene import Scene
from core.local.space.smoothing import loosened, smooth, ties
from core.local.space.things import Things
from core.picture import Plane

# Distances are logarithms: 0.1 is ten per cent.
GROUND = 0.05  # from the upper to the lower edge of the picture
BEHIND = 0.25  # the same, of the ground that is seen between legs
SKY = 0.25  # beyond nearly everything else
RELIEF = 0.5  # of its own that a thing keeps
NEARER = 0.3  # before all around it that a small spot may be

# Of the longer side.
SPOT = 0.15  # what is no larger is a small spot
HALO = 0.05  # how far the networks' blur reaches beyond a thing

EDGE, COLOUR = 0.08, 17.0  # of an outline, and levels of colour, that loosen a tie to 1/e
SOFT = 0.15  # of an outline, next to which a distance is believed to 1/e
STRENGTH = 400.0
LEAST = 1e-3  # to what a distance is believed at the least
BODY = 6.0  # the standard deviation, in pixels, to which the relief of a thing is smoothed


def inverse_depth(scene: Scene) -> Plane:
    """1 / distance, up to a factor, at the size of `scene`: float32 (height, width), above 0."""
    is_thing = scene.things
    seen = with_far_sky(grounded(without_spots(scene.distance)), scene.sky)
    things, seen = Things(scene.bodies), without_halos(seen, is_thing)
    believed = trust(scene) + LEAST
    ground = smooth(
        things.uncovered(seen, BEHIND / len(seen))[None],
        believed * (1 - is_thing) + LEAST,
        loosened(ties(scene.edges, EDGE), scene.pixels, COLOUR),
        STRENGTH,
    )[0]
    near = things.levelled(within(scene.distance, believed * is_thing), ground, RELIEF)
    return cast(Plane, np.exp(-(ground + is_thing * (near - ground))))


def grounded(distance: Plane) -> Plane:
    """`distance` with the ground under it: less below, more above, the same in the middle."""
    height = len(distance)
    up = 0.5 - (np.arange(height, dtype=np.float32) + 0.5) / height
    return cast(Plane, distance + GROUND * up[:, None])


def with_far_sky(distance: Plane, sky: Plane) -> Plane:
    """`distance` where `sky`, 0..1, is beyond nearly everything."""
    far = np.float32(np.percentile(distance, 95) + SKY)
    return cast(Plane, distance + sky * np.maximum(far - distance, 0))


def without_spots(distance: Plane) -> Plane:
    """`distance` without small spots that are much nearer than all around them."""
    side = 2 * round(SPOT * max(distance.shape) / 2) + 1
    around = cv2.morphologyEx(distance, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    return cast(Plane, np.maximum(distance, around - NEARER))


def without_halos(distance: Plane, things: Plane) -> Plane:
    """`distance` where, beside and above `things`, 0..1, it is as far as beyond in the rows."""
    reach = round(HALO * max(things.shape))
    # Not below: there is the ground on which a thing stands.
    side = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    near = cv2.dilate((things > 0.5).astype(np.uint8), side, anchor=(reach, 0))
    halo = cv2.GaussianBlur(near.astype(np.float32), (0, 0), reach / 4)
    free = (1 - halo) ** 2 + np.float32(1e-6)
    sums, weights = (
        cv2.GaussianBlur(plane, (0, 0), sigmaX=2 * reach, sigmaY=reach / 3)
        for plane in (distance * free, free)
    )
    return cast(Plane, distance + halo * np.maximum(sums / weights - distance, 0))


def within(distance: Plane, believed: Plane) -> Plane:
    """`distance` smoothed, each pixel counting as much as it is `believed`, 0..1."""
    weight = believed + np.float32(1e-6)
    sums, weights = (cv2.GaussianBlur(p, (0, 0), BODY) for p in (distance * weight, weight))
    return cast(Plane, sums / weights)


def trust(scene: Scene) -> Plane:
    """How far a distance is to be believed, 0..1: less beside outlines and borders of things."""
    beside = cv2.dilate(scene.edges, np.ones((3, 3), np.uint8))
    beside = cv2.GaussianBlur(beside, (0, 0), 2)
    decided = np.maximum(np.abs(2 * scene.things - 1), 0.05)
    return cast(Plane, np.exp(-beside / SOFT) * decided)

"""Lays the borders of things on the picture's outlines; the network that finds things leaves them
round, and takes what is seen between an arm and a body for a part of the person.

From what is a thing for sure, and what is none, outlines are flooded as hills are from valleys:
floods meet on the highest outline between them. Colours tell the rest.
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.flooding import Floods, flooded
from core.local.guided import guide
from core.picture import Pixels, Plane

REACH = 6  # pixels: a border is no farther from where it was seen
CORE = 0.75  # of the deepest nearby: what is so deep inside of what is thin is sure as well
RADIUS, EPSILON = 4, 60.0  # of the guided filter
FIRM = 2.0  # how much harder borders are made

AROUND = 20  # pixels, at half the size, that are nearby
NO_THING = 0.05  # what is less likely a thing is none for sure
GRAIN = 100.0  # the least variance of a colour, in levels squared
ALIKE = 3.0  # of the variance: a colour so far off is alike to 1/e
APART = 0.05  # the least that surroundings are farther off, a logarithm
OPEN = 0.3  # so much like the surroundings, by colour and by distance, is a gap
LEAST_GAP = 5  # pixels across: what is less is an eye, or a button
RIM, RIM_SHARE = 0.15, 0.8  # outlines so strong, around so much of it, enclose a gap

Mask = NDArray[np.bool_]

THING, REST = 1, 2  # floods; those of gaps are counted on from there


def on_borders(
    things: Plane, pixels: Pixels, distance: Plane, edges: Plane, people: Plane
) -> Plane:
    """`things`, 0..1, with their borders on `edges`, 0..1, where there are some nearby.

    What has the colours that RGB `pixels` (height, width, 3) have around the thing, and is as far
    as these by `distance`, a logarithm, is a gap if outlines enclose it; unless it is of `people`,
    0 or 1, which are things as well. Planes are float32 (height, width).
    """
    is_thing = (things > 0.5).astype(np.uint8)
    if not is_thing.any():
        return np.zeros_like(things)
    figures = people.astype(np.uint8)
    sure = _core(is_thing)
    beside = cv2.dilate(figures, np.ones((LEAST_GAP,) * 2, np.uint8))
    gaps = _gaps(things, pixels, distance) * (sure & (beside == 0))
    sure |= _core(figures)
    # Where floods meet on level ground is chance, but not to be another in a mirror image.
    rest = _core(1 - is_thing)
    here = _laid(sure, rest, gaps, edges)
    back = _laid(sure[:, ::-1], rest[:, ::-1], gaps[:, ::-1], edges[:, ::-1])[:, ::-1]
    return _by_colour(cast(Plane, (here + back) / np.float32(2)), pixels)


def _laid(sure: Mask, rest: Mask, gaps: NDArray[np.uint8], edges: Plane) -> Plane:
    """What a flood makes of a thing that is `sure`, and none in the `rest` and `gaps`, 0 or 1.

    0..1, 0.5 on a crest.
    """
    begun = np.zeros(edges.shape, np.int32)
    begun[sure], begun[rest] = THING, REST
    count, number = cv2.connectedComponents(np.ascontiguousarray(gaps), connectivity=4)
    begun[gaps > 0] = number[gaps > 0] + REST
    found = flooded(begun, edges)
    for gap in range(REST + 1, REST + count):
        _fill_open(found, gap, edges)
    made = (found == THING).astype(np.float32)
    beside = cv2.dilate(made, np.ones((3, 3), np.uint8))
    return np.where(found == 0, beside / 2, made).astype(np.float32)


def _by_colour(things: Plane, pixels: Pixels) -> Plane:
    """`things` with what an outline leaves out of a border: it is soft where colours are alike."""
    strips = guide(things[None], pixels, RADIUS, EPSILON).strips(pixels)
    made = np.concatenate([planes[0] for _, planes in strips])
    return cast(Plane, np.clip((made - 0.5) * FIRM + 0.5, 0, 1))


def _core(part: Pixels) -> Mask:
    """What of `part`, 0 or 1, is farther than REACH inside, or as far as it can be nearby."""
    inside = cv2.distanceTransform(part, cv2.DIST_L2, 5)
    nearby = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * REACH + 1,) * 2)
    deep = np.minimum(REACH, CORE * cv2.dilate(inside, nearby))
    return cast(Mask, (part > 0) & (inside >= deep))


def _fill_open(found: Floods, gap: int, edges: Plane) -> None:
    """Make of the flood `gap` a part of the thing, unless strong `edges` part the two."""
    inside = (found == gap).astype(np.uint8)
    near = cv2.dilate(inside, np.ones((3, 3), np.uint8)) > 0
    thing = cv2.dilate((found == THING).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    rim = near & thing & (inside == 0)
    if rim.any() and (edges[rim] > RIM).mean() < RIM_SHARE:
        found[near] = THING


def _gaps(things: Plane, pixels: Pixels, distance: Plane) -> Pixels:
    """1 where colours and distances are those of what surrounds `things`, else 0."""
    size = pixels.shape[1::-1]
    small = size[0] // 2, size[1] // 2
    half, coarse, far = (
        cv2.resize(plane, small, interpolation=cv2.INTER_AREA).astype(np.float32)
        for plane in (pixels, things, distance)
    )
    free = (coarse < NO_THING).astype(np.float32)
    alike = _alike(half, free) > OPEN
    beyond, own = _mean(far, free), _mean(far, coarse)
    as_far = (far - own > OPEN * (beyond - own)) & (beyond - own > APART)
    made = cv2.resize((alike & as_far).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    least = np.ones((LEAST_GAP,) * 2, np.uint8)
    return cast(Pixels, cv2.morphologyEx((made > 0.5).astype(np.uint8), cv2.MORPH_OPEN, least))


def _alike(colours: Plane, free: Plane) -> Plane:
    """How much each pixel has the colours that are nearby where it is `free`, 0 or 1: 0..1."""
    weight = free[..., None]
    middle = _mean(colours, weight)
    variance = np.maximum(_mean(colours**2, weight) - middle**2, 0) + GRAIN
    off = ((colours - middle) ** 2 / variance).sum(axis=2)
    return cast(Plane, np.exp(-off / ALIKE) * (_sums(free) > 0))


def _mean(planes: Plane, weight: Plane) -> Plane:
    """The mean of `planes` nearby, each pixel counting as much as its `weight`; 0 if none does."""
    total = _sums(weight).reshape(weight.shape)
    return cast(Plane, _sums(planes * weight) / np.maximum(total, 1))


def _sums(planes: Plane) -> Plane:
    side = (2 * AROUND + 1,) * 2
    border = cv2.BORDER_CONSTANT
    return cast(Plane, cv2.boxFilter(planes, -1, side, normalize=False, borderType=border))

"""Lays the borders of things on the picture's own; the network that finds things leaves them round.

It also takes what is seen between an arm and a body for a part of the person.
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from core.local.guided import guide
from core.local.space.smoothing import spread, ties
from core.picture import Pixels, Plane

RADIUS, EPSILON = 10, 60.0  # of the guided filter, at half the size
FIRM = 2.0  # how much harder borders are made
EDGE = 0.08  # of an outline, that loosens a tie to 1/e
SOFT = 0.3  # of an outline, on which what is said is believed to 1/e
STRENGTH = 20.0
AROUND = 20  # pixels, at half the size, that are nearby
NO_THING = 0.05  # what is less likely a thing is none for sure
GRAIN = 100.0  # the least variance of a colour, in levels squared
LEAST_GAP = 7  # pixels across: what is less is an eye, or a button
ALIKE, APART = 3.0, 6.0  # of the variance: a colour so far off is alike to 1/e


def on_borders(things: Plane, pixels: Pixels, edges: Plane) -> Plane:
    """`things`, 0..1, with their borders on those of RGB `pixels` (height, width, 3).

    First colours decide. Near a border, what has those of a thing is one. Farther inside, what is
    unlike the surroundings stays one: a face may well differ from the clothes. What has exactly
    their colours where things have others is a gap. Then it is made the same inside `edges`, 0..1.
    Planes are float32 (height, width), of even sides.
    """
    if not things.any():
        return things
    size = pixels.shape[1::-1]
    small = size[0] // 2, size[1] // 2
    half = cast(Pixels, cv2.resize(pixels, small, interpolation=cv2.INTER_AREA))
    coarse = cast(Plane, cv2.resize(things, small, interpolation=cv2.INTER_AREA))
    strips = guide(coarse[None], half, RADIUS, EPSILON).strips(pixels)
    by_colour = _firm(np.concatenate([planes[0] for _, planes in strips]))
    behind, apart = (
        cast(Plane, cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR))
        for plane in _behind(half, coarse)
    )
    gaps = cv2.morphologyEx(behind**3 * apart, cv2.MORPH_OPEN, np.ones((LEAST_GAP,) * 2, np.uint8))
    likely = np.maximum(by_colour, _firm(things) * (1 - behind)) * (1 - gaps)
    believed = np.exp(edges * np.float32(-1 / SOFT))
    said = spread(np.stack([likely * believed, believed]), ties(edges, EDGE), STRENGTH)
    return _firm(said[0] / said[1])


def _behind(pixels: Pixels, things: Plane) -> tuple[Plane, Plane]:
    """How much each pixel has the colours that are around `things` nearby, and how much things
    have others: 0..1 each."""
    colours = pixels.astype(np.float32)
    free = (things < NO_THING).astype(np.float32)[..., None]
    count, body = _sums(free)[..., None], _sums(things)[..., None]
    middle = _sums(colours * free) / np.maximum(count, 1)
    variance = _sums(colours**2 * free) / np.maximum(count, 1) - middle**2
    variance = np.maximum(variance, 0) + GRAIN
    off = ((colours - middle) ** 2 / variance).sum(axis=2)
    own = _sums(colours * things[..., None]) / np.maximum(body, 1)
    other = ((own - middle) ** 2 / variance).sum(axis=2)
    known = (count[..., 0] > 0) & (body[..., 0] > 0)
    return np.exp(-off / ALIKE) * known, (1 - np.exp(-other / APART)) * known


def _sums(planes: Plane) -> Plane:
    side = (2 * AROUND + 1,) * 2
    border = cv2.BORDER_CONSTANT
    return cast(Plane, cv2.boxFilter(planes, -1, side, normalize=False, borderType=border))


def _firm(likely: Plane) -> Plane:
    return cast(Plane, np.clip((likely - 0.5) * FIRM + 0.5, 0, 1))

"""Normals: which way every surface faces, from how distance changes across the picture.

The colours are (n + 1) / 2 of unit vectors whose axes are those of ControlNet's normals (NormalBae:
G. Bae, I. Budvytis, R. Cipolla, Estimating and Exploiting the Aleatoric Uncertainty in Surface
Normal Estimation, 2021): red points to the left, green up, blue to the viewer.

With (u, v) = (column - centre, row - centre) / focal length, a plane seen in perspective has an
inverse depth of a u + b v + c and the normal (a, b, c), so where the logarithm of its distance
changes by (g, h) over one focal length, its normal is (-g, -h, 1 + u g + v h).
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import cast

import cv2
import numpy as np

from core.local.guided import guide
from core.local.method import Maker
from core.local.networks import Networks
from core.local.space.inverse_depth import trust
from core.local.space.scene import Scene, look
from core.local.space.smoothing import Ties, smooth, ties
from core.options import Options
from core.picture import Pixels, Plane

FOCAL_LENGTH = 0.92  # of the longer side: a field of view of 57 degrees
SIGMA = 1.0  # of the Gaussian before distances are compared, in pixels of the scene
EDGE = 0.12  # of an outline, that loosens a tie to 1/e
COLOUR = 1000.0  # as EDGE, in levels of colour: shading does not end a surface
STEEP = 1.0  # a slope that is believed half as much as none: most such are borders, blurred
ROUND = 0.03  # how far the middle of a thing stands out, so that it turns away at its border
GROOVE = 0.03  # how deep an outline is cut into a thing
FAINT = 0.3  # of GROOVE: how deep elsewhere
STEEPEST = 0.05  # the least of a normal, before it is made a unit, that points to the viewer
RADIUS, EPSILON = 3, 100.0  # of the guided filter


def open_normalbae(pixels: Pixels, networks: Networks) -> Maker:
    """Guides of `pixels`: RGB `uint8` (height, width, 3), unit normals.

    Options: `normalRelief`, 0 to 200, how steep surfaces are, in per cent; `normalDetail`, 0 to
    100, how deep outlines are cut into them; `normalSmoothness`, 0 to 100, how far a surface goes
    on without a change.
    """

    @cache
    def scene() -> tuple[Scene, Plane, Plane, Ties]:
        seen = look(pixels, networks)
        found = slopes(seen.distance, SIGMA, seen.aspect)
        believed = trust(seen) / (1 + (found**2).sum(axis=0) / STEEP**2)
        return seen, found, believed, ties(seen.edges, seen.pixels, EDGE, COLOUR)

    @cache
    def shapes() -> tuple[Plane, Plane]:
        seen = scene()[0]
        round_things = slopes(-ROUND * domes(seen.things), SIGMA, seen.aspect)
        depth = GROOVE * (FAINT + (1 - FAINT) * seen.things) * (1 - seen.sky)
        return round_things, slopes(-depth * ridges(seen.edges), SIGMA, seen.aspect)

    @lru_cache(maxsize=1)
    def surfaces(smoothness: float) -> Plane:
        seen, found, believed, tied = scene()
        flat = smooth(found, believed, tied, 10 ** (2.5 + smoothness / 25))
        return cast(Plane, flat * (1 - seen.sky) * (1 - seen.things))

    def make(options: Options) -> Pixels:
        relief = options.number("normalRelief") / 100
        seen = scene()[0]
        round_things, grooves = shapes()
        turned = surfaces(options.number("normalSmoothness")) + round_things
        turned += options.number("normalDetail") / 50 * grooves
        normals = facing(relief * turned, seen.aspect)
        made = np.empty(pixels.shape, np.uint8)
        guided = guide(normals, seen.pixels, RADIUS, EPSILON)
        for rows, planes in guided.strips(pixels):
            made[rows] = colours(planes)
        return made

    return make


def slopes(distance: Plane, sigma: float, aspect: float = 1.0) -> Plane:
    """How a logarithm of distance changes to the right and down, over one focal length.

    From (height, width) to (2, height, width), after a Gaussian of `sigma` pixels. A pixel is
    `aspect` times as high as it is wide. At its border a surface goes on as it was heading.
    """
    margin = math.ceil(4 * sigma) + 1
    padded = np.pad(distance, margin, mode="reflect", reflect_type="odd")
    down, across = np.gradient(cv2.GaussianBlur(padded, (0, 0), sigma))
    inside = (slice(margin, -margin), slice(margin, -margin))
    focal = focal_length(distance.shape, aspect)
    return np.stack([across[inside] * focal, down[inside] * focal / aspect]).astype(np.float32)


def facing(slopes: Plane, aspect: float = 1.0) -> Plane:
    """Unit normals of surfaces with these `slopes`: (3, height, width), left, up, to the viewer."""
    _, height, width = slopes.shape
    focal = focal_length((height, width), aspect)
    u = ((np.arange(width) + 0.5 - width / 2) / focal).astype(np.float32)
    v = ((np.arange(height) + 0.5 - height / 2) * aspect / focal).astype(np.float32)[:, None]
    across, down = slopes
    towards = np.maximum(1 + u * across + v * down, STEEPEST)
    return unit(np.stack([-across, -down, towards]))


def focal_length(size: tuple[int, ...], aspect: float) -> float:
    """The focal length taken for granted, in widths of a pixel."""
    return FOCAL_LENGTH * max(size[0] * aspect, size[1])


def unit(vectors: Plane) -> Plane:
    """`vectors` (3, height, width) made 1 long."""
    return cast(Plane, vectors / np.maximum(np.sqrt((vectors**2).sum(axis=0)), 1e-6))


def colours(normals: Plane) -> Pixels:
    """`normals` (3, height, width), of any length but 0, as RGB (height, width, 3)."""
    shown = (unit(normals) + 1) * 127.5
    return np.ascontiguousarray(np.rint(shown).astype(np.uint8).transpose(1, 2, 0))


def domes(things: Plane) -> Plane:
    """Things, 0..1, as cushions: 1 in the middle, falling ever steeper to 0 at the border."""
    size = 0.04 * max(things.shape)
    return cast(Plane, np.sqrt(cv2.GaussianBlur(things * things, (0, 0), size)) * things)


def ridges(edges: Plane) -> Plane:
    """What lies between outlines, 0..1, as cushions: 1 in the middle, 0 on the outline."""
    between = cv2.GaussianBlur((1 - edges) ** 2, (0, 0), 0.01 * max(edges.shape))
    return cast(Plane, np.sqrt(np.maximum(between, 0)))

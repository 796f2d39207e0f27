"""Normals: which way every surface faces.

What lies level, ground, floor and ceiling, has a normal that is known; so have walls whose border
with a ceiling is seen. Of everything else only steep changes of FastDepth's distance are believed:
the network sees a slope where there is none more often than it misses one, and most of what is
photographed faces the camera. Things are round: they turn away towards their borders, and outlines
are cut into them.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import cast

import cv2
import numpy as np

from core.local.guided import guide
from core.local.method import Drawn, TellingMaker
from core.local.networks import Networks
from core.local.space.directions import colours, facing, places, slopes, unit
from core.local.space.leaning import leaning
from core.local.space.level import Level, level
from core.local.space.looking import FLAT, look
from core.local.space.scene import Scene
from core.local.space.smoothing import spread, ties
from core.options import Options
from core.picture import Pixels, Plane

SIGMA = 1.0  # of the Gaussian before distances are compared, in pixels of the scene
EDGE = 0.12  # of an outline, that loosens a tie to 1/e
SOFT = 0.6  # of an outline, next to which a slope is believed to 1/e
STEEP = 1.0  # a slope that is believed half as much as none: most such are borders, blurred
LEVEL = 0.01  # how far it is believed everywhere that nothing slopes
SLIGHT = 0.8  # slopes that are less are taken for none, more and more
ROUND = 0.03  # how far the middle of a thing stands out, so that it turns away at its border
BODY = 0.06  # of the longer side: how far a thing goes on turning away
GROOVE = 0.03  # how deep an outline is cut into a thing
FAINT = 0.05  # of GROOVE: how deep elsewhere
SPREAD = 0.1  # of a row: ground that is less wide does not tell where the horizon is
RADIUS, EPSILON = 3, 100.0  # of the guided filter
UP, TOWARDS = np.eye(3, dtype=np.float32)[1:].reshape(2, 3, 1, 1)


def open_normalbae(pixels: Pixels, networks: Networks) -> TellingMaker:
    """Guides of `pixels`: RGB `uint8` (height, width, 3), unit normals.

    Options: `normalRelief`, 0 to 200, how steep surfaces are, in per cent; `normalDetail`, 0 to
    100, how deep outlines are cut into them; `normalSmoothness`, 0 to 100, how far a surface goes
    on without a change. A picture that is flat faces the viewer, and a remark says why.
    """

    @cache
    def scene() -> Shapes | None:
        seen = look(pixels, networks)
        return None if seen is None else Shapes(seen, level(pixels, seen))

    @lru_cache(maxsize=1)
    def normals(smoothness: float, detail: float) -> Plane:
        shapes = scene()
        assert shapes is not None
        return shapes.normals(10 ** (2.5 + smoothness / 25), detail / 50)

    def make(options: Options) -> Drawn:
        shapes = scene()
        if shapes is None:
            return Drawn(np.broadcast_to(colours(TOWARDS)[0, 0], pixels.shape).copy(), remark=FLAT)
        found = normals(options.number("normalSmoothness"), options.number("normalDetail"))
        made = np.empty(pixels.shape, np.uint8)
        turned = in_relief(found, options.number("normalRelief") / 100)
        guided = guide(turned, shapes.scene.pixels, RADIUS, EPSILON)
        for rows, planes in guided.strips(pixels):
            made[rows] = colours(planes)
        return Drawn(made)

    return make


class Shapes:
    """What is known of the surfaces in a scene, whatever the options."""

    def __init__(self, scene: Scene, level: Level) -> None:
        self.scene = scene
        self._level = level
        self._ties = ties(scene.edges, EDGE)
        self._found = slopes(scene.distance, SIGMA, scene.aspect)
        self._believed = _trust(scene) / (1 + (self._found**2).sum(axis=0) / STEEP**2)
        bodies = slopes(-ROUND * domes(scene.things), SIGMA, scene.aspect) * scene.things
        walls = leaning(level.ceiling, scene.edges, scene.aspect) * (1 - scene.things)
        self._known = bodies + np.stack([walls, np.zeros_like(walls)])
        depth = GROOVE * (FAINT + (1 - FAINT) * scene.things) * (1 - scene.sky)
        self._grooves = slopes(-depth * ridges(scene.edges), SIGMA, scene.aspect)

    def normals(self, strength: float, detail: float) -> Plane:
        """Unit normals (3, height, width).

        `strength`: of the smoothing; `detail`: how deep grooves are, 1 as usual.
        """
        scene, level = self.scene, self._level
        said = np.concatenate([self._found * self._believed, self._believed[None] + LEVEL])
        said = spread(said, self._ties, strength)
        steep = without_slight(said[:2] / said[2]) * (1 - scene.sky) * (1 - scene.things)
        found = facing(steep + self._known + detail * self._grooves, scene.aspect)
        rest = np.clip(1 - level.floor - level.ceiling, 0, 1)
        floor = level.floor * floor_normal(level.floor, scene.aspect)
        return unit(found * rest + floor - level.ceiling * UP)


def _trust(scene: Scene) -> Plane:
    """How far a slope is to be believed, 0..1: less beside outlines and borders of things."""
    beside = cv2.GaussianBlur(scene.edges, (0, 0), 2)
    decided = np.maximum(np.abs(2 * scene.things - 1), 0.05)
    return cast(Plane, np.exp(-beside / SOFT) * decided)


def without_slight(slopes: Plane) -> Plane:
    """`slopes` (2, height, width) without those that are as slight as the network's slips."""
    size = np.abs(slopes) ** 3
    return cast(Plane, slopes * size / (size + SLIGHT**3))


def floor_normal(floor: Plane, aspect: float) -> Plane:
    """The normal of a `floor`, 0..1 (height, width): (3, 1, 1), up as the camera is held.

    The horizon is in the middle of the picture, or where the floor goes on higher, at its end.
    """
    _, v = places(floor.shape, aspect)
    rows = np.flatnonzero((floor > 0.5).mean(axis=1) > SPREAD)
    down = max(0.0, -float(v[rows[0]])) if rows.size else 0.0
    return unit(UP + np.float32(down) * TOWARDS)


def in_relief(normals: Plane, relief: float) -> Plane:
    """`normals` that turn away `relief` times as far: 0 is towards the viewer."""
    left, up, towards = normals
    near = towards if relief > 1 else 1 - relief * (1 - towards)
    return unit(np.stack([relief * left, relief * up, np.maximum(near, 0)]))


def domes(things: Plane) -> Plane:
    """Things, 0..1, as cushions: 1 in the middle, falling ever steeper to 0 at the border."""
    size = BODY * max(things.shape)
    return cast(Plane, np.sqrt(cv2.GaussianBlur(things, (0, 0), size)))


def ridges(edges: Plane) -> Plane:
    """What lies between outlines, 0..1, as cushions: 1 in the middle, 0 on the outline."""
    between = cv2.GaussianBlur((1 - edges) ** 2, (0, 0), 0.01 * max(edges.shape))
    return cast(Plane, np.sqrt(np.maximum(between, 0)))

"""Normals: which way every surface faces.

A network tells it, soft and with some noise. So normals are smoothed inside outlines; a surface
that as a whole turns a little away from the viewer is taken to face the viewer, as most that is
photographed does, and keeps its relief; what lies nearly level is made level. Outlines are cut into
things.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import cast

import cv2
import numpy as np

from core.local.guided import guide
from core.local.method import Drawn, TellingMaker
from core.local.networks import Networks
from core.local.space.directions import TOWARDS, colours, slopes, unit
from core.local.space.level import laid, level
from core.local.space.looking import FLAT, look
from core.local.space.scene import Scene
from core.local.space.smoothing import spread, ties
from core.options import Options
from core.picture import Pixels, Plane

SIGMA = 1.0  # of the Gaussian before heights are compared, in pixels of the scene
EDGE = 0.12  # of an outline, that loosens a tie to 1/e
SOFT = 0.6  # of an outline, next to which a normal is believed to 1/e
LEAST = 0.01  # to what a normal is believed at the least
WHOLE = 10.0  # how much more a surface is smoothed to be seen as a whole
SLIGHT = 0.2  # of a normal that points aside: less is taken for none, more and more
GROOVE = 0.03  # how deep an outline is cut into a thing
FAINT = 0.05  # of GROOVE: how deep elsewhere
RADIUS, EPSILON = 3, 100.0  # of the guided filter


def open_normalbae(pixels: Pixels, networks: Networks) -> TellingMaker:
    """Guides of `pixels`: RGB `uint8` (height, width, 3), unit normals.

    Options: `normalRelief`, 0 to 200, how steep surfaces are, in per cent; `normalDetail`, 0 to
    100, how deep outlines are cut into them; `normalSmoothness`, 0 to 100, how far a surface goes
    on without a change. A picture that is flat faces the viewer, and a remark says why.
    """

    @cache
    def scene() -> Shapes | None:
        seen = look(pixels, networks)
        return None if seen is None else Shapes(seen)

    @lru_cache(maxsize=1)
    def normals(smoothness: float, detail: float) -> Plane:
        shapes = scene()
        assert shapes is not None
        return shapes.normals(smoothing(smoothness), detail / 50)

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


def smoothing(smoothness: float) -> float:
    """The strength of the smoothing for `normalSmoothness`, 0 to 100."""
    return 10 ** (1 + smoothness / 25)


class Shapes:
    """What is known of the surfaces in a scene, whatever the options."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._ties = ties(scene.edges, EDGE)
        self._believed = _trust(scene) + np.float32(LEAST)
        depth = GROOVE * (FAINT + (1 - FAINT) * scene.things) * (1 - scene.sky)
        self._grooves = _tilt(depth * ridges(scene.edges), scene.aspect)

    def normals(self, strength: float, detail: float) -> Plane:
        """Unit normals (3, height, width).

        `strength`: of the smoothing; `detail`: how deep grooves are, 1 as usual.
        """
        scene = self.scene
        said = scene.facing * self._believed
        found, whole = (
            unit(spread(said, self._ties, share)) for share in (strength, WHOLE * strength)
        )
        turned = unit(without_slight(found, whole) + detail * self._grooves)
        seen = turned + scene.sky * (TOWARDS - turned)
        return laid(seen, level(whole, scene.things), scene.aspect)


def _trust(scene: Scene) -> Plane:
    """How far a normal is to be believed, 0..1: less beside outlines and borders of things."""
    beside = cv2.GaussianBlur(scene.edges, (0, 0), 2)
    decided = np.maximum(np.abs(2 * scene.things - 1), 0.05)
    return cast(Plane, np.exp(-beside / SOFT) * decided)


def _tilt(high: Plane, aspect: float) -> Plane:
    """What is added to normals towards the viewer where things stand out so `high`."""
    across, down = slopes(-high, SIGMA, aspect)
    return np.stack([-across, -down, np.zeros_like(across)])


def without_slight(normals: Plane, whole: Plane) -> Plane:
    """Unit `normals` (3, height, width) of surfaces that face the viewer if they nearly do.

    `whole`: the same, of each surface as a whole.
    """
    aside = np.hypot(*whole[:2])
    slight = SLIGHT**5 / (aside**5 + SLIGHT**5)
    turned = normals[:2] - slight * whole[:2]
    rest = np.sqrt(np.maximum(1 - (turned**2).sum(axis=0), 0))
    towards = np.where(normals[2] < 0, normals[2], rest)
    return np.concatenate([turned, towards[None]])


def in_relief(normals: Plane, relief: float) -> Plane:
    """`normals` that turn away `relief` times as far: 0 is towards the viewer."""
    left, up, towards = normals
    near = towards if relief > 1 else 1 - relief * (1 - towards)
    return unit(np.stack([relief * left, relief * up, np.maximum(near, 0)]))


def ridges(edges: Plane) -> Plane:
    """What lies between outlines, 0..1, as cushions: 1 in the middle, 0 on the outline."""
    between = cv2.GaussianBlur((1 - edges) ** 2, (0, 0), 0.01 * max(edges.shape))
    return cast(Plane, np.sqrt(np.maximum(between, 0)))

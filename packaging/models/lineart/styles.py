"""How pencil and ink weigh what `plain.py` finds, and drawing with them as the app once did."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from core.local.lines.pen import INK, PENCIL
from core.local.lines.softedge import soft_edges
from core.local.lines.xdog import REFERENCE_SIDE, shrunk
from core.local.networks import Networks
from core.picture import Pixels, Plane
from models.lineart.plain import find_lines

FULL_FLOOR = 192  # the noise floor that only a line of full strength would pass
PENCIL_STRONG = 3.0  # times the noise floor must a line reach somewhere
PENCIL_SOFT = 0.35  # the strength of a line of 63 % white
INK_FADED = 0.35  # of the threshold, to which a line goes on once it has begun
INK_SOFT = 0.04  # as PENCIL_SOFT
FLOOR, THRESHOLD, WIDTH = 12, 16, 2.0
"""The options of pencil, of ink and of both, as they are if nobody changes them."""


class Pencil:
    """For photographs: outlines by how likely they are, and lines that stand out around."""

    light_lines = False  # highlights are not drawn with a pencil
    busy = 2.0
    trust = 0.3
    outshone = 0.25

    def line(self, darkness: Plane) -> Plane:
        """A line 18 levels darker than its sides is of half strength."""
        return cast(Plane, darkness / (darkness + 18))

    def border(self, likely: Plane, step: Plane, near: Plane) -> Plane:
        """Likelihood, and the height of the step; without one near, the edge is a guess."""
        seen = np.clip((near - 3) / 12, 0, 1)
        return likely * (0.4 * seen + 0.6 * step / (step + 12))


class Ink:
    """For flat colour: lines and borders by how different the colours are."""

    light_lines = True
    busy = 8.0
    trust = 0.7
    outshone = 0.03

    def line(self, darkness: Plane) -> Plane:
        """In proportion to how much darker it is; a quarter of it was lost in smoothing."""
        return cast(Plane, darkness / 191)

    def border(self, likely: Plane, step: Plane, near: Plane) -> Plane:
        """In proportion to the step, unless a thing is unlikely to end there: paper, shades."""
        return cast(Plane, np.minimum(2 * likely, 1) * step / 255)


def pencil(pixels: Pixels, networks: Networks) -> Pixels:
    """A pencil guide of `pixels`, grey, as `lineart` draws them."""
    weak = FLOOR / FULL_FLOOR
    return _drawn(pixels, networks, Pencil(), (weak, PENCIL_STRONG * weak, PENCIL_SOFT))


def ink(pixels: Pixels, networks: Networks) -> Pixels:
    """An ink guide of `pixels`, grey, as `lineart_anime` draws them."""
    strong = THRESHOLD / 255
    return _drawn(pixels, networks, Ink(), (INK_FADED * strong, strong, INK_SOFT))


def _drawn(
    pixels: Pixels, networks: Networks, style: Pencil | Ink, least: tuple[float, float, float]
) -> Pixels:
    step = max(1.0, min(pixels.shape[:2]) / REFERENCE_SIDE)
    seen = shrunk(pixels, step)
    likely = soft_edges(seen, networks, float(min(seen.shape[:2])))
    likely = cast(Plane, cv2.resize(likely, seen.shape[1::-1], interpolation=cv2.INTER_LINEAR))
    drawing = find_lines(seen, likely, style).drawing(*least)
    size = pixels.shape[1], pixels.shape[0]
    pen = INK if isinstance(style, Ink) else PENCIL
    return drawing.drawn(WIDTH * step, size, FLOOR, pen)

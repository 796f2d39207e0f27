"""Line art: pencil lines of photographs and paintings, ink lines of anime, comics and flat colour.

Lines are found as `core.local.lines.line_finding` says, with the help of the soft edges of our own
network. A pencil is soft and presses harder on what is surer; ink is crisp and even. That is done
at the size where the shorter side is 512 pixels, the size for which widths are given, so a picture
is drawn alike at every size.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import cast

import cv2
import numpy as np

from core.local.lines.line_finding import FoundLines, Style, find_lines
from core.local.lines.pen import FAINTEST, PENCIL, Drawing
from core.local.lines.softedge import soft_edges
from core.local.lines.xdog import scale_of
from core.local.method import Maker
from core.local.networks import Networks
from core.options import Options
from core.picture import Pixels, Plane

MOST_PIXELS = 3_000_000
"""How many pixels are looked at; of very long pictures, fewer than 512 across."""

LONGEST = 32_000
"""How many pixels of a side are looked at; OpenCV cannot warp 32767."""

FULL_FLOOR = 192  # the noise floor that only a line of full strength would pass
PENCIL_STRONG = 3.0  # times the noise floor must a line reach somewhere
PENCIL_SURE = 0.33  # with a quarter of the noise floor this is enough, however high that is
PENCIL_SOFT = 0.35  # the strength of a line of 63 % white
INK_FADED = 0.35  # of the threshold, to which a line goes on once it has begun
INK_SOFT = 0.04  # as PENCIL_SOFT


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


def open_lineart(pixels: Pixels, networks: Networks) -> Maker:
    """Pencil guides of `pixels`: grey `uint8` (height, width), bright on lines, 0 elsewhere.

    Options: `lineDetail`, how many times closer than usual it looks, 0.5 to 2; `lineWidth`, of the
    pencil, in pixels at 512; `noiseFloor`, 0 to 64, the least strength of a line in 192nds, and
    the least grey that is drawn.
    """
    found = _finder(pixels, networks, Pencil())

    @lru_cache(maxsize=1)
    def drawing(detail: float, floor: int) -> Drawing:
        weak = max(floor, 1) / FULL_FLOOR
        strong = min(PENCIL_STRONG * weak, PENCIL_SURE + weak / 4)
        return found(detail).drawing(weak, strong, PENCIL_SOFT)

    def make(options: Options) -> Pixels:
        detail, floor = options.number("lineDetail"), int(options.number("noiseFloor"))
        width = options.number("lineWidth") * scale_of(pixels)
        return drawing(detail, floor).drawn(width, _size(pixels), max(FAINTEST, floor), PENCIL)

    return make


def open_lineart_anime(pixels: Pixels, networks: Networks) -> Maker:
    """Ink guides of `pixels`: grey `uint8` (height, width), bright on lines, 0 on flat colour.

    Options: `inkDetail`, how many times closer than usual it looks, 0.5 to 2; `inkWidth`, of the
    pen, in pixels at 512; `inkThreshold`, 1 to 64, the difference of two neighbouring colours, in
    levels of 255, from which their border is a line.
    """
    found = _finder(pixels, networks, Ink())

    @lru_cache(maxsize=1)
    def drawing(detail: float, threshold: float) -> Drawing:
        strong = threshold / 255
        return found(detail).drawing(INK_FADED * strong, strong, INK_SOFT)

    def make(options: Options) -> Pixels:
        detail = options.number("inkDetail")
        width = options.number("inkWidth") * scale_of(pixels)
        return drawing(detail, options.number("inkThreshold")).drawn(width, _size(pixels))

    return make


def _finder(pixels: Pixels, networks: Networks, style: Style) -> Callable[[float], FoundLines]:
    """From how closely it looks to what it finds; the last is kept."""

    @lru_cache(maxsize=1)
    def found(detail: float) -> FoundLines:
        width, height = _size(pixels)
        scale = detail / scale_of(pixels)
        scale = min(scale, math.sqrt(MOST_PIXELS / (height * width)), LONGEST / max(height, width))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        seen = cast(Pixels, cv2.resize(pixels, size, interpolation=kind))
        likely = soft_edges(seen, networks, float(min(size)))
        # Only of very long pictures it is of another size.
        likely = cast(Plane, cv2.resize(likely, size, interpolation=cv2.INTER_LINEAR))
        return find_lines(seen, likely, style)

    return found


def _size(pixels: Pixels) -> tuple[int, int]:
    return pixels.shape[1], pixels.shape[0]

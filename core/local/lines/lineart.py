"""Line art: pencil lines of photographs and paintings, ink lines of anime, comics and flat colour.

A network of our own draws them, see `core.local.lines.line_finding`. A pencil is soft and presses
harder on what is surer and stands out more; ink is crisp and even. That is done at the size where
the shorter side is 512 pixels, the size for which widths are given, so a picture is drawn alike at
every size; one so small that it would have to be enlarged more than twice is enlarged twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import cast

import cv2
import numpy as np

from core.local.lines.line_finding import FoundLines, Output, find_lines
from core.local.lines.pen import FAINTEST, PENCIL, Drawing
from core.local.lines.ridges import Ridges
from core.local.lines.rim import without_rim
from core.local.lines.softedge import usual_side
from core.local.lines.xdog import REFERENCE_SIDE, scale_of
from core.local.method import Maker
from core.local.networks import Networks
from core.options import Options
from core.picture import Pixels, Plane

MOST_PIXELS = 3_000_000
"""How many pixels are looked at; of very long pictures, fewer than 512 across."""

LONGEST = 32_000
"""How many pixels of a side are looked at; OpenCV cannot warp 32767."""

FULL_FLOOR = 128  # the noise floor that only a line of full strength would pass
PENCIL_STRONG = 2.0  # times the noise floor must a line reach somewhere
PENCIL_SURE = 0.33  # with a quarter of the noise floor this is enough, however high that is
PENCIL_FAINT = 20.0  # levels of 255; a line of that contrast is of half its strength
PENCIL_SOFT = 0.22  # the strength of a line of 63 % white
INK_WEAK, INK_SURE = 0.25, 0.5  # how sure a line must be, everywhere and somewhere
# Of the threshold, to which a line goes on once it has begun: of the usual 16, or less; of 64.
INK_THRESHOLDS, INK_FADED = (16, 64), (0.35, 1.0)


def open_lineart(pixels: Pixels, networks: Networks) -> Maker:
    """Pencil guides of `pixels`: grey `uint8` (height, width), bright on lines, 0 elsewhere.

    Options: `lineDetail`, how many times closer than usual it looks, 0.5 to 2; `lineWidth`, of the
    pencil, in pixels at 512; `noiseFloor`, 0 to 64, the least strength of a line in 128ths, and
    the least grey that is drawn.
    """
    found = _finder(pixels, networks, Output.PENCIL)

    @lru_cache(maxsize=1)
    def drawing(detail: float, floor: int) -> Drawing:
        lines = found(detail)
        strength = lines.ridges.strength * (lines.contrast / (lines.contrast + PENCIL_FAINT))
        pressed = Ridges(strength, lines.ridges.distance)
        weak = max(floor, 1) / FULL_FLOOR
        strong = min(PENCIL_STRONG * weak, PENCIL_SURE + weak / 4)
        tone = 1 - np.exp(-strength / np.float32(PENCIL_SOFT))
        return lines.drawing(pressed.above(weak), pressed.above(strong), cast(Plane, tone))

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
    found = _finder(pixels, networks, Output.INK)

    @lru_cache(maxsize=1)
    def drawing(detail: float, threshold: float) -> Drawing:
        lines = found(detail)
        # All lines hang together somewhere: followed as far, the highest leaves out next to none.
        faded = threshold * np.interp(threshold, INK_THRESHOLDS, INK_FADED)
        weak = lines.ridges.above(INK_WEAK) & (lines.contrast >= faded)
        strong = lines.ridges.above(INK_SURE) & (lines.contrast >= threshold)
        return lines.drawing(weak, strong, np.ones_like(lines.contrast))

    def make(options: Options) -> Pixels:
        detail = options.number("inkDetail")
        width = options.number("inkWidth") * scale_of(pixels)
        return drawing(detail, options.number("inkThreshold")).drawn(width, _size(pixels))

    return make


def _finder(pixels: Pixels, networks: Networks, output: Output) -> Callable[[float], FoundLines]:
    """From how closely it looks to what it finds; the last is kept."""

    inner = without_rim(pixels)

    @lru_cache(maxsize=1)
    def found(detail: float) -> FoundLines:
        width, height = _size(pixels)
        scale = detail * usual_side(pixels, REFERENCE_SIDE) / min(width, height)
        scale = min(scale, math.sqrt(MOST_PIXELS / (height * width)), LONGEST / max(height, width))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        seen = cast(Pixels, cv2.resize(inner, size, interpolation=kind))
        return find_lines(seen, networks, output)

    return found


def _size(pixels: Pixels) -> tuple[int, int]:
    return pixels.shape[1], pixels.shape[0]

"""Line art without a network: pencil lines for photographs, ink lines for flat colour.

Both keep how dark each line is, so a threshold that moves costs only the choice of strokes. Lines
that are wide in pixels are found and chosen on a smaller copy, and enlarged as grey.
Widths are in pixels of a picture whose shorter side is 512; see `core.local.xdog`.
"""

from __future__ import annotations

import math
from functools import lru_cache, reduce
from typing import cast

import cv2
import numpy as np

from core.local.method import Maker
from core.local.xdog import Plane, coarseness, darkness, dog, planes, scale_of, shrunk, strokes
from core.options import Options
from core.picture import Pixels

PENCIL_GRAIN = 0.1  # the narrow Gaussian as part of the wide one: detail below it is grain
PENCIL_STRONG = 3  # times the noise floor must a stroke reach somewhere, or else PENCIL_USUAL
PENCIL_USUAL = 127  # the value of the median stroke
PENCIL_SPECK = 10  # strokes of fewer pixels, at 512, are left out

INK_RATIO = 1.6  # of the two Gaussians; the usual choice in XDoG
INK_STEP = 8.7  # what makes the peak of the difference beside a step as high as the step
INK_FADED = 0.5  # of the threshold, to which a line goes on once it has begun
INK_SPECK = 20  # as PENCIL_SPECK
INK_GAIN = 3.0  # how soon a line is white


def open_lineart(pixels: Pixels) -> Maker:
    """Pencil guides of `pixels`: grey `uint8` (height, width), bright where the picture has lines.

    The "standard" line art of the ControlNet annotators: a Gaussian less the picture, the smallest
    of the three channels, as a multiple of max(16, the median of what is above 8) times 127.
    Beyond it: detail a tenth as wide as the Gaussian is smoothed first, and strokes that are small
    or faint all along are left out, since both are grain.

    Options: `lineSigma`, the Gaussian, in pixels at 512; `noiseFloor`, the least value that is
    drawn, 0 to 64.
    """
    scale = scale_of(pixels)

    @lru_cache(maxsize=1)
    def lines(sigma: float) -> _Lines:
        return _pencil(pixels, sigma * scale)

    def make(options: Options) -> Pixels:
        floor = int(options.number("noiseFloor"))
        strong = min(PENCIL_STRONG * floor, PENCIL_USUAL)
        return lines(options.number("lineSigma")).drawn(floor, strong, PENCIL_SPECK * scale**2)

    return make


def open_lineart_anime(pixels: Pixels) -> Maker:
    """Ink guides of `pixels`: grey `uint8` (height, width), bright on lines, 0 on flat colour.

    XDoG for flat colour: a pair of Gaussians in the ratio 1.6 finds drawn lines and the borders of
    colours, but not soft shades. A line goes on to half the threshold that it must reach somewhere,
    and its tone is a soft tanh of its strength: faint lines are grey, most are white.

    Options: `inkSigma`, the pen, in pixels at 512; `inkThreshold`, 1 to 64, the difference of two
    neighbouring colours, in levels of 255, from which their border is a line.
    """
    scale = scale_of(pixels)
    tones = np.rint(255 * np.tanh(np.arange(256) * INK_GAIN / 255)).astype(np.uint8)

    @lru_cache(maxsize=1)
    def lines(sigma: float) -> _Lines:
        return _ink(pixels, sigma * scale)

    def make(options: Options) -> Pixels:
        strong = int(options.number("inkThreshold"))
        weak = math.ceil(INK_FADED * strong)
        drawn = lines(options.number("inkSigma")).drawn(weak, strong, INK_SPECK * scale**2)
        return cast(Pixels, cv2.LUT(drawn, tones))

    return make


class _Lines:
    """How dark the lines of a picture are, as grey 0..255.

    `difference` may be coarser than (height, width), the size of the guides, and below 0 on light;
    times `gain` it is the grey.
    """

    def __init__(self, difference: Plane, gain: float, height: int, width: int) -> None:
        self._coarse = self._whole = _grey(difference, gain)
        if difference.shape != (height, width):
            # Enlarged with what is below 0: the contours come out smooth.
            large = cv2.resize(difference, (width, height), interpolation=cv2.INTER_CUBIC)
            self._whole = _grey(cast(Plane, large), gain)

    def drawn(self, weak: int, strong: int, smallest: float) -> Pixels:
        """The lines of at least `weak` in strokes that somewhere reach `strong`, 0 elsewhere.

        A stroke has at least `smallest` pixels at full size.
        """
        coarse, whole = self._coarse, self._whole
        share = coarse.size / whole.size
        chosen = strokes(coarse >= weak, coarse >= strong, smallest * share)
        if share < 1:
            # What is next to a stroke is faint or part of it, so a margin brings no speck back.
            chosen = cast(Pixels, cv2.dilate(chosen, np.ones((3, 3), np.uint8)))
            size = whole.shape[1], whole.shape[0]
            chosen = cast(Pixels, cv2.resize(chosen, size, interpolation=cv2.INTER_NEAREST))
        _, bright = cv2.threshold(whole, weak - 1, 0, cv2.THRESH_TOZERO)
        return cast(Pixels, cv2.bitwise_and(bright, chosen))


def _grey(difference: Plane, gain: float) -> Pixels:
    return cast(Pixels, cv2.convertScaleAbs(np.maximum(difference, 0), alpha=gain))


def _pencil(pixels: Pixels, sigma: float) -> _Lines:
    grain = PENCIL_GRAIN * sigma
    step = coarseness(grain)
    small = shrunk(pixels, step)
    differences = (dog(plane, grain / step, sigma / step) for plane in planes(small))
    least = reduce(np.minimum, differences)
    clear = least[least > 8]
    usual = max(16.0, float(np.median(clear))) if clear.size else 16.0
    return _Lines(least, PENCIL_USUAL / usual, *pixels.shape[:2])


def _ink(pixels: Pixels, sigma: float) -> _Lines:
    step = coarseness(sigma)
    small = shrunk(pixels, step)
    difference = darkness(small, sigma / step, INK_RATIO * sigma / step)
    return _Lines(difference, INK_STEP, *pixels.shape[:2])

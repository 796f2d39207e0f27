"""Line art by networks that draw: photographs in pencil, and anime in ink.

C. Chan, F. Durand, P. Isola, Learning to Generate Line Drawings That Convey Geometry and Semantics,
2022 (Informative Drawings); X. Xiang and others, Adversarial Open Domain Adaptation for
Sketch-to-Photo Synthesis, 2022 (Anime2Sketch). Both draw dark on white, which is turned around.
They look at a picture with its shorter side at 512 pixels, as ControlNet's annotators do, and draw
lines about two of these pixels wide.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import cast

import cv2
import numpy as np

from core.local.library.model import Model
from core.local.library.views import planes
from core.local.lines.pen import FAINTEST
from core.local.lines.softedge import at_side, fitted, usual_side
from core.local.lines.xdog import strokes
from core.local.method import Maker
from core.local.tiles import Tiling, run_in_tiles
from core.options import Options
from core.picture import Pixels, Plane

SIDE = 512  # the shorter side at the usual detail
USUAL = 2.0  # the width of a line as the networks draw it
FADED = 0.35  # of the ink threshold, to which a line goes on once it has begun

PENCIL = Tiling(stride=64, side=1024, overlap=256)
INK = Tiling(stride=256, side=1024, overlap=256)
"""Networks that even out contrast over all that they see draw whole pictures best, so tiles are as
large as memory allows."""


def open_lineart(pixels: Pixels, model: Model) -> Maker:
    """Pencil guides of `pixels`: grey `uint8` (height, width), bright on lines, 0 elsewhere.

    Options: `lineDetail`, how many times closer than usual it looks, 0.5 to 2; `lineWidth`, in
    pixels at 512, 2 as the network draws; `noiseFloor`, 0 to 64: what is fainter, or fainter than
    12, is left out.
    """

    def run(part: Pixels) -> Plane:
        return 1 - model.run(planes(part) / np.float32(255))[0].reshape(part.shape[:2])

    drawn = _drawer(pixels, run, PENCIL)

    def make(options: Options) -> Pixels:
        grey = drawn(options.number("lineDetail"), options.number("lineWidth"), 0)
        floor = max(FAINTEST, int(options.number("noiseFloor")))
        return cast(Pixels, cv2.threshold(grey, floor - 1, 0, cv2.THRESH_TOZERO)[1])

    return make


def open_lineart_anime(pixels: Pixels, model: Model) -> Maker:
    """Ink guides of `pixels`: grey `uint8` (height, width), bright on lines, 0 on flat colour.

    Options: `inkDetail` and `inkWidth` as `open_lineart` has them; `inkThreshold`, 1 to 64, the
    grey that a line reaches somewhere to be drawn.
    """

    def run(part: Pixels) -> Plane:
        told = model.run(planes(part) / np.float32(127.5) - 1)[0].reshape(part.shape[:2])
        return (1 - told) * np.float32(0.5)

    drawn = _drawer(pixels, run, INK)

    def make(options: Options) -> Pixels:
        threshold = options.number("inkThreshold")
        grey = drawn(options.number("inkDetail"), options.number("inkWidth"), threshold)
        return cast(Pixels, cv2.threshold(grey, FAINTEST - 1, 0, cv2.THRESH_TOZERO)[1])

    return make


def _drawer(
    pixels: Pixels, run: Callable[[Pixels], Plane], tiling: Tiling
) -> Callable[[float, float, float], Pixels]:
    """From detail, width and the grey that a line must reach to lines at the size of `pixels`."""

    @lru_cache(maxsize=1)
    def lines(detail: float) -> Pixels:
        seen = at_side(pixels, detail * usual_side(pixels, SIDE))
        told = run_in_tiles(seen, run, tiling)
        grey: Pixels = np.rint(255 * told.clip(0, 1)).astype(np.uint8)
        return grey

    @lru_cache(maxsize=1)
    def drawn(detail: float, width: float, reached: float) -> Pixels:
        found = lines(detail)
        if reached > 0:
            weak = found >= max(FAINTEST, FADED * reached)
            found = found & strokes(weak, found >= reached, 1)
        return fitted(widened(found, (width - USUAL) * detail, width / USUAL), *pixels.shape[:2])

    return drawn


def widened(lines: Pixels, more: float, times: float) -> Pixels:
    """`lines`, grey, `more` pixels wider, or where that is negative `times` as wide, about.

    Wider: between the greatest values in discs of the next odd widths. Narrower: the soft sides of
    a line become fainter, its middle less so.
    """
    if times < 1:
        table = np.rint(255 * (np.arange(256) / 255) ** (1 / times)).astype(np.uint8)
        return cast(Pixels, cv2.LUT(lines, table))
    if more <= 0:
        return lines
    step = int(more / 2)
    one, other = (
        cv2.dilate(lines, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * r + 1,) * 2))
        for r in (step, step + 1)
    )
    share = more / 2 - step
    return cast(Pixels, cv2.addWeighted(one, 1 - share, other, share, 0))

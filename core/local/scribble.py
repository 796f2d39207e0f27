"""Scribble: thick white strokes along dark lines and edges, by a difference of Gaussians.

The XDoG variant of ControlNet's scribble annotators: Gaussians of 0.5 and 5 pixels, and a stroke
where twice their difference is above the threshold (32). By itself that leaves specks and strokes
that fray, and where one channel brightens as another darkens, no stroke at all. Hence what is our
own: brightness and colour in place of the three channels (`core.local.xdog.darkness`), strokes that
go on where the smoothed difference is above a quarter of the threshold, and no specks.

A picture whose shorter side is above 512 pixels is shrunk to that first, as those annotators do.
The difference is what is enlarged again, never the strokes, so the guide is black and white and
its contours are smooth at every size. A stroke is about 9 pixels wide at 512.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from core.local.method import Maker
from core.local.xdog import Plane, blur, darkness, scale_of, shrunk, strokes
from core.options import Options
from core.picture import Pixels

NARROW, WIDE = 0.5, 5.0  # the Gaussians, in pixels at 512
SMOOTHING = 1.0  # of the difference, in pixels at 512
SPECK = 24  # strokes of fewer pixels, at 512, are left out


def open_scribble(pixels: Pixels) -> Maker:
    """Guides of `pixels`: `uint8` (height, width), 255 on strokes and 0 elsewhere.

    Option: `xdogThreshold`, 1 to 64; the darkness of a stroke against its surroundings, in half
    levels of 255, from which it begins.
    """
    height, width, _ = pixels.shape

    @cache
    def response() -> tuple[Plane, Plane]:
        difference = darkness(shrunk(pixels, scale_of(pixels)), NARROW, WIDE)
        np.maximum(difference, 0, out=difference)
        return difference, blur(difference, SMOOTHING)

    def make(options: Options) -> Pixels:
        threshold = options.number("xdogThreshold")
        difference, smooth = response()
        weak = smooth > threshold / 4
        kept = strokes(weak, 2 * difference > threshold, SPECK)
        if kept.shape == (height, width):
            return kept
        # Only specks are taken out: the slopes beside a stroke are what gives its contour.
        drawn = np.where(weak & (kept == 0), np.float32(0), smooth)
        large = cv2.resize(drawn, (width, height), interpolation=cv2.INTER_LINEAR)
        return (large > threshold / 4) * np.uint8(255)

    return make

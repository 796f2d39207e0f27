"""Tile: the picture with its detail taken away, at the same size.

The method of the ControlNet tile annotators: shrink by area, so that every pixel counts, then
enlarge with Lanczos. The factor is how many times smaller the picture is in between.
"""

from __future__ import annotations

from typing import cast

import cv2

from core.local.method import Maker
from core.options import Options
from core.picture import Pixels


def open_tile(pixels: Pixels) -> Maker:
    """Guides of `pixels`: RGB `uint8` of the same shape.

    Option: `tileFactor`, at least 1; 1 gives the picture itself.
    """
    height, width, _ = pixels.shape

    def make(options: Options) -> Pixels:
        factor = options.number("tileFactor")
        small_width, small_height = max(1, round(width / factor)), max(1, round(height / factor))
        if (small_width, small_height) == (width, height):
            return pixels
        small = cv2.resize(pixels, (small_width, small_height), interpolation=cv2.INTER_AREA)
        return cast(Pixels, cv2.resize(small, (width, height), interpolation=cv2.INTER_LANCZOS4))

    return make

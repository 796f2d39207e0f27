"""Tells pictures that show no scene: one tone, and pages of writing."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from core.picture import Pixels

PATCH = 5  # pixels; within one, a tone that changes slowly does not change
GRAIN = 12  # levels that differ within a patch and show nothing
STROKE = 9  # pixels: of writing and drawing, no stroke is as wide
MARGIN = 0.06  # of the sides, where what lies beside a page may be seen
PAPER = 16  # levels that differ within a patch of paper: grain, shadow, a crease
OF_PAPER = 0.995  # of a page, when its writing is taken away


def has_one_tone(pixels: Pixels) -> bool:
    """Whether small RGB `pixels` show one tone, grain, or tones that change slowly."""
    return bool(np.percentile(_change(pixels), 99.5) < GRAIN)


def is_page(pixels: Pixels) -> bool:
    """Whether small RGB `pixels` show strokes on paper, dark on light or light on dark.

    Without its strokes, which a closing or an opening takes away, a page has one tone. Made for
    pictures of about 256 x 256 pixels.
    """
    height, width = pixels.shape[:2]
    down, across = round(MARGIN * height), round(MARGIN * width)
    inner = np.ascontiguousarray(pixels[down : height - down, across : width - across])
    stroke = np.ones((STROKE, STROKE), np.uint8)
    for way in (cv2.MORPH_CLOSE, cv2.MORPH_OPEN):
        paper = cast(Pixels, cv2.morphologyEx(inner, way, stroke))
        if (_change(paper) < PAPER).mean() > OF_PAPER:
            return True
    return False


def _change(pixels: Pixels) -> Pixels:
    """How many levels colours differ around each pixel, in the channel that differs most."""
    patch = np.ones((PATCH, PATCH), np.uint8)
    change = cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, patch)
    return cast(Pixels, change.max(axis=2))

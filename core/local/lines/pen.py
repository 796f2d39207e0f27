"""Pens: draw chosen lines at any size, in one stroke where they were in pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from core.local.lines.ridges import FARTHEST, ON_RIDGE, Mask, distance_to_ridge
from core.picture import Pixels, Plane

SMOOTHING = 1.1  # pixels; closes gaps of one or two and evens out the pixels' steps
SMOOTHER = 0.9  # of how far a wide or soft line reaches, so that its edges are known
BASE = 1e-3  # see `distance_to_ridge`
TONE_SMOOTHING = 2.2  # pixels, along and across a line
FAINTEST = 12
"""The annotators of ControlNet make black what is fainter."""


@dataclass(frozen=True)
class Pen:
    """How lines are drawn.

    `softness`: how wide the edges of a line are, in widths of the pen; one pixel at least.
    `pressure`: how much of its width a line loses that is of no brightness.
    """

    softness: float
    pressure: float


INK = Pen(softness=0, pressure=0)
PENCIL = Pen(softness=0.75, pressure=0.4)


@dataclass(frozen=True, eq=False)
class Drawing:
    """Lines ready to be drawn, all (height, width).

    `splat`: a plane whose ridges are the middles of the lines, 0..1. `lines`: their pixels.
    `tone`: how bright the nearest line is, 0..1.
    """

    splat: Plane
    lines: Mask
    tone: Plane

    @classmethod
    def of(cls, splat: Plane, lines: Mask, tone: Plane) -> Drawing:
        """The lines with the `tone` that they have in their own pixels."""
        weight = cv2.GaussianBlur(lines.astype(np.float32), (0, 0), TONE_SMOOTHING)
        tones = cv2.GaussianBlur(tone * lines, (0, 0), TONE_SMOOTHING)
        return cls(splat, lines, cast(Plane, tones / np.maximum(weight, np.float32(1e-6))))

    def drawn(
        self, width: float, size: tuple[int, int], faintest: int = FAINTEST, pen: Pen = INK
    ) -> Pixels:
        """A guide of `size` (width, height) with the lines `width` of its pixels wide: grey 0..255.

        What is fainter than `faintest`, and than 12, is 0.
        """
        growth = size[0] / self.lines.shape[1]
        half = width / 2 / growth
        farthest = half * (1 + pen.softness)
        smooth = cv2.GaussianBlur(self.splat, (0, 0), max(SMOOTHING, SMOOTHER * farthest))
        # A little beyond the soft edge, so that there is nothing left of it.
        distance = distance_to_ridge(cast(Plane, smooth), BASE, max(FARTHEST, farthest + 1))
        # Farther out, where next to nothing is left of a ridge, it seems to be near again.
        beside = cv2.distanceTransform(1 - self.lines, cv2.DIST_L2, 5) <= farthest + ON_RIDGE
        tone = self.tone
        halves = np.float32(half) * (1 - np.float32(pen.pressure) * (1 - tone))
        # All of one value beyond the edge: beside a step there would be specks when it is enlarged.
        outside = np.float32(-max(1, half * pen.softness))
        inside = np.where(beside, np.maximum(halves - distance, outside), outside)
        if inside.shape != (size[1], size[0]):
            inside = cast(Plane, cv2.resize(inside, size, interpolation=cv2.INTER_CUBIC))
            tone = cast(Plane, cv2.resize(tone, size, interpolation=cv2.INTER_LINEAR))
        inside *= np.float32(growth / max(1, width * pen.softness))
        inside += np.float32(0.5)
        np.clip(inside, 0, 1, out=inside)
        inside *= tone
        grey = cv2.convertScaleAbs(inside, alpha=255)
        _, grey = cv2.threshold(grey, max(FAINTEST, faintest) - 1, 0, cv2.THRESH_TOZERO)
        return cast(Pixels, grey)

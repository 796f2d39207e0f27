"""Ridges of a field, to a fraction of a pixel: where a line's middle is.

How far a ridge is from a pixel follows from the first and second derivatives across it (C. Steger,
An Unbiased Detector of Curvilinear Structures, 1998). They are taken of the field's logarithm, for
which one step of Newton's method is exact if the ridge has the profile of a Gaussian.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.picture import Plane

Mask = NDArray[np.uint8]
"""1 where something is, 0 elsewhere."""

FARTHEST = 4.0
"""Pixels; what is farther from a ridge does not belong to it."""

FLAT = 0.003  # the least curvature of a ridge, of the logarithm
HOLLOW = 4.0  # times as curved along as across, the other way, is what lies between two ridges
ON_RIDGE = 0.6  # pixels; half a pixel, and a little so that diagonals hold together
PIECE = 5  # pixels; less of a ridge is noise
SPLAT = 1.5  # pixels, how far from a ridge `Ridges.splat` goes


def distance_to_ridge(field: Plane, base: float, farthest: float = FARTHEST) -> Plane:
    """For each pixel how far it is, in pixels, from the ridge of `field` it lies beside.

    It is `farthest` where that is more, or no ridge is: nor is there one across the valley between
    two that run side by side, however it goes up and down.

    `field` is 0 or more and smooth (a Gaussian of 0.6 pixels or wider); `base` is added to it, and
    ridges much lower than that are not told from noise.
    """
    level = field + np.float32(base)
    dx, dy = _derived(level, 1, 0), _derived(level, 0, 1)
    # The second derivatives of log(level), times level squared.
    xx = _derived(level, 2, 0) * level - dx * dx
    yy = _derived(level, 0, 2) * level - dy * dy
    xy = _derived(level, 1, 1) * level - dx * dy
    half = (xx - yy) / 2
    curvature = np.sqrt(half * half + xy * xy) - (xx + yy) / 2  # across; positive on a ridge
    x, y = axis(half, xy)  # along the ridge
    slope = np.abs(dy * x - dx * y) * level
    distance = np.full_like(level, farthest)
    hollow = curvature + xx + yy  # along; positive between two ridges
    rises = (curvature > FLAT * level * level) & (hollow < HOLLOW * curvature)
    np.divide(slope, curvature, out=distance, where=rises)
    return cast(Plane, np.minimum(distance, np.float32(farthest), out=distance))


@dataclass(frozen=True, eq=False)
class Ridges:
    """The ridges of a field: its `strength`, 0..1, and the `distance` to them in pixels.

    Both are `float32` (height, width).
    """

    strength: Plane
    distance: Plane

    @classmethod
    def of(cls, strength: Plane, base: float) -> Ridges:
        """Those of `strength`; see `distance_to_ridge`."""
        return cls(strength, distance_to_ridge(strength, base))

    def above(self, least: float) -> Mask:
        """The pixels on a ridge that is at least `least` strong, in pieces of five or more."""
        on_ridge = (self.distance < ON_RIDGE) & (self.strength >= least)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(
            on_ridge.view(np.uint8), connectivity=8
        )
        long = (stats[:, cv2.CC_STAT_AREA] >= PIECE).astype(np.uint8)
        long[0] = 0  # what is on no ridge
        return cast(Mask, long[labels])

    def splat(self, chosen: Mask) -> Plane:
        """The ridges that run through `chosen`: 1 in their middle, 0 from 1.5 pixels away."""
        beside = cv2.dilate(chosen, np.ones((3, 3), np.uint8))
        return cast(Plane, np.maximum(1 - self.distance / np.float32(SPLAT), 0) * beside)


def axis(half: Plane, xy: Plane) -> tuple[Plane, Plane]:
    """The unit vectors along which the symmetric matrices [[a, xy], [xy, b]] are largest.

    `half` is (a - b) / 2. Their x is 0 or more. Roots only: OpenCV's functions for angles do not
    always give the same bits for the same numbers.
    """
    length = np.sqrt(half * half + xy * xy)
    twice = np.clip(half / np.maximum(length, np.finfo(np.float32).tiny), -1, 1)
    x, y = np.sqrt((1 + twice) / 2), np.sqrt((1 - twice) / 2)
    return x, np.copysign(y, xy)


def _derived(level: Plane, x: int, y: int) -> Plane:
    scale = 1 / 4 if max(x, y) == 2 or x == y else 1 / 8
    return cast(Plane, cv2.Sobel(level, cv2.CV_32F, x, y, ksize=3, scale=scale))

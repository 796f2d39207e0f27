"""Which way lines run in a picture, and smoothing and looking along and across that way.

The directions are those of the smoothed structure tensor (J. E. Kyprianidis, H. Kang, Image and
Video Abstraction by Coherence-Enhancing Filtering, 2011), which gives the edge tangent flow of
H. Kang, S. Lee, C. K. Chui, Coherent Line Drawing, 2007 in one step. Channels count together, as
in S. Di Zenzo, A note on the gradient of a multi-image, 1986.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from core.local.lines.ridges import axis
from core.picture import Plane

NEAR, FAR = 1.5, 4.0  # the Gaussians that smooth the tensor, in pixels
FAR_WEIGHT = 0.05  # the far one decides where nothing is near: inside strokes that are wide
STRIDE = 2.0  # pixels from one look along a line to the next
AROUND = 7.0  # the Gaussian of the neighbourhood in which directions are compared
FLATTEST = 1e-3  # what tells a flat neighbourhood, of which no direction is known


@dataclass(frozen=True, eq=False)
class TangentFlow:
    """For each pixel the unit vector (`x`, `y`) across the line that runs there.

    `gradient`: how quickly colour changes there, levels of 255 a pixel, the root mean square of the
    channels. `agreement`: how much all lines around run the same way, from 0 in gravel or on flat
    colour to 1 in stripes or at a single edge. All are `float32` (height, width).
    """

    x: Plane
    y: Plane
    gradient: Plane
    agreement: Plane

    def beside(self, plane: Plane, distance: float) -> Plane:
        """What `plane` is `distance` pixels beside each pixel, across the line."""
        columns, rows = _grid(plane)
        columns += distance * self.x
        rows += distance * self.y
        return _looked_up(plane, columns, rows, cv2.INTER_LINEAR)

    def along(self, planes: Sequence[Plane], sigma: float) -> list[Plane]:
        """`planes` smoothed along the lines, by a Gaussian of `sigma` pixels cut off at twice that.

        It is a line integral convolution: each pixel follows the flow both ways, in steps of two
        pixels. Along a line there is so little change that finer ones only take longer.
        """
        layers = cast(Plane, cv2.merge(planes))
        total = layers.copy()
        weight = 1.0
        tangents = cast(Plane, cv2.merge((-self.y, self.x)))
        for way in (1, -1):
            columns, rows = _grid(planes[0])
            step_x, step_y = -way * self.y, way * self.x
            for step in range(1, math.ceil(2 * sigma / STRIDE) + 1):
                cv2.scaleAdd(step_x, STRIDE, columns, columns)
                cv2.scaleAdd(step_y, STRIDE, rows, rows)
                share = math.exp(-((step * STRIDE) ** 2) / (2 * sigma**2))
                seen = _looked_up(layers, columns, rows, cv2.INTER_LINEAR)
                cv2.scaleAdd(seen, share, total, total)
                weight += share
                there_x, there_y = _split(_looked_up(tangents, columns, rows, cv2.INTER_NEAREST))
                # A line has no sense of direction, so the next step is the one that does not turn.
                sign = np.copysign(np.float32(1), there_x * step_x + there_y * step_y)
                step_x, step_y = sign * there_x, sign * there_y
        total /= np.float32(weight)
        return _split(total)


def tangent_flow(planes: Iterable[Plane]) -> TangentFlow:
    """The flow of a picture given by its channels, `float32` 0..255."""
    products = [_products(plane) for plane in planes]
    xx, yy, xy = (sum(parts[1:], parts[0]) for parts in zip(*products, strict=True))
    gradient = np.sqrt((xx + yy) / np.float32(len(products)))
    agreement = _agreement(xx, yy, xy)
    xx, yy, xy = _pooled(xx), _pooled(yy), _pooled(xy)
    x, y = axis(cast(Plane, (xx - yy) / 2), xy)
    return TangentFlow(x, y, gradient, agreement)


def _products(plane: Plane) -> tuple[Plane, Plane, Plane]:
    """dx dx, dy dy and dx dy, where dx and dy are the derivatives of `plane`."""
    dx = cast(Plane, cv2.Sobel(plane, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8))
    dy = cast(Plane, cv2.Sobel(plane, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8))
    return dx * dx, dy * dy, dx * dy


def _pooled(part: Plane) -> Plane:
    near = cv2.GaussianBlur(part, (0, 0), NEAR)
    far = cv2.GaussianBlur(part, (0, 0), FAR)
    return cast(Plane, cv2.scaleAdd(far, FAR_WEIGHT, near))


def _agreement(xx: Plane, yy: Plane, xy: Plane) -> Plane:
    """See `TangentFlow`: how much larger the wide tensor is across than along."""
    half, total, wide_xy = _wide(cast(Plane, (xx - yy) / 2)), _wide(xx + yy), _wide(xy)
    agreement = 2 * np.sqrt(half * half + wide_xy * wide_xy) / (total + np.float32(FLATTEST))
    height, width = xx.shape
    return cast(Plane, cv2.resize(agreement, (width, height), interpolation=cv2.INTER_LINEAR))


def _wide(part: Plane) -> Plane:
    """A wide Gaussian of `part`, of half its size, which is as good and four times as fast."""
    height, width = part.shape
    size = (width + 1) // 2, (height + 1) // 2
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    return cast(Plane, cv2.GaussianBlur(small, (0, 0), AROUND / 2))


def _grid(plane: Plane) -> tuple[Plane, Plane]:
    """The column and the row of each pixel, to be written to."""
    height, width = plane.shape
    columns = np.tile(np.arange(width, dtype=np.float32), (height, 1))
    rows = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1)
    return columns, rows


def _split(layers: Plane) -> list[Plane]:
    return [cast(Plane, plane) for plane in cv2.split(layers)]


def _looked_up(layers: Plane, columns: Plane, rows: Plane, kind: int) -> Plane:
    found = cv2.remap(layers, columns, rows, kind, borderMode=cv2.BORDER_REPLICATE)
    return cast(Plane, found)

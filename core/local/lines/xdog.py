"""What the line drawings made without a network share: Gaussians, their differences, clean strokes.

A line is where a picture is darker than its surroundings: a wide Gaussian less a narrow one (the
difference of Gaussians; H. Winnemoeller, J. E. Kyprianidis, S. C. Olsen, XDoG: an eXtended
difference-of-Gaussians compendium, 2012). Widths are given for a picture whose shorter side is
512 pixels, as the ControlNet annotators have it, and grow with larger pictures (`scale_of`), so
that a drawing looks alike at every size; smaller pictures are drawn as if that side were 512.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.picture import Pixels, Plane

REFERENCE_SIDE = 512
"""The shorter side, in pixels, of a picture for which widths of lines are given."""

BLUR_DETAIL = 4.0
"""The standard deviation, in pixels, at which a Gaussian is made on a smaller copy."""

CHROMA_WEIGHT = 0.5
"""What a difference of colour counts beside one of brightness; JPEG keeps colour less well."""


def scale_of(pixels: Pixels) -> float:
    """How many pixels of this picture make one of the picture for which widths are given; >= 1."""
    return max(1.0, float(min(pixels.shape[:2])) / REFERENCE_SIDE)


def shrunk(pixels: Pixels, step: float) -> Pixels:
    """`pixels`, `step` times smaller by area, at least 1 x 1; themselves for a step up to 1."""
    if step <= 1:
        return pixels
    height, width = pixels.shape[:2]
    size = (max(1, round(width / step)), max(1, round(height / step)))
    return cast(Pixels, cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def planes(pixels: Pixels) -> Iterator[Plane]:
    """The channels of (height, width, 3) `pixels` one after the other, as `float32` 0..255."""
    for channel in range(pixels.shape[2]):
        yield cv2.extractChannel(pixels, channel).astype(np.float32)


def dog(plane: Plane, narrow: float, wide: float) -> Plane:
    """The `wide` Gaussian of `plane` less its `narrow` one: positive on dark lines.

    Standard deviations are in pixels.
    """
    difference = blur(plane, wide)
    difference -= blur(plane, narrow)
    return difference


def darkness(pixels: Pixels, narrow: float, wide: float) -> Plane:
    """How much darker RGB `pixels` are than their surroundings, -255..255.

    The difference of Gaussians of the brightness, or where colour changes more, of that. One of
    them decides alone: it is dark on one side of a border only, while the darkest of all would
    draw a second line on the other side, and the least dark would miss red on blue.
    """
    opponent = cast(Pixels, cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb))
    differences = (dog(plane, narrow, wide) for plane in planes(opponent))
    greatest = next(differences)
    for colour in differences:
        np.multiply(colour, CHROMA_WEIGHT, out=colour)
        np.copyto(greatest, colour, where=np.abs(colour) > np.abs(greatest))
    return greatest


def blur(plane: Plane, sigma: float) -> Plane:
    """A Gaussian of standard deviation `sigma` pixels.

    Beyond its border the picture goes on as it was heading (point reflection at the edge), so that
    a smooth gradient that runs into the border is no line there. A wide Gaussian is made on a
    copy shrunk by area and enlarged again, which is within 1 % of its width and much faster.
    """
    height, width = plane.shape
    step = int(sigma / BLUR_DETAIL)
    if step <= 1:
        return _blur(plane, sigma, sigma)
    small_width, small_height = math.ceil(width / step), math.ceil(height / step)
    small = cv2.resize(plane, (small_width, small_height), interpolation=cv2.INTER_AREA)
    small = _blur(cast(Plane, small), sigma * small_width / width, sigma * small_height / height)
    return cast(Plane, cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


def _blur(plane: Plane, sigma_x: float, sigma_y: float) -> Plane:
    height, width = plane.shape
    x, y = math.ceil(4 * sigma_x) + 1, math.ceil(4 * sigma_y) + 1
    padded = np.pad(plane, ((y, y), (x, x)), mode="reflect", reflect_type="odd")
    blurred = cv2.GaussianBlur(padded, (0, 0), sigma_x, sigmaY=sigma_y)
    return cast(Plane, blurred[y : y + height, x : x + width])


def strokes(weak: NDArray[np.bool_], strong: NDArray[np.bool_], smallest: float) -> Pixels:
    """Which pixels belong to a stroke: `uint8` 255 or 0 of the same shape.

    A stroke is a set of `weak` pixels that touch (corners count), at least `smallest` of them, one
    of which is `strong`. It is the hysteresis of Canny, here to keep a stroke whole where it fades
    and to leave out specks, which are small or nowhere strong.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(weak.view(np.uint8), connectivity=8)
    kept = np.zeros(count, np.uint8)
    kept[labels[strong]] = 255
    kept[stats[:, cv2.CC_STAT_AREA] < smallest] = 0
    kept[0] = 0  # what is not weak
    return cast(Pixels, kept[labels])

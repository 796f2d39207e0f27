"""Canny edges, to the bit those of OpenCV, with the gradient kept for when a threshold moves.

The guide is `cv2.Canny(rgb, low, high)` on the three channels without a blur: 3x3 Sobel for each
channel, per pixel the channel with the larger |dx| + |dy|, non-maximum suppression, hysteresis
(J. Canny, A Computational Approach to Edge Detection, 1986; OpenCV's documentation of `Canny`).

Only the last steps depend on the thresholds, and OpenCV takes a gradient in place of a picture.
So the gradient is made once and kept; it takes 4 bytes a pixel, 4/3 of the picture. Made in strips
that fit the processor's cache, it is quicker than the one inside `cv2.Canny(rgb)` as well.
"""

from __future__ import annotations

import threading
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.method import Maker
from core.options import Options
from core.picture import Pixels

STRIP_PIXELS = 2**17
"""Pixels handled at a time: all that is needed for so many stays in the processor's cache."""

Derivative = NDArray[np.int16]


def open_canny(pixels: Pixels) -> Maker:
    """Guides of `pixels`: `uint8` (height, width), 255 on edges and 0 elsewhere.

    Options: `lowThresholdCanny` and `highThresholdCanny`, 0 to 255, the first below the second.
    """
    dx, dy = gradient(pixels)

    def make(options: Options) -> Pixels:
        low, high = options.number("lowThresholdCanny"), options.number("highThresholdCanny")
        return cast(Pixels, cv2.Canny(dx, dy, low, high))

    return make


def gradient(pixels: Pixels, strip_pixels: int = STRIP_PIXELS) -> tuple[Derivative, Derivative]:
    """The dx and dy, `int16` (height, width), that OpenCV's Canny finds in RGB `pixels`.

    Each pixel has those of the channel with the larger |dx| + |dy|, the first of equals; the
    border is replicated. |dx| and |dy| are at most 4 * 255. It is made in strips of as many whole
    rows as `strip_pixels` hold, at least one.
    """
    height, width, _ = pixels.shape
    dx = np.empty((height, width), np.int16)
    dy = np.empty((height, width), np.int16)
    rows = max(1, strip_pixels // width)
    buffers = _scratch.buffers(min(rows + 2, height), width)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        # One row more above and below: the Sobel kernel must see the neighbours, not a border.
        above, below = max(top - 1, 0), min(bottom + 1, height)
        strip_dx, strip_dy = buffers.strongest(pixels[above:below])
        dx[top:bottom] = strip_dx[top - above : bottom - above]
        dy[top:bottom] = strip_dy[top - above : bottom - above]
    return dx, dy


class _Buffers:
    """Memory for strips of up to `rows` rows of `width` pixels: 18 bytes a pixel."""

    def __init__(self, rows: int, width: int) -> None:
        shape = self.shape = (rows, width)
        self._planes = [np.empty(shape, np.uint8) for _ in range(3)]
        self._best_dx, self._best_dy, self._best = (np.empty(shape, np.int16) for _ in range(3))
        self._dx, self._dy, self._sum = (np.empty(shape, np.int16) for _ in range(3))
        self._term = np.empty(shape, np.int16)
        self._larger = np.empty(shape, np.uint8)

    def strongest(self, strip: Pixels) -> tuple[Derivative, Derivative]:
        """The dx and dy of `strip`, which are overwritten by the next call."""
        count = len(strip)
        planes = [plane[:count] for plane in self._planes]
        cv2.split(strip, planes)
        best_dx, best_dy, best = self._best_dx[:count], self._best_dy[:count], self._best[:count]
        dx, dy, total = self._dx[:count], self._dy[:count], self._sum[:count]
        larger = self._larger[:count]
        self._derive(planes[0], best_dx, best_dy, best)
        for plane in planes[1:]:
            self._derive(plane, dx, dy, total)
            cv2.compare(total, best, cv2.CMP_GT, larger)
            cv2.copyTo(dx, larger, best_dx)
            cv2.copyTo(dy, larger, best_dy)
            cv2.max(total, best, best)
        return best_dx, best_dy

    def _derive(self, plane: Pixels, dx: Derivative, dy: Derivative, total: Derivative) -> None:
        """Fill dx, dy and total = |dx| + |dy| from one channel."""
        term = self._term[: len(plane)]
        cv2.spatialGradient(plane, dx, dy, 3, cv2.BORDER_REPLICATE)
        np.abs(dx, out=total)
        np.abs(dy, out=term)
        np.add(total, term, out=total)


class _Scratch(threading.local):
    """Each thread's buffers, kept from one picture to the next of the same width.

    Memory fresh from the system costs a small picture as much time as the arithmetic.
    """

    def __init__(self) -> None:
        self._last = _Buffers(1, 1)

    def buffers(self, rows: int, width: int) -> _Buffers:
        if self._last.shape != (rows, width):
            self._last = _Buffers(rows, width)
        return self._last


_scratch = _Scratch()

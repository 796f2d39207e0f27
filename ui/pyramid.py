"""An image at full size and at every half of it, so that any zoom paints quickly and smoothly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from ui.qimage import to_qimage

if TYPE_CHECKING:
    from core.picture import Pixels

SMALLEST_SIDE = 256
"""Halving ends at images that are no longer than this on any side."""
EXACT_PIXELS = 2**22
"""Up to so many device pixels an image below 100 % is resized as a whole, every pixel the mean of
its area, which needs no more while it is panned. Beyond, only what is seen, bilinearly."""
NEAREST_FROM_SCALE = 2.0
"""From this zoom on, pixels are shown as squares: an artist who looks this closely counts them."""


class Pyramid:
    """`levels[k]` is the image with both sides divided by 2**k, each pixel the mean of four.

    An odd side is rounded up, its last pixel counted twice. Grey (height, width) or RGB
    (height, width, 3) pixels; where they are `binary`, 0 or 255 only, what is shown smaller has
    the mean of their light, not of their sRGB values: a line of one pixel would otherwise fade
    away in a large picture. Making one is meant for a worker thread, painting for Qt's.
    """

    def __init__(self, pixels: Pixels, *, binary: bool = False) -> None:
        self._binary = binary
        self.height, self.width = pixels.shape[:2]
        self._means = [pixels]
        while max(pixels.shape[:2]) > SMALLEST_SIDE:
            pixels = _halved(pixels)
            self._means.append(pixels)
        self._levels = {0: to_qimage(self._means[0])}
        self._exact: tuple[tuple[int, int], QImage] | None = None

    @property
    def levels(self) -> list[QImage]:
        """All levels, the whole image first."""
        return [self._level(depth) for depth in range(len(self._means))]

    def paint(self, painter: QPainter, target: QRectF, clip: QRectF) -> None:
        """Paint the whole image onto `target`, as far as it lies in `clip` (device pixels)."""
        scale = min(target.width() / self.width, target.height() / self.height)
        visible = target.intersected(clip)
        if visible.isEmpty():
            return
        # A little under 1, so that a scale of 0.999 does not fall to the blurred half.
        depth = max(0, math.floor(-math.log2(max(scale, 1e-9)) + 0.01))
        depth = min(depth, len(self._means) - 1)
        size = (round(target.width()), round(target.height()))
        if scale < 1 and size[0] * size[1] <= EXACT_PIXELS:
            painter.drawImage(target.topLeft(), self._of_size(size, depth))
            return
        level = self._level(depth)
        ratio_x = self.width / target.width() / 2**depth
        ratio_y = self.height / target.height() / 2**depth
        source = QRectF(
            (visible.x() - target.x()) * ratio_x,
            (visible.y() - target.y()) * ratio_y,
            visible.width() * ratio_x,
            visible.height() * ratio_y,
        )
        painter.setRenderHint(
            QPainter.RenderHint.SmoothPixmapTransform, scale < NEAREST_FROM_SCALE and scale != 1.0
        )
        painter.drawImage(visible, level, source, Qt.ImageConversionFlag.NoOpaqueDetection)

    def _level(self, depth: int) -> QImage:
        if depth not in self._levels:
            self._levels[depth] = self._shown(self._means[depth])
        return self._levels[depth]

    def _of_size(self, size: tuple[int, int], depth: int) -> QImage:
        """The image at exactly `size`, from level `depth`; the last one is kept."""
        if self._exact is None or self._exact[0] != size:
            import cv2  # noqa: PLC0415 - the window shows before OpenCV is imported

            mean = cv2.resize(self._means[depth], size, interpolation=cv2.INTER_AREA)
            self._exact = (size, self._shown(cast("Pixels", mean)))
        return self._exact[1]

    def _shown(self, mean: Pixels) -> QImage:
        return to_qimage(_as_light(mean) if self._binary else mean)


def _halved(pixels: Pixels) -> Pixels:
    import cv2  # noqa: PLC0415 - see above

    down, across = pixels.shape[0] % 2, pixels.shape[1] % 2
    if down or across:
        # Only exact halves are quick: others take ten times as long.
        edge = cv2.BORDER_REPLICATE
        pixels = cast("Pixels", cv2.copyMakeBorder(pixels, 0, down, 0, across, edge))
    half = (pixels.shape[1] // 2, pixels.shape[0] // 2)
    return cast("Pixels", cv2.resize(pixels, half, interpolation=cv2.INTER_AREA))


def _as_light(coverage: Pixels) -> Pixels:
    """The sRGB value, 0 to 255, of so much white (0 to 255) on black (IEC 61966-2-1)."""
    import cv2  # noqa: PLC0415 - see above
    import numpy as np  # noqa: PLC0415 - see above

    light = np.arange(256) / 255
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return cast("Pixels", cv2.LUT(coverage, np.round(255 * encoded).astype(np.uint8)))

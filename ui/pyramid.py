"""An image at full size and at every half of it, so that any zoom paints quickly and smoothly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from core.picture import Pixels
from ui.qimage import to_qimage

SMALLEST_SIDE = 256
"""Halving ends at images that are no longer than this on any side."""
NEAREST_FROM_SCALE = 2.0
"""From this zoom on, pixels are shown as squares: an artist who looks this closely counts them."""


@dataclass(frozen=True, eq=False)
class Pyramid:
    """`levels[k]` is the image with both sides divided by 2**k, each pixel the mean of four.

    Sides are rounded up: one of a single pixel stays while the other is halved.
    """

    levels: tuple[QImage, ...]
    width: int
    height: int

    @classmethod
    def of(cls, pixels: Pixels) -> Pyramid:
        """The pyramid of grey (height, width) or RGB (height, width, 3) pixels.

        Takes about a third of the time of one pass over the image; meant for a worker thread.
        """
        import cv2  # noqa: PLC0415 - the window shows before OpenCV is imported

        height, width = pixels.shape[:2]
        levels = [to_qimage(pixels)]
        while max(pixels.shape[:2]) > SMALLEST_SIDE:
            half = (math.ceil(pixels.shape[1] / 2), math.ceil(pixels.shape[0] / 2))
            pixels = cast(Pixels, cv2.resize(pixels, half, interpolation=cv2.INTER_AREA))
            levels.append(to_qimage(pixels))
        return cls(tuple(levels), width, height)

    def paint(self, painter: QPainter, target: QRectF, clip: QRectF) -> None:
        """Paint the whole image onto `target`, as far as it lies in `clip` (device pixels)."""
        scale = min(target.width() / self.width, target.height() / self.height)
        visible = target.intersected(clip)
        if visible.isEmpty():
            return
        # A little under 1, so that a scale of 0.999 does not fall to the blurred half.
        depth = max(0, math.floor(-math.log2(max(scale, 1e-9)) + 0.01))
        level = self.levels[min(depth, len(self.levels) - 1)]
        ratio_x = level.width() / target.width()
        ratio_y = level.height() / target.height()
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

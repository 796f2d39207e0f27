"""An image at full size and at every half of it, so that any zoom paints quickly and smoothly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from ui.qimage import to_qimage

if TYPE_CHECKING:
    from core.picture import Pixels

SMALLEST_SIDE = 256
"""Halving ends at images that are no longer than this on any side."""
NEAREST_FROM_SCALE = 2.0
"""From this zoom on, pixels are shown as squares: an artist who looks this closely counts them."""


@dataclass(frozen=True, eq=False)
class Pyramid:
    """`levels[k]` is the image with both sides divided by 2**k, each pixel the mean of four.

    An odd side is rounded up, its last pixel counted twice.
    """

    levels: tuple[QImage, ...]
    width: int
    height: int

    @classmethod
    def of(cls, pixels: Pixels, *, binary: bool = False) -> Pyramid:
        """The pyramid of grey (height, width) or RGB (height, width, 3) pixels.

        Where they are `binary`, 0 or 255 only, the halves have the brightness that a screen of
        finer pixels would have: the mean of light, not of its sRGB values. A line of one pixel
        would otherwise fade away in a large picture. Meant for a worker thread.
        """
        import cv2  # noqa: PLC0415 - the window shows before OpenCV is imported

        height, width = pixels.shape[:2]
        levels = [to_qimage(pixels)]
        while max(pixels.shape[:2]) > SMALLEST_SIDE:
            down, across = pixels.shape[0] % 2, pixels.shape[1] % 2
            if down or across:
                # Only exact halves are quick: others take ten times as long.
                edge = cv2.BORDER_REPLICATE
                pixels = cast("Pixels", cv2.copyMakeBorder(pixels, 0, down, 0, across, edge))
            half = (pixels.shape[1] // 2, pixels.shape[0] // 2)
            pixels = cast("Pixels", cv2.resize(pixels, half, interpolation=cv2.INTER_AREA))
            levels.append(to_qimage(_as_light(pixels) if binary else pixels))
        return cls(tuple(levels), width, height)

    def paint(self, painter: QPainter, target: QRectF, clip: QRectF) -> None:
        """Paint the whole image onto `target`, as far as it lies in `clip` (device pixels)."""
        scale = min(target.width() / self.width, target.height() / self.height)
        visible = target.intersected(clip)
        if visible.isEmpty():
            return
        # A little under 1, so that a scale of 0.999 does not fall to the blurred half.
        depth = max(0, math.floor(-math.log2(max(scale, 1e-9)) + 0.01))
        depth = min(depth, len(self.levels) - 1)
        level = self.levels[depth]
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


def _as_light(coverage: Pixels) -> Pixels:
    """The sRGB value, 0 to 255, of so much white (0 to 255) on black (IEC 61966-2-1)."""
    import cv2  # noqa: PLC0415 - see above
    import numpy as np  # noqa: PLC0415 - see above

    light = np.arange(256) / 255
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return cast("Pixels", cv2.LUT(coverage, np.round(255 * encoded).astype(np.uint8)))

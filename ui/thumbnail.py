"""Small pictures of guides, and the small copies of pictures that they are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from ui.qimage import to_qimage

if TYPE_CHECKING:
    from core.picture import Picture, Pixels

COPY_SIDE = 512
"""The shorter side of a small copy: that for which the widths of lines are given (see
core.local.lines.xdog), so that a thumbnail has the lines of the guide. Smaller copies were tried:
at 256 strokes are twice too thick, and what an artist chooses by eye is not what comes."""
MOST_OBLONG = 3.0
"""Of anything longer only the middle is shown: a strip of a few pixels would tell nothing."""
KEPT_SIDE = 256
"""The longer side of what is kept of a guide; enough for a tile on a screen of 300 %."""
STRONG_PERCENT = 95
"""So many percent of what is not black are weaker than a strong line."""
SAMPLED_SIDE = 512
"""Of a larger guide not every pixel is counted to find how strong its lines are."""


class Thumbnail:
    """A guide of grey (height, width) or RGB (height, width, 3) pixels, kept small.

    Each pixel shown is the mean of its area. Lines on black, which that would darken, are made as
    bright again as they are in the guide. `shape_of`: the (width, height) whose proportions are
    shown, since a guide may be asked for at others. `kept_side`: the longer side of what is kept,
    in pixels. Making one is meant for a worker thread.
    """

    def __init__(
        self, pixels: Pixels, shape_of: tuple[int, int], kept_side: int = KEPT_SIDE
    ) -> None:
        size = QSize(*shape_of).scaled(kept_side, kept_side, Qt.AspectRatioMode.KeepAspectRatio)
        self._of = shape_of
        step = max(1, max(pixels.shape[:2]) // SAMPLED_SIDE)
        self._strength = _strength_of_lines(pixels[::step, ::step])
        self._mean = _resized(pixels, size)
        self._shown: QImage | None = None

    def image(self, room: QSize) -> QImage:
        """The guide as large as fits into `room` (device pixels); the last one is kept."""
        size = QSize(*self._of).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        size = size.expandedTo(QSize(1, 1))
        if self._shown is None or self._shown.size() != size:
            mean = _resized(self._mean, size)
            self._shown = to_qimage(self._brightened(mean))
        return self._shown

    def _brightened(self, mean: Pixels) -> Pixels:
        import cv2  # noqa: PLC0415 - the window comes first

        left = _strength_of_lines(mean, within=1.0)
        if not 0 < left < self._strength:
            return mean
        return cast("Pixels", cv2.convertScaleAbs(mean, alpha=self._strength / left))


def small_copy(picture: Picture) -> Picture:
    """`picture` less what is too oblong, with a shorter side of at most COPY_SIDE pixels."""
    from core.picture import Picture  # noqa: PLC0415 - the window comes first

    pixels = middle(picture.pixels, (picture.width, picture.height))
    height, width = pixels.shape[:2]
    if min(width, height) > COPY_SIDE:
        side = QSize(COPY_SIDE, COPY_SIDE)
        size = QSize(width, height).scaled(side, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        pixels = _resized(pixels, size)
    return Picture(pixels, picture.name, picture.origin)


def middle(pixels: Pixels, shape_of: tuple[int, int]) -> Pixels:
    """The part of `pixels` that is shown of a picture of the size `shape_of`, (width, height)."""
    height, width = pixels.shape[:2]
    across = min(1.0, MOST_OBLONG * shape_of[1] / shape_of[0])
    down = min(1.0, MOST_OBLONG * shape_of[0] / shape_of[1])
    shown = (max(1, round(width * across)), max(1, round(height * down)))
    left, top = (width - shown[0]) // 2, (height - shown[1]) // 2
    return pixels[top : top + shown[1], left : left + shown[0]]


def _resized(pixels: Pixels, size: QSize) -> Pixels:
    """The mean of the area that each pixel covers."""
    import cv2  # noqa: PLC0415 - the window comes first

    to = (max(1, size.width()), max(1, size.height()))
    return cast("Pixels", cv2.resize(pixels, to, interpolation=cv2.INTER_AREA))


def _strength_of_lines(pixels: Pixels, within: float = 0.5) -> float:
    """How bright strong lines are, 0..255; 0 if more than the share `within` is not black."""
    import numpy as np  # noqa: PLC0415 - the window comes first

    light = pixels.max(axis=2) if pixels.ndim == 3 else pixels
    lit = light[light > 0]
    if not 0 < lit.size <= within * light.size:
        return 0.0
    return float(np.percentile(lit, STRONG_PERCENT))

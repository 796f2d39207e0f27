"""The only place where numpy arrays become QImages and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from core.picture import Pixels


def to_qimage(pixels: Pixels) -> QImage:
    """A QImage that shares memory with `pixels`, grey (height, width) or RGB (height, width, 3).

    The image and every copy that Qt makes by sharing keep the array alive, since PySide lets go
    of a buffer only with the last of them. Nobody may write to either. Pixels that do not lie
    one after the other are copied.
    """
    pixels = pixels if pixels.flags.c_contiguous else pixels.copy()
    height, width = pixels.shape[:2]
    form = QImage.Format.Format_Grayscale8 if pixels.ndim == 2 else QImage.Format.Format_RGB888
    return QImage(pixels.data, width, height, pixels.nbytes // height, form)


def copy_to_qimage(pixels: Pixels) -> QImage:
    """A QImage with memory of its own, for clipboards and others who outlive the array.

    `pixels` may have a last layer of opacity: (height, width, 2) or (height, width, 4).
    """
    if pixels.ndim == 2 or pixels.shape[2] == 3:
        return to_qimage(pixels).copy()
    if pixels.shape[2] == 2:
        pixels = pixels[:, :, [0, 0, 0, 1]]
    pixels = pixels if pixels.flags.c_contiguous else pixels.copy()
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()

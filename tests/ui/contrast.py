"""How far colours are from each other, by the Web Content Accessibility Guidelines 2.2."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from core.picture import Pixels

_SHARES = (0.2126, 0.7152, 0.0722)


def luminance(pixels: Pixels) -> NDArray[np.float64]:
    """The relative luminance, 0..1, of RGB pixels (..., 3)."""
    value = np.asarray(pixels, np.float64) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array(_SHARES))


def contrasts(one: Pixels, other: Pixels) -> NDArray[np.float64]:
    """The contrast of each two RGB pixels, 1..21."""
    first, second = luminance(one), luminance(other)
    return (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours, 1..21."""
    return float(contrasts(_rgb(one), _rgb(other)))


def _rgb(colour: QColor) -> Pixels:
    return np.array([colour.red(), colour.green(), colour.blue()], np.uint8)

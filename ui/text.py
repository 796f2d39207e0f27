"""The few kinds of text that the window has, so that each looks the same everywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QLabel, QWidget

CAPTION_CHARS = 14
SPACING_PX = 6


def heading(text: str) -> QLabel:
    """The name of a group of controls."""
    return _label(text, weight=QFont.Weight.DemiBold)


def title(text: str) -> QLabel:
    """One large line."""
    return _label(text, enlarged=2.0)


def quiet(text: str) -> QLabel:
    """Something that is there for who looks for it."""
    label = _label(text)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def paragraph(lines: int) -> QLabel:
    """Wrapped text with room for so many lines always: what is below it never moves."""
    label = _label("")
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setFixedHeight(lines * label.fontMetrics().lineSpacing() + 2)
    return label


def _label(text: str, weight: QFont.Weight = QFont.Weight.Normal, enlarged: float = 1.0) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setWeight(weight)
    font.setPointSizeF(font.pointSizeF() * enlarged)
    label.setFont(font)
    return label


def caption_width(widget: QWidget) -> int:
    """The width in pixels of captions that stand above each other in several layouts."""
    return widget.fontMetrics().averageCharWidth() * CAPTION_CHARS

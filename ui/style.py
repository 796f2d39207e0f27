"""Fusion, with boxes and buttons to tick that are seen on dark grey as well."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle, QStyleOption, QWidget

_SQUARE = (
    QStyle.PrimitiveElement.PE_IndicatorCheckBox,
    QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck,
)
_ROUND = QStyle.PrimitiveElement.PE_IndicatorRadioButton
_STRENGTH = 0.55
"""Of the text's colour: 3 to 1 against the ground (WCAG 1.4.11), in both themes."""


class Style(QProxyStyle):
    """Fusion darkens the ground for the rim of an indicator, which on a dark one is not seen."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        super().drawPrimitive(element, option, painter, widget)
        if element not in _SQUARE and element is not _ROUND:
            return
        colour = option.palette.color(QPalette.ColorRole.WindowText)
        colour.setAlphaF(_STRENGTH)
        box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.save()
        painter.setPen(QPen(colour, 1))
        if element is _ROUND:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawEllipse(box)
        else:
            painter.drawRect(box)
        painter.restore()


def apply_style(app: QApplication) -> None:
    """Give the whole application this style; a second time changes nothing."""
    if not isinstance(app.style(), Style):
        app.setStyle(Style())

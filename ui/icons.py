"""Icons: our own SVG drawings, in the colour of the palette's text."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from core.paths import RESOURCES

_SIZES = (16, 24, 32, 48, 72, 144)
_INK = "#000000"
"""The colour in the drawings that stands for the text's."""


def tinted_icon(name: str, palette: QPalette) -> QIcon:
    """The drawing resources/icons/NAME.svg with its black in the palette's text colour."""
    drawing = (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8")
    icon = QIcon()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled):
        colour = palette.color(group, QPalette.ColorRole.WindowText).name()
        renderer = QSvgRenderer(QByteArray(drawing.replace(_INK, colour).encode()))
        mode = QIcon.Mode.Disabled if group is QPalette.ColorGroup.Disabled else QIcon.Mode.Normal
        for side in _SIZES:
            pixmap = QPixmap(QSize(side, side))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter)
            painter.end()
            icon.addPixmap(pixmap, mode)
    return icon


def application_icon() -> QIcon:
    """The icon of the application, in its own colours."""
    return QIcon(str(RESOURCES / "icons" / "underdrawing.svg"))

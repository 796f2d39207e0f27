"""Icons: our own SVG drawings, in the colour of the palette's text."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from core.paths import RESOURCES

_SIZES = (16, 24, 32, 48, 72, 144)
_INK = "#000000"
"""The colour in the drawings that stands for the text's."""
_Group, _Role = QPalette.ColorGroup, QPalette.ColorRole
_MODES = (
    (QIcon.Mode.Normal, _Group.Active, _Role.WindowText),
    (QIcon.Mode.Disabled, _Group.Disabled, _Role.WindowText),
    (QIcon.Mode.Selected, _Group.Active, _Role.HighlightedText),
)


def tinted_icon(name: str, palette: QPalette) -> QIcon:
    """The drawing resources/icons/NAME.svg with its black in the palette's text colour.

    In a row that is selected it has the colour of the text there.
    """
    drawing = (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8")
    icon = QIcon()
    for mode, group, role in _MODES:
        colour = palette.color(group, role).name()
        renderer = QSvgRenderer(QByteArray(drawing.replace(_INK, colour).encode()))
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

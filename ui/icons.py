"""Icons: our own SVG drawings, in the colour of the palette's text."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPalette, QPixmap
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
    icon = QIcon()
    for mode, group, role in _MODES:
        for image in _drawn(name, palette.color(group, role).name()):
            icon.addPixmap(QPixmap.fromImage(image), mode)
    return icon


# Many buttons show one drawing. Pixmaps must not outlive the application; images may.
@lru_cache(maxsize=64)
def _drawn(name: str, colour: str) -> tuple[QImage, ...]:
    """The drawing of that name with `colour` for _INK, in each of _SIZES."""
    drawing = (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8").replace(_INK, colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    images = []
    for side in _SIZES:
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        images.append(image)
    return tuple(images)


def application_icon() -> QIcon:
    """The icon of the application, in its own colours."""
    return QIcon(str(RESOURCES / "icons" / "underdrawing.svg"))

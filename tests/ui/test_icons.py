"""Icons have the colours of the palette asked with, whichever was asked with before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from core.settings import Theme
from ui.icons import tinted_icon
from ui.theme import apply_theme

SIDES = (24, 32, 48, 72, 144)  # at 16 no pixel is covered wholly
OPAQUE = 255
Group, Role = QPalette.ColorGroup, QPalette.ColorRole


def inks(icon: QIcon, mode: QIcon.Mode, side: int) -> set[str]:
    """The colours of the pixels that the drawing covers wholly."""
    image = icon.pixmap(QSize(side, side), 1.0, mode).toImage()
    assert image.size() == QSize(side, side)
    seen = (image.pixelColor(x, y) for x in range(side) for y in range(side))
    return {QColor(each.rgb()).name() for each in seen if each.alpha() == OPAQUE}


@pytest.mark.parametrize("side", SIDES)
def test_they_follow_the_theme_there_and_back(qapp: QApplication, side: int) -> None:
    before = qapp.palette()
    shown = []
    for theme in (Theme.DARK, Theme.LIGHT, Theme.DARK):
        apply_theme(qapp, theme)
        palette = qapp.palette()
        icon = tinted_icon("picture", palette)
        for mode, group, role in (
            (QIcon.Mode.Normal, Group.Active, Role.WindowText),
            (QIcon.Mode.Disabled, Group.Disabled, Role.WindowText),
            (QIcon.Mode.Selected, Group.Active, Role.HighlightedText),
        ):
            assert inks(icon, mode, side) == {palette.color(group, role).name()}, mode
        shown.append(icon.pixmap(QSize(side, side), 1.0).toImage())
    qapp.setPalette(before)
    dark, light, again = shown
    assert dark == again != light


@pytest.mark.usefixtures("qapp")
def test_each_name_is_a_drawing_of_its_own() -> None:
    one, other = (tinted_icon(name, QPalette()) for name in ("picture", "grip"))
    size = QSize(48, 48)
    assert one.pixmap(size, 1.0).toImage() != other.pixmap(size, 1.0).toImage()

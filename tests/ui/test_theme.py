"""Light and dark: greys have no tint, and a change reaches everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.settings import Theme
from tests.stories.desk import shown_pixels
from tests.ui.contrast import contrast
from ui.picture_view import PictureView
from ui.theme import apply_theme, system_is_dark
from ui.viewport import Viewport

Role = QPalette.ColorRole
COLOURED = {Role.Accent, Role.Highlight, Role.Link, Role.LinkVisited}


@pytest.fixture(params=[Theme.LIGHT, Theme.DARK])
def palette(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[QPalette]:
    """The colours of the application under a theme."""
    before = qapp.palette()
    apply_theme(qapp, request.param)
    yield qapp.palette()
    qapp.setPalette(before)


def test_greys_are_neutral(palette: QPalette) -> None:
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for role in Role:
            if role in COLOURED or role in (Role.NoRole, Role.NColorRoles):
                continue
            colour = palette.color(group, role)
            assert colour.red() == colour.green() == colour.blue(), role


def test_what_is_disabled_is_fainter_but_there(palette: QPalette) -> None:
    for text, ground in ((Role.WindowText, Role.Window), (Role.ButtonText, Role.Button)):
        disabled = palette.color(QPalette.ColorGroup.Disabled, text)
        usual, faint = (
            contrast(colour, palette.color(ground)) for colour in (palette.color(text), disabled)
        )
        assert 2 <= faint < usual


def test_a_change_of_theme_reaches_every_widget_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    before = qapp.palette()
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    parts = [QLabel("words"), QPushButton("press"), PictureView(Viewport(window), "Guide")]
    for part in parts:
        column.addWidget(part)
    window.show()
    seen = []
    for theme in (Theme.DARK, Theme.LIGHT, Theme.DARK):
        apply_theme(qapp, theme)
        qapp.processEvents()
        seen.append([shown_pixels(part.grab().toImage()).mean() for part in (window, *parts)])
    dark, light, dark_again = seen
    assert all(after > earlier + 60 for earlier, after in zip(dark, light, strict=True))
    assert dark == dark_again
    qapp.setPalette(before)


def test_the_systems_theme_is_one_of_the_two(qapp: QApplication) -> None:
    before = qapp.palette()
    apply_theme(qapp, Theme.SYSTEM)
    window = qapp.palette().color(Role.Window)
    assert (window.lightness() < 128) is system_is_dark()
    qapp.setPalette(before)

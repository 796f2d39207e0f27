"""Light and dark: every text can be read, greys have no tint, and a change reaches everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.settings import Theme
from tests.stories.desk import shown_pixels
from ui.picture_view import PictureView
from ui.theme import apply_theme, system_is_dark
from ui.viewport import Viewport

Role = QPalette.ColorRole
TEXT_ON_GROUND = [
    *((Role.WindowText, ground) for ground in (Role.Window, Role.Base, Role.Dark)),
    *((Role.Text, ground) for ground in (Role.Base, Role.AlternateBase)),
    *((Role.PlaceholderText, ground) for ground in (Role.Base, Role.Window, Role.Dark)),
    *((Role.Link, ground) for ground in (Role.Base, Role.Window)),
    *((Role.LinkVisited, ground) for ground in (Role.Base, Role.Window)),
    (Role.ButtonText, Role.Button),
    (Role.ToolTipText, Role.ToolTipBase),
    (Role.HighlightedText, Role.Highlight),
]
COLOURED = {Role.Accent, Role.Highlight, Role.Link, Role.LinkVisited}


@pytest.fixture(params=[Theme.LIGHT, Theme.DARK])
def palette(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[QPalette]:
    """The colours of the application under a theme."""
    before = qapp.palette()
    apply_theme(qapp, request.param)
    yield qapp.palette()
    qapp.setPalette(before)


def _luminance(colour: QColor) -> float:
    """Relative luminance, 0..1, as the Web Content Accessibility Guidelines 2.2 define it."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: QColor, other: QColor) -> float:
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast_is_right() -> None:
    assert _contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert _contrast(QColor("#767676"), QColor("white")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND, ids=lambda role: role.name)
def test_every_text_can_be_read(palette: QPalette, text: Role, ground: Role) -> None:
    assert _contrast(palette.color(text), palette.color(ground)) >= 4.5


def test_the_frame_of_the_focus_is_seen(palette: QPalette) -> None:
    for ground in (Role.Window, Role.Base):
        assert _contrast(palette.color(Role.Accent), palette.color(ground)) >= 3


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
            _contrast(colour, palette.color(ground)) for colour in (palette.color(text), disabled)
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
    assert (_luminance(window) < 0.5) is system_is_dark()
    qapp.setPalette(before)

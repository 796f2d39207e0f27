"""Whoever sees little reads every text, and finds the focus, in light and in dark (WCAG AA)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.picture import Pixels
from core.settings import Theme
from tests.stories.desk import shown_pixels
from tests.ui.contrast import contrast, contrasts
from ui.focus_ring import FocusRing
from ui.notice import Kind
from ui.notice_bar import COLOURS
from ui.theme import apply_theme, palette_of
from ui.tile import TileDelegate

Role = QPalette.ColorRole
State = QStyle.StateFlag
SEEN = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive)
TEXT, MARK = 4.5, 3.0
TEXT_ON_GROUND = {
    "text": [(Role.Text, ground) for ground in (Role.Base, Role.AlternateBase)],
    "words": [(Role.WindowText, ground) for ground in (Role.Window, Role.Base, Role.Dark)],
    "quiet words": [(Role.PlaceholderText, ground) for ground in (Role.Window, Role.Dark)],
    "placeholders": [(Role.PlaceholderText, ground) for ground in (Role.Base, Role.AlternateBase)],
    "links": [(Role.Link, ground) for ground in (Role.Base, Role.Window)],
    "visited links": [(Role.LinkVisited, ground) for ground in (Role.Base, Role.Window)],
    "buttons": [(Role.ButtonText, ground) for ground in (Role.Button, Role.Window)],
    "hints": [(Role.ToolTipText, Role.ToolTipBase)],
    "what is selected": [(Role.HighlightedText, Role.Highlight)],
}
MARKS = {
    # The ring around controls, and the frames of pictures and of the place to drop one.
    "focus": [(Role.Accent, ground) for ground in (Role.Window, Role.Base, Role.Dark)],
    "focus on a tile": [
        (Role.BrightText, ground) for ground in (Role.Window, Role.Highlight, Role.Button)
    ],
    "place to drop": [(Role.PlaceholderText, Role.Dark)],
}


def _flat() -> QToolButton:
    button = QToolButton()
    button.setText("flat")
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _list() -> QListWidget:
    found = QListWidget()
    found.addItem("item")
    found.setTabKeyNavigation(False)
    return found


CONTROLS: dict[str, Callable[[], QWidget]] = {
    "button": lambda: QPushButton("press"),
    "flat button": _flat,
    "switch": lambda: QCheckBox("switch"),
    "choice": QComboBox,
    "number": QSpinBox,
    "slider": lambda: QSlider(Qt.Orientation.Horizontal),
    "line": QLineEdit,
    "list": _list,
}


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def palette(qapp: QApplication, request: pytest.FixtureRequest) -> QPalette:
    """The colours of one theme."""
    return palette_of(dark=request.param)


def test_the_measure_is_right() -> None:
    assert contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert contrast(QColor("#767676"), QColor("white")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("group", SEEN)
@pytest.mark.parametrize("what", TEXT_ON_GROUND)
def test_every_text_can_be_read(palette: QPalette, what: str, group: QPalette.ColorGroup) -> None:
    for text, ground in TEXT_ON_GROUND[what]:
        found = contrast(palette.color(group, text), palette.color(group, ground))
        assert found >= TEXT, f"{text.name} on {ground.name}: {found:.2f}"


@pytest.mark.parametrize("what", MARKS)
def test_every_mark_is_seen(palette: QPalette, what: str) -> None:
    for mark, ground in MARKS[what]:
        found = contrast(palette.color(mark), palette.color(ground))
        assert found >= MARK, f"{mark.name} on {ground.name}: {found:.2f}"


@pytest.mark.parametrize("kind", Kind)
def test_the_colour_of_a_notice_is_seen(palette: QPalette, kind: Kind) -> None:
    assert contrast(COLOURS[kind], palette.color(Role.Base)) >= MARK


@pytest.fixture(params=[Theme.LIGHT, Theme.DARK])
def themed(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[FocusRing]:
    """The application in one theme, with the ring that follows the focus."""
    before, style = qapp.palette(), qapp.style().name()
    qapp.setStyle("Fusion")
    apply_theme(qapp, request.param)
    ring = FocusRing(qapp)
    yield ring
    ring.close()
    qapp.setPalette(before)
    qapp.setStyle(style)


@pytest.mark.parametrize("name", CONTROLS)
def test_tab_moves_a_mark_that_is_seen_in_both_themes(
    qtbot: QtBot, themed: FocusRing, name: str
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    before, control = QPushButton("before"), CONTROLS[name]()
    for widget in (before, control):
        column.addWidget(widget)
    before.setFocus()
    window.show()
    qtbot.waitUntil(before.hasFocus)
    around = control.geometry().adjusted(-4, -4, 4, 4)
    without = shown_pixels(window.grab(around).toImage())

    def marked() -> None:
        with_focus = shown_pixels(window.grab(around).toImage())
        changed = contrasts(with_focus, without) >= MARK
        assert changed.sum() >= 2 * (control.width() + control.height()), "all around it"

    def clean() -> None:
        assert (shown_pixels(window.grab(around).toImage()) == without).all()

    QTest.keyClick(before, Qt.Key.Key_Tab)
    qtbot.waitUntil(marked)
    assert control.hasFocus()
    QTest.keyClick(control, Qt.Key.Key_Backtab)
    qtbot.waitUntil(clean)


@pytest.mark.parametrize("state", [State.State_Selected, State.State_None, State.State_MouseOver])
def test_a_tile_shows_the_focus_against_its_ground_and_what_is_around(
    qtbot: QtBot, palette: QPalette, state: State
) -> None:
    tiles = QListWidget()
    qtbot.addWidget(tiles)
    tiles.addItem("Canny")
    delegate = TileDelegate(tiles)
    option = QStyleOptionViewItem()
    option.palette = palette
    option.rect = QRect(QPoint(), delegate.size)

    def painted(states: State) -> Pixels:
        option.state = states
        image = QImage(delegate.size, QImage.Format.Format_RGB32)
        image.fill(palette.color(Role.Window))
        painter = QPainter(image)
        delegate.paint(painter, option, tiles.model().index(0, 0))
        painter.end()
        return shown_pixels(image)

    without, focused = painted(state), painted(state | State.State_HasFocus)
    window = palette.color(Role.Window)
    around = np.full_like(without, (window.red(), window.green(), window.blue()))
    for ground in (without, around):
        ring = contrasts(focused, ground) >= MARK
        ring &= (focused != without).any(axis=2)
        assert ring.sum() >= 3 * (delegate.size.width() + delegate.size.height()), "two pixels"

"""The button that pays: what is not meant for it does not press it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.buy_panel import BuyPanel
from ui.pay_button import PayButton

KEYS = Qt.Key


class Counter:
    """A window with the button between two others, and how often it was pressed."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.before, self.pay, self.after = QPushButton(), PayButton(), QPushButton()
        self.paid = 0
        self.pay.clicked.connect(self._count)
        column = QVBoxLayout(self.window)
        for button in (self.before, self.pay, self.after):
            column.addWidget(button)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()

    def _count(self) -> None:
        self.paid += 1


@pytest.fixture
def counter(qtbot: QtBot) -> Iterator[Counter]:
    yield Counter(qtbot)


def test_enter_pays_once_where_tab_has_led_to_it(counter: Counter) -> None:
    for widget, key in ((counter.before, KEYS.Key_Tab), (counter.after, KEYS.Key_Backtab)):
        counter.paid = 0
        widget.setFocus()
        QTest.keyClick(widget, key)
        assert counter.pay.hasFocus()
        QTest.keyClick(counter.pay, KEYS.Key_Space)
        QTest.keyClick(counter.pay, KEYS.Key_Return, Qt.KeyboardModifier.AltModifier)
        assert counter.paid == 0
        QTest.keyClick(counter.pay, KEYS.Key_Return)
        assert counter.paid == 1
        QTest.keyClick(counter.pay, KEYS.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
        assert counter.paid == 2


@pytest.mark.parametrize("go", [QWidget.hide, QWidget.deleteLater, lambda w: w.setEnabled(False)])
@pytest.mark.parametrize("where", ["before", "after"])
def test_what_goes_does_not_leave_its_focus_there(
    counter: Counter, where: str, go: Callable[[QWidget], None]
) -> None:
    going: QWidget = getattr(counter, where)
    going.setFocus()
    if where == "after":
        counter.before.setEnabled(False)  # so that it is the next, all around
    go(going)
    QApplication.sendPostedEvents(None, 0)
    assert not counter.pay.hasFocus()


def test_what_went_while_the_window_was_away_does_not_leave_it_either(
    counter: Counter, qtbot: QtBot
) -> None:
    counter.before.setFocus()
    other = QWidget()
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    counter.before.hide()
    with qtbot.waitActive(counter.window):
        counter.window.activateWindow()
    assert not counter.pay.hasFocus()


def test_who_was_there_is_there_again_after_another_window(counter: Counter, qtbot: QtBot) -> None:
    counter.before.setFocus()
    QTest.keyClick(counter.before, KEYS.Key_Tab)
    other = QWidget()
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    with qtbot.waitActive(counter.window):
        counter.window.activateWindow()
    assert counter.pay.hasFocus()


def test_the_mouse_pays_and_leaves_no_focus(counter: Counter) -> None:
    QTest.mouseClick(counter.pay, Qt.MouseButton.LeftButton)
    assert counter.paid == 1
    assert not counter.pay.hasFocus()


def test_a_double_click_is_one_press_on_what_was_there(qtbot: QtBot) -> None:
    panel = BuyPanel()
    qtbot.addWidget(panel)
    pressed: list[str] = []

    def asked() -> None:
        pressed.append("asked")
        panel.show_progress("Asking…")

    def stopped() -> None:
        pressed.append("stopped")
        panel.show_progress(None)

    panel.asked.connect(asked)
    panel.stopped.connect(stopped)
    panel.show_state(ready=True, bought=False, has_key=True)
    panel.show()
    for meant in ("asked", "stopped"):
        pressed.clear()
        QTest.mouseClick(_shown(panel), Qt.MouseButton.LeftButton)
        under = _shown(panel)
        QTest.mouseDClick(under, Qt.MouseButton.LeftButton)  # the second press alone
        QTest.mouseRelease(under, Qt.MouseButton.LeftButton)
        assert pressed == [meant]


def _shown(panel: BuyPanel) -> QPushButton:
    (button,) = [each for each in panel.findChildren(QPushButton) if not each.isHidden()]
    return button

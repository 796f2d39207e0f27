"""What settings are changed with, each on its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.wheel import turn
from ui.settings.disk import Amount, disk_text
from ui.settings.editors import Choice, Editor, Number
from ui.settings.row import Row, RowView

LIMITS = range(100, 1_000_001)


Show = Callable[..., None]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows editors in a window, the focus on none of them."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)

    def show(*editors: QWidget) -> None:
        for editor in editors:
            column.addWidget(editor)
        window.show()
        window.setFocus()

    return show


def _chosen(editor: Editor) -> list[object]:
    """What is chosen from now on."""
    chosen: list[object] = []
    editor.chosen.connect(chosen.append)
    return chosen


def test_who_scrolls_the_page_changes_nothing_on_the_way(qtbot: QtBot, show: Show) -> None:
    choice, number = Choice({1: "one", 2: "two"}), Number(range(10, 20))
    amount = Amount(LIMITS)
    show(choice, number, amount)
    for editor, fields in (
        (choice, [choice.combo]),
        (number, [number.spin]),
        (amount, [amount.spin, amount.unit]),
    ):
        chosen = _chosen(editor)
        assert isinstance(editor, QWidget)
        for field in fields:
            assert not turn(field)
        assert chosen == []
    chosen = _chosen(number)
    number.show_value(15)
    number.field.setFocus()
    qtbot.waitUntil(number.field.hasFocus)
    assert turn(number.spin)
    assert chosen == [14], "what has the focus is turned"


def test_an_amount_is_shown_in_the_unit_that_suits_it(show: Show) -> None:
    amount = Amount(LIMITS)
    show(amount)
    chosen = _chosen(amount)
    amount.show_value(2048)
    assert (amount.spin.value(), amount.unit.currentText()) == (2, "GB")
    amount.show_value(700)
    assert (amount.spin.value(), amount.unit.currentText()) == (700, "MB")
    amount.show_value(1536)
    assert (amount.spin.value(), amount.unit.currentText()) == (1.5, "GB")
    amount.unit.setCurrentIndex(0)
    assert amount.spin.value() == 1536
    assert chosen == [], "another unit is no other amount"
    amount.unit.setCurrentIndex(1)
    amount.spin.setValue(3)
    assert chosen == [3072]


def test_an_amount_stays_within_what_is_allowed(show: Show) -> None:
    amount = Amount(LIMITS)
    show(amount)
    chosen = _chosen(amount)
    amount.show_value(700)
    amount.spin.setValue(0)
    amount.spin.setValue(1e9)
    amount.unit.setCurrentIndex(1)
    amount.spin.setValue(0)
    assert chosen == [LIMITS[0], LIMITS[-1], 102], "0.1 GB"


def test_a_number_may_read_as_words(show: Show) -> None:
    number = Number(range(59, 1000), "s", special="as it likes")
    show(number)
    assert number.text_of(59) == "as it likes"
    assert number.text_of(60) == "60 s"


def test_disk_is_told_as_people_do() -> None:
    assert disk_text(0) == "0 bytes"
    assert disk_text(3 * 2**29) == "1.5 GB"
    assert disk_text(700 * 2**20) == "700.0 MB"


def test_a_row_follows_what_is_changed_elsewhere(show: Show) -> None:
    held = {"value": 12}
    view = RowView(
        Row(
            "Section",
            "&Number",
            "A number.",
            lambda: Number(range(10, 20)),
            lambda: held["value"],
            lambda value: held.update(value=value),
            10,
        )
    )
    show(view)
    spin = view.editor.field
    assert isinstance(spin, QSpinBox)
    assert (spin.value(), view.reset.isEnabled()) == (12, True)
    assert view.reset.toolTip() == "Back to the default: 10"
    held["value"] = 10
    view.refresh()
    assert (spin.value(), view.reset.isEnabled()) == (10, False)
    QTest.keyClick(spin, Qt.Key.Key_Up)
    assert held["value"] == 11
    assert view.reset.isEnabled()


def test_a_choice_takes_values_of_any_kind(show: Show) -> None:
    choice = Choice({None: "as last", True: "yes", False: "no"})
    show(choice)
    chosen = _chosen(choice)
    choice.show_value(False)
    assert isinstance(choice.field, QComboBox)
    assert choice.field.currentText() == "no"
    choice.field.setCurrentIndex(0)
    choice.field.setCurrentIndex(1)
    assert chosen == [None, True]

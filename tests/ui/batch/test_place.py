"""A window that is not shown yet is put where it was left, or in front, and within the screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.batch.place import place_of, put_in_place


@pytest.fixture
def main(qtbot: QtBot) -> QWidget:
    main = QWidget()
    qtbot.addWidget(main)
    main.setGeometry(200, 150, 300, 200)
    main.show()
    return main


def _put(qtbot: QtBot, place: str, main: QWidget, size: tuple[int, int] = (100, 80)) -> QRect:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(*size)
    put_in_place(window, place, main)
    assert not window.isVisible()
    return window.geometry()


def test_it_comes_back_where_it_was_left(qtbot: QtBot, main: QWidget) -> None:
    left = QWidget()
    qtbot.addWidget(left)
    left.setGeometry(40, 60, 320, 240)
    left.show()
    place = place_of(left)
    assert _put(qtbot, place, main) == QRect(40, 60, 320, 240)
    left.close()
    assert place_of(left) == place, "also while it is closed"


@pytest.mark.parametrize("place", ["", "of another version", "Ünsinn"])
def test_it_is_in_front_of_the_main_window_where_nothing_is_known(
    qtbot: QtBot, main: QWidget, place: str
) -> None:
    assert _put(qtbot, place, main) == QRect(300, 210, 100, 80)


@pytest.mark.parametrize(
    "beyond",
    [QRect(700, 750, 300, 300), QRect(-500, -90, 300, 300), QRect(5000, 5000, 3000, 2000)],
)
def test_all_of_it_is_on_the_screen(qtbot: QtBot, main: QWidget, beyond: QRect) -> None:
    left = QWidget()
    qtbot.addWidget(left)
    left.setGeometry(beyond)
    left.show()
    room, frame = main.screen().availableGeometry(), main.frameGeometry().size() - main.size()
    put = _put(qtbot, place_of(left), main)
    assert room.contains(put)
    assert put.height() + frame.height() <= room.height()
    main.setGeometry(beyond)
    assert room.contains(_put(qtbot, "", main)), "whatever it is in front of"
    assert room.contains(_put(qtbot, "", main, (3000, 2000))), "and however large it would be"

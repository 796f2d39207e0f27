"""The tiles of the history stay where they are seen while others come and go."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.history.entry import Entry
from core.preprocessor import Preprocessor, Quality
from core.task import PreprocessTask
from ui.history_list import WAYS, Deed, HistoryList
from ui.thumbnail import Thumbnail

NEWEST_FIRST = range(30, 0, -1)
KEYS = {deed: way.key for deed, way in WAYS.items()}


def entry(number: int) -> Entry:
    task = PreprocessTask(preprocessor=Preprocessor.CANNY)
    return Entry(
        id=number,
        made=float(number),
        picture_name=f"picture {number}",
        origin="",
        task=task,
        engine="local",
        method="Canny",
        quality=Quality.FINAL,
        seconds=0.1,
        cost_usd=None,
        remark="",
        width=640,
        height=480,
        bought=False,
        pinned=False,
    )


@pytest.fixture
def shown(qtbot: QtBot) -> HistoryList:
    """Thirty entries of which a few are seen."""
    found = HistoryList()
    qtbot.addWidget(found)
    found.fit()
    found.resize(500, found.height())
    found.show_entries([entry(number) for number in NEWEST_FIRST])
    with qtbot.waitExposed(found):
        found.show()
    return found


def where(shown: HistoryList, row: int) -> int:
    return shown.visualItemRect(shown.item(row)).left()


def test_the_current_one_keeps_its_place_and_its_picture_when_others_come(
    shown: HistoryList, qtbot: QtBot
) -> None:
    shown.setFocus()
    qtbot.waitUntil(shown.hasFocus)
    shown.setCurrentRow(15)
    thumbnail = Thumbnail(np.zeros((4, 4), np.uint8), (4, 4))
    shown.show_thumbnail(shown.entries[15], thumbnail)
    before, place = shown.entries[15], where(shown, 15)
    shown.show_entries([entry(31), *shown.entries])
    assert shown.currentRow() == 16
    assert shown.entries[16] == before
    assert where(shown, 16) == place
    assert before not in shown.lacking()
    assert shown.selectedItems() == [shown.item(16)]


def test_at_the_begin_too_while_it_is_in_use(shown: HistoryList, qtbot: QtBot) -> None:
    shown.setFocus()
    qtbot.waitUntil(shown.hasFocus)
    place = where(shown, 0)
    shown.show_entries([entry(31), *shown.entries])
    assert where(shown, 1) == place, "a second click hits the same one"


def test_what_is_new_is_seen_by_whoever_works_elsewhere(shown: HistoryList, qtbot: QtBot) -> None:
    shown.clearFocus()
    QApplication.sendEvent(shown, QEvent(QEvent.Type.Leave))
    place = where(shown, 0)
    shown.show_entries([entry(31), *shown.entries])
    assert where(shown, 0) == place


def test_the_next_one_is_current_when_it_is_removed(shown: HistoryList) -> None:
    shown.setCurrentRow(3)
    after = shown.entries[4]
    shown.show_entries([each for each in shown.entries if each != shown.entries[3]])
    assert shown.entries[shown.currentRow()] == after
    shown.show_entries([])
    assert shown.currentRow() == -1


def test_they_follow_the_order_and_what_has_changed(shown: HistoryList) -> None:
    first, second = replace(entry(2), pinned=True), entry(5)
    shown.show_entries([first, second, entry(9)])
    assert shown.entries == [first, second, entry(9)]
    assert shown.item(0).text().startswith("★")
    shown.show_entries([entry(9), first])
    assert shown.entries == [entry(9), first]


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_has_its_key(shown: HistoryList, qtbot: QtBot, deed: Deed) -> None:
    shown.setCurrentRow(2)
    with qtbot.waitSignal(shown.asked) as asked:
        QTest.keyClick(shown, KEYS[deed])
    assert asked.args == [deed, shown.entries[2]]
    with qtbot.assertNotEmitted(shown.asked):
        QTest.keyClick(shown, KEYS[deed], Qt.KeyboardModifier.ControlModifier)

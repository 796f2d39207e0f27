"""The table of a batch: every state in words and as a picture, and thousands of rows at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from core.batch.batch import Batch
from core.batch.gather import Source
from core.batch.item import Change, Item, Result, State
from core.batch.plan import Plan, tasks_of
from core.engine import Progress
from core.errors import PictureError
from core.preprocessor import Preprocessor, Quality
from ui.batch.list import BatchList
from ui.batch.table import FILE, GUIDE, ITEM, PICTURE, STATE, TIME, BatchTable, said_of

FOLDER = Path("guides").absolute()
ROWS = 10_000
BLINK_S = 0.5
"""No change of all rows may hold up the window for so long; a computer that is not busy needs a
fifth of it."""


def _batch(pictures: int) -> Batch:
    sources = tuple(Source(Path(f"{number}.png").absolute()) for number in range(pictures))
    return Batch.begin(Plan(sources, tasks_of((Preprocessor.CANNY, Preprocessor.TILE), {}), FOLDER))


@pytest.fixture
def batch() -> Iterator[Batch]:
    batch = _batch(4)
    yield batch
    batch.close()


def _put(batch: Batch, number: int, **changes: object) -> Item:
    """The item of that number is another, as when a run has noted it."""
    item = batch.items[number].replace(**changes)
    batch._board.put(item)
    return item


def _cells(table: BatchTable, row: int) -> list[str]:
    return [table.index(row, column).data() for column in (PICTURE, GUIDE, STATE, TIME, FILE)]


def _result(**changes: object) -> Result:
    given = {
        "size": (60, 40),
        "seconds": 1.25,
        "engine": "local",
        "method": "OpenCV Canny",
        "quality": Quality.FINAL,
        "cost_usd": None,
        "remark": "",
        "keypoints": None,
        **changes,
    }
    return Result(**given)  # type: ignore[arg-type]


@pytest.mark.usefixtures("qapp")
def test_each_state_is_a_word_and_a_picture(batch: Batch) -> None:
    table = BatchTable()
    table.show(batch)
    error = PictureError("This file is no picture.", "Choose another.")
    for number, state in enumerate(State):
        _put(batch, number, state=state)
    _put(batch, 2, result=_result())
    _put(batch, 4, error=error)
    words = [table.index(row, STATE).data() for row in range(6)]
    assert words == ["waiting", "being made", "made", "was there", "failed", "cancelled"]
    icons = [table.index(row, STATE).data(Qt.ItemDataRole.DecorationRole) for row in range(6)]
    seen = {_pixels(icon) for icon in icons}
    assert len(seen) == 6, "no two of them look alike"
    assert _cells(table, 2) == ["1.png", "Canny edges", "made", "1.2 s", "1-canny.png"]
    assert _cells(table, 4)[4] == "This file is no picture."
    assert _cells(table, 0)[3:] == ["", ""], "what is not there has no file"


def _pixels(icon: QIcon) -> bytes:
    return bytes(icon.pixmap(24, 24).toImage().constBits())


@pytest.mark.usefixtures("qapp")
def test_how_far_a_guide_is_and_what_it_cost(batch: Batch) -> None:
    table = BatchTable()
    table.show(batch)
    working = _put(batch, 0, state=State.WORKING)
    table.note(Change(working, Progress("waiting", 0.4)))
    assert table.index(0, STATE).data() == "being made, 40 %"
    table.note(Change(_put(batch, 0, state=State.DONE, result=_result(cost_usd=0.004))))
    assert table.index(0, STATE).data() == "made"
    assert table.index(0, TIME).data() == "1.2 s   $0.004"


@pytest.mark.usefixtures("qapp")
def test_all_that_is_to_be_said_is_told_in_full(batch: Batch) -> None:
    made = _put(batch, 0, state=State.DONE, result=_result(remark="Nothing was found."))
    assert said_of(made, "0.png").splitlines() == [
        str(FOLDER / "0-canny.png"),
        "60 × 40   ·   OpenCV Canny   ·   1.2 s",
        "Nothing was found.",
        "Picture: 0.png",
    ]
    draft = _put(batch, 0, state=State.DONE, result=_result(quality=Quality.DRAFT))
    assert "OpenCV Canny (draft)" in said_of(draft, "0.png")
    error = PictureError("This file is no picture.", "Choose another.", details="seen: <html>")
    failed = _put(batch, 1, state=State.FAILED, error=error)
    assert said_of(failed, "/photos/1.png").splitlines() == [
        "This file is no picture. Choose another.",
        "seen: <html>",
        "Picture: /photos/1.png",
    ]


def test_the_chosen_row_is_told_below_and_can_be_copied(qtbot: QtBot, batch: Batch) -> None:
    rows = BatchList()
    table = rows.table
    qtbot.addWidget(rows)
    table.show(batch)
    assert not rows.in_window.isEnabled()
    rows.choose(1)
    assert rows.in_window.isEnabled()
    assert not rows.open.isEnabled(), "it is not made"
    _put(batch, 1, state=State.FAILED, error=PictureError("It is broken."))
    table.refresh([1])
    rows.follow([1])
    assert rows.details.toPlainText().splitlines()[0] == "It is broken."
    QTest.keyClick(rows.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rows._copy()
    assert QGuiApplication.clipboard().text() == rows.details.toPlainText()


@pytest.mark.usefixtures("qapp")
def test_a_remark_is_seen_without_choosing_its_row(batch: Batch) -> None:
    table = BatchTable()
    table.show(batch)
    _put(batch, 0, state=State.DONE, result=_result())
    _put(batch, 1, state=State.DONE, result=_result(remark="No person is found."))
    assert table.index(1, STATE).data() == "made, with a remark"
    assert table.index(1, FILE).data() == "No person is found. (0-tile.png)"
    made, remarked = (
        table.index(row, STATE).data(Qt.ItemDataRole.DecorationRole) for row in (0, 1)
    )
    assert _pixels(made) != _pixels(remarked), "they do not look alike"
    for column in (STATE, FILE):
        tip = table.index(1, column).data(Qt.ItemDataRole.ToolTipRole)
        assert "No person is found." in tip.splitlines()


@pytest.mark.parametrize("width", [600, 1200])
def test_what_is_said_of_a_failure_has_the_room_that_is_there(
    qtbot: QtBot, batch: Batch, width: int
) -> None:
    rows = BatchList()
    qtbot.addWidget(rows)
    rows.resize(width, 400)
    rows.show()
    rows.table.show(batch)
    widths = {column: rows.view.columnWidth(column) for column in range(FILE + 1)}
    assert sum(widths.values()) == rows.view.viewport().width(), "nothing is out of sight"
    needed = rows.view.fontMetrics().horizontalAdvance
    assert needed("made, with a remark") < widths[STATE]
    assert widths[PICTURE] < 2 * needed("Picture"), "short names take little"
    assert widths[FILE] == max(widths.values())
    error = PictureError("The file ends too early, so that most of the picture is not there.")
    _put(batch, 0, state=State.FAILED, error=error)
    _put(batch, 1, state=State.DONE, result=_result())
    assert _left_out(rows, 0) is Qt.TextElideMode.ElideRight, "a sentence is read from its start"
    assert _left_out(rows, 1) is Qt.TextElideMode.ElideMiddle, "a name is known by both ends"
    assert str(error) in rows.table.index(0, FILE).data(Qt.ItemDataRole.ToolTipRole)


def test_long_names_of_pictures_leave_room_for_what_is_said(qtbot: QtBot) -> None:
    named = Batch.begin(
        Plan(
            (Source(Path(f"{'name' * 20}.png").absolute()),),
            tasks_of((Preprocessor.CANNY,), {}),
            FOLDER,
        )
    )
    rows = BatchList()
    qtbot.addWidget(rows)
    rows.resize(640, 400)
    rows.show()
    rows.table.show(named)
    assert rows.view.columnWidth(PICTURE) < 200
    assert rows.view.columnWidth(FILE) > 100
    named.close()


def _left_out(rows: BatchList, row: int) -> Qt.TextElideMode:
    option = QStyleOptionViewItem()
    rows.view.initViewItemOption(option)
    cells = rows.view.itemDelegate()
    assert isinstance(cells, QStyledItemDelegate)
    cells.initStyleOption(option, rows.view.model().index(row, FILE))
    return option.textElideMode


def test_only_what_failed_or_is_remarked_is_shown_if_that_is_wanted(
    qtbot: QtBot, batch: Batch
) -> None:
    rows = BatchList()
    table = rows.table
    qtbot.addWidget(rows)
    table.show(batch)
    _put(batch, 3, state=State.FAILED, error=PictureError("It is broken."))
    rows.worth_a_look.click()
    assert rows.view.model().rowCount() == 1
    rows.choose(0)
    assert rows.item is not None
    assert rows.item.number == 3
    _put(batch, 5, state=State.FAILED, error=PictureError("It is broken, too."))
    table.refresh([5])
    assert rows.view.model().rowCount() == 2, "it comes as soon as it fails"
    _put(batch, 0, state=State.DONE, result=_result())
    _put(batch, 1, state=State.DONE, result=_result(remark="No person is found."))
    table.refresh([0, 1])
    assert rows.view.model().rowCount() == 3, "what came with a remark is to be looked at, too"


def test_rows_that_follow_each_other_are_told_as_one_range(batch: Batch) -> None:
    table = BatchTable()
    table.show(batch)
    ranges: list[tuple[int, int]] = []

    def heard(first: QModelIndex, last: QModelIndex) -> None:
        ranges.append((first.row(), last.row()))

    table.dataChanged.connect(heard)
    table.refresh({5, 1, 2, 7, 0})
    assert ranges == [(0, 2), (5, 5), (7, 7)]
    assert table.index(7, 0).data(ITEM).number == 7
    assert table.rowCount(QPersistentModelIndex(table.index(0, 0))) == 0


def test_ten_thousand_rows_hold_nothing_up(qtbot: QtBot) -> None:
    batch = _batch(ROWS // 2)
    rows = BatchList()
    table = rows.table
    qtbot.addWidget(rows)
    rows.resize(900, 600)
    rows.show()

    def took(work: object, *arguments: object) -> float:
        began = time.perf_counter()
        work(*arguments)  # type: ignore[operator]
        QGuiApplication.processEvents()
        return time.perf_counter() - began

    times = {
        "shown": took(table.show, batch),
        "scrolled": took(rows.view.scrollToBottom),
        "all changed": took(table.refresh, range(ROWS)),
        "one changed": took(table.refresh, [77]),
        "filtered": took(rows.worth_a_look.click),
    }
    assert table.rowCount() == ROWS
    assert {name: seconds for name, seconds in times.items() if seconds > BLINK_S} == {}
    batch.close()

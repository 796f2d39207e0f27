"""Notices: they say what happened, stay as long as they should, and never push the window about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.errors import PictureError
from core.settings import Settings
from tests.stories.desk import shown_pixels
from tests.ui.parts import PatientEngine
from ui.background import Background
from ui.main_window import MainWindow
from ui.notice import Kind, Notice, Topic
from ui.notice_bar import STAYS_MS, NoticeBar
from ui.session import Session

LONG_PATH = "/home/artist/" + "a-folder-within-a-folder/" * 8 + "x" * 180 + ".png"
SMALLEST = (640, 420)


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[NoticeBar]:
    around = QWidget()
    bar = NoticeBar(around)
    qtbot.addWidget(around)
    around.resize(400, 80)
    bar.resize(around.size())
    around.show()
    yield bar


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    """The whole window, as small as it gets."""
    errors: list[Exception] = []
    session = Session(PatientEngine())
    window = MainWindow(
        session, Background(errors.append), Path("none.png"), Settings(), lambda: None
    )
    qtbot.addWidget(window)
    window.resize(*SMALLEST)
    window.show()
    return window


def _texts(bar: NoticeBar) -> list[str]:
    return [label.text() for label in bar.findChildren(QLabel) if not label.isHidden()]


def _buttons(bar: NoticeBar) -> dict[str, QPushButton]:
    """What can be pressed, by its text."""
    QApplication.processEvents()  # a button that comes to a visible bar shows a moment later
    return {button.text(): button for button in bar.findChildren(QPushButton) if button.isVisible()}


def _timer(bar: NoticeBar) -> QTimer:
    (timer,) = bar.findChildren(QTimer)
    return timer


def _press(button: QPushButton | QToolButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_error_says_what_happened_and_what_to_do(bar: NoticeBar) -> None:
    assert bar.isHidden()
    bar.show_notice(Notice.of(PictureError("It is a folder.", "Choose a file.", details="EISDIR")))
    assert bar.isVisible()
    assert _texts(bar) == ["It is a folder.", "Choose a file."]
    assert bar.notice is not None
    assert bar.notice.kind is Kind.ERROR


def test_an_error_that_nobody_foresaw_is_told_in_words(bar: NoticeBar) -> None:
    bar.show_notice(Notice.of(ZeroDivisionError("by zero")))
    assert all("ZeroDivision" not in text for text in _texts(bar))
    _press(_buttons(bar)["Copy details"])
    assert "ZeroDivisionError: by zero" in QGuiApplication.clipboard().text()


def test_the_details_are_copied_with_the_sentences(bar: NoticeBar) -> None:
    QGuiApplication.clipboard().clear()
    bar.show_notice(Notice(Kind.ERROR, f"There is no {LONG_PATH}.", "Check it.", "errno 2"))
    _press(_buttons(bar)["Copy details"])
    assert QGuiApplication.clipboard().text() == f"There is no {LONG_PATH}.\nCheck it.\nerrno 2"


def test_without_details_there_is_nothing_to_copy(bar: NoticeBar) -> None:
    bar.show_notice(Notice(Kind.ERROR, "No."))
    assert not _buttons(bar)
    assert _texts(bar) == ["No."]


def test_news_goes_away_by_itself_and_errors_stay(bar: NoticeBar) -> None:
    for kind in Kind:
        bar.show_notice(Notice(kind, "Something."))
        assert _timer(bar).isActive() is (kind is not Kind.ERROR)
    bar.show_notice(Notice(Kind.REMARK, "No edges.", topic=Topic.GUIDE))
    assert not _timer(bar).isActive(), "it is true as long as the guide is there"
    bar.show_notice(Notice(Kind.DONE, "Exported."))
    assert _timer(bar).interval() == STAYS_MS
    _timer(bar).timeout.emit()
    assert bar.isHidden()
    assert bar.notice is None


def test_news_is_not_cut_short_by_the_time_of_the_last(bar: NoticeBar) -> None:
    bar.show_notice(Notice(Kind.DONE, "Exported."))
    bar.show_notice(Notice(Kind.ERROR, "No."))
    assert not _timer(bar).isActive()


def test_a_notice_is_put_away_by_its_cross(bar: NoticeBar) -> None:
    bar.show_notice(Notice(Kind.ERROR, "No."))
    (cross,) = bar.findChildren(QToolButton)
    assert cross.accessibleName()
    _press(cross)
    assert bar.isHidden()


def test_a_notice_is_put_away_by_what_overtakes_it(bar: NoticeBar) -> None:
    for topic in Topic:
        for overtaken in Topic:
            bar.show_notice(Notice(Kind.ERROR, "Something.", topic=topic))
            bar.overtake(overtaken)
            assert bar.isHidden() is (topic is overtaken)
    bar.put_away()
    bar.overtake(*Topic)
    assert bar.notice is None


def test_the_buttons_belong_to_the_notice(bar: NoticeBar) -> None:
    pressed: list[str] = []
    for name in ("Open folder", "Make it"):
        actions = ((name, lambda name=name: pressed.append(name)),)
        bar.show_notice(Notice(Kind.REMARK, "Something.", actions=actions))
        _press(_buttons(bar)[name])
    assert list(_buttons(bar)) == ["Make it"]
    assert pressed == ["Open folder", "Make it"]


def test_a_text_is_never_read_as_html(bar: NoticeBar) -> None:
    text = "<b>There</b> is no &amp; <img src='x'>."
    bar.show_notice(Notice(Kind.ERROR, text, text))
    for label in bar.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert label.text() == text


def test_the_kinds_can_be_told_apart(bar: NoticeBar) -> None:
    edges = set()
    for kind in Kind:
        bar.show_notice(Notice(kind, "Something."))
        edges.add(tuple(shown_pixels(bar.grab().toImage())[30, 18]))
    assert len(edges) == len(Kind)


@pytest.mark.parametrize(
    "what",
    [
        f"There is no file {LONG_PATH}.",
        "https://a.example/" + "W" * 200 + " answered with nothing.",
        "This sentence is a long one. " * 8,
    ],
    ids=["path", "address", "words"],
)
def test_a_long_notice_is_wrapped_and_leaves_the_window_as_it_is(
    qtbot: QtBot, window: MainWindow, what: str
) -> None:
    bar = window.notices
    remedy, actions = "Check the path, and try again.", (("Make it", lambda: None),)
    bar.show_notice(Notice(Kind.ERROR, what, remedy, "details", actions))
    centre = bar.parentWidget()
    assert centre is not None
    QApplication.processEvents()  # a window that is made to grow grows now
    qtbot.waitUntil(lambda: bar.height() >= bar.heightForWidth(bar.width()))
    assert (window.width(), window.height()) == SMALLEST
    assert centre.rect().contains(bar.geometry())
    assert window.side.geometry().right() < window.width(), "the panel is not pushed out"
    for label in bar.findChildren(QLabel):
        assert label.wordWrap()
        assert label.height() >= label.heightForWidth(label.width()), "no line is cut off"
        shown = label.text().replace("\u200b", "")
        assert shown in (what, remedy)
    assert bar.geometry().bottom() == centre.rect().bottom()


def test_escape_puts_a_notice_away(window: MainWindow) -> None:
    window.notices.show_notice(Notice(Kind.ERROR, "No."))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.notices.isHidden()


def test_escape_puts_a_notice_away_wherever_the_focus_is(window: MainWindow) -> None:
    window.history.show()
    focused = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
    ]
    assert len(focused) > 15
    for widget in focused:
        widget.setFocus()
        window.notices.show_notice(Notice(Kind.ERROR, "No."))
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
        assert window.notices.isHidden(), f"{type(widget).__name__} {widget.accessibleName()}"


def test_news_stays_while_somebody_is_about_to_press(window: MainWindow) -> None:
    bar, actions = window.notices, (("Open folder", lambda: None),)
    bar.show_notice(Notice(Kind.DONE, "Exported.", actions=actions))
    bar.take_focus()
    assert window.focusWidget() is _buttons(bar)["Open folder"]
    _timer(bar).timeout.emit()
    assert bar.isVisible()
    assert _timer(bar).isActive(), "until the focus is elsewhere"
    bar.take_focus()
    assert window.focusWidget() is window.drop_zone
    _timer(bar).timeout.emit()
    assert bar.isHidden()


def test_news_stays_while_the_pointer_is_in_it(bar: NoticeBar) -> None:
    bar.show_notice(Notice(Kind.DONE, "Exported."))
    for place, stays in ((bar.rect().center(), True), (bar.rect().bottomRight() * 3, False)):
        QCursor.setPos(bar.mapToGlobal(place))
        QApplication.processEvents()
        _timer(bar).timeout.emit()
        assert bar.isVisible() is stays


def test_what_was_meant_for_one_notice_presses_nothing_of_the_next(window: MainWindow) -> None:
    bar, pressed = window.notices, []
    for name in ("Make it", "Delete it"):
        actions = ((name, lambda name=name: pressed.append(name)),)
        bar.show_notice(Notice(Kind.REMARK, "Something.", actions=actions, topic=Topic.BATCH))
        if name == "Make it":
            bar.take_focus()
    (cross,) = bar.findChildren(QToolButton)
    assert window.focusWidget() is cross
    assert pressed == []


@pytest.mark.parametrize("width", [294, 400, 560, 900])
@pytest.mark.parametrize("actions", [0, 1, 3])
def test_a_text_has_most_of_the_room_or_all_of_a_line(
    bar: NoticeBar, width: int, actions: int
) -> None:
    around = bar.parentWidget()
    assert around is not None
    around.resize(width, 300)
    bar.resize(width, 300)
    offered = tuple((f"Do this, number {place}", lambda: None) for place in range(actions))
    bar.show_notice(Notice(Kind.ERROR, "This is a web page. " * 4, "Save it.", actions=offered))
    QApplication.processEvents()
    what = bar.findChildren(QLabel)[0]
    assert what.width() >= min(0.35 * width, 300) and what.width() > 180

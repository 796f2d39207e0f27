"""The choice of methods: quiet, of one height whatever it shows, and silent when it is told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.preprocessor import LocalMethod, Quality
from ui.method_choice import MethodChoice, Offered, method_text

TWO = (Offered("net", "A network"), Offered("pack", "Small (draft)"))


def _choice(qtbot: QtBot) -> tuple[MethodChoice, list[str]]:
    choice = MethodChoice()
    heard: list[str] = []
    qtbot.addWidget(choice)
    choice.chosen.connect(heard.append)
    choice.library_asked.connect(lambda: heard.append("library"))
    choice.show()
    return choice, heard


def test_it_has_the_same_room_whatever_it_shows(qtbot: QtBot) -> None:
    choice, _ = _choice(qtbot)
    heights = []
    for show in (
        choice.show_nothing,
        lambda: choice.show_offer("Better networks can be added."),
        lambda: choice.show_methods(TWO, "net"),
    ):
        show()
        heights.append(choice.sizeHint().height())
    assert len(set(heights)) == 1
    assert heights[0] > 0


def test_the_line_is_read_whole_and_leads_to_the_library_by_mouse_and_key(qtbot: QtBot) -> None:
    choice, heard = _choice(qtbot)
    choice.show_offer("Better networks can be added.")
    assert choice.says == "Better networks can be added."
    qtbot.waitUntil(
        lambda: choice.link.width() >= choice.link.fontMetrics().horizontalAdvance(choice.says)
    )
    QTest.mouseClick(choice.link, Qt.MouseButton.LeftButton)
    choice.link.setFocus()
    QTest.keyClick(choice.link, Qt.Key.Key_Space)
    assert heard == ["library", "library"]


def test_what_is_used_is_shown_and_only_the_users_choice_is_told(qtbot: QtBot) -> None:
    choice, heard = _choice(qtbot)
    choice.show_methods(TWO, "pack")
    assert (choice.combo.currentText(), choice.titles) == (
        "Small (draft)",
        ["A network", "Small (draft)"],
    )
    assert heard == []
    QTest.keyClick(choice.combo, Qt.Key.Key_Up)
    assert heard == ["net"]
    choice.show_methods(TWO[1:], "pack")
    assert choice.titles == ["Small (draft)"]
    assert heard == ["net"]


def test_a_draft_is_called_one() -> None:
    draft = LocalMethod("m:f", Quality.DRAFT, "flow")
    assert method_text(draft) == "flow (draft)"
    assert method_text(LocalMethod("m:f", Quality.FINAL, "canny")) == "canny"
    assert method_text(None) == "nothing"

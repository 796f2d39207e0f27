"""The line above a picture: whatever its name, the size is to be read."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.caption import Caption


def test_a_long_name_gives_way_in_its_middle(qtbot: QtBot) -> None:
    caption = Caption("Input")
    qtbot.addWidget(caption)
    caption.resize(300, 30)
    caption.show()
    name = "a-" + "very-" * 60 + "long-name"
    caption.show_text(name, "481 × 321")
    assert caption.text().endswith("481 × 321")
    assert caption.text().startswith("a-very")
    assert "long-name   481" in caption.text()
    assert "…" in caption.text()
    assert caption.fontMetrics().horizontalAdvance(caption.text()) <= 300
    assert caption.accessibleName().startswith(name)

    caption.resize(100_000, 30)
    assert caption.text() == f"{name}   481 × 321"
    caption.show_text("cat", "1 × 1")
    assert caption.text() == "cat   1 × 1"


def test_a_name_that_would_be_lost_is_worth_more_than_the_note(qtbot: QtBot) -> None:
    caption = Caption("Guide")
    qtbot.addWidget(caption)
    caption.resize(120, 30)
    caption.show()
    caption.show_text("Canny edges", "1152 × 896")
    assert caption.text() == "Canny edges"
    assert caption.accessibleName() == "Canny edges   1152 × 896"

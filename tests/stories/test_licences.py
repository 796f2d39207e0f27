"""Someone wants to know whose work this is, without a connection to the internet."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QPlainTextEdit

import ui.about
from tests.stories.desk import Desk, play


def parts(about: QDialog) -> tuple[QComboBox, QPlainTextEdit]:
    works, text = about.findChild(QComboBox), about.findChild(QPlainTextEdit)
    assert works is not None
    assert text is not None
    return works, text


def names(works: QComboBox) -> list[str]:
    return [works.itemText(index) for index in range(works.count())]


def test_the_licence_of_every_network_can_be_read() -> None:
    async def story(desk: Desk) -> None:
        desk.window.commands.about.trigger()
        about = await desk.dialog()
        works, text = parts(about)
        assert works.currentText() == "Underdrawing and its networks"
        assert "M-LSD" in text.toPlainText()
        assert {"apache-2.0", "mediapipe"} <= set(names(works))
        works.setFocus()
        for _ in range(1, works.count()):
            QTest.keyClick(works, Qt.Key.Key_Down)
            assert len(text.toPlainText()) > 500, works.currentText()
        desk.click(desk.button("Close", about))
        await desk.in_front()

    play(story)


def test_what_a_package_brings_along_is_there_as_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    brought = tmp_path / "licences"
    (brought / "h11").mkdir(parents=True)
    (brought / "CONTENTS.txt").write_text("h11  0.16  MIT", "utf-8")
    (brought / "h11" / "AUTHORS.txt").write_text("Of h11", "utf-8")
    # Some texts are older than UTF-8.
    (brought / "h11" / "LICENSE.txt").write_bytes("Zoë, all rights".encode("latin-1"))
    monkeypatch.setattr(ui.about, "RESOURCES", tmp_path)

    async def story(desk: Desk) -> None:
        desk.window.commands.about.trigger()
        about = await desk.dialog()
        works, text = parts(about)
        assert names(works)[-2:] == ["All packages", "h11"]
        works.setCurrentText("All packages")
        assert text.toPlainText() == "h11  0.16  MIT"
        works.setCurrentText("h11")
        assert "Of h11" in text.toPlainText()
        assert "all rights" in text.toPlainText()
        desk.click(desk.button("Close", about))
        await desk.in_front()

    play(story)

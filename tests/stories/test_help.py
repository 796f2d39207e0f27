"""An artist looks for help: the keys, what this is, and what went wrong the last time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from core.paths import reports_folder, settings_file
from tests.stories.desk import Desk, play
from ui.notice import Kind


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_the_sheet_of_keys_lists_every_key_of_the_menus(key: Qt.Key) -> None:
    async def story(desk: Desk) -> None:
        desk.press(key)
        sheet = await desk.dialog()
        told = {label.text() for label in sheet.findChildren(QLabel)}
        form = QKeySequence.SequenceFormat.NativeText
        keys = {
            action.shortcut().toString(form)
            for action in desk.window.findChildren(QAction)
            if not action.shortcut().isEmpty()
        }
        assert len(keys) > 25
        assert keys <= told, keys - told
        assert "Space" in told
        assert {"Open again", "Copy the guide as a file", "Export the guide", "Pin"} <= told
        assert {"Enter", "Y", "F", "E", "C", "P", "Delete"} <= told, "in the history"
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        await desk.until(desk.window.isActiveWindow, "the sheet is put away")

    play(story)


def test_about_names_the_licences_and_copies_what_makers_want_to_know() -> None:
    async def story(desk: Desk) -> None:
        desk.window.commands.about.trigger()
        about = await desk.dialog()
        licences = about.findChild(QPlainTextEdit)
        assert licences is not None
        assert "M-LSD" in licences.toPlainText()
        metrics = licences.fontMetrics()
        assert metrics.horizontalAdvance("iiii") == metrics.horizontalAdvance("MMMM")
        assert licences.lineWrapMode() is QPlainTextEdit.LineWrapMode.NoWrap, "it has line ends"
        desk.click(desk.button("Copy diagnostics", about))
        assert "onnxruntime" in QGuiApplication.clipboard().text()
        desk.click(desk.button("Close", about))
        await desk.in_front()

    play(story)


def test_what_went_wrong_in_an_earlier_run_is_offered_once() -> None:
    folder: Path = reports_folder()
    folder.mkdir(parents=True)
    (folder / "running-999999999.txt").write_text("Fatal Python error: Segmentation fault")

    async def story(desk: Desk) -> None:
        notice = await desk.noticed()
        assert notice.kind is Kind.REMARK
        assert desk.button("Open the report")

    async def next_start(desk: Desk) -> None:
        assert desk.notice is None

    play(story)
    (report,) = folder.glob("report-*.txt")
    assert "Segmentation fault" in report.read_text("utf-8")
    play(next_start)


def test_settings_that_are_damaged_are_told_of_once() -> None:
    file = settings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"theme": "da', "utf-8")

    async def story(desk: Desk) -> None:
        notice = await desk.noticed()
        assert notice.kind is Kind.ERROR, "it stays until it is put away"
        assert "settings" in notice.what
        assert f"{file}.damaged" in notice.remedy
        assert desk.button("Open folder")

    async def next_start(desk: Desk) -> None:
        assert desk.notice is None

    play(story)
    assert Path(f"{file}.damaged").read_text("utf-8") == '{"theme": "da'
    play(next_start)


def test_of_damaged_settings_and_a_bad_end_both_are_told() -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text("[]", "utf-8")
    folder = reports_folder()
    folder.mkdir(parents=True)
    (folder / "running-999999999.txt").write_text("Fatal Python error: Segmentation fault")

    async def story(desk: Desk) -> None:
        await desk.noticed()
        assert desk.button("Open folder")
        assert desk.button("Open the report")

    play(story)

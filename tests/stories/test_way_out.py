"""An artist takes the guide out as the next program wants it; what is seen is what is exported."""

from __future__ import annotations

import asyncio
import gc
import threading
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit

from core import rendering
from core.encoding import Samples
from core.export import free_path
from core.file_format import FileFormat
from core.guide import Guide
from core.paths import carried_folder
from core.picture import Picture, Pixels
from core.preprocessor import Preprocessor
from core.provenance import read_task
from core.rendition import Rendition
from tests.stories.desk import Desk, play, shown_pixels, write_picture
from ui import exporting
from ui.caption import Caption
from ui.notice import Kind

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _seen(desk: Desk) -> Pixels:
    """The guide as the window shows it, RGB."""
    image = desk.window.compare.guide_view.image
    assert image is not None
    return shown_pixels(image.levels[0])


async def _export(desk: Desk, name: str) -> None:
    desk.press(Qt.Key.Key_E, CTRL)
    dialog = await desk.dialog()
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setText(name)
    dialog.accept()
    await desk.until(lambda: desk.notice and desk.notice.kind is Kind.DONE, "it is exported")


def test_what_is_seen_is_what_is_exported(tmp_path: Path) -> None:
    rgb = write_picture(tmp_path / "cat.png", 300, 200)

    async def story(desk: Desk) -> None:
        await desk.settled()
        more = desk.window.side.export.more
        more.invert.click()
        more.target.setCurrentIndex(more.target.findData(512))
        more.multiple.setCurrentIndex(more.multiple.findData(64))
        await desk.until(lambda: _seen(desk).shape == (320, 512, 3), "it is seen in that size")
        assert _seen(desk).mean() > 128, "lines are black on white"
        await _export(desk, str(tmp_path / "out.png"))
        with Image.open(tmp_path / "out.png") as written:
            assert written.size == (512, 320)
            assert (np.asarray(written.convert("RGB")) == _seen(desk)).all()
        assert desk.guide is not None
        assert np.array_equal(desk.guide.pixels, cv2.Canny(rgb, 100, 200)), "the guide is as it was"
        more.invert.click()
        more.target.setCurrentIndex(0)
        more.multiple.setCurrentIndex(0)
        await desk.until(lambda: _seen(desk).shape == (200, 300, 3), "it is seen as it was made")

    play(story, str(tmp_path / "cat.png"))


def test_the_heading_tells_the_size_that_goes_out_which_may_be_any_number(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 300, 200)

    async def story(desk: Desk) -> None:
        await desk.settled()
        more = desk.window.side.export.more
        field = more.target.lineEdit()
        assert field is not None
        field.setText("832")
        field.editingFinished.emit()
        await desk.until(lambda: _seen(desk).shape == (555, 832, 3), "it is seen in that size")
        captions = desk.window.compare.findChildren(Caption)
        assert any("832 × 555" in caption.accessibleName() for caption in captions)
        assert desk.window.status._text.text().startswith("300 × 200 → 832 × 555 ")
        assert desk.window.side.export._summary.text() == "832 × 555"
        for nonsense in ("12", "99999", "wide", "9" * 5000):
            field.setText(nonsense)
            field.editingFinished.emit()
            assert field.text() == "832", "what is no side leaves all as it was"
        field.setText("")
        field.editingFinished.emit()
        await desk.until(lambda: _seen(desk).shape == (200, 300, 3), "it is seen as it was made")
        assert more.target.currentIndex() == 0
        assert field.text() == "as it is"
        field.setText("700")
        pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier(0))
        # Sent to what is not open it would be the key that stops: open, it comes here first.
        more.keyPressEvent(pressed)
        field.editingFinished.emit()  # as when it is left
        assert field.text() == "as it is", "what was half typed counts for nothing"
        assert desk.window.rendering.rendition.fit is None
        field.setText("1216")
        field.editingFinished.emit()

    async def next_start(desk: Desk) -> None:
        assert desk.window.side.export.more.target.currentText() == "1216"

    play(story, str(tmp_path / "cat.png"))
    play(next_start)


def test_that_a_guide_is_brought_to_its_size_is_seen_while_that_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture(tmp_path / "cat.png", 300, 200)
    drawn, go_on = rendering.render, threading.Event()

    def slowly(guide: Guide, rendition: Rendition) -> Samples:
        go_on.wait(10)
        return drawn(guide, rendition)

    async def story(desk: Desk) -> None:
        await desk.settled()
        more = desk.window.side.export.more
        monkeypatch.setattr(rendering, "render", slowly)
        more.target.setCurrentIndex(more.target.findData(1024))
        await desk.until(lambda: desk.window.compare.shows_progress, "it is being drawn")
        assert desk.window.status._text.text().startswith("Making")
        go_on.set()
        await desk.until(lambda: _seen(desk).shape == (683, 1024, 3), "it is drawn")
        await desk.until(lambda: not desk.window.compare.shows_progress, "nothing is left to do")
        assert "1024 × 683" in desk.window.status._text.text()

    play(story, str(tmp_path / "cat.png"))


def test_what_a_format_cannot_hold_is_there_again_in_one_that_can(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 300, 200)

    async def story(desk: Desk) -> None:
        await desk.settled()
        export = desk.window.side.export
        (formats,) = (
            combo
            for combo in export.findChildren(QComboBox)
            if combo.accessibleName() == "File format"
        )

        def choose(form: FileFormat) -> None:
            formats.setCurrentIndex(formats.findData(form))

        export.more.transparent.click()
        choose(FileFormat.JPG)
        assert not export.more.transparent.isChecked()
        assert not export.more.transparent.isEnabled()
        choose(FileFormat.TIFF)
        assert export.more.transparent.isChecked()
        desk.session.choose(Preprocessor.DEPTH)
        await desk.settled()
        export.more.deep.click()
        assert not export.more.transparent.isChecked(), "the two exclude each other"
        choose(FileFormat.JPG)
        assert not export.more.deep.isChecked()
        choose(FileFormat.PNG)
        assert export.more.deep.isChecked()
        choose(FileFormat.WEBP)
        desk.session.choose(Preprocessor.CANNY)
        await desk.settled()
        export.more.transparent.click()
        choose(FileFormat.PNG)
        assert export.more.transparent.isChecked(), "what was chosen last"
        assert not export.more.deep.isChecked()

    play(story, str(tmp_path / "cat.png"))


def test_it_is_exported_again_beside_the_last_one_without_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture(tmp_path / "cat.png", 300, 200)
    out = tmp_path / "out"
    out.mkdir()

    def look(*about: Any) -> Path:
        assert threading.current_thread() is not threading.main_thread(), "a disk may be slow"
        return free_path(*about)

    monkeypatch.setattr(exporting, "free_path", look)

    async def story(desk: Desk) -> None:
        assert not desk.window.commands.export_again.isEnabled()
        await desk.settled()
        desk.press(Qt.Key.Key_E, CTRL | SHIFT)
        dialog = await desk.dialog()
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(str(out / "cat-canny.png"))
        dialog.accept()
        await desk.until((out / "cat-canny.png").exists, "the first is asked for")
        assert "cat-canny.png" in (await desk.noticed()).what
        await desk.in_front()
        for count, name in ((2, "cat-canny-2.png"), (3, "cat-canny-3.png")):
            desk.window.notices.put_away()
            desk.drag_slider("highThresholdCanny", 100 + 10 * count)
            await desk.settled()
            desk.press(Qt.Key.Key_E, CTRL | SHIFT)
            notice = await desk.noticed()
            assert name in notice.what
        desk.session.choose(Preprocessor.TILE)
        await desk.settled()
        desk.window.notices.put_away()
        desk.press(Qt.Key.Key_E, CTRL | SHIFT)
        assert "cat-tile.png" in (await desk.noticed()).what
        for _ in range(3):
            desk.press(Qt.Key.Key_E, CTRL | SHIFT)
        await desk.until(lambda: len(list(out.iterdir())) == 7, "each press gave a file")

    play(story, str(tmp_path / "cat.png"))
    assert sorted(path.name for path in out.iterdir()) == [
        *("cat-canny-2.png", "cat-canny-3.png", "cat-canny.png"),
        *("cat-tile-2.png", "cat-tile-3.png", "cat-tile-4.png", "cat-tile.png"),
    ]
    thresholds = [read_task(path) for path in sorted(out.glob("*canny*.png"))]
    assert [task and task.task.options["highThresholdCanny"] for task in thresholds] == [
        *(120, 130, 200),
    ]


def test_the_next_one_goes_on_from_the_name_that_was_chosen_for_this_guide(tmp_path: Path) -> None:
    for name in ("cat.png", "dog.png"):
        write_picture(tmp_path / name, 300, 200)
    out = tmp_path / "out"
    out.mkdir()

    async def story(desk: Desk) -> None:
        async def again(name: str) -> None:
            desk.window.notices.put_away()
            desk.press(Qt.Key.Key_E, CTRL | SHIFT)
            assert (await desk.noticed()).what == f"Exported {name}"

        async def choose(name: str) -> None:
            desk.window.notices.put_away()
            await _export(desk, str(out / name))
            await desk.in_front()

        await desk.settled()
        await choose("first.png")
        await again("first-2.png")
        desk.session.choose(Preprocessor.TILE)
        await desk.settled()
        await choose("soft.png")
        await again("soft-2.png")
        desk.session.choose(Preprocessor.CANNY)
        await desk.settled()
        await again("first-3.png")
        desk.drop_files(tmp_path / "dog.png")
        await desk.until(partial(_is_another, desk, desk.picture), "the dog is open")
        await desk.settled()
        await again("dog-canny.png")
        desk.drop_files(tmp_path / "cat.png")
        await desk.until(partial(_is_another, desk, desk.picture), "the cat is open again")
        await desk.settled()
        await again("first-4.png")
        await choose("second-5.png")
        await again("second-6.png")

    play(story, str(tmp_path / "cat.png"))


def _is_another(desk: Desk, before: Picture | None) -> bool:
    return desk.picture is not before


def test_what_is_told_of_an_export_goes_when_another_picture_is_open(tmp_path: Path) -> None:
    for name in ("cat.png", "dog.png"):
        write_picture(tmp_path / name, 300, 200)

    async def story(desk: Desk) -> None:
        for number, held in enumerate((None, CTRL, CTRL | SHIFT)):
            await desk.settled()
            if held is None:
                await _export(desk, str(tmp_path / "out.png"))
                await desk.in_front()
            else:
                desk.press(Qt.Key.Key_C, held)
            assert (await desk.noticed()).kind is Kind.DONE
            desk.drag_slider("highThresholdCanny", 150 + number)
            await desk.settled()
            assert desk.notice is not None, "it is still this picture"
            is_open = partial(_is_another, desk, desk.picture)
            desk.drop_files(tmp_path / ("cat.png" if number == 1 else "dog.png"))
            await desk.until(is_open, "it is open")
            assert desk.notice is None, "it was about another picture"

    play(story, str(tmp_path / "cat.png"))


def test_lines_go_out_on_a_clear_ground_and_the_choice_is_remembered(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 300, 200)

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.window.side.export.more.transparent.click()
        await desk.until(lambda: 0 not in _seen(desk), "the ground is checks of grey")
        await _export(desk, str(tmp_path / "out.png"))
        with Image.open(tmp_path / "out.png") as written:
            assert "A" in written.mode
            assert written.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]

    async def next_start(desk: Desk) -> None:
        await desk.settled()
        assert desk.window.rendering.rendition.transparent
        assert desk.window.side.export._summary.text() == "clear"
        desk.session.choose(Preprocessor.TILE)
        await desk.settled()
        assert desk.window.side.export._summary.text() == "", "of a tile nothing is cleared"
        assert not desk.window.side.export.more.transparent.isEnabled(), "a tile has no ground"
        await desk.until(lambda: _seen(desk).std() > 5, "the tile is shown as it is")

    play(story, str(tmp_path / "cat.png"))
    play(next_start, str(tmp_path / "cat.png"))


def test_jpg_gives_up_what_it_cannot_hold(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 300, 200)

    async def story(desk: Desk) -> None:
        await desk.settled()
        panel = desk.window.side.export
        panel.more.transparent.click()
        panel._format.setCurrentIndex(panel._format.findData(FileFormat.JPG))
        assert not desk.window.rendering.rendition.transparent
        assert not panel.more.transparent.isEnabled()
        await desk.until(lambda: 0 in _seen(desk), "the ground is black again")

    play(story, str(tmp_path / "cat.png"))


def test_the_guide_is_copied_as_a_file_and_as_pixels(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 300, 200)

    async def story(desk: Desk) -> None:
        guide = await desk.settled()
        desk.press(Qt.Key.Key_C, CTRL | SHIFT)
        await desk.until(lambda: desk.notice and desk.notice.kind is Kind.DONE, "it is copied")
        mime = QGuiApplication.clipboard().mimeData()
        (url,) = mime.urls()
        path = Path(url.toLocalFile())
        assert path.name == "cat-canny.png"
        task = read_task(path)
        assert task is not None
        assert task.task.preprocessor is Preprocessor.CANNY
        assert mime.hasImage()
        assert mime.imageData().width() == guide.width

    play(story, str(tmp_path / "cat.png"))


def test_a_guide_that_finds_no_place_on_its_way_is_told_of_and_only_if_it_is_wanted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_picture(tmp_path / "cat.png", 300, 200)

    async def story(desk: Desk) -> None:
        await desk.settled()
        carried_folder().parent.mkdir(parents=True, exist_ok=True)
        carried_folder().write_text("no folder")
        handle = desk.window.side.export.handle
        for _ in range(2):
            handle.pressed.emit()
            await asyncio.to_thread(gc.collect)
        assert desk.notice is None
        desk.press(Qt.Key.Key_C, CTRL | SHIFT)
        notice = await desk.noticed()
        assert str(carried_folder()) in notice.what
        assert "could not be made" in notice.what

    play(story, str(tmp_path / "cat.png"))
    gc.collect()
    assert "never retrieved" not in caplog.text


def test_a_guide_that_comes_back_says_how_it_was_made(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 300, 200)

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.drag_slider("highThresholdCanny", 150)
        await desk.settled()
        await _export(desk, str(tmp_path / "out.png"))
        desk.window.notices.put_away()
        desk.session.choose(Preprocessor.TILE)
        await desk.settled()
        desk.drop_files(tmp_path / "out.png")
        notice = await desk.noticed()
        assert "Canny edges of cat" in notice.what
        desk.click(desk.button("Use its options"))
        assert desk.session.preprocessor is Preprocessor.CANNY
        assert desk.session.options["highThresholdCanny"] == 150
        await desk.settled()

    play(story, str(tmp_path / "cat.png"))

"""An artist finds earlier guides again: searches, goes on with one, pins, compares, removes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QLineEdit

from core.history.entry import Entry
from core.history.history import GuideHistory
from core.paths import history_folder
from core.picture import Pixels
from core.preprocessor import Preprocessor
from core.source import from_path
from tests.core.history.made import canny, pasted
from tests.stories.desk import Desk, play, shown_pixels, write_picture
from ui.caption import Caption
from ui.history_desk import PAGE
from ui.tile import THUMBNAIL

CTRL = Qt.KeyboardModifier.ControlModifier


async def _kept(desk: Desk, count: int) -> list[Entry]:
    """Wait until so many guides are in the strip; returns them, the newest first."""
    strip = desk.window.history
    await desk.until(lambda: len(strip.entries) == count, f"{count} guides are kept")
    return strip.entries


async def _make_two(desk: Desk) -> None:
    """Canny edges with a threshold of its own, then a tile, of the picture that is open."""
    await desk.settled()
    desk.press(Qt.Key.Key_H, CTRL)
    desk.drag_slider("highThresholdCanny", 140, 150)
    await _kept(desk, 1)
    desk.session.choose(Preprocessor.TILE)
    await desk.settled()
    await _kept(desk, 2)


def _key(desk: Desk, row: int, key: Qt.Key) -> None:
    desk.window.history.list.setCurrentRow(row)
    QTest.keyClick(desk.window.history.list, key)


def test_what_rested_is_kept_and_brought_back_after_a_restart(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def next_start(desk: Desk) -> None:
        tile, canny = await _kept(desk, 2)
        assert (tile.preprocessor, canny.preprocessor) == (Preprocessor.TILE, Preprocessor.CANNY)
        await desk.until(lambda: not desk.window.history.list.lacking(), "both have a picture")
        _key(desk, 1, Qt.Key.Key_Return)
        guide = await desk.settled()
        assert guide.task.preprocessor is Preprocessor.CANNY
        assert guide.task.options["highThresholdCanny"] == 150
        assert desk.picture is not None
        assert desk.picture.name == "cat"

    play(_make_two, str(tmp_path / "cat.png"))
    play(next_start)


def test_the_strip_goes_on_to_the_oldest_guide() -> None:
    history = GuideHistory(history_folder())
    for number in range(2 * PAGE + 1):
        history.add(pasted(number, f"picture {number}"), canny(number=number))
    history.close()

    async def story(desk: Desk) -> None:
        desk.press(Qt.Key.Key_H, CTRL)
        strip = desk.window.history
        for pages in (1, 2):
            await _kept(desk, pages * PAGE)
            _key(desk, pages * PAGE - 2, Qt.Key.Key_Right)
        entries = await _kept(desk, 2 * PAGE + 1)
        assert entries[-1].picture_name == "picture 0"
        assert strip.list.currentRow() == 2 * PAGE - 1, "what was looked at stays chosen"
        _key(desk, 2 * PAGE, Qt.Key.Key_P)
        await desk.until(lambda: strip.entries[-1].pinned, "it is pinned")
        strip.pinned.click()
        await _kept(desk, 1)
        strip.pinned.click()
        await _kept(desk, 2 * PAGE + 1)

    play(story)


def test_a_picture_that_is_gone_is_told(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def next_start(desk: Desk) -> None:
        await _kept(desk, 2)
        _key(desk, 0, Qt.Key.Key_Return)
        notice = await desk.noticed()
        assert "cat" in notice.what
        desk.drop_files(tmp_path / "dog.png")
        await desk.until(lambda: desk.notice is None, "it was about another picture")
        await desk.settled()

    write_picture(tmp_path / "dog.png")
    play(_make_two, str(tmp_path / "cat.png"))
    (tmp_path / "cat.png").unlink()
    play(next_start)


def test_what_cannot_be_done_with_one_is_told_until_another_is_open(tmp_path: Path) -> None:
    for name in ("cat.png", "dog.png"):
        write_picture(tmp_path / name)

    async def story(desk: Desk) -> None:
        await _make_two(desk)
        for file in history_folder().rglob("*"):
            if file.is_file() and not file.name.startswith("history"):
                file.unlink()
        for key in (Qt.Key.Key_C, Qt.Key.Key_Y):
            _key(desk, 1, key)
            assert "is gone from the history" in (await desk.noticed()).what
            desk.window.notices.put_away()
        _key(desk, 1, Qt.Key.Key_E)
        await desk.noticed()
        desk.drop_files(tmp_path / "dog.png")
        await desk.until(lambda: desk.notice is None, "it was about another picture")
        assert desk.picture is not None
        assert desk.picture.name == "dog"

    play(story, str(tmp_path / "cat.png"))


def test_a_guide_whose_picture_is_gone_still_goes_out(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")
    made: list[Pixels] = []

    async def story(desk: Desk) -> None:
        await _make_two(desk)
        assert desk.guide is not None
        made.append(desk.guide.pixels)

    async def next_start(desk: Desk) -> None:
        await _kept(desk, 2)
        clipboard = QGuiApplication.clipboard()
        _key(desk, 0, Qt.Key.Key_Y)
        assert "Copied the guide" in (await desk.noticed()).what
        assert np.array_equal(shown_pixels(clipboard.image()), made[0])
        desk.window.notices.put_away()
        _key(desk, 0, Qt.Key.Key_F)
        assert "as a file" in (await desk.noticed()).what
        (url,) = clipboard.mimeData().urls()
        assert Path(url.toLocalFile()).name == "cat-tile.png"
        desk.window.notices.put_away()
        _key(desk, 0, Qt.Key.Key_Return)
        await desk.noticed()
        desk.click(desk.button("Export the guide…"))
        dialog = await desk.dialog()
        assert isinstance(dialog, QFileDialog)
        assert Path(dialog.selectedFiles()[0]).name == "cat-tile.png"
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(str(tmp_path / "out.png"))
        dialog.accept()
        await desk.until((tmp_path / "out.png").exists, "it is written")
        await desk.in_front()

    play(story, str(tmp_path / "cat.png"))
    (tmp_path / "cat.png").unlink()
    play(next_start)
    assert np.array_equal(from_path(tmp_path / "out.png").pixels, made[0])


def test_a_guide_that_is_opened_again_keeps_its_place(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await _make_two(desk)
        strip, window = desk.window.history, desk.window
        before, tiles = desk.session.picture, await desk.thumbnails()
        _key(desk, 1, Qt.Key.Key_Return)
        await desk.until(lambda: desk.session.preprocessor is Preprocessor.CANNY, "it is opened")
        window.commands.copy.trigger()
        await desk.settled()
        assert desk.session.picture is before, "the picture that is open is not read again"
        assert {name: desk.tile(name).data(THUMBNAIL) for name in tiles} == tiles
        window.commands.copy.trigger()  # whoever takes a guide along wants it kept
        desk.session.choose(Preprocessor.SHUFFLE)
        await desk.settled()
        window.commands.copy.trigger()
        kinds = [entry.preprocessor for entry in await _kept(desk, 3)]
        assert kinds == [Preprocessor.SHUFFLE, Preprocessor.TILE, Preprocessor.CANNY]
        assert strip.list.currentRow() == 2, "the one that was opened is the current one still"

    play(story, str(tmp_path / "cat.png"))


def test_what_another_window_kept_is_there_when_this_one_comes_to_the_front(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")
    write_picture(tmp_path / "dog.png", 60, 40)

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.press(Qt.Key.Key_H, CTRL)
        await _kept(desk, 1)
        other = QDialog(desk.window)
        other.show()
        other.activateWindow()
        await desk.until(other.isActiveWindow, "somebody is elsewhere")
        elsewhere = GuideHistory(history_folder())
        assert desk.guide is not None
        elsewhere.add(from_path(tmp_path / "dog.png"), desk.guide)
        elsewhere.close()
        assert len(desk.window.history.entries) == 1
        await desk.in_front()
        dog, _ = await _kept(desk, 2)
        assert dog.picture_name == "dog"
        other.close()

    play(story, str(tmp_path / "cat.png"))


def test_the_strip_is_searched_and_filtered(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await _make_two(desk)
        strip = desk.window.history
        strip.search.setText("tile")
        await _kept(desk, 1)
        strip.search.setText("dog")
        await _kept(desk, 0)
        strip.search.clear()
        await _kept(desk, 2)
        strip.kind.setCurrentIndex(strip.kind.findData(Preprocessor.CANNY))
        (canny,) = await _kept(desk, 1)
        assert canny.preprocessor is Preprocessor.CANNY

    play(story, str(tmp_path / "cat.png"))


def test_entries_are_pinned_and_removed_and_that_is_taken_back(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await _make_two(desk)
        strip = desk.window.history
        _key(desk, 1, Qt.Key.Key_P)
        await desk.until(lambda: strip.entries[1].pinned, "it is pinned")
        strip.pinned.click()
        await _kept(desk, 1)
        strip.pinned.click()
        await _kept(desk, 2)
        _key(desk, 0, Qt.Key.Key_Delete)
        await _kept(desk, 1)
        desk.click(desk.button("Bring it back"))
        await _kept(desk, 2)

    play(story, str(tmp_path / "cat.png"))


def test_all_that_were_removed_one_after_the_other_are_brought_back_at_once(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await _make_two(desk)
        desk.session.choose(Preprocessor.SHUFFLE)
        await desk.settled()
        shuffle, tile, canny = await _kept(desk, 3)
        tiles = desk.window.history.list
        tiles.setFocus()
        for left, which in ((2, 1), (1, 0)):
            _key(desk, which, Qt.Key.Key_Delete)
            await _kept(desk, left)
        assert desk.notice is not None
        assert desk.notice.what == "2 guides are removed from the history."
        desk.click(desk.button("Bring them back"))
        assert await _kept(desk, 3) == [shuffle, tile, canny]
        assert desk.notice is None, "there is nothing more to bring back"
        await desk.until(tiles.hasFocus, "the focus is where the work went on")
        assert tiles.entries[tiles.currentRow()] == shuffle, "the newest of those brought back"
        _key(desk, 2, Qt.Key.Key_Delete)
        await _kept(desk, 2)
        assert "Canny edges of cat" in (await desk.noticed()).what, "that is a new beginning"
        desk.click(desk.button("Bring it back"))
        await desk.until(lambda: tiles.currentRow() == 2, "it is chosen")
        assert tiles.entries[2] == canny

    play(story, str(tmp_path / "cat.png"))


def test_two_guides_are_compared(tmp_path: Path) -> None:
    rgb = write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await _make_two(desk)
        view = desk.window.compare.input_view

        def shown() -> Pixels:
            assert view.image is not None
            return shown_pixels(view.image.levels[0])

        _key(desk, 1, Qt.Key.Key_C)
        await desk.until(lambda: set(np.unique(shown())) == {0, 255}, "the edges are shown")
        desk.click(desk.button("Show the picture"))
        await desk.until(lambda: np.array_equal(shown(), rgb), "the picture is shown again")

    play(story, str(tmp_path / "cat.png"))


def test_from_an_earlier_guide_there_are_many_ways_back_to_the_picture(tmp_path: Path) -> None:
    rgb = write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await _make_two(desk)
        compare, commands, strip = desk.window.compare, desk.window.commands, desk.window.history
        view = compare.input_view
        caption = compare.findChildren(Caption)[0]

        def is_back() -> bool:
            assert view.image is not None
            same = np.array_equal(shown_pixels(view.image.levels[0]), rgb)
            assert caption.text().startswith("cat") is same, "the caption says what is seen"
            assert commands.picture.isEnabled() is not same
            return same

        async def put() -> None:
            compare.guide_view.setFocus()
            _key(desk, 1, Qt.Key.Key_C)
            await desk.until(lambda: compare.other is not None, "the edges are shown")
            assert not is_back()
            assert caption.text().startswith("Canny edges of cat")
            assert view.accessibleName() == "Canny edges of cat"

        for way in (
            commands.picture.trigger,
            lambda: desk.press(Qt.Key.Key_Escape),
            lambda: desk.press(Qt.Key.Key_2, CTRL),
            lambda: desk.session.choose(Preprocessor.SHUFFLE),
            lambda: desk.press(Qt.Key.Key_3, CTRL),
        ):
            await put()
            way()
            assert is_back()
            await desk.settled()
        assert view.accessibleName() == "Input picture"
        assert {commands.picture} <= set(view.actions()) & set(compare.guide_view.actions())

        await put()
        captions = [each.text() for each in compare.findChildren(Caption) if each.isVisible()]
        assert "with Canny edges of cat" in captions[0], "there is no caption at the left"
        await desk.until(lambda: desk.button("Show the picture"), "there is a way back here too")
        desk.click(desk.button("Show the picture"))
        assert is_back()

        await put()
        _key(desk, len(strip.entries) - 1, Qt.Key.Key_Return)
        await desk.until(is_back, "another guide is gone on with")

    play(story, str(tmp_path / "cat.png"))


def test_esc_stops_and_puts_away_before_it_takes_an_earlier_guide_away(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await _make_two(desk)
        compare = desk.window.compare
        _key(desk, 1, Qt.Key.Key_C)
        await desk.until(lambda: compare.other is not None, "the edges are shown")
        desk.window.commands.copy.trigger()
        await desk.noticed()
        desk.drag_slider("tileFactor", 4)
        await desk.settled()
        assert compare.other is not None, "it is what the new one is compared with"
        desk.press(Qt.Key.Key_Escape)
        assert desk.notice is None
        assert compare.other is not None
        desk.press(Qt.Key.Key_Escape)
        assert compare.other is None

    play(story, str(tmp_path / "cat.png"))


def test_the_pixel_that_is_told_is_that_of_the_earlier_guide_which_is_seen(tmp_path: Path) -> None:
    rgb = write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await _make_two(desk)
        compare = desk.window.compare
        pixel = desk.window.status.findChildren(QLabel)[1]
        ratio = compare.input_view.devicePixelRatioF()
        corner = (desk.window.viewport.target().topLeft() / ratio).toPoint() + QPoint(1, 1)
        desk.hover(compare.input_view, corner)
        assert pixel.text().startswith(f"0, 0   #{bytes(rgb[0, 0]).hex()}   ")
        _key(desk, 1, Qt.Key.Key_C)
        await desk.until(lambda: compare.other is not None, "the edges are shown")
        assert compare.other is not None
        edge = int(compare.other.guide.pixels[0, 0])
        assert pixel.text().startswith(f"0, 0   {edge}   #"), "a level of grey is told, and a tile"
        desk.click(desk.button("Show the picture"))
        assert pixel.text().startswith(f"0, 0   #{bytes(rgb[0, 0]).hex()}   ")

    play(story, str(tmp_path / "cat.png"))

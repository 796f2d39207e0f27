"""An artist without a mouse: keys mean what has the focus, and that is in sight."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QScrollArea,
    QToolButton,
    QWidget,
)

from core.paths import settings_file
from core.preprocessor import Preprocessor
from core.settings import TEXT_SIZES
from tests.stories.desk import Desk, play, write_picture
from tests.stories.library import DEPTH, EDGES, opened
from tests.stories.many import asked_for
from tests.stories.on_a_small_screen import FRAME_PX
from ui.notice import Kind, Notice

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
LOW_WINDOW = (1366, 700)


def _begin_with(**settings: object) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(json.dumps(settings), "utf-8")


def _is_all_seen(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


def _focused() -> QWidget | None:
    return QApplication.focusWidget()


def test_a_change_is_taken_back_in_the_field_that_made_it(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        field = desk.number("lowThresholdCanny").field
        field.setFocus()
        desk.press(Qt.Key.Key_Up)
        assert desk.session.options["lowThresholdCanny"] == 101
        desk.press(Qt.Key.Key_Z, CTRL)
        assert desk.session.options["lowThresholdCanny"] == 100

        field.selectAll()
        QTest.keyClicks(field, "120")
        desk.press(Qt.Key.Key_Z, CTRL)
        assert field.text() == "100", "what is being typed is taken back first"
        for again in ((Qt.Key.Key_Z, CTRL | SHIFT), (Qt.Key.Key_Y, CTRL)):
            desk.press(*again)
            assert field.text() == "120"
            desk.press(Qt.Key.Key_Z, CTRL)
            assert field.text() == "100"
        desk.press(Qt.Key.Key_Y, CTRL)
        desk.press(Qt.Key.Key_Return)
        assert desk.session.options["lowThresholdCanny"] == 120
        desk.press(Qt.Key.Key_Z, CTRL)
        assert desk.session.options["lowThresholdCanny"] == 100
        desk.press(Qt.Key.Key_Y, CTRL)
        assert desk.session.options["lowThresholdCanny"] == 120
        await desk.settled()

    play(story, str(tmp_path / "cat.png"))


def test_digits_of_a_size_are_taken_back_and_not_an_option(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.drag_slider("lowThresholdCanny", 60)
        width = desk.window.side.size_panel.width_field
        width.setFocus()
        width.selectAll()
        QTest.keyClicks(width, "150")
        desk.press(Qt.Key.Key_Z, CTRL)
        assert (width.text(), width.value()) == ("as the picture", 0)
        assert desk.session.options["lowThresholdCanny"] == 60
        await desk.settled()

    play(story, str(tmp_path / "cat.png"))


def test_enter_in_a_number_keeps_the_place(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 300, 200)

    async def story(desk: Desk) -> None:
        await desk.settled()
        number = desk.number("lowThresholdCanny")
        number.field.setFocus()
        number.field.selectAll()
        QTest.keyClicks(number.field, "120")
        desk.press(Qt.Key.Key_Return)
        assert desk.session.options["lowThresholdCanny"] == 120
        assert number.field.hasFocus()
        assert number.field.lineEdit().selectedText() == "120"
        await desk.settled()

        desk.press(Qt.Key.Key_C, CTRL)
        assert not QGuiApplication.clipboard().image().isNull(), "nobody has marked the number"
        desk.press(Qt.Key.Key_A, CTRL)
        desk.press(Qt.Key.Key_C, CTRL)
        assert QGuiApplication.clipboard().text() == "120"

        view = desk.window.compare.guide_view
        QTest.keyPress(number.field, Qt.Key.Key_Space)
        assert view.peeking, "the space bar shows the input here too"
        QTest.keyRelease(number.field, Qt.Key.Key_Space)
        assert not view.peeking
        assert number.field.text() == "120"

        desk.press(Qt.Key.Key_Tab)
        assert _focused() is number.slider

    play(story, str(tmp_path / "cat.png"))


def test_enter_does_what_the_button_with_the_focus_says() -> None:
    async def story(desk: Desk) -> None:
        sample = desk.button("Try the sample picture")
        desk.press(Qt.Key.Key_Tab)
        assert _focused() is sample
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert desk.picture is not None
        assert desk.picture.name == "still-life"
        assert not desk.window.findChildren(QDialog), "and no dialog asks for another"

        desk.drag_slider("lowThresholdCanny", 60)
        await desk.settled()
        (reset,) = (
            button
            for button in desk.window.side.options.findChildren(QToolButton)
            if button.text() == "&Reset"
        )
        reset.setFocus()
        desk.press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
        assert desk.session.options["lowThresholdCanny"] == 100
        copy = desk.button("Copy")
        copy.setFocus()
        desk.press(Qt.Key.Key_Return)
        assert (await desk.noticed()).what.startswith("Copied the guide")
        await desk.settled()

    play(story)


def test_the_drop_zone_itself_still_asks_for_a_picture() -> None:
    async def story(desk: Desk) -> None:
        desk.window.drop_zone.setFocus()
        desk.press(Qt.Key.Key_Return)
        (await desk.dialog()).reject()

    play(story)


def test_a_key_leads_to_what_a_notice_offers_and_back(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        notices, command = desk.window.notices, desk.window.commands.to_notice
        assert not command.isEnabled(), "there is none"
        width = desk.window.side.size_panel.width_field
        width.setFocus()
        done: list[str] = []
        actions = tuple((name, partial(done.append, name)) for name in ("Bring back", "Show"))
        notices.show_notice(Notice(Kind.REMARK, "It is removed.", actions=actions))
        await desk.until(lambda: desk.button("Bring back"), "it is offered")
        assert "F6" in desk.button("Bring back").toolTip()
        desk.press(Qt.Key.Key_F6)
        assert _focused() is desk.button("Bring back")
        desk.press(Qt.Key.Key_Tab)
        assert _focused() is desk.button("Show")
        desk.press(Qt.Key.Key_Return)
        assert done == ["Show"]
        desk.press(Qt.Key.Key_Tab)
        (cross,) = notices.findChildren(QToolButton)
        assert _focused() is cross
        desk.press(Qt.Key.Key_F6)
        assert width.hasFocus()
        desk.press(Qt.Key.Key_F6)
        desk.press(Qt.Key.Key_Escape)
        assert desk.notice is None
        assert width.hasFocus(), "the focus goes back where it was"
        assert not command.isEnabled()

    play(story, str(tmp_path / "cat.png"))


def test_there_is_something_to_stop_only_while_something_goes_on(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        stop = desk.window.commands.stop
        assert not stop.isEnabled()
        desk.drop_files(tmp_path / "cat.png")
        assert stop.isEnabled()
        await desk.settled()
        await desk.until(lambda: not stop.isEnabled(), "all is done")
        desk.drag_slider("lowThresholdCanny", 30)
        assert stop.isEnabled()
        desk.press(Qt.Key.Key_Escape)
        assert (await desk.noticed()).what == "Stopped."
        assert not stop.isEnabled()
        desk.press(Qt.Key.Key_Escape)
        assert desk.notice is None, "Esc puts it away all the same"

    play(story)


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_a_key_leads_to_is_in_sight_with_large_text(tmp_path: Path, language: str) -> None:
    write_picture(tmp_path / "cat.png")
    _begin_with(text_size=150, first_steps=False, language=language)

    async def story(desk: Desk) -> None:
        window, side = desk.window, desk.window.side
        window.resize(*LOW_WINDOW)
        await desk.settled()
        format = side.export.choices.findChildren(QComboBox)[0]
        await desk.until(lambda: not _is_all_seen(format), "it is scrolled out of sight")
        desk.press(Qt.Key.Key_M, ALT)
        assert format.hasFocus()
        assert _is_all_seen(format)

        for key, name in ((Qt.Key.Key_0, Preprocessor.SEG), (Qt.Key.Key_1, Preprocessor.CANNY)):
            desk.press(key, ALT)
            await desk.settled()
            tiles = side.picker.tiles
            tile = tiles.visualItemRect(desk.tile(name))
            assert tiles.visibleRegion().boundingRect().contains(tile), name

    play(story, str(tmp_path / "cat.png"))


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
def test_the_options_of_the_export_open_on_the_screen_and_their_button_is_seen(
    tmp_path: Path,
) -> None:
    write_picture(tmp_path / "cat.png")
    _begin_with(text_size=150, first_steps=False)

    async def story(desk: Desk) -> None:
        window, export = desk.window, desk.window.side.export
        window.resize(*LOW_WINDOW)
        await desk.settled()
        (button,) = (
            each for each in export.choices.findChildren(QToolButton) if each.text() == "Option&s…"
        )
        await desk.until(lambda: not _is_all_seen(button), "it is scrolled out of sight")
        room = window.screen().availableGeometry()
        for corner in (QPoint(0, 0), room.center(), QPoint(-window.width() + 40, 0)):
            window.move(corner)
            window.activateWindow()
            await desk.until(window.isActiveWindow, "it is in front")
            desk.press(Qt.Key.Key_S, ALT)
            await desk.until(export.more.isVisible, "they are open")
            assert _is_all_seen(button)
            place = export.more.geometry().translated(-FRAME_PX, -FRAME_PX)
            assert room.contains(place), corner
            export.more.close()

    play(story, str(tmp_path / "cat.png"))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("text_size", TEXT_SIZES)
def test_all_fits_where_the_window_is_as_small_as_it_gets(
    tmp_path: Path, language: str, text_size: int
) -> None:
    write_picture(tmp_path / "cat.png")
    _begin_with(language=language, text_size=text_size)

    async def story(desk: Desk) -> None:
        window, steps, side = desk.window, desk.window.first_steps, desk.window.side
        window.resize(window.minimumSize())
        await desk.settled()
        await desk.until(steps.isVisible, "the first steps are there")
        labels = [label for label in steps.findChildren(QLabel) if label.wordWrap()]
        window.resize(window.minimumSize())

        def fits() -> bool:
            return _is_all_seen(side) and all(
                label.height() >= label.heightForWidth(label.width()) for label in labels
            )

        await desk.until(fits, "nothing is cut")
        if text_size == TEXT_SIZES[0]:
            assert window.width() == 640

    play(story, str(tmp_path / "cat.png"))


def test_enter_presses_the_buttons_of_the_other_windows_as_well() -> None:
    async def story(desk: Desk) -> None:
        library = await opened(desk)
        await desk.until(library.window.isActiveWindow, "the page is in front")
        library.window.verify.setFocus()
        desk.press(Qt.Key.Key_Return)
        await desk.until(lambda: library.window.says, "all was read")
        assert library.window.isVisible()
        library.window.close()
        await desk.in_front()
        many = await asked_for(desk)
        await desk.until(many.window.isActiveWindow, "the batch is in front")
        done: list[bool] = []
        actions = (("Show", partial(done.append, True)),)
        many.window.notices.show_notice(Notice(Kind.REMARK, "It is there.", actions=actions))
        desk.press(Qt.Key.Key_F6)
        desk.press(Qt.Key.Key_Return)
        assert done == [True]

    play(story)


def test_tab_goes_down_the_page_of_a_network() -> None:
    async def story(desk: Desk) -> None:
        library = await opened(desk)
        await desk.until(library.window.isActiveWindow, "the page is in front")
        page, chosen = library.page, library.window.list
        scroll = page.findChild(QScrollArea)
        assert scroll is not None
        inner = scroll.widget()
        assert inner is not None
        for name in (DEPTH, EDGES):
            library.choose(name)
            chosen.setFocus()
            desk.press(Qt.Key.Key_Tab)
            seen: list[QWidget] = []
            while (widget := _focused()) is not chosen:
                assert widget is not None
                seen.append(widget)
                assert len(seen) < 30, "it comes back to the list"
                desk.press(Qt.Key.Key_Tab)
            places = [
                (place.y(), place.x())
                for place in (
                    each.mapTo(inner, QPoint()) for each in seen if inner.isAncestorOf(each)
                )
            ]
            assert len(places) >= 8, "the buttons, three lines to copy, and what adds a file"
            assert places == sorted(places), name
            below = seen[len(places) :]
            assert below[:2] == [library.window.offline, library.window.verify]
            assert not any(inner.isAncestorOf(each) for each in below)

    play(story)

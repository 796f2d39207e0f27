"""Somebody starts for the first time: three steps show the way, and are gone once it is gone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from core.preprocessor import Preprocessor
from tests.stories.desk import Desk, play, write_picture
from ui.first_steps import STEPS

CTRL = Qt.KeyboardModifier.ControlModifier
CHOOSE, MOVE, TAKE = (step.title for step in STEPS)


def test_the_steps_go_on_as_the_artist_does_them_and_never_come_again(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        steps = desk.window.first_steps
        assert steps.says == "", "the empty window asks for a picture by itself"
        desk.drop_files(tmp_path / "cat.png")
        await desk.settled()
        assert steps.says == CHOOSE
        assert desk.window.focusWidget() not in steps.children(), "it takes no focus"
        desk.click_tile(Preprocessor.SCRIBBLE)
        await desk.settled()
        assert steps.says == MOVE, "the options that come with it were not moved"
        desk.session.choose(Preprocessor.CANNY)
        await desk.settled()
        assert steps.says == MOVE
        desk.drag_slider("highThresholdCanny", 220)
        assert steps.says == TAKE
        desk.press(Qt.Key.Key_C, CTRL)
        await desk.until(lambda: not steps.says, "the way is gone")
        assert desk.window.side.isVisible()

    async def next_start(desk: Desk) -> None:
        await desk.settled()
        assert desk.window.first_steps.says == ""
        desk.window.commands.first_steps.trigger()
        assert desk.window.first_steps.says == CHOOSE, "the Help menu brings them back"

    play(story, str(tmp_path / "cat.png"))
    play(next_start, str(tmp_path / "cat.png"))


def test_who_knows_the_way_skips_it(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        assert desk.window.first_steps.says == CHOOSE
        desk.click(desk.button("Skip"))
        assert desk.window.first_steps.says == ""
        desk.session.choose(Preprocessor.SCRIBBLE)
        await desk.settled()
        assert desk.window.first_steps.says == ""

    async def next_start(desk: Desk) -> None:
        await desk.settled()
        assert desk.window.first_steps.says == ""

    play(story, str(tmp_path / "cat.png"))
    play(next_start, str(tmp_path / "cat.png"))


def test_a_step_that_is_done_before_its_turn_is_not_asked_for(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.drag_slider("highThresholdCanny", 220)
        assert desk.window.first_steps.says == TAKE
        desk.press(Qt.Key.Key_C, CTRL)
        await desk.until(lambda: not desk.window.first_steps.wanted, "all is done")

    play(story, str(tmp_path / "cat.png"))


def test_the_next_start_goes_on_where_the_last_one_was(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.click_tile(Preprocessor.SCRIBBLE)
        await desk.settled()
        assert desk.window.first_steps.says == MOVE

    async def next_start(desk: Desk) -> None:
        await desk.settled()
        assert desk.window.first_steps.says == MOVE, "a preprocessor was chosen already"

    play(story, str(tmp_path / "cat.png"))
    play(next_start, str(tmp_path / "cat.png"))


def test_the_card_covers_no_picture_and_no_notice_covers_it(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 240, 640)

    async def story(desk: Desk) -> None:
        window = desk.window
        window.resize(window.minimumSize())
        await desk.settled()
        steps = window.first_steps
        assert steps.says == CHOOSE
        desk.drop_files(tmp_path / "none.png")
        await desk.noticed()
        for other in (window.compare.input_view, window.compare.guide_view, window.notices):
            assert not _place(steps).intersects(_place(other)), type(other).__name__
        assert _place(window.notices).intersects(_place(window.compare))

    play(story, str(tmp_path / "cat.png"))


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint()), widget.size())

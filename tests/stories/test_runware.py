"""An artist has guides made by Runware: previews are free, and one press buys one guide.

The service is our own server, on this computer, with an engine that the story holds in its hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from core.preprocessor import Preprocessor
from core.runware.engine import RunwareEngine
from core.service_choices import EngineName
from tests.stories.desk import Desk, play, write_picture
from tests.stories.shop import KEY, Shop, press_of
from ui.notice import Kind
from ui.tile import DRAFT

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A service that the environment names, with its key."""
    shop = Shop(tmp_path / "shop")
    monkeypatch.setenv("RUNWARE_API_URL", shop.url)
    monkeypatch.setenv("RUNWARE_API_KEY", KEY)
    yield shop
    shop.close()


@pytest.fixture
def cat(tmp_path: Path) -> str:
    write_picture(tmp_path / "cat.png")
    return str(tmp_path / "cat.png")


def _says(desk: Desk, text: str) -> bool:
    """Whether the panel of Runware says `text` somewhere."""
    return any(text in label.text() for label in desk.window.side.buy.findChildren(QLabel))


def _is_preview(desk: Desk) -> bool:
    captions = desk.window.compare.findChildren(QLabel)
    return any("preview" in label.text() for label in captions if label.isVisible())


async def _choose_runware(desk: Desk) -> None:
    await desk.settled()
    desk.click(desk.button("Runware"))
    await desk.settled()
    await desk.until(lambda: press_of(desk).isEnabled(), "a guide can be bought")


async def _buy(desk: Desk) -> None:
    desk.click(press_of(desk))
    await desk.until(lambda: not desk.session.preview and desk.guide, "the guide has come")
    await desk.settled()


def test_sliders_preview_and_one_press_buys(shop: Shop, cat: str) -> None:
    async def story(desk: Desk) -> None:
        await _choose_runware(desk)
        assert _is_preview(desk)
        desk.drag_slider("highThresholdCanny", 150, 160, 170)
        await desk.settled()
        assert _is_preview(desk)
        assert shop.engine.tasks == [], "nothing is bought by a slider"

        await _buy(desk)
        guide = desk.guide
        assert guide is not None
        assert desk.picture is not None
        assert np.array_equal(guide.pixels, 255 - desk.picture.pixels), "it is the shop's own"
        assert not _is_preview(desk)
        (task,) = shop.engine.tasks
        assert task.options["highThresholdCanny"] == 170
        assert not press_of(desk).isEnabled()
        assert _says(desk, "This is the one that you bought.")
        await desk.until(lambda: _says(desk, "$0.00 left"), "what is left is told again")
        assert desk.window.status.findChildren(QLabel)[0].text().find("bought from Runware") > 0

    play(story, cat)


def test_the_menu_buys_only_what_can_be_bought(shop: Shop, cat: str) -> None:
    async def story(desk: Desk) -> None:
        buy = desk.window.commands.buy
        assert not buy.isEnabled(), "guides are made on this computer"
        await _choose_runware(desk)
        assert buy.isEnabled()
        buy.trigger()
        await desk.until(lambda: not desk.session.preview and desk.guide, "the guide has come")
        await desk.settled()
        assert not buy.isEnabled(), "it is bought"
        desk.click(desk.button("This computer"))
        assert not buy.isEnabled()

    play(story, cat)


def test_a_preview_that_is_exported_is_called_one(shop: Shop, cat: str, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await _choose_runware(desk)
        for is_preview in (True, False):
            await desk.in_front()
            desk.press(Qt.Key.Key_E, CTRL)
            dialog = await desk.dialog()
            assert ("preview" in dialog.windowTitle()) is is_preview
            field = dialog.findChild(QLineEdit, "fileNameEdit")
            assert field is not None
            assert field.text() == ("cat-preview-canny.png" if is_preview else "cat-canny.png")
            field.setText(str(tmp_path / f"{is_preview}.png"))
            dialog.accept()
            await desk.until(lambda: desk.notice and desk.notice.kind is Kind.DONE, "it is there")
            assert desk.notice is not None
            assert desk.notice.what.startswith("Exported the preview") is is_preview
            desk.window.notices.put_away()
            if is_preview:
                await _buy(desk)

    play(story, cat)


def test_what_a_draft_lacks_is_not_said_of_what_is_bought(shop: Shop, cat: str) -> None:
    async def story(desk: Desk) -> None:
        assert desk.tile(Preprocessor.DEPTH).data(DRAFT)
        desk.click(desk.button("Runware"))
        assert not desk.tile(Preprocessor.DEPTH).data(DRAFT)
        assert "draft" not in desk.tile(Preprocessor.DEPTH).toolTip()
        desk.click(desk.button("This computer"))
        assert desk.tile(Preprocessor.DEPTH).data(DRAFT)
        desk.session.choose(Preprocessor.DEPTH)
        await desk.settled()
        picker = desk.window.side.picker
        said = [label.text() for label in picker.findChildren(QLabel)]
        assert any("A draft." in text for text in said)
        await _choose_runware(desk)
        said = [label.text() for label in picker.findChildren(QLabel)]
        assert not any("A draft." in text for text in said)

    play(story, cat)


def test_what_was_bought_is_shown_again_and_never_bought_twice(shop: Shop, cat: str) -> None:
    async def story(desk: Desk) -> None:
        await _choose_runware(desk)
        await _buy(desk)
        desk.drag_slider("highThresholdCanny", 201)
        await desk.settled()
        assert _is_preview(desk)
        desk.drag_slider("highThresholdCanny", 200)
        await desk.until(lambda: not desk.session.preview, "the bought one is there again")
        desk.press(Qt.Key.Key_Return, CTRL)
        await desk.settled()
        assert len(shop.engine.tasks) == 1

    async def next_day(desk: Desk) -> None:
        await desk.settled()
        assert desk.session.engine_name is EngineName.RUNWARE, "the choice is remembered"
        assert not desk.session.preview
        assert len(shop.engine.tasks) == 1

    play(story, cat)
    play(next_day, cat)


def test_back_on_this_computer_the_guide_is_made_here(shop: Shop, cat: str) -> None:
    async def story(desk: Desk) -> None:
        await _choose_runware(desk)
        await _buy(desk)
        desk.press(Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
        guide = await desk.settled()
        assert guide.engine == "local"
        assert not _is_preview(desk)
        assert not desk.window.side.buy.isVisible()

    play(story, cat)


def test_options_that_runware_lacks_are_put_aside_not_lost(shop: Shop, cat: str) -> None:
    async def story(desk: Desk) -> None:
        desk.session.choose(Preprocessor.SHUFFLE)
        desk.session.set_options({"seed": 99})
        await _choose_runware(desk)
        assert desk.session.task.options["seed"] != 99
        with pytest.raises(KeyError):
            desk.window.side.options.control("seed")
        desk.click(desk.button("This computer"))
        assert desk.session.task.options["seed"] == 99
        await desk.settled()

    play(story, cat)


def test_esc_stops_the_wait_and_nothing_is_paid_twice(shop: Shop, cat: str) -> None:
    shop.engine.gate.clear()

    async def story(desk: Desk) -> None:
        await _choose_runware(desk)
        desk.click(press_of(desk))
        await desk.until(shop.engine.begun.is_set, "the shop has begun")
        assert desk.button("Stop waiting")
        desk.press(Qt.Key.Key_Escape)
        notice = await desk.noticed()
        assert notice.what == "Stopped waiting."
        await desk.until(lambda: press_of(desk).text() != "Stop wa&iting", "it does not wait")
        assert _is_preview(desk), "what was shown stays"
        shop.engine.gate.set()
        desk.click(desk.button("Go on waiting"))
        await desk.until(lambda: not desk.session.preview, "the guide has come")
        assert len(shop.engine.tasks) == 1

    play(story, cat)


def test_what_was_on_its_way_when_the_window_closed_comes_at_the_next_start(
    shop: Shop, cat: str
) -> None:
    shop.engine.gate.clear()

    async def first(desk: Desk) -> None:
        await _choose_runware(desk)
        desk.click(press_of(desk))
        await desk.until(shop.engine.begun.is_set, "the shop has begun")

    async def second(desk: Desk) -> None:
        notice = await desk.noticed()
        assert "come from Runware since the last time" in notice.what
        desk.drop_files(Path(cat))
        await desk.settled()
        await desk.until(lambda: not desk.session.preview, "the bought one is shown")
        assert len(shop.engine.tasks) == 1

    play(first, cat)
    shop.engine.gate.set()
    play(second)


def test_a_closed_shop_is_told_with_what_to_do_and_tried_again(shop: Shop, cat: str) -> None:
    shop.close()

    async def story(desk: Desk) -> None:
        await _choose_runware(desk)
        desk.click(press_of(desk))
        notice = await desk.noticed()
        assert notice.kind is Kind.ERROR
        assert "reached" in notice.what
        shop.open()
        desk.click(desk.button("Try again"))
        await desk.until(lambda: not desk.session.preview, "the guide has come")

    play(story, cat)


def test_who_tabs_to_it_buys_with_enter_and_not_with_space(shop: Shop, cat: str) -> None:
    async def story(desk: Desk) -> None:
        await _choose_runware(desk)
        shop.engine.gate.clear()
        for _ in range(100):
            if not press_of(desk).hasFocus():
                desk.press(Qt.Key.Key_Tab)
        assert press_of(desk).hasFocus(), "Tab leads to it"
        QTest.keyPress(press_of(desk), Qt.Key.Key_Space)
        assert desk.window.compare.guide_view.peeking
        QTest.keyRelease(press_of(desk), Qt.Key.Key_Space)
        assert not desk.window.compare.guide_view.peeking
        assert not desk.window.side.buy.findChildren(QPushButton)[1].isVisible()

        desk.press(Qt.Key.Key_Return)
        await desk.until(shop.engine.begun.is_set, "the shop has begun")
        desk.press(Qt.Key.Key_Return)
        desk.press(Qt.Key.Key_Space)
        assert desk.button("Stop waiting"), "the next key is not taken for a stop"
        shop.engine.gate.set()
        await desk.until(lambda: not desk.session.preview, "the guide has come")
        assert len(shop.engine.tasks) == 1

    play(story, cat)


def test_a_window_that_closes_while_a_guide_is_made_asks_nothing_more(
    shop: Shop, cat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[RunwareEngine] = []
    at = RunwareEngine.at

    def noted(*given: Any) -> RunwareEngine:
        made.append(at(*given))
        return made[-1]

    monkeypatch.setattr(RunwareEngine, "at", noted)

    async def story(desk: Desk) -> None:
        await _choose_runware(desk)
        shop.engine.gate.clear()
        desk.click(press_of(desk))
        await desk.until(lambda: shop.engine.tasks, "the guide is being made")

    assert play(story, cat) == 0
    assert len(made) == 1, "another would not be closed"


def test_how_it_is_delivered_is_chosen_under_advanced(shop: Shop, cat: str) -> None:
    async def story(desk: Desk) -> None:
        await _choose_runware(desk)
        panel = desk.window.side.service
        panel.delivery.setCurrentIndex(1)
        panel.output_type.setCurrentIndex(1)
        await _buy(desk)
        (task,) = shop.engine.tasks
        assert (task.delivery_method, task.output_type) == ("sync", "base64Data")
        assert task.output_format == "PNG", "a guide is never bought with losses"

    play(story, cat)

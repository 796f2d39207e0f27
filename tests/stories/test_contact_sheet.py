"""An artist chooses by eye: every preprocessor shows what it makes of the picture that is open."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from core.catalog import CATALOG
from core.engine import ProgressListener, ignore_progress
from core.guide import Guide
from core.local.engine import LocalEngine
from core.local.pack import MANIFEST
from core.paths import model_pack
from core.picture import Picture
from core.preprocessor import Preprocessor
from core.task import PreprocessTask
from tests.stories.desk import Desk, play, shown_pixels, write_picture
from ui import application
from ui.thumbnail import Thumbnail
from ui.thumbnails import REST_S
from ui.tile import FAILED, THUMBNAIL

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CANNY, TILE = Preprocessor.CANNY, Preprocessor.TILE
ROOM = QSize(70, 56)


def _small(thumbnail: Thumbnail | None) -> np.ndarray:
    assert thumbnail is not None
    return shown_pixels(thumbnail.image(ROOM))


def test_every_preprocessor_offered_shows_what_it_makes_of_the_picture(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 320, 240)

    async def story(desk: Desk) -> None:
        assert not any(desk.tile(name).data(THUMBNAIL) for name in desk.session.offers)
        thumbnails = await desk.thumbnails()
        assert set(thumbnails) == {name for name, entry in CATALOG.items() if entry.local}
        looks = {name: _small(thumbnail) for name, thumbnail in thumbnails.items()}
        for name, look in looks.items():
            assert look.shape == (52, 70, 3)
            if name is not Preprocessor.OPENPOSE:  # there is nobody in this picture
                assert look.any(), name
        assert len({look.tobytes() for look in looks.values()}) == len(looks)

    play(story, str(tmp_path / "cat.png"))


def test_a_tile_is_not_chosen_by_the_right_button(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 64, 48)

    async def story(desk: Desk) -> None:
        await desk.settled()
        tiles = desk.window.side.picker.tiles
        at = tiles.visualItemRect(desk.tile(TILE)).center()
        keys = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(tiles.viewport(), Qt.MouseButton.RightButton, keys, at)
        assert desk.session.preprocessor is CANNY
        QTest.mouseClick(tiles.viewport(), Qt.MouseButton.LeftButton, keys, at)
        assert desk.session.preprocessor is TILE

    play(story, str(tmp_path / "cat.png"))


def test_a_tile_is_chosen_by_a_click_and_by_keys(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 64, 48)

    async def story(desk: Desk) -> None:
        await desk.settled()
        offers = desk.session.offers
        desk.click_tile(offers[4])
        assert (await desk.settled()).task.preprocessor is offers[4]
        desk.press(Qt.Key.Key_Up)
        desk.press(Qt.Key.Key_Right)
        assert (await desk.settled()).task.preprocessor is offers[1]
        desk.press(Qt.Key.Key_3, ALT)
        assert (await desk.settled()).task.preprocessor is offers[2]
        if len(offers) >= 10:
            desk.press(Qt.Key.Key_0, ALT)
            assert (await desk.settled()).task.preprocessor is offers[9]
        assert desk.window.side.picker.tiles.currentItem() is desk.tile(desk.session.preprocessor)

    play(story, str(tmp_path / "cat.png"))


def test_in_a_low_window_the_panel_scrolls_to_the_tile_that_keys_choose() -> None:
    async def story(desk: Desk) -> None:
        panel = desk.window.side
        tiles = panel.picker.tiles
        width = panel.options.width()
        desk.click_tile(desk.session.offers[-1])
        desk.window.resize(desk.window.minimumSize())
        bar = panel.findChildren(QScrollArea)[0].verticalScrollBar()
        await desk.until(lambda: bar.maximum() > tiles.height(), "the panel scrolls")
        bar.setValue(bar.maximum())
        first = tiles.visualItemRect(desk.tile(CANNY))
        assert not tiles.viewport().visibleRegion().contains(first)
        tiles.setFocus()
        desk.press(Qt.Key.Key_Home)
        assert desk.session.preprocessor is CANNY
        assert tiles.viewport().visibleRegion().contains(first)
        assert panel.options.width() == width, "the scroll bar takes no room from it"

    play(story)


def test_a_moved_slider_renews_its_own_thumbnail_and_no_other(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        before = await desk.thumbnails()
        desk.drag_slider("highThresholdCanny", 20)
        await desk.until(
            lambda: desk.tile(CANNY).data(THUMBNAIL) is not before[CANNY], "it is renewed"
        )
        after = await desk.thumbnails()
        sparse, dense = (_small(sheet.pop(CANNY)) > 0 for sheet in (before, after))
        assert dense.mean() > 1.2 * sparse.mean()
        assert all(after[name] is before[name] for name in before)

    play(story, str(tmp_path / "cat.png"))


def test_no_thumbnail_is_begun_while_a_slider_is_dragged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture(tmp_path / "cat.png")
    begun: list[Picture] = []

    class Watched(LocalEngine):
        async def run(
            self,
            picture: Picture,
            task: PreprocessTask,
            progress: ProgressListener = ignore_progress,
        ) -> Guide:
            begun.append(picture)
            return await super().run(picture, task, progress)

    monkeypatch.setattr(application, "LocalEngine", Watched)

    async def story(desk: Desk) -> None:
        await desk.settled()
        now = asyncio.get_running_loop().time
        until = now() + 2 * REST_S
        for step in itertools.count():
            if now() > until:
                break
            high = 150 + step % 100
            desk.drag_slider("highThresholdCanny", high)
            guide = await desk.settled()
            assert guide.task.options["highThresholdCanny"] == high
            assert all(picture is desk.picture for picture in begun)
        await desk.until(lambda: begun[-1] is not desk.picture, "a thumbnail is made then")

    play(story, str(tmp_path / "cat.png"))


def test_what_fails_marks_its_own_tile_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture(tmp_path / "cat.png")
    without_files = tmp_path / "models"
    without_files.mkdir()
    (without_files / MANIFEST).write_bytes((model_pack() / MANIFEST).read_bytes())
    monkeypatch.setattr(application, "model_pack", lambda: without_files)

    async def story(desk: Desk) -> None:
        thumbnails = await desk.thumbnails()
        failed = {name for name, thumbnail in thumbnails.items() if thumbnail is None}
        assert Preprocessor.SOFTEDGE in failed
        for name in thumbnails:
            entry = CATALOG[name]
            assert entry.local is not None
            assert entry.local.networks if name in failed else True
            assert desk.tile(name).data(FAILED) is (name in failed)
            assert ("cannot be read" in desk.tile(name).toolTip()) is (name in failed)
        assert thumbnails[CANNY] is not None
        assert desk.notice is None, "nobody asked for what failed"

    play(story, str(tmp_path / "cat.png"))


def test_another_picture_clears_the_sheet_and_fills_it_anew(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 320, 240)
    write_picture(tmp_path / "dog.png", 240, 320, seed=8)

    async def story(desk: Desk) -> None:
        offers = desk.session.offers
        cats = await desk.thumbnails()
        desk.drop_files(tmp_path / "dog.png")
        assert desk.tile(TILE).data(THUMBNAIL) is cats[TILE], "until the dog is there"
        await desk.until(lambda: desk.picture and desk.picture.name == "dog", "the dog is there")
        assert not any(desk.tile(name).data(THUMBNAIL) for name in offers)
        await desk.until(lambda: desk.tile(offers[1]).data(THUMBNAIL), "the dog's begin to come")
        assert _small(desk.tile(CANNY).data(THUMBNAIL)).shape == (56, 42, 3)

    play(story, str(tmp_path / "cat.png"))


def test_the_window_closes_while_thumbnails_are_made(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 1200, 900)

    async def story(desk: Desk) -> None:
        await desk.until(lambda: desk.tile(CANNY).data(THUMBNAIL), "the first is there")

    assert play(story, str(tmp_path / "cat.png")) == 0

"""An artist looks closely: wipes, overlays, peeks at the input, reads a pixel; and undoes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLabel, QMenu, QPushButton

from core.comparison import Comparison
from core.preprocessor import Preprocessor
from tests.stories.desk import Desk, play, shown_pixels, write_picture

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
_PICTURES = {"cat.png": 7, "dog.png": 8}


def _how(desk: Desk) -> Comparison:
    return desk.window.compare.comparison


def test_the_guide_is_compared_in_three_ways_by_keys(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        views = desk.window.compare
        before = desk.window.viewport.scale
        desk.press(Qt.Key.Key_3, CTRL)
        assert _how(desk) is Comparison.WIPE
        assert not views.input_view.isVisible()
        await desk.until(lambda: desk.window.viewport.scale > before, "both fill the window")
        desk.press(Qt.Key.Key_4, CTRL)
        assert _how(desk) is Comparison.OVERLAY
        desk.press(Qt.Key.Key_2, CTRL)
        assert views.input_view.isVisible()
        await desk.until(lambda: desk.window.viewport.scale == before, "each has its half")
        desk.press(Qt.Key.Key_4, CTRL)

    async def next_start(desk: Desk) -> None:
        assert _how(desk) is Comparison.OVERLAY
        assert desk.window.commands.comparisons[Comparison.OVERLAY].isChecked()

    play(story, str(tmp_path / "cat.png"))
    play(next_start)


def test_space_shows_the_input_while_it_is_held(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        views = desk.window.compare
        views.guide_view.setFocus()
        guide = shown_pixels(views.guide_view.grab().toImage())
        QTest.keyPress(views.guide_view, Qt.Key.Key_Space)
        assert views.guide_view.peeking
        seen = shown_pixels(views.guide_view.grab().toImage())
        assert (seen == shown_pixels(views.input_view.grab().toImage())).all()
        QTest.keyRelease(views.guide_view, Qt.Key.Key_Space)
        assert (shown_pixels(views.guide_view.grab().toImage()) == guide).all()

        slider = desk.number("highThresholdCanny").slider
        assert slider is not None
        slider.setFocus()
        QTest.keyPress(slider, Qt.Key.Key_Space)
        assert views.guide_view.peeking, "a slider has no use for the key"
        QTest.keyRelease(slider, Qt.Key.Key_Space)
        assert not views.guide_view.peeking

    play(story, str(tmp_path / "cat.png"))


def test_the_pixel_under_the_cursor_is_told(tmp_path: Path) -> None:
    rgb = write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        view = desk.window.compare.input_view
        target = desk.window.viewport.target()
        ratio = view.devicePixelRatioF()
        corner = target.topLeft() / ratio + QPoint(1, 1)
        desk.hover(view, corner.toPoint())
        colour = "#" + bytes(rgb[0, 0]).hex()
        texts = [label.text() for label in desk.window.status.findChildren(QLabel)]
        assert any(text.startswith(f"0, 0   {colour}") for text in texts), texts
        desk.hover(view, QPoint(1, 1))
        texts = [label.text() for label in desk.window.status.findChildren(QLabel)]
        assert not any(colour in text for text in texts), "beside the picture there is nothing"

    play(story, str(tmp_path / "cat.png"))


def _told(desk: Desk) -> str:
    return desk.window.status.findChildren(QLabel)[1].text()


def test_what_is_told_of_a_pixel_follows_what_lies_under_a_cursor_that_rests(
    tmp_path: Path,
) -> None:
    cat, dog = (write_picture(tmp_path / name, seed=seed) for name, seed in _PICTURES.items())

    async def story(desk: Desk) -> None:
        await desk.settled()
        view = desk.window.compare.guide_view
        corner = desk.window.viewport.target().topLeft() / view.devicePixelRatioF()
        desk.hover(view, corner.toPoint() + QPoint(1, 1))
        assert _told(desk).startswith(f"0, 0   #{bytes(cat[0, 0]).hex()}")
        desk.session.choose(Preprocessor.NORMALBAE)
        await desk.settled()
        assert "left" in _told(desk), "another guide says another thing"
        desk.session.choose(Preprocessor.CANNY)
        await desk.settled()
        assert "left" not in _told(desk)
        desk.drop_files(tmp_path / "dog.png")
        await desk.until(lambda: desk.picture and desk.picture.name == "dog", "another picture")
        assert _told(desk).startswith(f"0, 0   #{bytes(dog[0, 0]).hex()}")
        desk.press(Qt.Key.Key_1, CTRL)
        at = desk.window.viewport.target().topLeft() / view.devicePixelRatioF()
        away = corner.toPoint() + QPoint(1, 1) - at.toPoint()
        assert not _told(desk).startswith("0, 0 "), (away, _told(desk))
        desk.press(Qt.Key.Key_0, CTRL)
        assert _told(desk).startswith("0, 0 ")
        view.hide()
        assert _told(desk) == "", "nothing is under a cursor that is over something else"

    play(story, str(tmp_path / "cat.png"))


def test_in_a_narrow_window_what_is_told_gives_way_and_the_zoom_stays(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        desk.session.choose(Preprocessor.NORMALBAE)
        await desk.settled()
        desk.window.resize(desk.window.minimumSize())
        view, status = desk.window.compare.guide_view, desk.window.status
        middle = desk.window.viewport.target().center() / view.devicePixelRatioF()
        desk.hover(view, middle.toPoint())
        text, pixel, zoom = status.findChildren(QLabel)
        assert "near" in pixel.text()
        await desk.until(lambda: pixel.width() >= pixel.sizeHint().width(), "the values have room")
        assert zoom.width() >= zoom.sizeHint().width()
        assert zoom.geometry().right() <= status.width()
        assert text.text().startswith("320 × 240"), "it is all there for a screen reader"
        text.grab()
        assert text.toolTip() == text.text()

    play(story, str(tmp_path / "cat.png"))


def test_a_right_click_on_the_guide_offers_what_can_be_done_with_it(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        commands, views = desk.window.commands, desk.window.compare
        for view, some in (
            (views.guide_view, (commands.export, commands.copy, commands.full)),
            (views.input_view, (commands.open, commands.paste, commands.fit)),
        ):
            assert view.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
            assert set(some) <= set(view.actions())
        desk.press(Qt.Key.Key_C, CTRL)
        notice = await desk.noticed()
        assert notice.what.startswith("Copied the guide"), "its keys do what they did"

    play(story, str(tmp_path / "cat.png"))


def test_every_change_of_options_can_be_taken_back_and_done_again(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.drag_slider("highThresholdCanny", 210, 220, 230)
        desk.drag_slider("lowThresholdCanny", 60)
        desk.session.choose(Preprocessor.TILE)
        assert (await desk.settled()).task.preprocessor is Preprocessor.TILE
        desk.press(Qt.Key.Key_Z, CTRL)
        guide = await desk.settled()
        assert guide.task.options == {"lowThresholdCanny": 60, "highThresholdCanny": 230}
        desk.press(Qt.Key.Key_Z, CTRL)
        guide = await desk.settled()
        assert guide.task.options == {"lowThresholdCanny": 100, "highThresholdCanny": 230}
        desk.press(Qt.Key.Key_Z, CTRL)
        guide = await desk.settled()
        assert guide.task.options == {"lowThresholdCanny": 100, "highThresholdCanny": 200}
        for _ in range(3):
            desk.press(Qt.Key.Key_Z, CTRL | SHIFT)
        assert (await desk.settled()).task.preprocessor is Preprocessor.TILE

    play(story, str(tmp_path / "cat.png"))


def test_options_are_kept_under_a_name_and_come_back_with_it(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    def choose(desk: Desk, name: str) -> None:
        menu = desk.window.commands.presets
        menu.aboutToShow.emit()
        (action,) = [a for a in menu.actions() if a.text().startswith(name)]
        action.trigger()

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.drag_slider("highThresholdCanny", 111)
        choose(desk, "&Keep these options")
        dialog = await desk.dialog()
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue("  My  edges ")
        dialog.accept()
        choose(desk, "Architecture")
        assert (await desk.settled()).task.preprocessor is Preprocessor.MLSD

    async def next_start(desk: Desk) -> None:
        choose(desk, "My edges   (Canny edges)")
        guide = await desk.settled()
        assert guide.task.preprocessor is Preprocessor.CANNY
        assert guide.task.options["highThresholdCanny"] == 111
        menu = desk.window.commands.presets
        (forget,) = [a.menu() for a in menu.actions() if a.text() == "&Forget"]
        assert isinstance(forget, QMenu)
        forget.actions()[0].trigger()
        assert not any(a.text().startswith("My edges") for a in menu.actions())
        assert (await desk.noticed()).what == "The preset My edges is forgotten."
        desk.click(desk.button("Bring it back"))
        choose(desk, "My edges   (Canny edges)")

    play(story, str(tmp_path / "cat.png"))
    play(next_start, str(tmp_path / "cat.png"))


def test_presets_that_were_forgotten_come_back_in_their_places() -> None:
    async def story(desk: Desk) -> None:
        presets, notices = desk.window.presets, desk.window.notices

        async def bring_back() -> None:
            await desk.until(
                lambda: any(each.isVisible() for each in notices.findChildren(QPushButton)),
                "there is a way back",
            )
            desk.click(desk.button("Bring them back"))
            assert desk.notice is None

        for name in ("one", "two", "three"):
            presets.keep(name)
        one, two, three = before = presets.own
        for again in (False, True):
            for preset in (two, one, three):
                presets.forget(preset)
            assert presets.own == ()
            assert (await desk.noticed()).what == "3 presets are forgotten."
            if not again:
                await bring_back()
                assert presets.own == before
        desk.session.set_options({"highThresholdCanny": 222})
        presets.keep("two")
        (newer,) = presets.own
        await bring_back()
        assert set(presets.own) == {one, newer, three}, "what was kept meanwhile stays"

    play(story)

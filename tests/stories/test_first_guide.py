"""An artist drops a picture on the window, tunes the edges and takes the guide out."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QMimeData, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QToolButton,
)

from core.file_format import FileFormat
from core.paths import settings_file
from core.preprocessor import Preprocessor
from core.rendition import Rendition
from core.settings import Settings, SettingsFile
from tests.stories.desk import Desk, play, shown_pixels, write_picture
from ui.notice import Kind
from ui.one_export import Source

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_dropped_file_becomes_an_edge_guide(tmp_path: Path) -> None:
    rgb = write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        assert desk.window.drop_zone.isVisible()
        desk.drop_files(tmp_path / "cat.png")
        guide = await desk.settled()
        assert np.array_equal(guide.pixels, cv2.Canny(rgb, 100, 200))
        assert not desk.window.drop_zone.isVisible()
        assert desk.window.windowTitle() == "cat - Underdrawing"
        views = desk.window.compare
        assert views.input_view.image is not None
        assert views.guide_view.image is not None
        assert np.array_equal(shown_pixels(views.input_view.image.levels[0]), rgb)
        assert views.input_view.visibleRegion().boundingRect().width() > 100

    assert play(story) == 0


def test_a_picture_named_at_the_start_is_open(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 64, 48)

    async def story(desk: Desk) -> None:
        guide = await desk.settled()
        assert (guide.width, guide.height) == (64, 48)

    assert play(story, str(tmp_path / "cat.png")) == 0


def test_the_sample_picture_is_one_click_away() -> None:
    async def story(desk: Desk) -> None:
        desk.click(desk.button("Try the sample picture"))
        guide = await desk.settled()
        assert guide.width > 800
        assert guide.pixels.any()

    play(story)


def test_after_a_fast_drag_only_the_last_result_shows(tmp_path: Path) -> None:
    rgb = write_picture(tmp_path / "cat.png", 1400, 1000)
    seen: list[float] = []

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.session.guide_changed.connect(
            lambda shown: seen.append(shown.guide.task.options["highThresholdCanny"])
        )
        for high in range(150, 250):
            desk.drag_slider("highThresholdCanny", high)
        guide = await desk.settled()
        assert guide.task.options["highThresholdCanny"] == 249
        assert np.array_equal(guide.pixels, cv2.Canny(rgb, 100, 249))
        assert seen == sorted(seen), "no result came after a newer one"
        assert seen[-1] == 249
        assert len(seen) < 10, "what was overtaken before it began was never made"

    play(story, str(tmp_path / "cat.png"))


def test_the_guide_follows_while_the_slider_is_still_held(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        slider = desk.number("highThresholdCanny").slider
        assert slider is not None
        slider.setSliderDown(True)
        slider.setSliderPosition(120)
        guide = await desk.settled()
        assert slider.isSliderDown()
        assert guide.task.options["highThresholdCanny"] == 120

    play(story, str(tmp_path / "cat.png"))


def test_low_and_high_push_each_other(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 64, 64)

    async def story(desk: Desk) -> None:
        low, high = desk.number("lowThresholdCanny"), desk.number("highThresholdCanny")
        desk.drag_slider("lowThresholdCanny", 220)
        assert (low.field.value(), high.field.value()) == (220, 221)
        desk.drag_slider("highThresholdCanny", 30)
        assert (low.field.value(), high.field.value()) == (29, 30)
        desk.drag_slider("highThresholdCanny", 0)
        assert (low.field.value(), high.field.value()) == (0, 1)
        desk.drag_slider("lowThresholdCanny", 255)
        assert (low.field.value(), high.field.value()) == (254, 255)
        guide = await desk.settled()
        assert dict(guide.task.options) == {"lowThresholdCanny": 254, "highThresholdCanny": 255}
        desk.press(Qt.Key.Key_R, CTRL)
        assert (low.field.value(), high.field.value()) == (100, 200)

    play(story, str(tmp_path / "cat.png"))


def test_a_refused_picture_keeps_the_old_one(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")
    (tmp_path / "page.png").write_text("<!DOCTYPE html><title>Not found</title>")

    async def story(desk: Desk) -> None:
        guide = await desk.settled()
        picture = desk.picture
        desk.drop_files(tmp_path / "page.png")
        notice = await desk.noticed()
        assert notice.kind is Kind.ERROR
        assert "web page" in notice.what
        assert notice.what.startswith("page.png: "), "of several files, one knows which"
        assert notice.remedy
        assert desk.picture is picture
        assert desk.guide is guide
        desk.press(Qt.Key.Key_Escape)
        assert desk.notice is None

    play(story, str(tmp_path / "cat.png"))


def test_pixels_from_the_clipboard_are_a_picture() -> None:
    rgb = np.zeros((40, 60, 3), np.uint8)
    rgb[10:30, 20:40] = (250, 40, 90)
    image = QImage(rgb.tobytes(), 60, 40, 180, QImage.Format.Format_RGB888).copy()

    async def story(desk: Desk) -> None:
        QGuiApplication.clipboard().setImage(image)
        desk.press(Qt.Key.Key_V, CTRL)
        guide = await desk.settled()
        assert desk.picture is not None
        assert np.array_equal(desk.picture.pixels, rgb)
        assert np.array_equal(guide.pixels, cv2.Canny(rgb, 100, 200))

    play(story)


def test_transparent_pixels_from_the_clipboard_lie_on_white() -> None:
    image = QImage(8, 8, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)

    async def story(desk: Desk) -> None:
        QGuiApplication.clipboard().setImage(image)
        desk.press(Qt.Key.Key_V, CTRL)
        await desk.until(lambda: desk.picture, "the picture is there")
        assert desk.picture is not None
        assert (desk.picture.pixels == 255).all()

    play(story)


def test_a_pasted_file_and_a_pasted_path_are_pictures(tmp_path: Path) -> None:
    rgb = write_picture(tmp_path / "cat.png", 32, 24)
    other = write_picture(tmp_path / "dog.png", 24, 32)

    async def story(desk: Desk) -> None:
        QGuiApplication.clipboard().setText(str(tmp_path / "cat.png"))
        desk.press(Qt.Key.Key_V, CTRL)
        await desk.settled()
        assert desk.picture is not None
        assert np.array_equal(desk.picture.pixels, rgb)
        QGuiApplication.clipboard().setText((tmp_path / "dog.png").as_uri())
        desk.press(Qt.Key.Key_V, CTRL)
        await desk.until(lambda: desk.picture and desk.picture.name == "dog", "the dog is there")
        assert desk.picture is not None
        assert np.array_equal(desk.picture.pixels, other)

    play(story)


def test_pasting_nothing_usable_says_so() -> None:
    async def story(desk: Desk) -> None:
        QGuiApplication.clipboard().clear()
        desk.press(Qt.Key.Key_V, CTRL)
        notice = await desk.noticed()
        assert "no picture" in notice.what

    play(story)


def test_a_browser_that_sends_html_only_is_understood() -> None:
    red = QImage(5, 4, QImage.Format.Format_RGB888)
    red.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setHtml(f'<meta charset="utf-8"><img alt="x" src="{_data_uri(red)}">')

    async def story(desk: Desk) -> None:
        desk.drop(mime)
        await desk.settled()
        assert desk.picture is not None
        assert (desk.picture.width, desk.picture.height) == (5, 4)
        assert (desk.picture.pixels == (255, 0, 0)).all()

    play(story)


def test_where_guides_went_last_may_be_gone(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")
    # Too long for any disk, about which pathlib fails as about a share that is gone.
    SettingsFile(settings_file()).save(Settings(export_folder=str(tmp_path / ("x" * 300))))

    async def story(desk: Desk) -> None:
        desk.drop_files(tmp_path / "cat.png")
        await desk.settled()
        desk.press(Qt.Key.Key_E, CTRL)
        dialog = await desk.dialog()
        assert isinstance(dialog, QFileDialog)
        assert Path(dialog.directory().absolutePath()) == tmp_path
        dialog.reject()

    play(story)


def test_the_guide_is_exported_as_shown(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")
    folder = tmp_path / "guides"
    folder.mkdir()

    async def export(desk: Desk, name: str | None = None) -> None:
        await desk.in_front()
        desk.press(Qt.Key.Key_E, CTRL)
        dialog = await desk.dialog()
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        if name is not None:
            field.setText(name)
        assert field.text() in (name, "cat-canny.png")
        # From the event loop, as a click does: Qt's question about replacing runs a loop inside.
        QTimer.singleShot(0, dialog.accept)

    async def story(desk: Desk) -> None:
        guide = await desk.settled()
        await export(desk, str(folder / "cat-canny.png"))
        notice = await desk.noticed()
        assert notice.kind is Kind.DONE
        assert "cat-canny.png" in notice.what
        assert desk.button("Open folder").isEnabled()
        with Image.open(folder / "cat-canny.png") as saved:
            assert saved.format == "PNG"
            assert np.array_equal(np.asarray(saved), guide.pixels)

        desk.window.notices.put_away()
        await export(desk)
        # The folder is remembered and the name suggested again: Qt asks before it replaces.
        await desk.until(lambda: _question() is not None, "a question is asked")
        question = _question()
        assert question is not None
        before = (folder / "cat-canny.png").stat().st_mtime_ns
        question.reject()
        for dialog in desk.window.findChildren(QFileDialog):
            dialog.reject()
        assert (folder / "cat-canny.png").stat().st_mtime_ns == before

    play(story, str(tmp_path / "cat.png"))


def test_the_guide_is_copied_at_full_size(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 700, 500)

    async def story(desk: Desk) -> None:
        guide = await desk.settled()
        desk.press(Qt.Key.Key_C, CTRL)
        copied = shown_pixels(QGuiApplication.clipboard().image())
        assert np.array_equal(copied[..., 0], guide.pixels)
        QGuiApplication.clipboard().clear()

    play(story, str(tmp_path / "cat.png"))


def test_a_width_shrinks_the_guide_and_keeps_the_shape(tmp_path: Path) -> None:
    rgb = write_picture(tmp_path / "cat.png", 320, 240)

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.window.side.size_panel.width_field.setValue(160)
        guide = await desk.settled()
        assert (guide.width, guide.height) == (160, 120)
        small = cv2.resize(rgb, (160, 120), interpolation=cv2.INTER_AREA)
        assert np.array_equal(guide.pixels, cv2.Canny(small, 100, 200))

    play(story, str(tmp_path / "cat.png"))


def test_every_preprocessor_offered_makes_its_guide(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 200, 150)

    async def story(desk: Desk) -> None:
        assert len(desk.window.commands.preprocessors) == len(desk.session.offers) >= 6
        for name, action in desk.window.commands.preprocessors.items():
            action.trigger()
            guide = await desk.settled()
            assert guide.task.preprocessor is name
            assert (guide.width, guide.height) == (200, 150)
            # There is nobody in this picture.
            assert guide.pixels.any() or name is Preprocessor.OPENPOSE

    play(story, str(tmp_path / "cat.png"))


def test_a_black_guide_is_explained(tmp_path: Path) -> None:
    Image.new("RGB", (50, 50), (90, 90, 90)).save(tmp_path / "plain.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        notice = await desk.noticed()
        assert notice.kind is Kind.REMARK
        assert "Lower" in notice.what
        desk.window.commands.preprocessors[Preprocessor.TILE].trigger()
        await desk.until(lambda: desk.notice is None, "the remark is gone with its guide")

    play(story, str(tmp_path / "plain.png"))


def test_choices_are_remembered(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 64, 64)

    async def first(desk: Desk) -> None:
        desk.drag_slider("lowThresholdCanny", 33)
        desk.window.commands.preprocessors[Preprocessor.TILE].trigger()
        desk.window.resize(780, 600)

    async def second(desk: Desk) -> None:
        assert desk.session.preprocessor is Preprocessor.TILE
        assert desk.window.size().width() == 780
        desk.window.commands.preprocessors[Preprocessor.CANNY].trigger()
        assert desk.number("lowThresholdCanny").field.value() == 33

    play(first)
    play(second)


def test_the_views_zoom_together_and_make_nothing_new(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 1600, 1200)
    made: list[object] = []

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.session.guide_changed.connect(made.append)
        viewport = desk.window.viewport
        assert viewport.fitting
        desk.press(Qt.Key.Key_1, CTRL)
        assert viewport.scale == 1.0
        before = viewport.target()
        desk.window.compare.guide_view.setFocus()
        desk.press(Qt.Key.Key_Right)
        assert viewport.target().left() < before.left()
        left = desk.window.compare.input_view.grab().toImage()
        right = desk.window.compare.guide_view.grab().toImage()
        assert left.size() == right.size()
        desk.press(Qt.Key.Key_0, CTRL)
        assert viewport.fitting
        assert made == []

    play(story, str(tmp_path / "cat.png"))


def _data_uri(image: QImage) -> str:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return "data:image/png;base64," + bytes(data.toBase64().data()).decode()


def _question() -> QMessageBox | None:
    boxes = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    return boxes[0] if boxes else None


def test_the_picture_that_is_open_is_never_replaced_by_its_guide(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")
    before = (tmp_path / "cat.png").read_bytes()

    async def story(desk: Desk) -> None:
        guide = await desk.settled()
        assert desk.picture is not None
        export = desk.window.exporter
        export.ask(guide, Source.of(desk.picture), Rendition(), beside=str(tmp_path))
        dialog = await desk.dialog()
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText("cat.png")
        QTimer.singleShot(0, dialog.accept)
        await desk.until(lambda: _question() is not None, "Qt asks whether to replace it")
        question = _question()
        assert question is not None
        yes = question.button(QMessageBox.StandardButton.Yes)
        QTimer.singleShot(0, yes.click)
        notice = await desk.noticed()
        assert notice.kind is Kind.ERROR
        assert "would replace the picture cat.png" in notice.what

    play(story, str(tmp_path / "cat.png"))
    assert (tmp_path / "cat.png").read_bytes() == before


def test_a_suffix_that_is_none_gets_one_and_asks_again_about_that_name(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png")
    (tmp_path / "v1.2.webp").write_text("mine")

    async def choose(desk: Desk) -> None:
        guide = await desk.settled()
        assert desk.picture is not None
        await desk.in_front()
        desk.window.exporter.ask(
            guide, Source.of(desk.picture), Rendition(FileFormat.WEBP), beside=str(tmp_path)
        )
        dialog = await desk.dialog()
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText("v1.2")
        QTimer.singleShot(0, dialog.accept)
        await desk.until(lambda: _question() is not None, "a question is asked")

    async def answer(desk: Desk, button: QMessageBox.StandardButton) -> None:
        question = _question()
        assert question is not None
        assert "v1.2.webp" in question.text()
        QTimer.singleShot(0, question.button(button).click)
        await desk.until(lambda: _question() is None, "it is answered")

    async def story(desk: Desk) -> None:
        await choose(desk)
        await answer(desk, QMessageBox.StandardButton.No)
        assert (tmp_path / "v1.2.webp").read_text() == "mine"
        await choose(desk)
        await answer(desk, QMessageBox.StandardButton.Yes)
        assert "v1.2.webp" in (await desk.noticed()).what
        with Image.open(tmp_path / "v1.2.webp") as saved:
            assert saved.format == "WEBP"

    play(story, str(tmp_path / "cat.png"))


def test_copy_and_paste_mean_pictures_in_a_number_field_too(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 300, 200)
    write_picture(tmp_path / "dog.png", 50, 40)

    async def story(desk: Desk) -> None:
        await desk.settled()
        width = desk.window.side.size_panel.width_field
        width.setFocus()
        width.selectAll()
        QTest.keyClicks(width, "150")
        desk.press(Qt.Key.Key_Return)
        assert width.hasFocus(), "the next key goes on from here"
        guide = await desk.settled()
        assert guide.width == 150
        desk.press(Qt.Key.Key_C, CTRL)
        copied = QGuiApplication.clipboard().image()
        assert (copied.width(), copied.height()) == (150, 100)

        width.setFocus()
        QGuiApplication.clipboard().setText(str(tmp_path / "dog.png"))
        desk.press(Qt.Key.Key_V, CTRL)
        await desk.until(lambda: desk.picture and desk.picture.name == "dog", "the dog is there")

        QGuiApplication.clipboard().setText("25")
        width.selectAll()
        desk.press(Qt.Key.Key_V, CTRL)
        assert width.value() == 25

        width.selectAll()
        desk.press(Qt.Key.Key_Backspace)
        guide = await desk.settled()
        assert (guide.width, guide.height) == (50, 40)

    play(story, str(tmp_path / "cat.png"))


def test_tab_goes_through_the_panel_from_top_to_bottom() -> None:
    async def story(desk: Desk) -> None:
        desk.window.commands.preprocessors[Preprocessor.TILE].trigger()
        desk.window.commands.preprocessors[Preprocessor.CANNY].trigger()
        side = desk.window.side
        low, high = desk.number("lowThresholdCanny"), desk.number("highThresholdCanny")
        choices = side.picker.findChild(QListWidget)
        assert choices is not None
        choices.setFocus()
        await desk.until(low.field.isVisible, "the options are there")
        seen = []
        for _ in range(7):
            desk.press(Qt.Key.Key_Tab)
            seen.append(QApplication.focusWidget())
        presets = seen.pop(0)
        assert isinstance(presets, QToolButton)
        assert presets.text() == "Prese&ts"
        assert seen == [
            low.field,
            low.slider,
            high.field,
            high.slider,
            side.size_panel.width_field,
            side.size_panel.height_field,
        ]

    play(story)


def test_what_was_stopped_can_be_made_or_taken_back(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 200, 150)

    async def story(desk: Desk) -> None:
        before = await desk.settled()
        view = desk.window.compare.guide_view
        desk.drag_slider("lowThresholdCanny", 30)
        desk.press(Qt.Key.Key_Escape)
        notice = await desk.noticed()
        assert notice.what == "Stopped."
        assert desk.guide is before
        assert view.dimmed, "the guide is not what the sliders say"

        desk.press(Qt.Key.Key_R, CTRL)
        assert desk.guide is before
        assert not view.dimmed
        assert desk.notice is None

        desk.drag_slider("lowThresholdCanny", 30)
        desk.press(Qt.Key.Key_Escape)
        await desk.noticed()
        desk.click(desk.button("Make it"))
        guide = await desk.settled()
        assert guide.task.options["lowThresholdCanny"] == 30
        assert not view.dimmed
        assert desk.notice is None

    play(story, str(tmp_path / "cat.png"))


def test_a_picture_that_cannot_be_opened_is_forgotten_with_the_next(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 64, 48)

    async def story(desk: Desk) -> None:
        desk.drop_files(tmp_path / "gone.png")
        assert "gone.png" in (await desk.noticed()).what
        assert desk.window.drop_zone.isVisible()
        desk.drop_files(tmp_path / "cat.png")
        await desk.settled()
        assert desk.notice is None

    play(story)


def test_a_picture_that_is_a_guide_already_is_noticed(tmp_path: Path) -> None:
    rgb = write_picture(tmp_path / "cat.png")
    Image.fromarray(cv2.Canny(rgb, 100, 200)).save(tmp_path / "guide.png")

    async def story(desk: Desk) -> None:
        await desk.settled()
        assert desk.notice is None
        desk.drop_files(tmp_path / "guide.png")
        notice = await desk.noticed()
        assert notice.kind is Kind.REMARK
        assert "seems to be a guide already, of lines" in notice.what

    play(story, str(tmp_path / "cat.png"))

"""The user of the stories: does with the window what a person does, and sees what a person sees."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QListWidgetItem, QPushButton, QWidget

from core.guide import Guide
from core.picture import Picture, Pixels
from core.preprocessor import Preprocessor
from ui.__main__ import main
from ui.main_window import MainWindow
from ui.notice import Notice
from ui.number_field import NumberField
from ui.thumbnail import Thumbnail
from ui.tile import FAILED, THUMBNAIL

PATIENCE_S = 20.0

Story = Callable[["Desk"], Awaitable[None]]


def play(story: Story, *argv: str) -> int:
    """Start the application as `underdrawing ARGV...` does, and tell `story` in its window."""

    async def guest(window: MainWindow) -> None:
        desk = Desk(window)
        await desk.until(window.isActiveWindow, "the window is there")
        await story(desk)

    return main(list(argv), guest)


class Desk:
    """What can be done and seen at the window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.session = window.session

    async def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until `condition` is true; fails after PATIENCE_S."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain until {what}"
            await asyncio.sleep(0.005)

    async def in_front(self) -> None:
        """Bring the window to the front, as a window manager does once a dialog is gone."""
        self.window.activateWindow()
        await self.until(self.window.isActiveWindow, "the window is in front")

    @property
    def picture(self) -> Picture | None:
        return self.session.picture.picture if self.session.picture else None

    @property
    def guide(self) -> Guide | None:
        return self.session.guide.guide if self.session.guide else None

    @property
    def notice(self) -> Notice | None:
        return self.window.notices.notice if self.window.notices.isVisible() else None

    async def settled(self) -> Guide:
        """Wait until the guide is the one asked for; returns it."""
        await self.until(
            lambda: self.guide is not None and not self.session.working and not self.session.stale,
            "the guide is up to date",
        )
        assert self.guide is not None
        return self.guide

    async def noticed(self) -> Notice:
        """Wait for a notice; returns it."""
        await self.until(lambda: self.notice is not None, "a notice is shown")
        assert self.notice is not None
        return self.notice

    def drop(self, mime: QMimeData) -> None:
        """Drag `mime` over the window and let it fall in the middle."""
        middle = self.window.rect().center()
        actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        entering = QDragEnterEvent(middle, actions, mime, buttons, keys)
        QApplication.sendEvent(self.window, entering)
        assert entering.isAccepted(), "the window takes the drag"
        falling = QDropEvent(QPointF(middle), actions, mime, buttons, keys)
        QApplication.sendEvent(self.window, falling)
        assert falling.isAccepted(), "the window takes the drop"

    def drop_files(self, *paths: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        self.drop(mime)

    def press(
        self, keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is."""
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, keys, held)

    def tile(self, name: Preprocessor) -> QListWidgetItem:
        """The tile of a preprocessor on the contact sheet."""
        return self.window.side.picker.tiles.item(self.session.offers.index(name))

    def click_tile(self, name: Preprocessor) -> None:
        tiles = self.window.side.picker.tiles
        self.click(tiles.viewport(), tiles.visualItemRect(self.tile(name)).center())

    async def thumbnails(self) -> dict[Preprocessor, Thumbnail | None]:
        """Wait until every tile has a thumbnail or is marked as failed (None); returns them."""
        tiles = {name: self.tile(name) for name in self.session.offers}
        for name, tile in tiles.items():
            done = partial(_is_filled, tile)
            await self.until(done, f"{name} has a thumbnail")
        return {name: tile.data(THUMBNAIL) for name, tile in tiles.items()}

    def number(self, option: str) -> NumberField:
        """The slider and field of an option, by its API name."""
        control = self.window.side.options.control(option)
        assert isinstance(control, NumberField)
        return control

    def drag_slider(self, option: str, *values: float) -> None:
        """Drag the slider of `option` over `values` without letting go between."""
        field = self.number(option)
        assert field.slider is not None
        field.slider.setSliderDown(True)
        for value in values:
            field.slider.setSliderPosition(
                round((value - field.option.minimum) / field.option.step)
            )
        field.slider.setSliderDown(False)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        QTest.mouseClick(
            widget,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            at if at is not None else widget.rect().center(),
        )

    def hover(self, widget: QWidget, at: QPoint) -> None:
        """Move the pointer there, with no button held.

        QTest.mouseMove lets Qt's loop turn, inside of the story's task: a step of another task
        that falls due then is lost, and whoever waits for it waits for ever.
        """
        button, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        moved = QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), button, button, keys)
        QApplication.sendEvent(widget, moved)

    def button(self, text: str, within: QWidget | None = None) -> QPushButton:
        """The visible button that says `text`."""
        for button in (within or self.window).findChildren(QPushButton):
            if button.text().replace("&", "").strip() == text and button.isVisible():
                return button
        raise AssertionError(f"no button says {text}")

    async def dialog(self) -> QDialog:
        """Wait for a dialog; returns it."""
        await self.until(lambda: _open_dialogs(self.window), "a dialog is open")
        return _open_dialogs(self.window)[0]


def _is_filled(tile: QListWidgetItem) -> bool:
    return tile.data(THUMBNAIL) is not None or bool(tile.data(FAILED))


def _open_dialogs(window: MainWindow) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def shown_pixels(image: QImage) -> Pixels:
    """The pixels of a QImage as RGB (height, width, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(image.constBits(), np.uint8)
    rows = flat.reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def write_picture(path: Path, width: int = 320, height: int = 240, seed: int = 7) -> Pixels:
    """A picture file of blurred noise and shapes, full of edges; its RGB pixels."""
    noise = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    rgb = cv2.normalize(
        cv2.GaussianBlur(noise, (0, 0), 5), np.empty(0), 0, 255, cv2.NORM_MINMAX
    ).astype(np.uint8)
    cv2.rectangle(rgb, (width // 8, height // 8), (width // 2, height // 2), (230, 60, 40), -1)
    cv2.circle(rgb, (width * 2 // 3, height * 2 // 3), height // 5, (20, 120, 220), -1)
    assert cv2.imwrite(str(path), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    return rgb

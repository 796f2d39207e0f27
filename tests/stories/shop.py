"""The service of the stories: our own server, with an engine that the story holds in its hand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from core.server.running import RunningServer, ServerSettings
from tests.core.server.engines import QuickEngine
from tests.stories.desk import Desk
from ui.settings.dialog import SettingsDialog

KEY = "the-key-of-the-story-0123456789"


class Shop:
    """The service, which can be closed and opened again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.engine = QuickEngine()
        self._folder = folder
        self._port = 0
        self.key = KEY
        self.server: RunningServer | None = None
        self.open()

    @property
    def url(self) -> str:
        assert self.server is not None
        return self.server.url

    def open(self) -> None:
        settings = ServerSettings(folder=self._folder, key=self.key, port=self._port)
        self.server = RunningServer.start(lambda: self.engine, settings)
        self._port = int(self.server.url.rpartition(":")[2].partition("/")[0])

    def close(self) -> None:
        if self.server is not None:
            self.engine.gate.set()
            self.server.stop()
            self.server = None


def press_of(desk: Desk) -> QPushButton:
    """The button that buys, or what stands there instead."""
    buttons = desk.window.side.buy.findChildren(QPushButton)
    (button,) = [button for button in buttons if not button.isHidden()]
    return button


async def settings_of(desk: Desk) -> SettingsDialog:
    """The settings, which have been opened."""
    dialog = await desk.dialog()
    assert isinstance(dialog, SettingsDialog)
    await desk.until(dialog.isActiveWindow, "the settings are in front")
    return dialog


async def paste_key(desk: Desk, dialog: SettingsDialog, key: str) -> None:
    """Have `key` in the field in place of what is there."""
    await desk.until(dialog.key.field.isEnabled, "a key can be entered")
    dialog.key.field.setFocus()
    dialog.key.field.selectAll()
    QTest.keyClicks(dialog.key.field, key)


async def enter_key(desk: Desk, dialog: SettingsDialog, key: str) -> None:
    """Paste `key` and press Enter."""
    await paste_key(desk, dialog, key)
    QTest.keyClick(dialog.key.field, Qt.Key.Key_Return)


def all_text(dialog: SettingsDialog) -> str:
    """Whatever is written in `dialog`."""
    return " ".join(label.text() + label.accessibleName() for label in dialog.findChildren(QLabel))

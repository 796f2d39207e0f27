"""How the whole window looks: its colours, the size of its text, and whether things move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from core.settings import Motion, Settings
from ui.focus_ring import FocusRing
from ui.motion import system_wants_less
from ui.text import scaled
from ui.theme import apply_theme

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.remember import Memory

_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)


class Appearance(QObject):
    """Gives the application what the user, or the desktop, chooses; `close` takes it back."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__()
        self._app = app
        self._settings = settings
        self._window: MainWindow | None = None
        self._font = QFont(app.font())
        self._blinks_ms = app.cursorFlashTime()
        self._effects = [effect for effect in _EFFECTS if app.isEffectEnabled(effect)]
        self._system_wants_less = False
        self._ring = FocusRing(app)
        self._hints = QGuiApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self._desktop_changed)
        apply_theme(app, settings.theme)
        self._size_text()

    def follow(self, window: MainWindow, memory: Memory) -> None:
        """Apply what `memory` holds from now on; the themes of the menu are chosen through it."""
        self._window = window
        for theme, action in window.commands.themes.items():
            action.triggered.connect(lambda _=False, theme=theme: memory.choose(theme=theme))
        memory.changed.connect(lambda: self._change(memory.settings))
        self._check_theme()
        self._keep_still()

    async def ask_system(self) -> None:
        """See what the desktop wishes that Qt does not tell."""
        self._system_wants_less = await system_wants_less()
        self._keep_still()

    def close(self) -> None:
        """Leave the application as it was found, but for its colours."""
        self._hints.colorSchemeChanged.disconnect(self._desktop_changed)
        self._ring.close()
        self._window = None
        self._app.setFont(self._font)
        self._move(True)

    def _change(self, settings: Settings) -> None:
        before, self._settings = self._settings, settings
        if settings.theme is not before.theme:
            apply_theme(self._app, settings.theme)
            self._check_theme()
        if settings.text_size != before.text_size:
            self._size_text()
        if settings.motion is not before.motion:
            self._keep_still()

    def _desktop_changed(self) -> None:
        apply_theme(self._app, self._settings.theme)

    def _check_theme(self) -> None:
        if self._window is not None:
            self._window.commands.themes[self._settings.theme].setChecked(True)

    def _size_text(self) -> None:
        font = scaled(self._font, self._settings.text_size / 100)
        if font != self._app.font():
            self._app.setFont(font)

    def _keep_still(self) -> None:
        motion = self._settings.motion
        still = motion is Motion.REDUCED or (motion is Motion.SYSTEM and self._system_wants_less)
        self._move(not still)
        if self._window is not None:
            self._window.compare.keep_still(still)

    def _move(self, moves: bool) -> None:
        self._app.setCursorFlashTime(self._blinks_ms if moves else 0)
        for effect in self._effects:
            self._app.setEffectEnabled(effect, moves)

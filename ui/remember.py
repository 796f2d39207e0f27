"""Keeps the settings file in step with what the user last chose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QTimer, Signal

from core.settings import Settings, SettingsFile
from ui.cloud import Cloud
from ui.main_window import MainWindow
from ui.on_screen import keep_on_screen

WRITE_AFTER_MS = 1_000
"""Settings are written once the user rests, not at every step of a slider."""


class Memory(QObject):
    """Writes the last choices a moment after they change, and when asked to at the end.

    `changed` tells that something was chosen by `choose`. `on_error` is told when the file cannot
    be written.
    """

    changed = Signal()

    def __init__(
        self,
        file: SettingsFile,
        settings: Settings,
        window: MainWindow,
        cloud: Cloud,
        on_error: Callable[[OSError], None],
    ) -> None:
        super().__init__(window)
        self._file = file
        self._settings = settings
        self._window = window
        self._cloud = cloud
        self._on_error = on_error
        self._asked: dict[str, Callable[[], Any]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WRITE_AFTER_MS)
        self._timer.timeout.connect(self.write)
        session = window.session
        for changed in (
            session.preprocessor_changed,
            session.options_changed,
            window.opener.folder_changed,
            window.recent.changed,
            window.rendering.changed,
            window.exporter.folder_changed,
            cloud.choices_changed,
            window.compare.comparison_changed,
            window.presets.changed,
            window.commands.history.toggled,
            window.first_steps.moved,
        ):
            changed.connect(self._soon)
        if settings.window:
            window.restoreGeometry(QByteArray.fromBase64(settings.window.encode("ascii", "ignore")))
        keep_on_screen(window)

    @property
    def settings(self) -> Settings:
        """What was chosen of that which only the settings hold, such as the theme."""
        return self._settings

    def choose(self, **changes: Any) -> None:
        """Remember `changes` of the settings."""
        chosen = self._settings.replace(**changes)
        if chosen != self._settings:
            self._settings = chosen
            self.changed.emit()
            self._soon()

    def ask(self, name: str, value: Callable[[], Any]) -> None:
        """Whenever it is written, what `value` gives then is remembered as `name`."""
        self._asked[name] = value

    def write(self) -> None:
        """Write now what is to be remembered."""
        self._timer.stop()
        window, session = self._window, self._window.session
        geometry = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
        settings = self._settings.replace(
            preprocessor=session.preprocessor,
            options=session.all_options,
            recent=window.recent.paths,
            open_folder=window.opener.folder,
            export_folder=window.exporter.folder,
            rendition=window.rendering.rendition,
            window=geometry,
            service=self._cloud.choices,
            comparison=window.compare.comparison,
            presets=window.presets.own,
            shows_history=not window.history.isHidden(),
            first_steps=window.first_steps.wanted,
            first_step=window.first_steps.place,
            **{name: value() for name, value in self._asked.items()},
        )
        try:
            self._file.save(settings)
        except OSError as error:
            self._on_error(error)

    def _soon(self) -> None:
        self._timer.start()

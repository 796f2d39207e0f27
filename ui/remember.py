"""Keeps the settings file in step with what the user last chose."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QObject, QTimer

from core.settings import Settings, SettingsFile, Theme
from ui.cloud import Cloud
from ui.main_window import MainWindow

WRITE_AFTER_MS = 1_000
"""Settings are written once the user rests, not at every step of a slider."""


class Memory(QObject):
    """Writes the last choices a moment after they change, and when asked to at the end.

    `theme` is what the user chose. `on_error` is told when the file cannot be written.
    """

    def __init__(
        self,
        file: SettingsFile,
        settings: Settings,
        window: MainWindow,
        cloud: Cloud,
        on_error: Callable[[OSError], None],
    ) -> None:
        super().__init__(window)
        self.theme: Theme = settings.theme
        self._file = file
        self._settings = settings
        self._window = window
        self._cloud = cloud
        self._on_error = on_error
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WRITE_AFTER_MS)
        self._timer.timeout.connect(self.write)
        session = window.session
        for changed in (
            session.preprocessor_changed,
            session.options_changed,
            window.opener.folder_changed,
            window.rendering.changed,
            window.exporter.folder_changed,
            cloud.choices_changed,
            window.compare.comparison_changed,
            window.presets.changed,
            window.commands.history.toggled,
            window.first_steps.ended,
        ):
            changed.connect(self._soon)
        if settings.window:
            window.restoreGeometry(QByteArray.fromBase64(settings.window.encode("ascii", "ignore")))

    def choose_theme(self, theme: Theme) -> None:
        """Remember `theme`."""
        self.theme = theme
        self._soon()

    def write(self) -> None:
        """Write now what is to be remembered."""
        self._timer.stop()
        window, session = self._window, self._window.session
        geometry = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
        settings = self._settings.replace(
            theme=self.theme,
            preprocessor=session.preprocessor,
            options=session.all_options,
            open_folder=window.opener.folder,
            export_folder=window.exporter.folder,
            rendition=window.rendering.rendition,
            window=geometry,
            service=self._cloud.choices,
            comparison=window.compare.comparison,
            presets=window.presets.own,
            shows_history=not window.history.isHidden(),
            first_steps=window.first_steps.wanted,
        )
        try:
            self._file.save(settings)
        except OSError as error:
            self._on_error(error)

    def _soon(self) -> None:
        self._timer.start()

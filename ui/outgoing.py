"""Ways out of the window: the actions and buttons that export and copy the guide shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ui.actions import Actions
from ui.export_panel import ExportPanel
from ui.exporting import Exporter
from ui.one_export import Source
from ui.opening import Opener
from ui.rendering import Rendering


class Outgoing(QObject):
    """Connects what can be pressed with the `exporter`; what has no use now is greyed out."""

    def __init__(
        self,
        rendering: Rendering,
        exporter: Exporter,
        panel: ExportPanel,
        commands: Actions,
        opener: Opener,
    ) -> None:
        super().__init__(exporter)
        self._rendering = rendering
        self._session = session = rendering.session
        self._exporter = exporter
        self._panel = panel
        self._commands = commands
        self._opener = opener
        panel.export_asked.connect(lambda: self._export(exporter.ask))
        panel.copy_asked.connect(self._copy)
        panel.show_rendition(rendering.rendition)
        panel.changed.connect(rendering.set)
        rendering.changed.connect(lambda: panel.show_rendition(rendering.rendition))
        commands.export.triggered.connect(lambda: self._export(exporter.ask))
        commands.export_again.triggered.connect(lambda: self._export(exporter.again))
        commands.export_joints.triggered.connect(self._export_joints)
        commands.copy.triggered.connect(self._copy)
        session.guide_changed.connect(self._show_readiness)
        self._show_readiness()

    def _export(self, way: Callable[..., None]) -> None:
        picture, guide = self._session.picture, self._session.guide
        if picture is not None and guide is not None:
            rendition, folder = self._rendering.rendition, self._opener.folder
            source = Source.of(picture.picture, preview=self._session.preview)
            way(guide.guide, source, rendition, folder)

    def _export_joints(self) -> None:
        picture, guide = self._session.picture, self._session.guide
        if picture is not None and guide is not None:
            self._exporter.ask_joints(guide.guide, picture.picture, beside=self._opener.folder)

    def _copy(self) -> None:
        if self._session.guide is not None:
            self._exporter.copy(self._session.guide.guide, self._rendering.rendition)

    def _show_readiness(self) -> None:
        shown = self._session.guide
        self._panel.show_guide(shown.guide if shown else None)
        commands = self._commands
        for action in (commands.export, commands.export_again, commands.copy, commands.copy_file):
            action.setEnabled(shown is not None)
        people = shown.guide.people if shown else None
        self._commands.export_joints.setEnabled(people is not None and bool(people.persons))

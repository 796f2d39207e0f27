"""The settings: every one in a row, found by its words, applied at once, and with a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLineEdit, QVBoxLayout

from ui.background import Background
from ui.cloud import Cloud
from ui.enter_key import ENTER, press_by_enter
from ui.history_desk import HistoryDesk
from ui.main_window import MainWindow
from ui.on_screen import OnScreen
from ui.remember import Memory
from ui.serving import Serving
from ui.settings.history import HistoryPanel
from ui.settings.key import KeyKeeping
from ui.settings.key_panel import KeyPanel
from ui.settings.outcome import Outcome
from ui.settings.pages import SettingsPages
from ui.settings.row import Group, Row
from ui.settings.rows import appearance_rows, file_rows, guide_rows, history_rows
from ui.settings.service import service_rows
from ui.settings.serving_panel import ServingPanel
from ui.wording import tr, tr_key, tr_n

_SIZE = (740, 560)
_LEAST = (480, 340)


class SettingsDialog(QDialog):
    """Applies every change at once. It stays when it is closed: an answer may come after that.

    `serving_chosen` carries whether to serve, and the port.
    """

    serving_chosen = Signal(bool, int)

    def __init__(
        self,
        window: MainWindow,
        memory: Memory,
        cloud: Cloud,
        *,
        serving: Serving,
        desk: HistoryDesk,
        background: Background,
    ) -> None:
        super().__init__(window)
        self._memory = memory
        self._cloud = cloud
        self._serving = serving
        self.setWindowTitle(tr("Settings"))
        self.resize(*_SIZE)
        OnScreen(self)
        self.setMinimumSize(*_LEAST)
        self._says = Outcome(keeps_lines=2)

        self.key = KeyPanel()
        self._keeping = KeyKeeping(self.key, cloud, background)
        self.history = HistoryPanel(desk, background)
        self.served = ServingPanel()
        self.served.changed.connect(self.serving_chosen)
        serving.changed.connect(self.served.show_state)
        self.pages = SettingsPages(self._entries(window))
        for panel in (self.key, self.history, self.served):
            self.pages.aligned.connect(panel.align)
        for said in (self.history.said, self.pages.said):
            said.connect(self._say)
        for changed in (
            memory.changed,
            cloud.choices_changed,
            window.session.engine_changed,
            window.rendering.changed,
            window.exporter.folder_changed,
            window.opener.folder_changed,
        ):
            changed.connect(self._refresh)
        self.search = self._search_field()
        self._build()

    @property
    def says(self) -> str:
        """What could not be done of the last thing that was asked for here."""
        return self._says.text()

    def show_section(self, title: str) -> None:
        """Show the section of that title, in the user's language."""
        self.search.clear()
        self.pages.show_section(title)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._say("")
        self.search.clear()
        self.served.show_state(self._serving.reached, self._serving.says)
        self.key.begin()
        self._keeping.look()
        self.history.begin()
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if press_by_enter(self, event) or event.key() in ENTER:
            return  # Enter ends what is typed; it would press Close as well.
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.search.setFocus()
            return
        super().keyPressEvent(event)

    def _entries(self, window: MainWindow) -> list[Row | Group]:
        """Every setting, section by section."""
        kept, key, api = tr("Kept now"), tr("API key"), tr("Serve the API")
        return [
            *appearance_rows(self._memory),
            *guide_rows(window, self._memory),
            *history_rows(self._memory),
            Group(tr("History"), kept, tr("Disk, size, clear, remove all guides"), self.history),
            Group(tr("Runware"), key, tr("New, paste, check, replace, remove"), self.key),
            *service_rows(self._cloud),
            Group(
                tr("Served API"), api, tr("Server, port, address, key; for scripts"), self.served
            ),
            *file_rows(window),
        ]

    def _search_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(tr("Search the settings"))
        field.setClearButtonEnabled(True)
        field.setAccessibleName(tr("Search the settings"))
        field.setToolTip(
            tr("Words of a setting, its explanation or its section ({key})", key=tr_key("Ctrl+F"))
        )
        field.textChanged.connect(self._search)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        shortcut.activated.connect(field.setFocus)
        shortcut.activated.connect(field.selectAll)
        return field

    def _build(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        below = QHBoxLayout()
        below.addWidget(self._says, 1)
        below.addWidget(buttons, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.search)
        layout.addWidget(self.pages, 1)
        layout.addLayout(below)

    def _search(self, text: str) -> None:
        self.pages.search(text)
        if text.strip():
            found = self.pages.found()
            said = self.pages.says or tr_n("{n} setting found", "{n} settings found", found)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.search, said))

    def _refresh(self) -> None:
        if self.isVisible():
            self.pages.refresh()
            choices = self._cloud.choices
            self.served.show_choice(choices.serves, choices.port)
            self.history.show_limit(self._memory.settings.history_limit_mb * 2**20)

    def _say(self, text: str) -> None:
        self._says.say(text, wrong=True)

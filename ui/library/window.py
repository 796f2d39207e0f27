"""The model library: the networks that can be added, a page for each, and what concerns all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import UnderdrawingError
from core.library.endpoint import offline_by_environment
from core.library.row import Row
from core.library.shelf import State
from core.library.taking import free_bytes
from core.preprocessor import Preprocessor
from ui.background import Background
from ui.enter_key import ENTER, press_by_enter
from ui.library.list import LibraryList
from ui.library.page import LibraryPage
from ui.library.samples import Samples
from ui.library.standing import Press, size_text, standing, title_of
from ui.library.stock import Stock
from ui.on_screen import OnScreen
from ui.text import quiet
from ui.wording import told, tr, tr_n

if TYPE_CHECKING:
    from core.library.shelf import Verdict

_SIZE = (900, 660)
_LEAST_HEIGHT = 420


class LibraryWindow(QDialog):
    """Shows `stock`, and acts on it. `offline_chosen` carries whether nothing is to be fetched."""

    offline_chosen = Signal(bool)

    def __init__(
        self, parent: QWidget, stock: Stock, samples: Samples, background: Background
    ) -> None:
        super().__init__(parent)
        self._stock = stock
        self._background = background
        self.list = LibraryList()
        self.page = LibraryPage(samples)
        self.offline = QCheckBox(tr("&Offline: fetch nothing"))
        self.verify = QPushButton(tr("&Verify all"))
        self._disk = quiet("")
        self._says = QLabel()
        self._build()
        self.list.show_rows(list(stock.rows.values()))
        for row in stock.rows.values():
            self._show_standing(row)
        self.list.currentItemChanged.connect(lambda *_: self._show_page())
        self.page.pressed.connect(self._act)
        self.page.left.connect(self.list.setFocus)
        self.page.by_hand.brought.connect(self._bring)
        self.offline.toggled.connect(self.offline_chosen)
        self.verify.clicked.connect(lambda: background.spawn(self._verify()))
        stock.changed.connect(self._follow)
        stock.came_or_went.connect(self._show_again)
        stock.verified.connect(self._show_verifying)
        self.choose(next(iter(stock.rows.values())))

    @property
    def says(self) -> str:
        """What came of verifying."""
        return self._says.text()

    @property
    def disk(self) -> str:
        """How much of it the library takes, and how much is free."""
        return self._disk.text()

    def choose(self, row: Row) -> None:
        """Show the page of `row`."""
        self.list.choose(row)

    def choose_for(self, preprocessor: Preprocessor) -> None:
        """Show the page of the best network for `preprocessor`, if there is one."""
        serving = [row for row in self._stock.rows.values() if preprocessor in row.serves]
        if serving:
            self.choose(min(serving, key=lambda row: row.rank))

    def show_offline(self, offline: bool) -> None:
        """Show what is chosen, without reporting it."""
        self.offline.blockSignals(True)
        self.offline.setChecked(offline or offline_by_environment())
        self.offline.blockSignals(False)
        self.offline.setEnabled(not offline_by_environment())
        self._show_page()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._says.clear()
        self.show_offline(self._stock.offline)
        for row in self._stock.rows.values():
            self._show_standing(row)
        self._show_page()
        self._show_disk()
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter that no button is meant by would close the page.
        if not press_by_enter(self, event) and event.key() not in ENTER:
            super().keyPressEvent(event)

    def _act(self, press: Press) -> None:
        row = self.list.chosen
        match press:
            case Press.ADD | Press.GO_ON:
                self._stock.add(row)
                self.page.show_top()
            case Press.PAUSE:
                self._stock.pause(row)
            case Press.REMOVE:
                self._ask_to_remove(row)

    def _bring(self, paths: Sequence[Path]) -> None:
        self._stock.add_files(self.list.chosen, paths)
        self.page.show_top()

    def _ask_to_remove(self, row: Row) -> None:
        seen = self._stock.look(row)
        whole = seen.state in (State.READY, State.CHANGED)
        here = row.bytes - seen.wanted + seen.fetched
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Warning)
        question.setWindowTitle(tr("Remove from the library"))
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(tr("Remove {title}?", title=row.title))
        size = size_text(row.bytes if whole else here)
        question.setInformativeText(
            tr("{size} of disk are freed. Guides are made by what else is here.", size=size)
            if whole
            else tr("{size} of disk are freed; what has come of it is lost.", size=size)
        )
        remove = question.addButton(tr("&Remove"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        remove.clicked.connect(lambda: self._stock.remove(row))
        question.finished.connect(question.deleteLater)
        question.open()

    async def _verify(self) -> None:
        if self.focusWidget() is self.verify:
            self.list.setFocus()  # or Qt would give it to what closes the page
        self.verify.setEnabled(False)
        try:
            self._tell(_verdict_text(await self._stock.verify()))
        except UnderdrawingError as error:
            self._tell(told(error))
        finally:
            self.verify.setEnabled(True)

    def _tell(self, text: str) -> None:
        self._says.setText(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._says, text))

    def _show_verifying(self, fraction: float) -> None:
        if not self.verify.isEnabled():
            self._says.setText(tr("Reading: {percent} %", percent=int(100 * fraction)))

    def _follow(self, name: str) -> None:
        if self.isVisible():
            row = self._stock.rows[name]
            self._show_standing(row)
            if row is self.list.chosen:
                self._show_page()

    def _show_again(self, name: str) -> None:
        if self.isVisible():
            self._show_disk()
            if self.verify.isEnabled():
                self._says.clear()  # it may not hold any more
            if self._stock.rows[name] is self.list.chosen:
                self.page.pairs.look_again()

    def _show_standing(self, row: Row) -> None:
        self.list.show_standing(row, standing(self._stock.look(row)))

    def _show_page(self) -> None:
        if self.isVisible():
            row = self.list.chosen
            free = free_bytes(self._stock.shelf.folder)
            stands = self.list.standing(row)
            self.page.show_row(row, stands, free=free, offline=self.offline.isChecked())

    def _show_disk(self) -> None:
        shelf = self._stock.shelf
        size, free = size_text(shelf.size_bytes), size_text(free_bytes(shelf.folder))
        self._disk.setText(tr("The library takes {size}; {free} are free.", size=size, free=free))

    def _build(self) -> None:
        self.setWindowTitle(tr("Model library"))
        self.resize(*_SIZE)
        OnScreen(self)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self._disk.setAccessibleName(tr("Disk"))
        self._says.setAccessibleName(tr("What came of it"))
        self.verify.setAutoDefault(False)
        self.verify.setToolTip(tr("Read every network, and see whether it is as it was added"))
        self.offline.setToolTip(tr("No network is fetched; files can still be added"))
        words = quiet(
            tr("Networks that make guides better than the pack does. Nothing is fetched unasked.")
        )
        words.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        middle = QHBoxLayout()
        middle.addWidget(self.list)
        middle.addWidget(self.page, 1)
        told = QHBoxLayout()
        told.addWidget(self._disk)
        told.addStretch(1)
        told.addWidget(self._says)
        below = QHBoxLayout()
        below.addWidget(self.offline)
        below.addStretch(1)
        below.addWidget(self.verify)
        below.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(words)
        layout.addLayout(middle, 1)
        layout.addLayout(told)
        layout.addLayout(below)


def _verdict_text(verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return tr("Nothing was added yet.")
    wrong = [title_of(verdict.row) for verdict in verdicts if verdict.state is not State.READY]
    if not wrong:
        return tr_n("It is as it was added.", "All {n} are as they were added.", len(verdicts))
    return tr("Not as they were added: {titles}.", titles=", ".join(wrong))

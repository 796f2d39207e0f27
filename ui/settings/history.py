"""How much the history keeps, in the settings: told, cleared when asked twice, and brought back."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QMessageBox, QPushButton, QWidget

from core.errors import UnderdrawingError
from ui.background import Background
from ui.history_desk import HistoryDesk
from ui.settings.disk import disk_text
from ui.settings.row import align_captions, grid_of
from ui.text import quiet
from ui.wording import told, tr, tr_n

if TYPE_CHECKING:
    from core.history.entry import Removed
    from core.history.rows import Amount


class HistoryPanel(QWidget):
    """Asks the `desk`. `said` carries what went wrong, empty when all is well."""

    said = Signal(str)

    def __init__(self, desk: HistoryDesk, background: Background) -> None:
        super().__init__()
        self._desk = desk
        self._background = background
        self._amount: Amount | None = None
        self._limit_bytes = 0
        self._removed: Removed | None = None
        self._shown = QLabel()
        self._shown.setAccessibleName(tr("Kept now"))
        self._shown.setWordWrap(True)
        self._beyond = quiet("")
        self._beyond.setWordWrap(True)
        self._beyond.hide()
        self.clear = QPushButton(tr("&Clear…"))
        self.clear.setToolTip(tr("Remove the guides that are kept; asks before it does"))
        self.back = QPushButton(tr("&Bring them back"))
        self.back.setToolTip(tr("Put back what was removed a moment ago"))
        self.back.hide()
        for button in (self.clear, self.back):
            button.setAutoDefault(False)
        self.clear.clicked.connect(self._ask)
        self.back.clicked.connect(lambda: self._spawn(self._restore))
        self._grid = grid = grid_of(self)
        grid.addWidget(QLabel(tr("Kept now")), 0, 0)
        grid.addWidget(self._shown, 0, 1)
        grid.addWidget(self.back, 0, 2)
        grid.addWidget(self.clear, 0, 3)
        grid.addWidget(self._beyond, 1, 1, 1, 3)
        self._show()

    @property
    def says(self) -> str:
        """How much is kept, and what of it is beyond the limit."""
        return f"{self._shown.text()} {self._beyond.text()}".strip()

    def align(self, width: int) -> None:
        """Give captions so many pixels, as those above and below."""
        align_captions(self._grid, width)

    def begin(self) -> None:
        """Look anew; what was removed before is not brought back from here."""
        self._removed = None
        self.look()

    def look(self) -> None:
        """See how much is kept now."""
        self._spawn(self._look)

    def show_limit(self, limit_bytes: int) -> None:
        """Say what would go by a limit of so many bytes."""
        self._limit_bytes = limit_bytes
        self._show()

    def _spawn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._background.spawn(self._told(work))

    async def _told(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except UnderdrawingError as error:
            self.said.emit(told(error))

    async def _look(self) -> None:
        self._amount = await self._desk.amount()
        self._show()

    async def _clear(self, keep_pinned: bool) -> None:
        self._removed = await self._desk.clear(keep_pinned=keep_pinned)
        await self._look()
        self.back.setFocus()

    async def _restore(self) -> None:
        removed, self._removed = self._removed, None
        if removed is not None:
            await self._desk.restore(removed)
        await self._look()

    def _show(self) -> None:
        amount = self._amount
        self.clear.setEnabled(amount is not None and amount.guides > 0)
        self.back.setVisible(self._removed is not None)
        beyond = 0 if amount is None else amount.bytes - self._limit_bytes
        self._beyond.setVisible(beyond > 0 and self._limit_bytes > 0)
        self._beyond.setText(
            tr(
                "{size} more than the limit: the oldest go when this window is closed.",
                size=disk_text(beyond),
            )
            if beyond > 0
            else ""
        )
        if amount is None:
            self._shown.setText("…")
        elif amount.guides == 0:
            self._shown.setText(tr("nothing"))
        else:
            self._shown.setText(_amount_text(amount))

    def _ask(self) -> None:
        """Say what would be removed, and remove it if that is meant."""
        amount = self._amount
        assert amount is not None
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Warning)
        question.setWindowTitle(tr("Clear the history"))
        remove = question.addButton(tr("&Remove"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        pinned = QCheckBox(tr("The &pinned ones too"))
        if amount.pinned:
            question.setCheckBox(pinned)

        def show() -> None:
            going = amount.guides if pinned.isChecked() else amount.guides - amount.pinned
            remove.setEnabled(going > 0)
            question.setText(
                tr_n("Remove {n} guide from the history?", "Remove {n} guides?", going)
            )
            question.setInformativeText(_about(amount))

        pinned.toggled.connect(show)
        remove.clicked.connect(lambda: self._spawn(partial(self._clear, not pinned.isChecked())))
        question.finished.connect(question.deleteLater)
        show()
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.open()


def _amount_text(amount: Amount) -> str:
    size = disk_text(amount.bytes)
    text = tr_n("{n} guide, {size}", "{n} guides, {size}", amount.guides, size=size)
    if not amount.pinned:
        return text
    return tr("{kept}; {count} pinned", kept=text, count=amount.pinned)


def _about(amount: Amount) -> str:
    return (
        tr("The history keeps {kept}.", kept=_amount_text(amount))
        + " "
        + tr("Exported files stay where they are.")
    )

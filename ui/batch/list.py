"""The rows of a batch to look at: a list, all that is said of the chosen row, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from core.batch.item import Item, State
from ui.batch.columns import Columns
from ui.batch.table import ITEM, BatchTable, WorthALook, said_of
from ui.wording import tr

_DETAIL_LINES = 4


class BatchList(QWidget):
    """Shows its `table`. Signals carry the Item of the chosen row."""

    opened = Signal(object)
    folder_asked = Signal(object)
    window_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = BatchTable(self)
        self._rows = WorthALook(self.table)
        self.view = QTreeView()
        self.view.setModel(self._rows)
        self._columns = Columns(self.view, self.table)
        self.worth_a_look = QCheckBox(tr("Only what &failed or has a remark"))
        self.worth_a_look.setToolTip(
            tr("Show only what failed, and why, and what came with a remark")
        )
        self.details = QPlainTextEdit()
        self.open = QPushButton(tr("&Open"))
        self.open.setToolTip(tr("Open the guide in the system's viewer (Enter, or double click)"))
        self.show_folder = QPushButton(tr("Sho&w in folder"))
        self.show_folder.setToolTip(tr("Open the folder that the guide is in"))
        self.in_window = QPushButton(tr("Open in the main win&dow"))
        self.in_window.setToolTip(tr("Open the picture there, with this preprocessor and options"))
        self._build()
        self._connect()
        self._show_item()

    @property
    def item(self) -> Item | None:
        """That of the chosen row."""
        chosen = self.view.selectionModel().selectedRows()
        item: Item | None = chosen[0].data(ITEM) if chosen else None
        return item

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._columns.fit()

    def choose(self, row: int) -> None:
        """Choose the row at that place of those that are shown."""
        self.view.setCurrentIndex(self._rows.index(row, 0))

    def follow(self, changed: Iterable[int]) -> None:
        """Rows have changed: keep what is said in step, and what is made in sight."""
        changed = set(changed)
        chosen = self.item
        if chosen is not None:
            if chosen.number in changed:
                self._show_item()
            return
        for number in sorted(changed, reverse=True):
            index = self.table.index(number, 0)
            item: Item = index.data(ITEM)
            if item.state is State.WORKING:
                self.view.scrollTo(self._rows.mapFromSource(index))
                return

    def _connect(self) -> None:
        self.worth_a_look.toggled.connect(self._filter)
        self.view.activated.connect(lambda _: self._emit(self.opened, made=True))
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._show_item())
        self._rows.modelReset.connect(self._show_item)
        self._rows.modelReset.connect(self._columns.fit)
        self.open.clicked.connect(lambda: self._emit(self.opened, made=True))
        self.show_folder.clicked.connect(lambda: self._emit(self.folder_asked, made=True))
        self.in_window.clicked.connect(lambda: self._emit(self.window_asked))
        copying = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)
        copying.activated.connect(self._copy)

    def _emit(self, signal: object, *, made: bool = False) -> None:
        item = self.item
        if item is not None and (not made or is_made(item)):
            signal.emit(item)  # type: ignore[attr-defined]

    def _filter(self, only: bool) -> None:
        self._rows.show_only(only)
        self._show_item()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())

    def _show_item(self) -> None:
        item = self.item
        text = "" if item is None else said_of(item, self.table.picture(item))
        if text != self.details.toPlainText():
            self.details.setPlainText(text)
        made = item is not None and is_made(item)
        self.open.setEnabled(made)
        self.show_folder.setEnabled(made)
        self.in_window.setEnabled(item is not None)

    def _open_menu(self, at: QPoint) -> None:
        index: QModelIndex = self.view.indexAt(at)
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in (self.open, self.show_folder, self.in_window):
            action = menu.addAction(button.text())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
        copying = menu.addAction(tr("Cop&y what is said below"))
        copying.triggered.connect(self._copy)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _build(self) -> None:
        view = self.view
        view.setRootIsDecorated(False)
        view.setItemsExpandable(False)
        view.setUniformRowHeights(True)
        view.setAlternatingRowColors(True)
        view.setAllColumnsShowFocus(True)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setAccessibleName(tr("Guides of the batch"))
        view.setAccessibleDescription(tr("Enter opens a guide that is made."))
        self.details.setReadOnly(True)
        self.details.setAccessibleName(tr("What is said of the chosen guide"))
        hint = tr("Choose a row to read all that is said of it.")
        self.details.setPlaceholderText(hint)
        self.details.setToolTip(hint)
        self.details.setTabChangesFocus(True)
        buttons = QHBoxLayout()
        for button in (self.open, self.show_folder, self.in_window):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.worth_a_look)
        layout.addWidget(view, 1)
        layout.addWidget(self.details)
        layout.addLayout(buttons)
        self._measure()

    def _measure(self) -> None:
        self._columns.fit()
        self.details.setFixedHeight(_DETAIL_LINES * self.fontMetrics().lineSpacing() + 12)


def is_made(item: Item) -> bool:
    """Whether the guide of `item` is there to be opened."""
    return item.state in (State.DONE, State.SKIPPED) and item.path is not None

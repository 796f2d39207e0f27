"""The pictures of a batch: files, folders and addresses that are named, and what is found there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPalette, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.batch.gather import Gathered, gather
from core.latest import LatestWins
from ui.opening import picture_filters
from ui.text import heading, quiet
from ui.wording import tr, tr_n

_NAMED = Qt.ItemDataRole.UserRole
_SHOWN_CHARS = 60
_ROW_ROOM_PX = 8


class _Wanted(NamedTuple):
    named: tuple[str | Path, ...]
    recursive: bool
    apart: Path | None


class BatchSources(QWidget):
    """`changed` tells that `found` is another, or that it is being looked for."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = Gathered()
        self.folder = ""
        self._apart: Path | None = None
        self.list = _List()
        self.files = QPushButton(tr("Add &pictures…"))
        self.files.setToolTip(tr("Choose picture files (Ctrl+O); they can be dropped here, too"))
        self.folders = QPushButton(tr("Add a &folder…"))
        self.folders.setToolTip(tr("Choose a folder: every picture in it is taken"))
        self.remove = QPushButton(tr("Remo&ve"))
        self.remove.setToolTip(
            tr("Take what is selected off the list (Delete); no file is touched")
        )
        self.recursive = QCheckBox(tr("And in the folders in t&hem"))
        self.recursive.setToolTip(tr("Whether folders in folders are searched as well"))
        self.recursive.setChecked(True)
        self._says = quiet("")
        self._says.setWordWrap(True)
        self._looking = LatestWins(_look, self._found, self._not_found, lambda _: self._tell())
        self._build()
        self.files.clicked.connect(self.ask_files)
        self.folders.clicked.connect(self._ask_folder)
        self.remove.clicked.connect(self._remove_selected)
        self.recursive.toggled.connect(self._look_again)
        self.list.itemSelectionChanged.connect(self._show_use)
        self._tell()

    @property
    def named(self) -> tuple[str | Path, ...]:
        """What is on the list."""
        rows = (self.list.item(row) for row in range(self.list.count()))
        return tuple(row.data(_NAMED) for row in rows)

    @property
    def looking(self) -> bool:
        """Whether folders are being searched."""
        return self._looking.busy

    @property
    def says(self) -> str:
        """How many pictures there are, or why there are none."""
        return self._says.text()

    def add(self, named: Sequence[str | Path]) -> None:
        """Put `named` on the list, unless it is there."""
        there = set(self.named)
        for what in named:
            if what not in there:
                there.add(what)
                item = _row(what)
                item.setSizeHint(QSize(0, self.fontMetrics().height() + _ROW_ROOM_PX))
                self.list.addItem(item)
        self._look_again()

    def clear(self) -> None:
        """Empty the list."""
        self.list.clear()
        self._look_again()

    def set_apart(self, folder: Path | None) -> None:
        """Guides go to `folder`: what lies there is no picture to make them of."""
        if folder != self._apart:
            self._apart = folder
            self._look_again()

    def ask_files(self) -> None:
        """Open a file dialog for pictures."""
        dialog = self._dialog(tr("Add pictures"), QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(picture_filters())
        dialog.open()

    async def aclose(self) -> None:
        """Look no longer."""
        await self._looking.aclose()

    def _ask_folder(self) -> None:
        self._dialog(tr("Add a folder"), QFileDialog.FileMode.Directory).open()

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self, title, self.folder)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _take(self, paths: Sequence[str]) -> None:
        self.folder = str(Path(paths[0]).parent)
        self.add([Path(path) for path in paths])

    def _remove_selected(self) -> None:
        for item in self.list.selectedItems():
            self.list.takeItem(self.list.row(item))
        self._look_again()

    def _look_again(self) -> None:
        self._looking.submit(_Wanted(self.named, self.recursive.isChecked(), self._apart))
        self._tell()

    def _found(self, wanted: _Wanted, found: Gathered) -> None:
        self.found = found
        self._tell()

    def _not_found(self, wanted: _Wanted, error: Exception) -> None:
        self.found = Gathered()
        self._tell()

    def _tell(self) -> None:
        count = len(self.found.sources)
        says = (
            ""
            if not self.named
            else tr_n("{n} picture is found.", "{n} pictures are found.", count)
        )
        if self.looking:
            says = tr("Looking for pictures…")
        else:
            says = "\n".join([says, *(f"{tr(e.what)} {tr(e.remedy)}" for e in self.found.unread)])
        self._says.setText(says.strip())
        self._show_use()
        self.changed.emit()

    def _show_use(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))

    def _build(self) -> None:
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setAccessibleName(tr("Pictures and folders"))
        self.list.setAccessibleDescription(tr("Delete takes what is selected off the list."))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove_selected)
        name = heading(tr("Pictures"))
        name.setBuddy(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(name)
        layout.addWidget(self.list, 1)
        for button in (self.files, self.folders, self.remove):
            layout.addWidget(button)
        layout.addWidget(self.recursive)
        layout.addWidget(self._says)


class _List(QListWidget):
    """Says what to do as long as it is empty."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count():
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = self.viewport().rect().adjusted(12, 12, -12, -12)
        painter.drawText(room, flags, tr("Drop pictures and folders here"))


async def _look(wanted: _Wanted) -> Gathered:
    return await asyncio.to_thread(
        gather, wanted.named, recursive=wanted.recursive, apart=wanted.apart
    )


def _row(what: str | Path) -> QListWidgetItem:
    if isinstance(what, str):
        short = what if len(what) <= _SHOWN_CHARS else what[:_SHOWN_CHARS] + "…"
        item = QListWidgetItem(short)
        item.setToolTip(short)
    else:
        folder = what.is_dir()
        item = QListWidgetItem(tr("{name}, a folder", name=what.name) if folder else what.name)
        item.setToolTip(str(what))
    item.setData(_NAMED, what)
    return item

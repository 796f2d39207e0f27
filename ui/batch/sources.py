"""The pictures of a batch: files, folders and addresses that are named, and what is found there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QPushButton, QVBoxLayout, QWidget

from core.batch.gather import Gathered, gather
from core.errors import PictureError
from core.export import identity
from core.latest import LatestWins
from core.wording import on_one_line, say, say_n
from ui.batch.last_time import LastTime
from ui.batch.source_list import SourceList
from ui.opening import picture_filters
from ui.text import heading, quiet
from ui.wording import told, tr, tr_n

_NAMES_SHOWN = 3


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
        self.list = SourceList()
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
        self.last_time = LastTime(self.list)
        self._says = quiet("")
        self._says.setWordWrap(True)
        self._looking = LatestWins(_look, self._found, self._not_found, lambda _: self._tell())
        self._build()
        self.files.clicked.connect(self.ask_files)
        self.folders.clicked.connect(self._ask_folder)
        self.remove.clicked.connect(self.list.remove_selected)
        self.recursive.toggled.connect(self._look_again)
        self.list.listed.connect(self._look_again)
        self.list.itemSelectionChanged.connect(self._show_use)
        self._tell()

    @property
    def looking(self) -> bool:
        """Whether folders are being searched."""
        return self._looking.busy

    @property
    def says(self) -> str:
        """How many pictures there are, or why there are none."""
        return self._says.text()

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
        self.list.add([Path(path) for path in paths])

    def _look_again(self) -> None:
        self._looking.submit(_Wanted(self.list.named, self.recursive.isChecked(), self._apart))
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
            if not self.list.named
            else tr_n("{n} picture is found.", "{n} pictures are found.", count)
        )
        if self.looking:
            says = tr("Looking for pictures…")
        else:
            says = "\n".join([says, *map(told, self.found.unread)])
        self._says.setText(says.strip())
        self._show_use()
        self.changed.emit()

    def _show_use(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))

    def _build(self) -> None:
        name = heading(tr("Pictures"))
        name.setBuddy(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(name)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.last_time)
        for button in (self.files, self.folders, self.remove):
            layout.addWidget(button)
        layout.addWidget(self.recursive)
        layout.addWidget(self._says)


async def _look(wanted: _Wanted) -> Gathered:
    return await asyncio.to_thread(_gathered, wanted)


def _gathered(wanted: _Wanted) -> Gathered:
    gone = [what for what in wanted.named if isinstance(what, Path) and identity(what) is None]
    missing = set(gone)
    there = [what for what in wanted.named if what not in missing]
    found = gather(there, recursive=wanted.recursive, apart=wanted.apart)
    if gone:
        found.unread.append(_not_there(gone))
    return found


def _not_there(paths: Sequence[Path]) -> PictureError:
    names = ", ".join(on_one_line(path.name) for path in paths[:_NAMES_SHOWN])
    what = say_n(
        "{n} that is named is not there ({names}).",
        "{n} that are named are not there ({names}).",
        len(paths),
        names=names + (", …" if len(paths) > _NAMES_SHOWN else ""),
    )
    return PictureError(what, say("Take it off the list, or connect the disk that it is on."))

"""A network that somebody fetches with a browser: where its files lie, and what they must be."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.library.by_hand import by_hand
from core.library.endpoint import endpoint_of_environment
from core.library.row import Row, RowFile
from ui.text import SPACING_PX, heading, quiet
from ui.wording import tr


class ByHandPanel(QWidget):
    """`brought` carries the paths of files that are to be added, as a list.

    Tab comes to it from `after`.
    """

    brought = Signal(object)

    def __init__(self, after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder = ""
        self._after = after
        self._row: Row | None = None
        self._facts = QWidget()
        self.add = QPushButton(tr("Add a &file that I downloaded…"))
        self.add.setAutoDefault(False)
        self.add.setToolTip(tr("It is recognised by its hash, looked at, and copied"))
        self.add.clicked.connect(self._ask)
        words = quiet(
            tr("Where this computer has no way to the hub: fetch it on another, and add the file.")
        )
        words.setWordWrap(True)
        below = QHBoxLayout()
        below.addWidget(self.add)
        below.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING_PX)
        self._layout.addWidget(heading(tr("By hand")))
        self._layout.addWidget(words)
        self._layout.addWidget(self._facts)
        self._layout.addLayout(below)

    def show_row(self, row: Row) -> None:
        """Show where the files of `row` lie, and what they are called."""
        if row is self._row:
            return
        self._row = row
        facts = QWidget()
        grid = QGridLayout(facts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACING_PX)
        grid.setColumnStretch(1, 1)
        for file in row.files:
            if grid.count():
                grid.setRowMinimumHeight(grid.rowCount(), 2 * SPACING_PX)
            for name, value in _facts_of(row, file):
                _add_fact(grid, name, value)
        self._layout.replaceWidget(self._facts, facts)
        self._facts.hide()
        self._facts.deleteLater()
        self._facts = facts
        facts.show()
        # What is made later would otherwise come last in the window.
        before = self._after
        for widget in facts.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                self.setTabOrder(before, widget)
                before = widget

    def _ask(self) -> None:
        dialog = QFileDialog(self, tr("Add a file that I downloaded"), self.folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [
                tr("{kinds} ({patterns})", kinds=tr("Networks"), patterns="*.onnx *.zip"),
                tr("{kinds} ({patterns})", kinds=tr("All files"), patterns="*"),
            ]
        )
        dialog.filesSelected.connect(self._bring)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _bring(self, chosen: list[str]) -> None:
        paths = [Path(path) for path in chosen]
        self.folder = str(paths[0].parent)
        self.brought.emit(paths)


def _facts_of(row: Row, file: RowFile) -> list[tuple[str, str]]:
    hand = by_hand(endpoint_of_environment(), row, file)
    sha256 = hand.sha256 or tr("not known")
    return [(tr("Address"), hand.address), (tr("File"), hand.name), (tr("sha256"), sha256)]


def _add_fact(grid: QGridLayout, name: str, value: str) -> None:
    """A line that can be read, selected and copied."""
    field = QLineEdit(value)
    field.setReadOnly(True)
    field.setCursorPosition(0)
    field.setAccessibleName(name)
    copy = QPushButton(tr("Copy"))
    copy.setAutoDefault(False)
    copy.setToolTip(tr("Copy: {name}", name=name))
    copy.setAccessibleName(tr("Copy: {name}", name=name))
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(value))
    at = grid.rowCount()
    grid.addWidget(QLabel(name), at, 0)
    grid.addWidget(field, at, 1)
    grid.addWidget(copy, at, 2)

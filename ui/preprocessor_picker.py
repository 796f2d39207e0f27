"""The list from which a preprocessor is chosen, with a sentence about the one that is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.catalog import CATALOG
from core.preprocessor import Entry, Preprocessor, Quality
from ui.text import heading, paragraph

ROW_HEIGHT_PX = 26


def choice_title(entry: Entry) -> str:
    """What a preprocessor is called where it is chosen: a draft says so."""
    draft = entry.local is not None and entry.local.quality is Quality.DRAFT
    return f"{entry.title} (draft)" if draft else entry.title


class PreprocessorPicker(QWidget):
    """Lists preprocessors by their titles; `chosen` carries the one the user takes."""

    chosen = Signal(object)  # Preprocessor

    def __init__(self, offers: Sequence[Preprocessor], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers = list(offers)
        name = heading("Preprocessor")
        self._list = QListWidget()
        self._list.setAccessibleName("Preprocessor")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        for number, preprocessor in enumerate(self._offers, 1):
            entry = CATALOG[preprocessor]
            draft = entry.local is not None and entry.local.quality is Quality.DRAFT
            item = QListWidgetItem(choice_title(entry))
            caveat = f"\nA draft. {entry.local.caveat}" if entry.local and draft else ""
            key = f" (Alt+{number})" if number <= 9 else ""
            item.setToolTip(f"{entry.description}{caveat}\nGuide: {entry.guide}.{key}")
            item.setSizeHint(QSize(0, ROW_HEIGHT_PX))
            self._list.addItem(item)
        name.setBuddy(self._list)
        rows = ROW_HEIGHT_PX * self._list.count() + 2 * self._list.frameWidth()
        self._list.setFixedHeight(rows)
        self._list.currentRowChanged.connect(self._row_changed)

        self._sentence = paragraph(2)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(name)
        layout.addWidget(self._list)
        layout.addWidget(self._sentence)

    def show_choice(self, preprocessor: Preprocessor) -> None:
        """Mark `preprocessor` as chosen without reporting it."""
        with QSignalBlocker(self._list):
            self._list.setCurrentRow(self._offers.index(preprocessor))
        self._sentence.setText(CATALOG[preprocessor].description)

    def _row_changed(self, row: int) -> None:
        if row >= 0:
            self.show_choice(self._offers[row])
            self.chosen.emit(self._offers[row])

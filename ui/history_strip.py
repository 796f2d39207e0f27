"""The strip of earlier guides: small pictures in a row, with a search above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.catalog import CATALOG
from core.history.entry import Entry
from core.preprocessor import Preprocessor
from ui.history_list import HistoryList
from ui.text import heading, quiet
from ui.wording import tr

TYPING_PAUSE_MS = 150
_CLEAR_PX, _SEARCH_PX = 40, 240
_LEAST_PX, _NARROW_PX = 70, 480


@dataclass(frozen=True)
class Query:
    """What is looked for: words, a preprocessor or None for all, and whether only the pinned."""

    text: str = ""
    preprocessor: Preprocessor | None = None
    pinned: bool = False


class HistoryStrip(QWidget):
    """Shows entries, the newest first. `asked` carries a Query for others."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search names and kinds"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Search the history"))
        self.search.setToolTip(tr("Words of a picture's name or a kind of guide"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Kind of guide"))
        self.kind.setToolTip(tr("Show only one kind of guide"))
        self.kind.addItem(tr("All kinds"), None)
        for name, entry in CATALOG.items():
            self.kind.addItem(tr(entry.title), name)
        self.pinned = QCheckBox(tr("Pinned only"))
        self.pinned.setToolTip(tr("Those that stay whatever the limit is"))
        self._heading = heading(tr("History"))
        self._says = quiet("")
        self.list = HistoryList()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.asked.emit(self.query))
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.kind.currentIndexChanged.connect(lambda _: self.asked.emit(self.query))
        self.pinned.toggled.connect(lambda _: self.asked.emit(self.query))
        self._build()

    @property
    def query(self) -> Query:
        """What is looked for now."""
        kind = self.kind.currentData()
        pinned = self.pinned.isChecked()
        return Query(self.search.text(), Preprocessor(kind) if kind else None, pinned)

    @property
    def entries(self) -> list[Entry]:
        """What is shown."""
        return self.list.entries

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show `entries`, or say that there are none."""
        self.list.show_entries(entries)
        nothing = (
            tr("Nothing is found.")
            if self.query != Query()
            else tr("Guides that you make appear here.")
        )
        self._says.setText("" if entries else nothing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._heading.setVisible(event.size().width() > _NARROW_PX)

    def event(self, event: QEvent) -> bool:
        # Comes once all parts have another font, too.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _build(self) -> None:
        self._fit()
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addWidget(self.search, 1)
        for widget in (self.kind, self.pinned):
            head.addWidget(widget)
        head.addStretch(1)
        for field in (self.search, self.kind):
            field.setMinimumWidth(_LEAST_PX)
        self._says.setWordWrap(True)
        inside = QVBoxLayout(self.list.viewport())
        inside.addWidget(self._says, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 2)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.list)

    def _fit(self) -> None:
        """Make room for the tiles in the font that there is now."""
        hint = self.search.fontMetrics().horizontalAdvance(self.search.placeholderText())
        self.search.setMaximumWidth(max(_SEARCH_PX, hint + _CLEAR_PX))
        self.list.fit()

"""The settings in sections: one at a time, or of all of them what a search finds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.history.search import folded
from ui.settings.row import Group, GroupView, Row, RowView
from ui.text import heading
from ui.wording import tr

_NAV_SPACING_PX = 4
_NAV_MARGIN_PX = 20
_LABEL_CHARS = 22
_LABEL_SHARE = 0.3
"""Of the room, what labels may have at most."""


class SettingsPages(QWidget):
    """Shows `entries` in the order in which they and their sections are given.

    `said` carries why a value was not taken, empty when one was, `aligned` the pixels that captions
    get. `room` is what scrolls.
    """

    said = Signal(str)
    aligned = Signal(int)

    def __init__(self, entries: Sequence[Row | Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Sections"))
        self.list.setToolTip(tr("What the settings are about"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setSpacing(_NAV_SPACING_PX)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sections: dict[str, _Section] = {}
        self._words: list[str] = []
        self._nothing = QLabel()
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self.room = QWidget()
        column = QVBoxLayout(self.room)
        column.setContentsMargins(14, 2, 14, 10)
        column.setSpacing(22)
        column.addWidget(self._nothing)
        for entry in entries:
            section = self._sections.get(entry.section)
            if section is None:
                section = self._sections[entry.section] = _Section(entry.section)
                self.list.addItem(entry.section)
                column.addWidget(section)
            section.add(self._view(entry))
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.room)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.list)
        row.addWidget(self._scroll, 1)
        self.list.currentRowChanged.connect(lambda _: self._choose())
        self.list.itemClicked.connect(lambda _: self._go())
        self.list.setCurrentRow(0)

    @property
    def rows(self) -> list[RowView]:
        """The rows of all sections."""
        return [view for section in self._sections.values() for view in section.rows]

    @property
    def says(self) -> str:
        """That nothing is found, and what to try; or empty."""
        return self._nothing.text()

    def row(self, label: str) -> RowView:
        """The row that is called `label`; raises KeyError."""
        for view in self.rows:
            if view.row.label.replace("&", "") == label:
                return view
        raise KeyError(label)

    def found(self) -> int:
        """How many rows and groups are shown now."""
        return sum(len(section.shown) for section in self._sections.values())

    def show_section(self, title: str) -> None:
        """Show the section of that title."""
        self.list.setCurrentRow(list(self._sections).index(title))

    def search(self, text: str) -> None:
        """Show, of all sections, what has every word of `text`; with none, one section again."""
        self._words = folded(text).split()
        self._show()
        nothing = bool(self._words) and not self.found()
        self._nothing.setVisible(nothing)
        self._nothing.setText(
            tr(
                "No setting has the words “{text}”. Try fewer words, or others, such as colours, "
                "key or folder; Esc shows all again.",
                text=text.strip(),
            )
            if nothing
            else ""
        )

    def refresh(self) -> None:
        """Show what is set now."""
        for view in self.rows:
            view.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._align()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()

    def _view(self, entry: Row | Group) -> RowView | GroupView:
        if isinstance(entry, Group):
            return GroupView(entry)
        view = RowView(entry)
        view.said.connect(self.said)
        return view

    def _show(self) -> None:
        current = self.list.currentItem()
        current.setSelected(not self._words)
        for place, (title, section) in enumerate(self._sections.items()):
            chosen = bool(self._words) or title == current.text()
            section.show_those(self._words if chosen else None)
            has_some = not self._words or bool(section.shown)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            self.list.item(place).setFlags(flags if has_some else Qt.ItemFlag.NoItemFlags)
        self._scroll.verticalScrollBar().setValue(0)

    def _choose(self) -> None:
        self._show()
        self._go()

    def _go(self) -> None:
        """Among what a search has found, scroll to the section that is current."""
        section = self._sections[self.list.currentItem().text()]
        if self._words and section.isVisible():
            self._scroll.verticalScrollBar().setValue(section.y())

    def _align(self) -> None:
        """Give all labels one width, and the list of sections what its titles need."""
        self.list.setFixedWidth(self.list.sizeHintForColumn(0) + _NAV_MARGIN_PX)
        room = self.width() - self.list.width()
        chars = _LABEL_CHARS * self.fontMetrics().averageCharWidth()
        most = min(chars, round(_LABEL_SHARE * room))
        width = min(most, max((view.wanted_width() for view in self.rows), default=0))
        for view in self.rows:
            view.align(width)
        self.aligned.emit(width)


class _Section(QWidget):
    """A heading and what is below it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._views: list[RowView | GroupView] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(14)
        self._column.addWidget(heading(title))

    @property
    def rows(self) -> list[RowView]:
        return [view for view in self._views if isinstance(view, RowView)]

    @property
    def shown(self) -> list[RowView | GroupView]:
        return [view for view in self._views if not (self.isHidden() or view.isHidden())]

    def add(self, view: RowView | GroupView) -> None:
        self._views.append(view)
        self._column.addWidget(view)

    def show_those(self, words: Sequence[str] | None) -> None:
        """Show what has all of `words`; None for nothing."""
        for view in self._views:
            view.setVisible(words is not None and all(word in view.words for word in words))
        self.setVisible(any(not view.isHidden() for view in self._views))

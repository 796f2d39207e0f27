"""The tiles of earlier guides, which stay where they are while others come and go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QListWidget, QListWidgetItem, QMenu, QWidget

from core.catalog import CATALOG
from core.history.entry import Entry
from core.wording import say
from ui.thumbnail import Thumbnail
from ui.tile import THUMBNAIL, TileDelegate
from ui.wording import tr

ENTRY = Qt.ItemDataRole.UserRole + 10
PINNED_MARK = "★ "
_SCROLL_BAR_PX = 16
_NOTHING_HELD = Qt.KeyboardModifier.NoModifier


class Deed(Enum):
    """What can be done with an earlier guide."""

    OPEN = auto()
    COPY = auto()
    COPY_FILE = auto()
    EXPORT = auto()
    COMPARE = auto()
    PIN = auto()
    REMOVE = auto()


@dataclass(frozen=True)
class _Way:
    """`text` in the menu, and the key without it, as it is called in the sheet of keys."""

    text: str
    key: Qt.Key
    called: str


WAYS = {
    Deed.OPEN: _Way(say("&Open again"), Qt.Key.Key_Return, say("Enter")),
    Deed.COPY: _Way(say("Cop&y the guide"), Qt.Key.Key_Y, "Y"),
    Deed.COPY_FILE: _Way(say("Copy the guide as a &file"), Qt.Key.Key_F, "F"),
    Deed.EXPORT: _Way(say("&Export the guide…"), Qt.Key.Key_E, "E"),
    Deed.COMPARE: _Way(say("&Compare with the guide shown"), Qt.Key.Key_C, "C"),
    Deed.PIN: _Way(say("&Pin"), Qt.Key.Key_P, "P"),
    Deed.REMOVE: _Way(say("&Remove"), Qt.Key.Key_Delete, say("Delete")),
}
_KEYS = {way.key: deed for deed, way in WAYS.items()} | {Qt.Key.Key_Enter: Deed.OPEN}


class HistoryList(QListWidget):
    """Shows entries in the order given. `asked` carries a Deed and the Entry that it is about.

    `end_neared` comes when no more than what is seen is left to scroll.
    """

    asked = Signal(object, object)
    end_neared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = TileDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("History"))
        self.setAccessibleDescription(
            tr(
                "Enter opens, Y copies, F copies as a file, E exports, C compares, P pins, "
                "Delete removes."
            )
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.itemClicked.connect(lambda item: self.asked.emit(Deed.OPEN, item.data(ENTRY)))
        self.installEventFilter(self)
        self.horizontalScrollBar().valueChanged.connect(self._look_ahead)

    @property
    def entries(self) -> list[Entry]:
        """What is shown."""
        return [item.data(ENTRY) for item in self._items()]

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show `entries`; of those that are there already, the pictures are kept.

        While the pointer or the focus is here, what is seen stays where it is; what is new comes
        in sight otherwise, if the list's begin was.
        """
        bar = self.horizontalScrollBar()
        in_use = self.hasFocus() or self.underMouse()
        anchor = self.itemAt(1, self._delegate.size.height() // 2)
        stands = None if anchor is None else (anchor, self.visualItemRect(anchor).left())
        at, current = self.currentRow(), self.currentItem()
        chosen = current.data(ENTRY).id if current is not None else None
        self._bring_in_line(entries)
        ids = [entry.id for entry in entries]
        row = ids.index(chosen) if chosen in ids else min(at, len(ids) - 1)
        if self.currentRow() != row:
            self.setCurrentRow(row)
        self.executeDelayedItemsLayout()
        if stands is not None and self.row(stands[0]) >= 0 and (in_use or bar.value() > 0):
            bar.setValue(bar.value() + self.visualItemRect(stands[0]).left() - stands[1])

    def show_thumbnail(self, entry: Entry, thumbnail: Thumbnail) -> None:
        """Show the picture of `entry`, if that is shown."""
        for item in self._items():
            if item.data(ENTRY).id == entry.id:
                item.setData(THUMBNAIL, thumbnail)

    def lacking(self) -> list[Entry]:
        """What is shown without its picture."""
        return [item.data(ENTRY) for item in self._items() if item.data(THUMBNAIL) is None]

    def go_to(self, entry: Entry) -> None:
        """Have the focus here, on `entry` if that is shown."""
        if not self.isVisible():
            return
        for item in self._items():
            if item.data(ENTRY).id == entry.id:
                self.setCurrentItem(item)
        self.setFocus()

    def fit(self) -> None:
        """Make room for the tiles in the font that there is now."""
        self._delegate.measure()
        height = self._delegate.size.height() + _SCROLL_BAR_PX
        if self.minimumHeight() != height:
            self.setFixedHeight(height)
            self.doItemsLayout()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            item = self.currentItem()
            deed = _KEYS.get(Qt.Key(event.key()))
            plain = event.modifiers() in (_NOTHING_HELD, Qt.KeyboardModifier.KeypadModifier)
            if item is not None and deed is not None and plain:
                self.asked.emit(deed, item.data(ENTRY))
                return True
        return super().eventFilter(watched, event)

    def _look_ahead(self, value: int) -> None:
        bar = self.horizontalScrollBar()
        if value >= bar.maximum() - bar.pageStep():
            self.end_neared.emit()

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]

    def _bring_in_line(self, entries: Sequence[Entry]) -> None:
        """Have an item for each of `entries`, moving none that is in its order already."""
        wanted = {entry.id for entry in entries}
        for row in reversed(range(self.count())):
            if self.item(row).data(ENTRY).id not in wanted:
                self.takeItem(row)
        there = {item.data(ENTRY).id: item for item in self._items()}
        for row, entry in enumerate(entries):
            item = there.get(entry.id)
            if item is None:
                item = QListWidgetItem()
            elif self.row(item) != row:
                self.takeItem(self.row(item))
            if self.row(item) != row:
                self.insertItem(row, item)
            _tell(item, entry)

    def _open_menu(self, at: QPoint) -> None:
        item = self.itemAt(at)
        if item is None:
            return
        entry: Entry = item.data(ENTRY)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for deed, way in WAYS.items():
            text = tr("Un&pin") if deed is Deed.PIN and entry.pinned else tr(way.text)
            menu.addAction(text).triggered.connect(
                lambda _=False, deed=deed: self.asked.emit(deed, entry)
            )
        menu.popup(self.viewport().mapToGlobal(at))


def _tell(item: QListWidgetItem, entry: Entry) -> None:
    if item.data(ENTRY) == entry:
        return
    item.setData(ENTRY, entry)
    item.setText((PINNED_MARK if entry.pinned else "") + entry.picture_name)
    item.setToolTip(_about(entry))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, _about(entry))


def _about(entry: Entry) -> str:
    title = tr(CATALOG[entry.preprocessor].title)
    parts = [
        tr("{title} of {name}", title=title, name=entry.picture_name),
        f"{entry.width} × {entry.height}",
        tr("bought") if entry.bought else "",
        tr("pinned") if entry.pinned else "",
    ]
    return ", ".join(filter(None, parts))

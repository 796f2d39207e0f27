"""The strip of earlier guides: small pictures in a row, with a search above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.catalog import CATALOG
from core.history.entry import Entry
from core.preprocessor import Preprocessor
from ui.text import heading, quiet
from ui.thumbnail import Thumbnail
from ui.tile import THUMBNAIL, TileDelegate
from ui.wording import tr

ENTRY = Qt.ItemDataRole.UserRole + 10
PINNED_MARK = "★ "
TYPING_PAUSE_MS = 150
_CLEAR_PX, _SEARCH_PX = 40, 240
_SCROLL_BAR_PX = 16


@dataclass(frozen=True)
class Query:
    """What is looked for: words, a preprocessor or None for all, and whether only the pinned."""

    text: str = ""
    preprocessor: Preprocessor | None = None
    pinned: bool = False


class HistoryStrip(QWidget):
    """Shows entries, the newest first. All signals but `asked` carry an Entry.

    `asked` carries a Query; `opened` is for a click or Enter.
    """

    asked = Signal(object)
    opened = Signal(object)
    pin_asked = Signal(object)
    remove_asked = Signal(object)
    compare_asked = Signal(object)

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
        self._says = quiet("")
        self.list = QListWidget()
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
        return [self.list.item(row).data(ENTRY) for row in range(self.list.count())]

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show `entries`; pictures that are there already are kept."""
        items = [self.list.item(row) for row in range(self.list.count())]
        known = {item.data(ENTRY).id: item.data(THUMBNAIL) for item in items}
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(_title(entry))
            item.setData(ENTRY, entry)
            item.setData(THUMBNAIL, known.get(entry.id))
            item.setToolTip(_about(entry))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _about(entry))
            self.list.addItem(item)
        nothing = (
            tr("Nothing is found.")
            if self.query != Query()
            else tr("Guides that you make appear here.")
        )
        self._says.setText("" if entries else nothing)

    def show_thumbnail(self, entry: Entry, thumbnail: Thumbnail) -> None:
        """Show the picture of `entry`, if that is shown."""
        for row, shown in enumerate(self.entries):
            if shown.id == entry.id:
                self.list.item(row).setData(THUMBNAIL, thumbnail)

    def lacking(self) -> list[Entry]:
        """What is shown without its picture."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.data(ENTRY) for item in items if item.data(THUMBNAIL) is None]

    def event(self, event: QEvent) -> bool:
        # Comes once all parts have another font, too.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            entry = self._current()
            signal = {
                Qt.Key.Key_Return: self.opened,
                Qt.Key.Key_Enter: self.opened,
                Qt.Key.Key_P: self.pin_asked,
                Qt.Key.Key_C: self.compare_asked,
                Qt.Key.Key_Delete: self.remove_asked,
            }.get(Qt.Key(event.key()))
            if entry is not None and signal is not None and not event.modifiers():
                signal.emit(entry)
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self._delegate = TileDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._fit()
        self.list.setAccessibleName(tr("History"))
        self.list.setAccessibleDescription(tr("Enter opens, P pins, C compares, Delete removes."))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.itemClicked.connect(lambda item: self.opened.emit(item.data(ENTRY)))
        self.list.installEventFilter(self)
        head = QHBoxLayout()
        head.addWidget(heading(tr("History")))
        for widget in (self.search, self.kind, self.pinned):
            head.addWidget(widget)
        head.addStretch(1)
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
        self.search.setMinimumWidth(hint + _CLEAR_PX)
        self.search.setMaximumWidth(max(_SEARCH_PX, hint + _CLEAR_PX))
        self._delegate.measure()
        height = self._delegate.size.height() + _SCROLL_BAR_PX
        if self.list.minimumHeight() != height:
            self.list.setFixedHeight(height)
            self.list.doItemsLayout()

    def _current(self) -> Entry | None:
        item: QListWidgetItem | None = self.list.currentItem()
        entry: Entry | None = item.data(ENTRY) if item is not None else None
        return entry

    def _open_menu(self, at: QPoint) -> None:
        item = self.list.itemAt(at)
        if item is None:
            return
        entry: Entry = item.data(ENTRY)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, signal in (
            (tr("&Open again"), self.opened),
            (tr("&Compare with the guide shown"), self.compare_asked),
            (tr("Un&pin") if entry.pinned else tr("&Pin"), self.pin_asked),
            (tr("&Remove"), self.remove_asked),
        ):
            menu.addAction(text).triggered.connect(lambda _=False, tell=signal: tell.emit(entry))
        menu.popup(self.list.viewport().mapToGlobal(at))


def _title(entry: Entry) -> str:
    return (PINNED_MARK if entry.pinned else "") + entry.picture_name


def _about(entry: Entry) -> str:
    title = tr(CATALOG[entry.preprocessor].title)
    parts = [
        tr("{title} of {name}", title=title, name=entry.picture_name),
        f"{entry.width} × {entry.height}",
        tr("bought") if entry.bought else "",
        tr("pinned") if entry.pinned else "",
    ]
    return ", ".join(filter(None, parts))

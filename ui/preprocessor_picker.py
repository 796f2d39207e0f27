"""The contact sheet: what every preprocessor makes of the picture, to choose one by eye."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.catalog import CATALOG
from core.preprocessor import Entry, Preprocessor, Quality
from ui.text import heading
from ui.thumbnail import Thumbnail
from ui.tile import DRAFT, FAILED, THUMBNAIL, TileDelegate
from ui.wording import told, tr, tr_key

COLUMNS = 4
CHOICE_KEYS = tuple(f"Alt+{digit}" for digit in "1234567890")
"""What chooses the first ten preprocessors; the next keys differ from keyboard to keyboard."""


def choice_title(entry: Entry, *, draft: bool | None = None) -> str:
    """What a preprocessor is called where it is chosen: a draft says so.

    `draft`: whether its guides are such now; by default what the pack makes.
    """
    title = tr(entry.title)
    is_draft = _is_draft(entry) if draft is None else draft
    return tr("{title} (draft)", title=title) if is_draft else title


def choice_sentence(entry: Entry, *, draft: bool = True) -> str:
    """What a preprocessor is for and, if its guides are drafts, what is lacking."""
    return " ".join(filter(None, (tr(entry.description), _draft(entry) if draft else "")))


class _Tiles(QListWidget):
    """A list in which only the left button chooses."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)


class PreprocessorPicker(QWidget):
    """A tile for each preprocessor; `chosen` carries the one the user takes.

    The tiles stay where they are and as large as they are, whatever is shown in them. `widened`
    tells of another width, as of larger text, `drafts_changed` carries `drafts` once others are.
    """

    chosen = Signal(object)  # Preprocessor
    drafts_changed = Signal(object)  # frozenset of Preprocessor
    widened = Signal()

    def __init__(self, offers: Sequence[Preprocessor], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers = list(offers)
        self._drafts = {name for name in offers if _is_draft(CATALOG[name])}
        self._failures: dict[Preprocessor, str] = {}
        self._shown = (self._offers[0], True)
        self._name = name = heading(tr("Preprocessor"))
        self.tiles = _Tiles()
        self.tiles.setAccessibleName(tr("Preprocessor"))
        self.tiles.setAccessibleDescription(tr("Arrow keys choose."))
        self._lay_out_tiles()
        for place, preprocessor in enumerate(self._offers):
            item = QListWidgetItem(tr(CATALOG[preprocessor].title))
            self.tiles.addItem(item)
            self._mark(place)
        name.setBuddy(self.tiles)
        self.tiles.currentRowChanged.connect(self._row_changed)

        self._keeps_room = True
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop)

        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(name)
        layout.addWidget(self.tiles)
        layout.addWidget(self._sentence)
        self._fit()

    def event(self, event: QEvent) -> bool:
        # Comes once all parts have another font, too.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    @property
    def drafts(self) -> frozenset[Preprocessor]:
        """Whose guides are drafts, made on this computer."""
        return frozenset(self._drafts)

    @property
    def height_with_room(self) -> int:
        """Its height where there is room for any sentence, in pixels."""
        above = self._name.sizeHint().height() + self.tiles.minimumHeight()
        return above + self._highest_sentence() + 2 * self._layout.spacing()

    def keep_room(self, keeps: bool) -> None:
        """Whether the sentence has the room of the longest, so that what is below never moves."""
        if keeps is not self._keeps_room:
            self._keeps_room = keeps
            self._fit()

    def show_choice(self, preprocessor: Preprocessor, *, local: bool = True) -> None:
        """Mark `preprocessor` as chosen without reporting it.

        What is lacking of a draft is told of guides that are made on this computer, `local`.
        """
        with QSignalBlocker(self.tiles):
            self.tiles.setCurrentRow(self._offers.index(preprocessor))
        before, self._shown = self._shown, (preprocessor, local)
        if before[1] is not local:
            for place in range(len(self._offers)):
                self._mark(place)
        self._show_sentence()

    def show_drafts(self, drafts: Collection[Preprocessor]) -> None:
        """Mark as drafts the guides of these, which no network of the library makes."""
        self._drafts = set(drafts)
        for place in range(len(self._offers)):
            self._mark(place)
        self._show_sentence()
        self.drafts_changed.emit(self.drafts)

    def show_thumbnail(self, preprocessor: Preprocessor, thumbnail: Thumbnail | None) -> None:
        """Show what `preprocessor` makes of the picture; None while that is not known."""
        self._show(preprocessor, thumbnail, "")

    def show_failure(self, preprocessor: Preprocessor, error: Exception) -> None:
        """Mark that `preprocessor` makes nothing of the picture; the tooltip says why."""
        self._show(preprocessor, None, tr("No thumbnail: {reason}", reason=told(error)))

    def _show(self, preprocessor: Preprocessor, thumbnail: Thumbnail | None, failure: str) -> None:
        self._failures[preprocessor] = failure
        place = self._offers.index(preprocessor)
        item = self.tiles.item(place)
        item.setData(THUMBNAIL, thumbnail)
        item.setData(FAILED, bool(failure))
        item.setToolTip(self._hint(place))

    def _mark(self, place: int) -> None:
        """Say of a tile whether its guides are drafts: who buys them gets none."""
        item, preprocessor = self.tiles.item(place), self._offers[place]
        draft = preprocessor in self._drafts and self._shown[1]
        item.setData(DRAFT, draft)
        title = choice_title(CATALOG[preprocessor], draft=draft)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, title)
        item.setToolTip(self._hint(place))

    def _lay_out_tiles(self) -> None:
        tiles = self.tiles
        self._delegate = TileDelegate(tiles)
        tiles.setItemDelegate(self._delegate)
        tiles.setFrameShape(QFrame.Shape.NoFrame)
        tiles.viewport().setAutoFillBackground(False)
        tiles.setMouseTracking(True)
        tiles.setFlow(QListView.Flow.LeftToRight)
        tiles.setWrapping(True)
        tiles.setUniformItemSizes(True)
        tiles.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tiles.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _fit(self) -> None:
        """Make room for the tiles and any sentence in the font that there is now."""
        tiles, delegate = self.tiles, self._delegate
        delegate.measure()
        rows = -(-len(self._offers) // COLUMNS)
        # Qt's list wraps a tile that ends at its very edge. An even width leaves one to the two
        # pictures, which they share.
        size = QSize(COLUMNS * delegate.size.width() + 2, rows * delegate.size.height())
        if tiles.minimumSize() != size:
            tiles.setFixedSize(size)
            tiles.doItemsLayout()
            self.widened.emit()
        height = self._highest_sentence() if self._keeps_room else 0
        if self._sentence.minimumHeight() != height:
            self._sentence.setMinimumHeight(height)

    def _highest_sentence(self) -> int:
        """The height in pixels that any sentence needs which can be chosen now."""
        room = QRect(0, 0, self.tiles.width(), 10_000)
        metrics, wrap = self._sentence.fontMetrics(), Qt.TextFlag.TextWordWrap
        sentences = [self._sentence_of(name) for name in self._offers]
        return max(metrics.boundingRect(room, wrap, text).height() for text in sentences) + 2

    def _hint(self, place: int) -> str:
        entry = CATALOG[self._offers[place]]
        guide = tr("Guide: {look}.", look=tr(entry.guide))
        if place < len(CHOICE_KEYS):
            guide += f" ({tr_key(CHOICE_KEYS[place])})"
        draft = entry.preprocessor in self._drafts and self._shown[1]
        caveat = _draft(entry) if draft else ""
        failure = self._failures.get(entry.preprocessor, "")
        return "\n".join(filter(None, (tr(entry.description), caveat, guide, failure)))

    def _show_sentence(self) -> None:
        self._fit()
        self._sentence.setText(self._sentence_of(self._shown[0]))

    def _sentence_of(self, preprocessor: Preprocessor) -> str:
        _, local = self._shown
        draft = local and preprocessor in self._drafts
        return choice_sentence(CATALOG[preprocessor], draft=draft)

    def _row_changed(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self._offers[row])


def _draft(entry: Entry) -> str:
    """What is lacking of a draft, or nothing."""
    if entry.local is None or not _is_draft(entry):
        return ""
    return f"{tr('A draft.')} {tr(entry.local.caveat)}"


def _is_draft(entry: Entry) -> bool:
    return entry.local is not None and entry.local.quality is Quality.DRAFT

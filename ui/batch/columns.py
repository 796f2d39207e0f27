"""How wide the columns of the batch's rows are, and which end of a text is left out where one ends.

What failed, or is remarked, is said in the column of files, which therefore has all the room that
the others do not need.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from core.batch.item import Item
from core.catalog import CATALOG
from ui.batch.table import (
    FILE,
    GUIDE,
    ITEM,
    PICTURE,
    STATE,
    STATE_WORDS,
    TIME,
    BatchTable,
    is_worth_a_look,
    source_title,
)
from ui.wording import tr

_LEAST_PX = 40
_BESIDE_PX = 16
"""What a cell has beside its text."""
_TIME_CHARS = 11
_PICTURE_CHARS = 32
_PICTURE_SHARE = 0.25
"""So much of the whole at most is for the names of pictures, which are known to the artist."""
_MEASURED = 20
"""So many of the longest names are measured: there may be thousands."""


class Columns:
    """Those of `view`, which shows `table`."""

    def __init__(self, view: QTreeView, table: BatchTable) -> None:
        self._view = view
        self._table = table
        view.setItemDelegate(_Cells(view))
        header = view.header()
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(_LEAST_PX)
        header.setSectionResizeMode(PICTURE, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(FILE, QHeaderView.ResizeMode.Stretch)

    def fit(self) -> None:
        """Give each what its texts need."""
        metrics = self._view.fontMetrics()
        icon = self._view.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize) + 4
        batch = self._table.batch
        tasks = () if batch is None else batch.plan.tasks
        titles = [tr(CATALOG[task.preprocessor].title) for task in tasks]
        widths = {
            PICTURE: self._pictures(metrics),
            GUIDE: _widest(metrics, titles),
            STATE: icon + _widest(metrics, map(tr, STATE_WORDS)),
            TIME: _TIME_CHARS * metrics.averageCharWidth(),
        }
        header = self._view.header()
        for column, width in widths.items():
            title = _widest(metrics, [self._table.headerData(column, Qt.Orientation.Horizontal)])
            header.resizeSection(column, max(width, title) + _BESIDE_PX)

    def _pictures(self, metrics: QFontMetrics) -> int:
        batch = self._table.batch
        sources = () if batch is None else batch.plan.sources
        names = (source_title(source.what) for source in sources)
        wanted = _widest(metrics, heapq.nlargest(_MEASURED, names, key=len))
        share = round(self._view.width() * _PICTURE_SHARE)
        return min(wanted, share, _PICTURE_CHARS * metrics.averageCharWidth())


class _Cells(QStyledItemDelegate):
    """Of a name the middle is left out, of a sentence its end."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        item: Item = index.data(ITEM)
        if index.column() == FILE and is_worth_a_look(item):
            option.textElideMode = Qt.TextElideMode.ElideRight


def _widest(metrics: QFontMetrics, texts: Iterable[str]) -> int:
    return max((metrics.horizontalAdvance(text) for text in texts), default=0)

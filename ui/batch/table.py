"""The table of a batch: a row for each guide, thousands of them, read when they are seen."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QGuiApplication

from core.batch.batch import Batch
from core.batch.item import Change, Item, State
from core.catalog import CATALOG
from core.engine import Progress
from core.wording import on_one_line, say
from ui.icons import tinted_icon
from ui.status import duration, method_words
from ui.theme import warning_colour
from ui.wording import told, tr, tr_money

COLUMNS = (say("Picture"), say("Guide"), say("State"), say("Time, cost"), say("File"))
PICTURE, GUIDE, STATE, TIME, FILE = range(len(COLUMNS))

WORDS = {
    State.WAITING: say("waiting"),
    State.WORKING: say("being made"),
    State.DONE: say("made"),
    State.SKIPPED: say("was there"),
    State.FAILED: say("failed"),
    State.CANCELLED: say("cancelled"),
}
REMARKED = say("made, with a remark")
STATE_WORDS = (*WORDS.values(), REMARKED)
"""Whatever a row may say of its state, apart from how far a guide is."""
ITEM = Qt.ItemDataRole.UserRole
"""The role of a row's Item."""
_SHOWN_CHARS = 80
_PATH_CHARS = 400  # of what may be a data URI

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class BatchTable(QAbstractTableModel):
    """Shows the items of `batch`. `ITEM` of any cell gives the Item of its row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.batch: Batch | None = None
        self._progress: dict[int, Progress] = {}

    def show(self, batch: Batch | None) -> None:
        """Show the items of `batch`."""
        self.beginResetModel()
        self.batch = batch
        self._progress.clear()
        self.endResetModel()

    def note(self, change: Change) -> None:
        """Remember how far a guide is; its row is painted anew by `refresh`."""
        number = change.item.number
        if change.progress is not None and change.item.state is State.WORKING:
            self._progress[number] = change.progress
        else:
            self._progress.pop(number, None)

    def refresh(self, rows: Iterable[int]) -> None:
        """These rows are others now."""
        for first, last in _runs(sorted(rows)):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))

    def picture(self, item: Item) -> str:
        """Where the picture of `item` comes from, whole: names may be the same."""
        assert self.batch is not None
        what = str(self.batch.plan.sources[item.picture].what)
        return what if len(what) <= _PATH_CHARS else f"{what[:_PATH_CHARS]}…"

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self.batch is None else len(self.batch.items)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, side: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if side is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return tr(COLUMNS[section])
        return None

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        if self.batch is None or not index.isValid():
            return None
        item = self.batch.items[index.row()]
        column = index.column()
        if role == ITEM:
            return item
        if role == _Role.ToolTipRole and column in (PICTURE, STATE, FILE):
            picture = self.picture(item)
            return picture if column == PICTURE else said_of(item, picture)
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            return self._text(item, column)
        if role == _Role.DecorationRole and column == STATE:
            name = "remarked" if item.is_remarked else item.state.value
            return tinted_icon(f"state-{name}", QGuiApplication.palette())
        wrong = item.state is State.FAILED and column in (STATE, FILE)
        return warning_colour() if wrong and role == _Role.ForegroundRole else None

    def _text(self, item: Item, column: int) -> str:
        assert self.batch is not None
        if column == PICTURE:
            return source_title(self.batch.plan.sources[item.picture].what)
        if column == GUIDE:
            return tr(CATALOG[item.preprocessor].title)
        if column == STATE:
            return self._state(item)
        return _took(item) if column == TIME else self._file(item)

    def _state(self, item: Item) -> str:
        progress = self._progress.get(item.number)
        if progress is None or progress.fraction is None:
            return tr(REMARKED if item.is_remarked else WORDS[item.state])
        return tr("being made, {percent} %", percent=round(progress.fraction * 100))

    def _file(self, item: Item) -> str:
        assert self.batch is not None
        if item.error is not None:
            return tr(item.error.what)
        if item.state not in (State.DONE, State.SKIPPED) or item.path is None:
            return ""
        file = item.path.relative_to(self.batch.plan.folder).as_posix()
        if item.result is None or not item.is_remarked:
            return file
        return tr("{remark} ({file})", remark=tr(item.result.remark), file=file)


class WorthALook(QSortFilterProxyModel):
    """Rows of a BatchTable: all of them, or only those that are worth a look."""

    def __init__(self, table: BatchTable) -> None:
        super().__init__(table)
        self._only = False
        self.setSourceModel(table)

    def show_only(self, only: bool) -> None:
        """Whether all others are left out."""
        self.beginFilterChange()
        self._only = only
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, row: int, parent: _Index) -> bool:
        if not self._only:
            return True
        source = self.sourceModel()
        item: Item = source.data(source.index(row, 0), ITEM)
        return is_worth_a_look(item)


def is_worth_a_look(item: Item) -> bool:
    """Whether it failed, or came with a remark, such as that there is nothing in the guide."""
    return item.state is State.FAILED or item.is_remarked


def source_title(what: str | Path) -> str:
    """What a picture is called that comes from there."""
    if isinstance(what, Path):
        return on_one_line(what.name)
    return what if len(what) <= _SHOWN_CHARS else what[:_SHOWN_CHARS] + "…"


def said_of(item: Item, picture: str) -> str:
    """All that is to be said of `item` of `picture`: where it is, what came of it, or why not."""
    error, result = item.error, item.result
    if error is not None:
        said = [told(error), error.details]
    else:
        there = item.state in (State.DONE, State.SKIPPED) and item.path is not None
        said = [str(item.path) if there else ""]
    if result is not None:
        width, height = result.size
        parts = [f"{width} × {height}", method_words(result.method, result.quality), _took(item)]
        said += ["   ·   ".join(filter(None, parts)), tr(result.remark)]
    elif item.remark:
        said.append(tr(item.remark))
    said.append(tr("Picture: {path}", path=picture))
    return "\n".join(filter(None, said))


def _took(item: Item) -> str:
    if item.result is None:
        return ""
    took = duration(item.result.seconds) if item.result.seconds else ""
    cost = item.result.cost_usd
    return "   ".join(filter(None, (took, "" if cost is None else tr_money(cost))))


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """`rows`, which are in order, as first and last of those that follow each other."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs

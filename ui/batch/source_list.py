"""The list of what a batch is planned with: pictures, folders and addresses, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPalette, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from core.batch.planned import Planned
from core.on_disk import is_folder
from core.wording import on_one_line
from ui.wording import tr

_PLANNED = Qt.ItemDataRole.UserRole
_SHOWN_CHARS = 60
_ROW_ROOM_PX = 8


class SourceList(QListWidget):
    """`listed` tells that `planned` is another. It says what to do as long as it is empty.

    What is restored is from an earlier run of the program, and can be laid aside as a whole.
    """

    listed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left: set[str | Path] = set()
        self._aside: tuple[Planned, ...] = ()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAccessibleName(tr("Pictures and folders"))
        self.setAccessibleDescription(tr("Delete takes what is selected off the list."))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove_selected)

    @property
    def planned(self) -> tuple[Planned, ...]:
        """What is on it, in its order, and then what is laid aside."""
        return (*self._listed, *self._aside)

    @property
    def named(self) -> tuple[str | Path, ...]:
        """What a batch would be begun with."""
        return tuple(planned.what for planned in self._listed)

    @property
    def left(self) -> int:
        """How many on it are from an earlier run of the program."""
        return sum(what in self._left for what in self.named)

    @property
    def aside(self) -> int:
        """How many are laid aside."""
        return len(self._aside)

    def add(self, named: Sequence[str | Path]) -> None:
        """Have `named` on it for the next batch, each once."""
        self._left -= set(named)
        self._put([Planned(what) for what in named])

    def offer(self, what: Path) -> None:
        """Have `what` on it until others are brought."""
        self._put([Planned(what, begun=True)])

    def restore(self, planned: Sequence[Planned]) -> None:
        """Put `planned` on it as it was; what is there already stays as it is."""
        there = set(self.named)
        restored = [each for each in planned if each.what not in there]
        self._aside = tuple(each for each in restored if each.aside)
        on_it = [each for each in restored if not each.aside]
        self._left.update(each.what for each in on_it)
        self._put(on_it)

    def lay_aside(self) -> None:
        """Take off it what is from an earlier run of the program, to be put back if need be."""
        items = [item for item in self._items() if item.data(_PLANNED).what in self._left]
        self._aside += tuple(replace(item.data(_PLANNED), aside=True) for item in items)
        self._take_off(items)

    def put_back(self) -> None:
        """Put on it again what was laid aside."""
        there = set(self.named)
        back = [replace(each, aside=False) for each in self._aside if each.what not in there]
        self._aside = ()
        self._left -= {each.what for each in back}
        self._put(back)

    def forget_aside(self) -> None:
        """What was laid aside is kept no longer."""
        self._aside = ()
        self.listed.emit()

    def mark_begun(self, named: Sequence[str | Path]) -> None:
        """A batch was begun with `named`: they stay, until others are brought."""
        begun = set(named)
        self._left -= begun
        self._put([Planned(what, begun=True) for what in self.named if what in begun])

    def forget_begun(self) -> None:
        """Take off it what a batch was begun with; what was added since stays."""
        self._take_off([item for item in self._items() if item.data(_PLANNED).begun])

    def remove_selected(self) -> None:
        """Take off it what is selected."""
        self._take_off(self.selectedItems())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count():
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = self.viewport().rect().adjusted(12, 12, -12, -12)
        painter.drawText(room, flags, tr("Drop pictures and folders here"))

    @property
    def _listed(self) -> list[Planned]:
        return [item.data(_PLANNED) for item in self._items()]

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]

    def _put(self, planned: Sequence[Planned]) -> None:
        there = {item.data(_PLANNED).what: item for item in self._items()}
        for each in planned:
            item = there.get(each.what)
            if item is None:
                item = there[each.what] = _row(each.what)
                item.setSizeHint(QSize(0, self.fontMetrics().height() + _ROW_ROOM_PX))
                self.addItem(item)
            item.setData(_PLANNED, each)
        self.listed.emit()

    def _take_off(self, items: Sequence[QListWidgetItem]) -> None:
        for item in items:
            self.takeItem(self.row(item))
        self.listed.emit()


def _row(what: str | Path) -> QListWidgetItem:
    if isinstance(what, str):
        short = what if len(what) <= _SHOWN_CHARS else what[:_SHOWN_CHARS] + "…"
        item = QListWidgetItem(short)
        item.setToolTip(short)
    else:
        folder = is_folder(what)
        name = on_one_line(what.name)
        item = QListWidgetItem(tr("{name}, a folder", name=name) if folder else name)
        item.setToolTip(str(what))
    return item

"""The networks of the library in a list, by the guides that they make, and how each stands."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.catalog import CATALOG
from core.library.row import Row
from core.preprocessor import Preprocessor
from ui.library.standing import Mark, Standing, size_text, title_of
from ui.theme import warning_colour
from ui.wording import tr

ROW = Qt.ItemDataRole.UserRole
"""The role of an item's Row, None of a heading."""
STANDING = Qt.ItemDataRole.UserRole + 1
"""The role of an item's Standing."""

_PAD_PX, _DOT_PX, _BAR_PX, _GAP_PX = 8, 9, 3, 2
_RADIUS_PX = 4.0

_Index = QModelIndex | QPersistentModelIndex
_Role = QPalette.ColorRole
_State = QStyle.StateFlag


class LibraryList(QListWidget):
    """Shows rows in groups; `currentItem` is the one whose page is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, QListWidgetItem] = {}
        self.setAccessibleName(tr("Networks"))
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)

    @property
    def chosen(self) -> Row:
        """The network whose page is shown."""
        row: Row = self.currentItem().data(ROW)
        return row

    def show_rows(self, rows: list[Row]) -> None:
        """Show `rows`, each below what it serves first."""
        for preprocessor in Preprocessor:
            group = [row for row in rows if row.serves[0] is preprocessor]
            if not group:
                continue
            heading = QListWidgetItem(tr(CATALOG[preprocessor].title))
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(heading)
            for row in sorted(group, key=lambda row: row.rank):
                item = QListWidgetItem(title_of(row))
                item.setData(ROW, row)
                self._items[row.name] = item
                self.addItem(item)
        self._fit()

    def show_standing(self, row: Row, standing: Standing) -> None:
        """Show how `row` stands."""
        item = self._items[row.name]
        item.setData(STANDING, standing)
        told = ", ".join((title_of(row), standing.says, size_text(row.bytes)))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
        item.setToolTip(tr(row.good_for))

    def standing(self, row: Row) -> Standing:
        """How `row` is shown to stand."""
        found: Standing = self._items[row.name].data(STANDING)
        return found

    def choose(self, row: Row) -> None:
        """Show the page of `row`."""
        self.setCurrentItem(self._items[row.name])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Be as wide as the longest title."""
        titles = [item.text() for item in self._items.values()]
        width = max((self.fontMetrics().horizontalAdvance(title) for title in titles), default=0)
        bar = self.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(width + 4 * _PAD_PX + _DOT_PX + bar)


class _Delegate(QStyledItemDelegate):
    """Paints a heading, or of a network its mark, title, state and size, and a bar on its way."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        line = option.fontMetrics.height()
        if index.data(ROW) is None:
            return QSize(0, line + 2 * _PAD_PX)
        return QSize(0, 2 * line + 2 * _PAD_PX + _GAP_PX + _BAR_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        palette: QPalette = option.palette
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(ROW) is None:
            self._paint_heading(painter, rect, palette, option.font, index)
        else:
            chosen = bool(state & _State.State_Selected)
            self._paint_ground(painter, rect, palette, state)
            self._paint_row(painter, rect, palette, index, chosen=chosen)
        painter.restore()

    def _paint_heading(
        self, painter: QPainter, rect: QRect, palette: QPalette, font: QFont, index: _Index
    ) -> None:
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(palette.color(QPalette.ColorGroup.Active, _Role.WindowText))
        room = rect.adjusted(_PAD_PX, _PAD_PX, -_PAD_PX, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, index.data())

    def _paint_ground(
        self, painter: QPainter, rect: QRect, palette: QPalette, state: QStyle.StateFlag
    ) -> None:
        ground = QRectF(rect).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & _State.State_Selected:
            painter.setBrush(palette.color(QPalette.ColorGroup.Active, _Role.Highlight))
            painter.drawRoundedRect(ground, _RADIUS_PX, _RADIUS_PX)
        elif state & _State.State_MouseOver:
            painter.setBrush(palette.color(_Role.Button))
            painter.drawRoundedRect(ground, _RADIUS_PX, _RADIUS_PX)

    def _paint_row(
        self, painter: QPainter, rect: QRect, palette: QPalette, index: _Index, *, chosen: bool
    ) -> None:
        row: Row = index.data(ROW)
        standing: Standing | None = index.data(STANDING)
        if standing is None:
            return
        ink = palette.color(_Role.HighlightedText if chosen else _Role.WindowText)
        faint = ink if chosen else palette.color(_Role.PlaceholderText)
        wrong = standing.mark is Mark.WRONG
        line = painter.fontMetrics().height()
        left = rect.left() + 2 * _PAD_PX + _DOT_PX
        first = QRect(left, rect.top() + _PAD_PX, rect.right() - left - _PAD_PX, line)
        second = first.translated(0, line + _GAP_PX)
        dot = QRectF(rect.left() + _PAD_PX, first.center().y() - _DOT_PX / 2 + 1, _DOT_PX, _DOT_PX)
        _paint_mark(painter, dot, standing.mark, ink if chosen else _dot_colour(palette, wrong))
        painter.setPen(faint)
        # On its way, what is said has the size in it, and needs the room.
        size = "" if standing.mark is Mark.BUSY else size_text(row.bytes)
        painter.drawText(second, Qt.AlignmentFlag.AlignRight, size)
        room = second.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(size) - _PAD_PX, 0)
        painter.setPen(warning_colour() if wrong and not chosen else faint)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft, _cut(painter, standing.says, room))
        painter.setPen(ink)
        painter.drawText(first, Qt.AlignmentFlag.AlignLeft, _cut(painter, title_of(row), first))
        if standing.fraction is not None:
            bar = QRectF(left, second.bottom() + _GAP_PX + 1, first.width(), _BAR_PX)
            colour = ink if chosen else palette.color(_Role.Accent)
            _paint_bar(painter, bar, standing.fraction, colour)


def _dot_colour(palette: QPalette, wrong: bool) -> QColor:
    return warning_colour() if wrong else palette.color(_Role.Accent)


def _paint_mark(painter: QPainter, place: QRectF, mark: Mark, colour: QColor) -> None:
    """A ring for what is not here, half full for what is partly, full for what is; a cross."""
    inner = place.adjusted(0.75, 0.75, -0.75, -0.75)
    painter.setPen(QPen(colour, 1.5))
    if mark is Mark.WRONG:
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
        return
    painter.setBrush(colour if mark is Mark.READY else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(inner)
    if mark in (Mark.PARTLY, Mark.BUSY):
        painter.setBrush(colour)
        painter.drawPie(inner, 90 * 16, -180 * 16)


def _paint_bar(painter: QPainter, place: QRectF, fraction: float, colour: QColor) -> None:
    ground = QColor(colour)
    ground.setAlphaF(0.3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(place, _BAR_PX / 2, _BAR_PX / 2)
    painter.setBrush(colour)
    done = QRectF(place.topLeft(), QPointF(place.left() + place.width() * fraction, place.bottom()))
    painter.drawRoundedRect(done, _BAR_PX / 2, _BAR_PX / 2)


def _cut(painter: QPainter, text: str, room: QRect) -> str:
    metrics: QFontMetrics = painter.fontMetrics()
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())

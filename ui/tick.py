"""Rows with boxes to tick: airy, and each box is seen on any ground."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

ROOM_PX = 5

_Index = QModelIndex | QPersistentModelIndex


class TickDelegate(QStyledItemDelegate):
    """Draws an outline around each box, which on dark grounds the style leaves out of sight."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return super().sizeHint(option, index) + QSize(0, ROOM_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        which = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        box = self._view.style().subElementRect(which, drawn, self._view)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        palette: QPalette = option.palette
        role = QPalette.ColorRole
        painter.save()
        painter.setPen(palette.color(role.HighlightedText if chosen else role.PlaceholderText))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.restore()

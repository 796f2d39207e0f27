"""One tile of the contact sheet: a thumbnail, the title below it, and a mark on a draft."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.text import scaled
from ui.thumbnail import Thumbnail
from ui.wording import tr

THUMBNAIL = Qt.ItemDataRole.UserRole
"""The role of an item's Thumbnail, None while there is none."""
FAILED = Qt.ItemDataRole.UserRole + 1
"""The role that says that there can be none."""
DRAFT = Qt.ItemDataRole.UserRole + 2
"""The role that says that guides are drafts."""

PICTURE = QSize(70, 56)
"""The room for a thumbnail, in pixels of the layout; wider where text is large."""
MARGIN_PX = 4
RADIUS_PX = 4.0
_RING_PX = 2
TITLE_SCALE, _MARK_SCALE = 0.85, 0.75
_LONG_TITLE = "Anime line art"
"""As long as titles are that are not to be cut."""
_MARK_GROUND = QColor(0, 0, 0, 150)
_MARK_INK = QColor(235, 235, 235)
"""Of the mark on a draft, which lies on a guide of whatever colours: the same in both themes."""

_Index = QModelIndex | QPersistentModelIndex
_Role = QPalette.ColorRole
_State = QStyle.StateFlag


class TileDelegate(QStyledItemDelegate):
    """Paints items that have the roles above, all in the same size, whatever they hold."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._widget = parent
        self.measure()

    def measure(self) -> None:
        """Take the font of the widget as it is now."""
        font = self._widget.font()
        self._title_font, self._mark_font = scaled(font, TITLE_SCALE), scaled(font, _MARK_SCALE)
        metrics = QFontMetrics(self._title_font)
        width = max(PICTURE.width(), metrics.horizontalAdvance(_LONG_TITLE) - MARGIN_PX)
        self._picture = QSize(width, PICTURE.height())
        self.size = self._picture + QSize(2 * MARGIN_PX, 2 * MARGIN_PX + metrics.height())

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self.size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        palette: QPalette = option.palette
        state: QStyle.StateFlag = option.state
        chosen = bool(state & _State.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, palette, state)
        room = QRect(rect.topLeft() + QPoint(MARGIN_PX, MARGIN_PX), self._picture)
        self._paint_picture(painter, room, palette, index)
        if index.data(DRAFT):
            self._paint_mark(painter, room)
        painter.setFont(self._title_font)
        painter.setPen(palette.color(_Role.HighlightedText if chosen else _Role.WindowText))
        line = QRect(rect.left() + 2, room.bottom() + 2, rect.width() - 4, rect.bottom())
        title = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, line.width()
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, title)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, palette: QPalette, state: QStyle.StateFlag
    ) -> None:
        ground = QRectF(rect).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & _State.State_Selected:
            painter.setBrush(palette.color(_Role.Highlight))
            painter.drawRoundedRect(ground, RADIUS_PX, RADIUS_PX)
        elif state & _State.State_MouseOver:
            painter.setBrush(palette.color(_Role.Button))
            painter.drawRoundedRect(ground, RADIUS_PX, RADIUS_PX)
        if state & _State.State_HasFocus:
            # Not the accent, which is too near to the colour of what is selected.
            painter.setPen(QPen(palette.color(_Role.BrightText), _RING_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = _RING_PX / 2
            around = QRectF(rect).adjusted(half, half, -half, -half)
            painter.drawRoundedRect(around, RADIUS_PX, RADIUS_PX)
            painter.setPen(Qt.PenStyle.NoPen)

    def _paint_picture(
        self, painter: QPainter, room: QRect, palette: QPalette, index: _Index
    ) -> None:
        thumbnail = index.data(THUMBNAIL)
        if isinstance(thumbnail, Thumbnail):
            ratio = painter.device().devicePixelRatio()
            image = thumbnail.image(room.size() * ratio)
            shown = QRectF(0, 0, image.width() / ratio, image.height() / ratio)
            # At a whole pixel of the screen, so that no line is blurred over two.
            left = round((room.width() - shown.width()) / 2 * ratio) / ratio
            top = round((room.height() - shown.height()) / 2 * ratio) / ratio
            painter.drawImage(shown.translated(room.left() + left, room.top() + top), image)
            return
        painter.setBrush(palette.color(_Role.Dark))
        painter.drawRoundedRect(QRectF(room), RADIUS_PX / 2, RADIUS_PX / 2)
        if index.data(FAILED):
            painter.setPen(palette.color(_Role.PlaceholderText))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "!")

    def _paint_mark(self, painter: QPainter, room: QRect) -> None:
        painter.setFont(self._mark_font)
        word = tr("draft")
        size = painter.fontMetrics().size(0, word) + QSize(6, 0)
        mark = QRect(QPoint(0, 0), size)
        mark.moveBottomRight(room.bottomRight())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_MARK_GROUND)
        painter.drawRoundedRect(QRectF(mark), RADIUS_PX / 2, RADIUS_PX / 2)
        painter.setPen(_MARK_INK)
        painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, word)

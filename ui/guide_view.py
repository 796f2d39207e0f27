"""The guide under the shared viewport: alone, beside its picture in a wipe, or laid over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from core.comparison import Comparison
from ui.picture_view import DIMMED, PictureView
from ui.pyramid import Pyramid
from ui.viewport import Viewport
from ui.wording import tr

GRIP_PX = 8.0
"""How near to the handle of the wipe a press takes hold of it, in logical pixels."""
STEP = 0.05
"""One key press moves the handle by this share of the view, or changes the opacity by it."""
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_KEYS = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}


class GuideView(PictureView):
    """Shows a guide, and in two of the comparisons the `under` picture in the same place.

    `split`: where the handle of the wipe is, 0 to 1 of the view's width; the picture is left of it.
    `opacity`: of the guide over the picture, 0 to 1. While it is `peeking`, only the picture is
    shown. The signals tell of changes by hand and key.
    """

    split_changed = Signal(float)
    opacity_changed = Signal(float)

    def __init__(self, viewport: Viewport, name: str, parent: QWidget | None = None) -> None:
        super().__init__(viewport, name, parent)
        self._under: Pyramid | None = None
        self._comparison = Comparison.SIDE_BY_SIDE
        self._split = 0.5
        self._opacity = 0.5
        self._peeking = False
        self._holds_handle = False

    @property
    def comparison(self) -> Comparison:
        """How both are seen."""
        return self._comparison

    @property
    def split(self) -> float:
        """Where the handle of the wipe is, 0 to 1 of the view's width."""
        return self._split

    @property
    def opacity(self) -> float:
        """Of the guide over the picture, 0 to 1."""
        return self._opacity

    @property
    def peeking(self) -> bool:
        """Whether only the picture is shown."""
        return self._peeking

    def show_under(self, under: Pyramid | None) -> None:
        """The picture that the guide is compared with."""
        self._under = under
        self.update()

    def compare(self, comparison: Comparison) -> None:
        """Show both that way from now on."""
        self._comparison = comparison
        more = {
            Comparison.SIDE_BY_SIDE: "",
            Comparison.WIPE: tr("Shift with left and right moves the handle."),
            Comparison.OVERLAY: tr("Shift with left and right changes the opacity."),
        }
        self.setAccessibleDescription(f"{tr(self.KEYS)} {more[comparison]}".rstrip())
        self.update()

    def set_split(self, split: float) -> None:
        """Move the handle of the wipe, 0 to 1 of the view's width; beyond is the edge."""
        split = min(max(split, 0.0), 1.0)
        if split != self._split:
            self._split = split
            self.split_changed.emit(split)
            self.update()

    def set_opacity(self, opacity: float) -> None:
        """Show so much of the guide over the picture, 0 to 1; beyond is all or nothing."""
        opacity = min(max(opacity, 0.0), 1.0)
        if opacity != self._opacity:
            self._opacity = opacity
            self.opacity_changed.emit(opacity)
            self.update()

    def peek(self, peeking: bool) -> None:
        """Show the picture alone, or no longer."""
        if peeking != self._peeking:
            self._peeking = peeking
            self.update()

    def paint_images(self, painter: QPainter, everything: QRectF) -> None:
        """As PictureView does, with the picture that the guide is compared with."""
        if self._peeking:
            self._paint_under(painter, everything)
        elif self._comparison is Comparison.WIPE:
            self._paint_wipe(painter, everything)
        elif self._comparison is Comparison.OVERLAY:
            self._paint_under(painter, everything)
            self._paint_guide(painter, everything, self._opacity)
        else:
            self._paint_guide(painter, everything, 1.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._is_at_handle(event.position()):
            self._holds_handle = True
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._holds_handle:
            self.set_split(event.position().x() / max(1, self.width()))
            return
        super().mouseMoveEvent(event)
        if not event.buttons():
            at_handle = self._is_at_handle(event.position())
            shape = Qt.CursorShape.SplitHCursor if at_handle else Qt.CursorShape.OpenHandCursor
            self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._holds_handle:
            self._holds_handle = False
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key())) if event.modifiers() == _SHIFT else None
        if step is None or self._comparison is Comparison.SIDE_BY_SIDE:
            super().keyPressEvent(event)
        elif self._comparison is Comparison.WIPE:
            self.set_split(self._split + step)
        else:
            self.set_opacity(self._opacity + step)

    def _paint_wipe(self, painter: QPainter, everything: QRectF) -> None:
        at = round(everything.width() * self._split)
        left, right = QRectF(everything), QRectF(everything)
        left.setWidth(at)
        right.setLeft(at)
        self._paint_under(painter, left)
        self._paint_guide(painter, right, 1.0)
        self._paint_handle(painter, everything, at)

    def _paint_under(self, painter: QPainter, clip: QRectF) -> None:
        if self._under is not None:
            painter.setClipRect(clip)
            self._under.paint(painter, self.place(self._under), clip)
            painter.setClipping(False)

    def _paint_guide(self, painter: QPainter, clip: QRectF, opacity: float) -> None:
        if self.image is not None:
            painter.setClipRect(clip)
            painter.setOpacity(opacity * (DIMMED if self.dimmed else 1.0))
            self.image.paint(painter, self.place(self.image), clip)
            painter.setOpacity(1.0)
            painter.setClipping(False)

    def _paint_handle(self, painter: QPainter, everything: QRectF, at: int) -> None:
        """A line that is seen on black and on white, and a grip in its middle."""
        ratio = self.devicePixelRatioF()
        for width, colour in ((3 * ratio, QColor(0, 0, 0, 160)), (ratio, QColor(255, 255, 255))):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(at, 0), QPointF(at, everything.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 160), ratio))
        painter.setBrush(QColor(255, 255, 255))
        middle = QPointF(at, everything.height() / 2)
        painter.drawEllipse(middle, GRIP_PX * ratio, GRIP_PX * ratio)
        painter.setPen(QPen(QColor(60, 60, 60), 1.5 * ratio))
        for side in (-1, 1):
            x = at + side * 2.5 * ratio
            tip = QPointF(x + side * 2.5 * ratio, middle.y())
            for end in (-3, 3):
                painter.drawLine(tip, QPointF(x, middle.y() + end * ratio))

    def _is_at_handle(self, position: QPointF) -> bool:
        away = abs(position.x() - self._split * self.width())
        return self._comparison is Comparison.WIPE and not self._peeking and away <= GRIP_PX

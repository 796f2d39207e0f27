"""One image under a shared viewport: paints what is seen, and turns gestures into pan and zoom."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from core.wording import say
from ui.pyramid import Pyramid
from ui.viewport import Viewport
from ui.wording import tr

ZOOM_STEP = 1.25
PAN_STEP_PX = 64
DIMMED = 0.45
"""The opacity of an image that is out of date."""
WHEEL_UNITS_PER_STEP = 120
"""What Qt reports for one notch of a wheel."""
_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class PictureView(QWidget):
    """Shows a Pyramid at the viewport's scale and place.

    Wheel and pinch zoom at the cursor, dragging pans, a double click toggles between the whole
    picture and 100 %; arrow keys pan, + and - zoom. The pixels shown are those of the image, in
    the rectangle of the input picture, whatever the image's own size. `pointed` carries the place
    under the cursor in the rectangle of the input picture, 0 to 1 on both sides (QPointF), or None.
    """

    pointed = Signal(object)
    KEYS = say("Arrow keys pan, Ctrl+0 fits, Ctrl+1 shows 100 %. Space held shows the input.")

    def __init__(self, viewport: Viewport, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._image: Pyramid | None = None
        self._grabbed: QPointF | None = None
        self._cursor: QPointF | None = None  # on the screen, while it is over this view
        self._dimmed = False
        self._reached_by_key = False
        self.setAccessibleName(name)
        # No tooltip: it would lie over the picture. The zoom in the status line has one.
        self.setAccessibleDescription(tr(self.KEYS))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setMinimumSize(140, 100)
        viewport.changed.connect(self.update)
        viewport.changed.connect(self._point_again)

    @property
    def image(self) -> Pyramid | None:
        """What is shown, or None."""
        return self._image

    @property
    def viewport(self) -> Viewport:
        """Which part of the picture is seen, here and in the view beside this."""
        return self._viewport

    @property
    def dimmed(self) -> bool:
        """Whether it is marked as out of date."""
        return self._dimmed

    def show_image(self, image: Pyramid | None) -> None:
        """Show `image` from now on; None shows nothing."""
        self._image = image
        self.update()

    def set_dimmed(self, dimmed: bool) -> None:
        """Mark the image as out of date, by showing it fainter."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Dark))
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        self.paint_images(painter, QRectF(QPointF(), self._size_px()))
        painter.restore()
        if self._reached_by_key:
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def paint_images(self, painter: QPainter, everything: QRectF) -> None:
        """Paint in device pixels; `everything` is the whole view."""
        if self._image is not None:
            painter.setOpacity(DIMMED if self._dimmed else 1.0)
            self._image.paint(painter, self.place(self._image), everything)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._viewport.set_view(self._size_px())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._leave()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / WHEEL_UNITS_PER_STEP
        if steps:
            self._viewport.zoom_by(ZOOM_STEP**steps, self._px(event.position()))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self._viewport.zoom_by(1 + event.value(), self._px(event.position()))
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            # On another screen the same widget has other device pixels, without a resize.
            self._viewport.set_view(self._size_px())
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grabbed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            moved = self._px(event.position() - self._grabbed)
            self._grabbed = event.position()
            self._viewport.pan(moved.x(), moved.y())
        self._cursor = event.globalPosition()
        self._point_again()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._viewport.toggle(self._px(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = PAN_STEP_PX * self.devicePixelRatioF()
        match event.key():
            case Qt.Key.Key_Left:
                self._viewport.pan(step, 0)
            case Qt.Key.Key_Right:
                self._viewport.pan(-step, 0)
            case Qt.Key.Key_Up:
                self._viewport.pan(0, step)
            case Qt.Key.Key_Down:
                self._viewport.pan(0, -step)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # The frame helps those who move by Tab; around a picture that was clicked it disturbs.
        self._reached_by_key = event.reason() in _BY_KEY
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._reached_by_key = False
        self.update()

    def _leave(self) -> None:
        if self._cursor is not None:
            self._cursor = None
            self.pointed.emit(None)

    def _point_again(self) -> None:
        """Tell what is under the cursor, where the picture may have moved and not the cursor."""
        if self._cursor is None:
            return
        over = self._viewport.target()
        position = self._px(self.mapFromGlobal(self._cursor))
        if over.isEmpty() or not over.contains(position):
            self.pointed.emit(None)
            return
        away = position - over.topLeft()
        self.pointed.emit(QPointF(away.x() / over.width(), away.y() / over.height()))

    def place(self, image: Pyramid) -> QRectF:
        """Where `image` lies: over the picture, or within it in its own shape if that differs."""
        over = self._viewport.target()
        down = over.width() * image.height / image.width
        across = over.height() * image.width / image.height
        one_pixel = max(over.width() / image.width, over.height() / image.height, 1)
        if abs(down - over.height()) <= one_pixel or abs(across - over.width()) <= one_pixel:
            return over
        size = QSizeF(min(across, over.width()), min(down, over.height()))
        corner = over.center() - QPointF(size.width() / 2, size.height() / 2)
        return QRectF(QPointF(round(corner.x()), round(corner.y())), size)

    def _px(self, position: QPointF) -> QPointF:
        return position * self.devicePixelRatioF()

    def _size_px(self) -> QSizeF:
        ratio = self.devicePixelRatioF()
        return QSizeF(round(self.width() * ratio), round(self.height() * ratio))

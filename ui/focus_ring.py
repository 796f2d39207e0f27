"""A ring around whatever has the keyboard's focus: the style's own is hardly seen in the dark."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette, QPen, QRegion
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from shiboken6 import isValid

from ui.drop_zone import DropZone
from ui.picture_view import PictureView
from ui.tile import TileDelegate

_GAP_PX, _LINE_PX, _RADIUS_PX = 1, 2, 4.0
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


class FocusRing(QObject):
    """Follows the focus through all windows of `app`, as long as no mouse gives it."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._ring: _Ring | None = None
        self._by_mouse = False
        # A window that is being taken down gives up its focus: it is not to be touched then.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._follow)
        app.focusChanged.connect(self._focus_changed)

    def close(self) -> None:
        """Follow it no more."""
        self._app.focusChanged.disconnect(self._focus_changed)
        self._soon.stop()
        self._let_go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def _focus_changed(self) -> None:
        self._by_mouse = QGuiApplication.mouseButtons() is not Qt.MouseButton.NoButton
        self._soon.start()

    def _follow(self) -> None:
        self._let_go()
        widget = _focused()
        if widget is None or self._by_mouse:
            return
        self._ring = _Ring(widget.window())
        above: QWidget | None = widget
        while above is not None:
            above.installEventFilter(self)  # once, however often it is installed
            above = None if above.isWindow() else above.parentWidget()
        self._place()

    def _let_go(self) -> None:
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None

    def _place(self) -> None:
        ring, around = self._ring, _focused()
        if ring is None or not isValid(ring) or around is None:
            return
        seen = around.visibleRegion().boundingRect()
        there = not seen.isEmpty() and around.window() is ring.window()
        ring.setVisible(there)
        if there:
            corner = around.mapTo(around.window(), seen.topLeft())
            ring.surround(QRect(corner, seen.size()))


def _focused() -> QWidget | None:
    """What has the focus, if that is not seen on itself."""
    widget: QWidget | None = QApplication.focusWidget()
    if widget is None or _shows_it(widget):
        return None
    # What a field is made of belongs to it.
    while (outer := widget.parentWidget()) is not None and outer.focusProxy() is widget:
        widget = outer
    return widget


class _Ring(QWidget):
    """Takes no events, and covers nothing within it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def surround(self, place: QRect) -> None:
        """Be around `place` of the window."""
        margin = _GAP_PX + _LINE_PX
        self.setGeometry(place.adjusted(-margin, -margin, margin, margin))
        inner = self.rect().adjusted(margin, margin, -margin, -margin)
        self.setMask(QRegion(self.rect()) - QRegion(inner))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), _LINE_PX))
        half = _LINE_PX / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(half, half, -half, -half), _RADIUS_PX, _RADIUS_PX
        )


def _shows_it(widget: QWidget) -> bool:
    """Whether it is seen on the widget itself that it has the focus."""
    if isinstance(widget, QAbstractItemView):
        popup = widget.window().windowFlags() & Qt.WindowType.Popup == Qt.WindowType.Popup
        return popup or isinstance(widget.itemDelegate(), TileDelegate)
    return isinstance(widget, PictureView | DropZone) or widget.isWindow()

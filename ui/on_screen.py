"""Keeps a window within the screen that it is on, whatever the size that it would like to have."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

FRAME_PX = 40
"""What a title bar takes at most, while the desktop has not drawn it and nobody knows."""


class OnScreen(QObject):
    """Keeps `window` on its screen when it is shown, and once more when it first has its frame."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._placed = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and not event.spontaneous():
            keep_on_screen(self._window)
            self._placed = False
        elif event.type() == QEvent.Type.WindowActivate and not self._placed:
            # Only by now has the desktop drawn its frame, and placed it.
            self._placed = True
            keep_on_screen(self._window)
        return super().eventFilter(watched, event)


def keep_on_screen(window: QWidget) -> None:
    """Make `window` no larger than its screen less panels and frame; a shown one is all in sight.

    One that the user has made to fill the screen is left as it is.
    """
    if window.isMaximized() or window.isFullScreen():
        return
    room = window.screen().availableGeometry()
    frame = window.frameGeometry().size() - window.size()
    if frame.height() <= 0:
        frame = QSize(0, FRAME_PX)
    size = window.size().boundedTo(room.size() - frame)
    if size != window.size():
        window.resize(size)
    if not window.isVisible():
        return  # The desktop places it.
    window.move(nearest(window.frameGeometry().topLeft(), size + frame, room))


def nearest(corner: QPoint, size: QSize, room: QRect) -> QPoint:
    """The upper left corner of what is so large and lies in `room`, as near to `corner` as can be.

    Of what is larger than that, the upper left is in it.
    """
    return QPoint(
        max(room.left(), min(corner.x(), room.left() + room.width() - size.width())),
        max(room.top(), min(corner.y(), room.top() + room.height() - size.height())),
    )

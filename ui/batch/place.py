"""Where the window of the batch is on the screen: where it was left, or in front of another."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def place_of(window: QWidget) -> str:
    """The place and size of `window`: Qt's geometry, base64."""
    return bytes(window.saveGeometry().toBase64().data()).decode("ascii")


def put_in_place(window: QWidget, place: str, other: QWidget) -> None:
    """Give `window`, which is not shown yet, the `place` that `place_of` told.

    Where that is empty, or of a version that nobody understands, it lies in the middle of
    `other`, which is shown. All of it is on the screen, with a frame such as that of `other`:
    where it asks for a place, the desktop leaves it there.
    """
    known = bool(place) and window.restoreGeometry(
        QByteArray.fromBase64(place.encode("ascii", "ignore"))
    )
    if window.isMaximized() or window.isFullScreen():
        return
    inner, outer = other.geometry(), other.frameGeometry()
    wanted = window.geometry()
    if not known:
        wanted.moveCenter(inner.center())
    screen = QGuiApplication.screenAt(wanted.center()) or other.screen()
    room = screen.availableGeometry().adjusted(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        inner.right() - outer.right(),
        inner.bottom() - outer.bottom(),
    )
    wanted.setSize(wanted.size().boundedTo(room.size()))
    wanted.moveLeft(max(room.left(), min(wanted.left(), room.right() + 1 - wanted.width())))
    wanted.moveTop(max(room.top(), min(wanted.top(), room.bottom() + 1 - wanted.height())))
    window.setGeometry(wanted)

"""A handle by which something is dragged out of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ui.icons import tinted_icon
from ui.wording import tr

_ICON = QSize(20, 20)


class DragHandle(QLabel):
    """`pressed` is told at once, `drag_asked` when it was moved far enough to be meant."""

    pressed = Signal()
    drag_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._from: QPointF | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(tr("Drag the guide"))
        self.setToolTip(
            tr(
                "Drag the guide into another program or a folder.\n"
                "By key: copy it as a file (Ctrl+Shift+C) and paste it there."
            )
        )
        self._tint()

    @property
    def is_held(self) -> bool:
        """Whether it is pressed."""
        return self._from is not None

    def let_go(self) -> None:
        """The drag is over; whoever took it took the release of the button as well."""
        self._from = None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self._tint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.position()
            self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            moved = (event.position() - self._from).manhattanLength()
            if moved >= QApplication.startDragDistance():
                self.drag_asked.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._from = None

    def _tint(self) -> None:
        icon = tinted_icon("grip", self.palette())
        mode = icon.Mode.Normal if self.isEnabled() else icon.Mode.Disabled
        self.setPixmap(icon.pixmap(_ICON, mode))

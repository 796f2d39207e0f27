"""The wheel over a field: a page is scrolled past it, and only where the focus is changed by it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class ScrollPast(QObject):
    """Lets who scrolls the page change nothing on the way: only where the focus is."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        # Else the wheel would give it the focus.
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and not self._field.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

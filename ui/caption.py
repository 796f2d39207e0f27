"""The line above a picture: its name, shortened in the middle where it is too long, and a note."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

_BETWEEN = "   "
NAME_CHARS = 10
"""Where the name would have less room than this, the note is left out instead."""


class Caption(QLabel):
    """One line that never makes room for itself.

    The name gives way to the note, until hardly any of it would be left.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(10, 6, 10, 6)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_text(name)

    def show_text(self, name: str, note: str = "") -> None:
        """Say `name` and, behind it, `note`."""
        self._name = name
        self._note = _BETWEEN + note if note else ""
        self.setAccessibleName(name + self._note)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics, note = self.fontMetrics(), self._note
        room = self.contentsRect().width()
        name_room = room - metrics.horizontalAdvance(note)
        least = min(metrics.horizontalAdvance(self._name), metrics.averageCharWidth() * NAME_CHARS)
        if name_room < least:
            note, name_room = "", room
        middle = Qt.TextElideMode.ElideMiddle
        self.setText(metrics.elidedText(self._name, middle, max(name_room, 0)) + note)


class Head(QWidget):
    """The line above a view: its caption, and in `row` behind it what can be pressed there."""

    def __init__(self, caption: Caption) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(0)
        self.row.addWidget(caption, 1)

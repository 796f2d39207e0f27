"""Number fields that do not keep for themselves what the whole window is meant to hear."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox


class FieldKeys(QObject):
    """Lets a spin box give back the focus at Enter, and copy and paste numbers only.

    Otherwise Ctrl+C would copy nothing and Ctrl+V do nothing while a field happens to have the
    focus, where the guide and a picture are meant.
    """

    def __init__(self, field: QAbstractSpinBox) -> None:
        super().__init__(field)
        self._field = field
        field.installEventFilter(self)
        field.lineEdit().returnPressed.connect(field.clearFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            copies = event.matches(QKeySequence.StandardKey.Copy)
            pastes = event.matches(QKeySequence.StandardKey.Paste)
            if (copies and not self._field.lineEdit().hasSelectedText()) or (
                pastes and not _holds_number()
            ):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


def _holds_number() -> bool:
    try:
        float(QGuiApplication.clipboard().text().replace(",", "."))
    except ValueError:
        return False
    return True

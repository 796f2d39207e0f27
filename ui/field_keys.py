"""Number fields that do not keep for themselves what the whole window is meant to hear."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox


class FieldKeys(QObject):
    """Leaves to the window the keys that mean nothing to the number in a spin box.

    A field has the focus most of the time. Ctrl+C would then copy a number where the guide is
    meant, Ctrl+V paste what is none, Ctrl+Z take back digits that count already, and the space bar
    show nothing.
    """

    def __init__(self, field: QAbstractSpinBox) -> None:
        super().__init__(field)
        self._field = field
        # Enter marks all of the number, to be typed over: nobody has marked it to copy it.
        self._marked_by_enter = False
        field.installEventFilter(self)
        field.lineEdit().returnPressed.connect(lambda: self._mark(True))
        field.lineEdit().selectionChanged.connect(lambda: self._mark(False))
        field.editingFinished.connect(self._commit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self._mark(False)  # it changes no selection, where all is marked already
        if _is_ctrl_y(event) and self._field.lineEdit().isRedoAvailable():
            if event.type() == QEvent.Type.KeyPress:
                self._field.lineEdit().redo()  # by itself it does so on some systems only
            event.accept()
            return True
        asks = event.type() == QEvent.Type.ShortcutOverride
        if (asks and self._is_of_the_window(event)) or (not asks and _is_space(event)):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _is_of_the_window(self, event: QKeyEvent) -> bool:
        """Whether it is a key that the field would take, and has no use for now."""
        keys, edit = QKeySequence.StandardKey, self._field.lineEdit()
        if event.matches(keys.Copy):
            return self._marked_by_enter or not edit.hasSelectedText()
        if event.matches(keys.Paste):
            return not _holds_number()
        if event.matches(keys.Undo):
            return not edit.isModified()
        if event.matches(keys.Redo):
            return not edit.isRedoAvailable()
        return False

    def _commit(self) -> None:
        self._field.lineEdit().setModified(False)

    def _mark(self, by_enter: bool) -> None:
        self._marked_by_enter = by_enter


def _is_ctrl_y(event: QKeyEvent) -> bool:
    return event.keyCombination() == QKeyCombination(
        Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y
    )


def _is_space(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space and not event.modifiers()


def _holds_number() -> bool:
    try:
        float(QGuiApplication.clipboard().text().replace(",", "."))
    except ValueError:
        return False
    return True

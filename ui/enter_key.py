"""Enter presses the button that has the focus, as in dialogs: elsewhere Qt waits for Space."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def press_by_enter(window: QWidget, event: QKeyEvent) -> bool:
    """Whether `event`, which nobody in `window` took, is Enter on a button, which it then presses.

    A key that is held presses once.
    """
    if event.key() not in ENTER or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    focused = QApplication.focusWidget()
    if not isinstance(focused, QPushButton | QToolButton) or focused.window() is not window:
        return False
    if isinstance(focused, QPushButton) and focused.autoDefault():
        return False  # it takes Enter by itself, and has not: this one went elsewhere
    if not event.isAutoRepeat():
        focused.click()
    return True

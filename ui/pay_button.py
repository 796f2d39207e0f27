"""Buttons that stand where money is spent: what is no press meant for them presses nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from shiboken6 import isValid

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SPACE = (Qt.Key.Key_Space, Qt.Key.Key_Select)
_LED = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_BACK = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""Why the focus goes for a while, to be given back later."""


class OncePressed(QPushButton):
    """Of a double click only the first press counts: the second was meant for what stood there.

    It takes the focus from Tab only, so that none stays behind after a press of the mouse.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()


class PayButton(OncePressed):
    """Pays when the mouse presses it, by its own key, or by Enter once Tab has led to it.

    Space shows the input in the whole window, here too: it never pays. The focus that another
    control leaves behind, because it is hidden or shut off, is not taken: nobody has led it here.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_lent = False
        self._before: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        # What it tells of is not looked at: who has lost the focus may be going just now.
        application.focusChanged.connect(self._remember)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ENTER and bare:
            if not event.isAutoRepeat():
                self.click()
        elif event.key() in _SPACE:
            event.ignore()  # it goes on to the window
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _SPACE:
            event.ignore()
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        reason = event.reason()
        strayed = (reason in _LED and self._is_left_behind()) or (
            reason in _BACK and not self._is_lent
        )
        if strayed:
            self.clearFocus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._is_lent = event.reason() in _BACK

    def _is_left_behind(self) -> bool:
        """Whether who had the focus before could not have kept it."""
        before = self._before
        return before is not None and not (
            isValid(before) and before.isVisible() and before.isEnabled()
        )

    def _remember(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not self:
            here = focused is not None and focused.window() is self.window()
            self._before = focused if here else None

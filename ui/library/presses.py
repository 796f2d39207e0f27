"""What can be pressed for a network, as buttons; whichever go, the focus is not lost with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from core.errors import UnderdrawingError
from core.wording import say
from ui.library.standing import Press
from ui.wording import tr

_WORDS = {
    Press.ADD: (say("&Add"), say("Fetch it, and make guides with it from then on")),
    Press.GO_ON: (say("&Go on"), say("Fetch the rest of it")),
    Press.PAUSE: (say("&Pause"), say("Stop fetching; what has come is kept")),
    Press.REMOVE: (say("&Remove…"), say("Take it off the disk; asks before it does")),
}
FETCHING = frozenset({Press.ADD, Press.GO_ON})
"""What is not to be pressed offline."""


class Presses(QWidget):
    """`pressed` carries a Press. `left`: the button that had the focus is gone, and none takes it.

    Qt would give the focus to whatever comes next on the page, and scroll there.
    """

    pressed = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._error: UnderdrawingError | None = None
        self._buttons = {press: self._button(press) for press in Press}
        self.copy = QPushButton(tr("Copy &details"))
        self.copy.setAutoDefault(False)
        self.copy.setToolTip(tr("What went wrong, for whoever helps"))
        self.copy.clicked.connect(self._copy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (*self._buttons.values(), self.copy):
            row.addWidget(button)
            button.hide()  # all at once they would be wider than they ever are
        row.addStretch(1)

    def button(self, press: Press) -> QPushButton:
        """The button for it, which may be hidden."""
        return self._buttons[press]

    def show_presses(
        self, presses: Sequence[Press], error: UnderdrawingError | None, *, offline: bool
    ) -> None:
        """Offer these, the first of which is the one that is meant, and the details of `error`."""
        self._error = error
        usable = [press for press in presses if not offline or press not in FETCHING]
        stay = {self._buttons[press] for press in usable} | ({self.copy} if error else set())
        held = self.window().focusWidget()
        for press in usable:
            self._buttons[press].setEnabled(True)
            self._buttons[press].show()
        if held in {*self._buttons.values(), self.copy} - stay:
            # Whoever presses once more by mistake is not to remove anything.
            if usable and usable[0] is not Press.REMOVE:
                self._buttons[usable[0]].setFocus()
            else:
                self.left.emit()
        for press, button in self._buttons.items():
            button.setVisible(press in presses)
            button.setEnabled(press in usable)
        self.copy.setVisible(error is not None)

    def _button(self, press: Press) -> QPushButton:
        words, hint = _WORDS[press]
        button = QPushButton(tr(words))
        button.setToolTip(tr(hint))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: self.pressed.emit(press))
        return button

    def _copy(self) -> None:
        if self._error is not None:
            QGuiApplication.clipboard().setText(error_text(self._error))


def error_text(error: UnderdrawingError) -> str:
    """All that is known of `error`, to be copied."""
    return "\n".join(filter(None, (tr(error.what), tr(error.remedy), error.details)))

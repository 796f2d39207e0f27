"""The API key in the settings: shown masked, pasted, checked, replaced, removed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from core.secrets import VARIABLE, KeyState, Place
from ui.settings.outcome import Outcome
from ui.settings.row import align_captions, grid_of
from ui.text import quiet
from ui.wording import told, tr


def _where(place: Place) -> str:
    return {
        Place.NOWHERE: tr("none yet"),
        Place.ENVIRONMENT: tr("from {variable}", variable=VARIABLE),
        Place.KEYRING: tr("in the system's keyring"),
        Place.RUN: tr("for this run only"),
    }[place]


class KeyPanel(QWidget):
    """`kept` carries a key that was typed or pasted, the others are pressed buttons.

    The focus stays here, in a field that hides what it holds: a key that is pasted once more is
    not to land in a field that shows it.
    """

    kept = Signal(str)
    check_asked = Signal()
    remove_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = KeyState(Place.NOWHERE)
        self._busy = False
        self._shown = QLabel()
        self._shown.setTextFormat(Qt.TextFormat.PlainText)
        self._shown.setAccessibleName(tr("API key"))
        self._shown.setWordWrap(True)
        self._says = Outcome()
        self._trouble = quiet("")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText(tr("Paste a key here"))
        self.field.setAccessibleName(tr("New API key"))
        self.field.setToolTip(
            tr("The key from your Runware account; it is never shown again in full.")
        )
        self.field.textChanged.connect(self._show)
        self.field.returnPressed.connect(self._keep)
        self._keep_button = self._button(tr("&Keep"), tr("Keep this key (Enter)"), self._keep)
        self._check = self._button(
            tr("&Check"),
            tr("Ask the service whether it takes the key; costs nothing"),
            self._ask_check,
        )
        self._remove = self._button(tr("Re&move"), tr("Forget the key"), self.remove_asked.emit)

        self._grid = grid = grid_of(self)
        caption = QLabel(tr("&New key"))
        caption.setBuddy(self.field)
        grid.addWidget(QLabel(tr("Key")), 0, 0)
        grid.addWidget(self._shown, 0, 1)
        grid.addWidget(self._check, 0, 2)
        grid.addWidget(self._remove, 0, 3)
        grid.addWidget(caption, 1, 0)
        grid.addWidget(self.field, 1, 1, 1, 2)
        grid.addWidget(self._keep_button, 1, 3)
        grid.addWidget(self._says, 2, 1, 1, 3)
        grid.addWidget(self._trouble, 3, 1, 1, 3)
        self._show()

    @property
    def says(self) -> str:
        """What came of the last thing that was asked for, and what there is to know of the key."""
        parts = (label.text() for label in (self._says, self._trouble) if not label.isHidden())
        return " ".join(parts)

    @property
    def wrong(self) -> bool:
        """Whether what came of it is that something went wrong."""
        return self._says.wrong

    def align(self, width: int) -> None:
        """Give captions so many pixels, as those above and below."""
        align_captions(self._grid, width)

    def begin(self) -> None:
        """Be as at first: what was typed and not taken is not kept for the next time."""
        if not self._busy:
            self.field.clear()
            self._says.say("")

    def show_state(self, state: KeyState, about: str = "") -> None:
        """Show where the key is kept, and what is wrong with the keyring, or is to know `about`."""
        self._state = state
        known = about if state.trouble is None else " ".join((told(state.trouble), about))
        self._trouble.setText(known.strip())
        self._trouble.setVisible(bool(known))
        self._show()

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say what came of what was asked for."""
        self._says.say(text, wrong=wrong)

    def taken(self, key: str) -> None:
        """`key` is kept: it need not stand here any more."""
        if self.field.text().strip() == key:
            self.field.clear()

    def refuse(self, why: str) -> None:
        """The key is not kept, and stays to be mended, or to be replaced by what is pasted."""
        self._says.say(why, wrong=True)
        self.field.selectAll()

    def set_busy(self, busy: bool) -> None:
        """While the keyring or the service is asked, nothing else can be."""
        self._busy = busy
        self._show()

    def _button(self, text: str, hint: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(hint)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: act())
        return button

    def _keep(self) -> None:
        key = self.field.text().strip()
        if key and not self._busy:
            self.field.setFocus()
            self._says.say(tr("Asking…"))
            self.kept.emit(key)

    def _ask_check(self) -> None:
        if not self._busy:
            self._says.say(tr("Asking…"))
            self.check_asked.emit()

    def _show(self) -> None:
        place = self._state.place
        self._shown.setText("  ".join(filter(None, (self._state.masked, f"({_where(place)})"))))
        is_there, ours = place is not Place.NOWHERE, place is not Place.ENVIRONMENT
        self.field.setEnabled(ours)
        self._keep_button.setEnabled(ours and not self._busy and bool(self.field.text().strip()))
        self._keep_button.setText(tr("Re&place") if is_there and ours else tr("&Keep"))
        # While it asks it stays as it is, and is deaf: shut off it would lose the focus.
        self._check.setEnabled(is_there)
        self._remove.setEnabled(is_there and ours and not self._busy)

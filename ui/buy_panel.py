"""What Runware costs, and the one press that spends: shown while guides come from there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui.pay_button import OncePressed, PayButton
from ui.text import heading, quiet
from ui.wording import tr, tr_money


@dataclass(frozen=True)
class Spending:
    """Sums in USD; None where they are not known. `last`: of the chosen preprocessor."""

    last: float | None = None
    today: float = 0.0
    month: float = 0.0
    all: float = 0.0
    balance: float | None = None


class BuyPanel(QWidget):
    """`asked` is emitted by the press that buys, `stopped` by the one that waits no longer, and
    `changed` once something else may be done.

    Of its buttons one is there at a time, each in the place of the others. The focus does not go
    from one to the next: what was pressed there must not be a press on this.
    """

    asked = Signal()
    stopped = Signal()
    key_asked = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting = False
        self._has_key = True
        self._pay, self._stop, self._enter = PayButton(), OncePressed(), QPushButton()
        self._pay.setText(tr("&Buy this guide"))
        self._pay.setToolTip(tr("Have Runware make this guide, which costs money (Ctrl+Return)"))
        self._stop.setText(tr("Stop wa&iting"))
        self._stop.setToolTip(tr("Stop waiting for the guide (Esc); what is paid for is not lost"))
        self._enter.setText(tr("Enter a &key…"))
        self._enter.setToolTip(tr("Open the settings, where the API key is kept (Ctrl+,)"))
        self._pay.clicked.connect(self.asked)
        self._stop.clicked.connect(self.stopped)
        self._enter.clicked.connect(self.key_asked)
        self._price = QLabel()
        self._sums = quiet("")
        for label in (self._price, self._sums):
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading("Runware"))
        layout.addWidget(self._price)
        for button in self._buttons:
            layout.addWidget(button)
        layout.addWidget(self._sums)
        self._spending = Spending()
        self._ready = self._bought = False
        self._show()

    @property
    def has_key(self) -> bool:
        """Whether there is a key, as far as was told."""
        return self._has_key

    @property
    def has_use(self) -> bool:
        """Whether there is a guide that could be bought now, if there is a key."""
        return self._ready and not self._bought and not self._waiting

    def show_spending(self, spending: Spending) -> None:
        """Show what was spent and what is left."""
        self._spending = spending
        self._show()

    def show_state(self, *, ready: bool, bought: bool, has_key: bool) -> None:
        """Whether there is something to buy, is bought already, and whether there is a key."""
        self._ready, self._bought, self._has_key = ready, bought, has_key
        self._show()

    def show_progress(self, text: str | None) -> None:
        """Say how far it is; None when nothing is on its way."""
        self._waiting = text is not None
        self._show()
        if text is not None:
            self._price.setText(text)

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self._pay, self._stop, self._enter)

    def _show(self) -> None:
        spending = self._spending
        if self._waiting:
            shown: QPushButton = self._stop
        elif self._has_key:
            shown = self._pay
            self._price.setText(self._offer())
        else:
            shown = self._enter
            self._price.setText(tr("There is no API key yet."))
        pays = self._ready and not self._bought
        for button in self._buttons:
            if button is not shown or (button is self._pay and not pays):
                # Hidden or shut off it would hand on the focus to whatever comes next.
                button.clearFocus()
            button.setVisible(button is shown)
        self._pay.setEnabled(pays)
        left = ""
        if spending.balance is not None:
            left = tr("{sum} left", sum=tr_money(spending.balance))
        spent = tr(
            "{today} today, {month} this month, {all} in all",
            today=tr_money(spending.today),
            month=tr_money(spending.month),
            all=tr_money(spending.all),
        )
        # Two lines always: nothing moves when the balance comes.
        self._sums.setText(f"{left}\n{spent}")
        self._sums.setToolTip(tr("What is left at Runware, and what was spent from this computer"))
        self.changed.emit()

    def _offer(self) -> str:
        if self._bought:
            return tr("This is the one that you bought.")
        if self._spending.last is None:
            return tr("A preview. The first one tells the price.")
        return tr("A preview. The last one cost {sum}.", sum=tr_money(self._spending.last))

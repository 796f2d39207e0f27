"""What a notice offers, as buttons in a row: Tab finds one beside the other, a key the first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.notice import Action
from ui.wording import tr, tr_key

NOTICE_KEY = "F6"
"""Leads to the first of them, and back."""


class NoticeButtons(QWidget):
    """Shows one button for each action; nothing of it is there while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[QPushButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)

    @property
    def first(self) -> QPushButton | None:
        """What the key leads to."""
        return self._buttons[0] if self._buttons else None

    def show_actions(self, actions: Sequence[Action], *, after: QWidget) -> None:
        """Offer these; Tab comes to them from `after`."""
        for old in self._buttons:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons, before, key = [], after, tr_key(NOTICE_KEY)
        for text, act in actions:
            button = QPushButton(text)
            button.setToolTip(tr("{action} ({key} leads here)", action=text, key=key))
            button.clicked.connect(lambda _=False, act=act: act())
            self._layout.addWidget(button)
            self._buttons.append(button)
            # What is made later would otherwise come last in the window.
            self.setTabOrder(before, button)
            before = button
        self.setVisible(bool(actions))

"""A line under the pictures of a batch about those that are left from last time."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.batch.source_list import SourceList
from ui.wording import tr, tr_n


class LastTime(QWidget):
    """Says how many of `shown` are from an earlier run of the program, and how many were laid
    aside; they are laid aside, brought back or forgotten by a press. It hides where there are none.
    """

    def __init__(self, shown: SourceList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._says = QLabel()
        self._says.setWordWrap(True)
        self.lay_aside = QPushButton(tr("Lay aside"))
        self.lay_aside.setToolTip(
            tr("Take what is left from last time off the list; it can be put back")
        )
        self.put_back = QPushButton(tr("Put back"))
        self.put_back.setToolTip(tr("Put on the list what was laid aside"))
        self.forget = QPushButton(tr("Forget"))
        self.forget.setToolTip(tr("Keep what was laid aside no longer; no file is touched"))
        buttons = QHBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._says)
        layout.addLayout(buttons)
        for button, act in (
            (self.lay_aside, shown.lay_aside),
            (self.put_back, shown.put_back),
            (self.forget, shown.forget_aside),
        ):
            buttons.addWidget(button)
            button.clicked.connect(shown.setFocus)  # before it hides, or the focus goes anywhere
            button.clicked.connect(act)
        shown.listed.connect(self._show)
        self._show()

    @property
    def says(self) -> str:
        """What is said; empty where nothing is left from last time."""
        return self._says.text()

    def _show(self) -> None:
        left, aside = self._shown.left, self._shown.aside
        said = []
        if left:
            said.append(tr_n("{n} is from last time.", "{n} are from last time.", left))
        if aside:
            said.append(
                tr_n(
                    "{n} from last time is laid aside.",
                    "{n} from last time are laid aside.",
                    aside,
                )
            )
        self._says.setText(" ".join(said))
        self.lay_aside.setVisible(left > 0)
        self.put_back.setVisible(aside > 0)
        self.forget.setVisible(aside > 0)
        self.setVisible(bool(said))

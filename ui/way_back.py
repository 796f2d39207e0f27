"""The button that shows the picture again while an earlier guide is seen in its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.wording import tr

_LEAST_PX = 40


class WayBack(QPushButton):
    """Stands in the line above the pictures as long as there is a way back, and makes no room.

    Where it is too narrow for its words, the tooltip has them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Show the picture"), parent)
        self.setToolTip(tr("Show the picture again, in the place of the earlier guide (Esc)"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(_LEAST_PX)
        # As high as the line is without it: the pictures below are not to move when it comes.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.hide()

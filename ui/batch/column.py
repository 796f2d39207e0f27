"""A column of controls that scrolls in a low window, in which nothing moves when its bar comes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

_SPACING_PX = 14
"""With it all of a plan is in sight in a window of the size that it has at first."""


class Column(QScrollArea):
    """`widgets` one below the other, with a margin of so many pixels around them."""

    def __init__(self, widgets: Sequence[QWidget], margin_px: int) -> None:
        super().__init__()
        self._margin_px = margin_px
        inner = QWidget()
        self._layout = QVBoxLayout(inner)
        self._layout.setSpacing(_SPACING_PX)
        for widget in widgets:
            self._layout.addWidget(widget)
        self._layout.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        self.verticalScrollBar().rangeChanged.connect(self._make_room_for_bar)
        self._make_room_for_bar(0, 0)

    def _make_room_for_bar(self, _: int, end: int) -> None:
        """The bar takes the place of the margin; one that is wider has had its room before."""
        margin, bar = self._margin_px, self.verticalScrollBar().sizeHint().width()
        right = max(margin, bar) - (bar if end else 0)
        self._layout.setContentsMargins(margin, margin, right, margin)

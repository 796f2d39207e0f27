"""How small a window may get: no part of it is ever cut, however large its text is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QWidget


class LeastSize(QObject):
    """Keeps the least size of `window` what `of` says, and no less than `least`.

    It is asked again whenever a part of the window has come to need another room.
    """

    def __init__(self, window: QWidget, least: QSize, of: Callable[[], QSize]) -> None:
        super().__init__(window)
        self._window = window
        self._least = least
        self._of = of
        window.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self._window.setMinimumSize(self._least.expandedTo(self._of()))

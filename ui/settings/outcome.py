"""What came of something that was asked for in the settings, in words and in their colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QPalette
from PySide6.QtWidgets import QLabel

from ui.text import breakable
from ui.theme import warning_colour
from ui.wording import tr


class Outcome(QLabel):
    """Wrapped text, told to screen readers as well; what went wrong in a warning's colour.

    It is as high as its text. Where room is kept for it, nothing moves when it speaks.
    """

    def __init__(self, *, keeps_lines: int = 0) -> None:
        super().__init__()
        self._keeps_lines = keeps_lines
        self._wrong = False
        self._shown_in: QColor | None = None
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(tr("What came of it"))
        self.setVisible(keeps_lines > 0)
        self._fit()

    @property
    def wrong(self) -> bool:
        """Whether it says what went wrong."""
        return self._wrong

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say `text`, or nothing; `wrong`: that something is not as it was asked for."""
        self._wrong = wrong and bool(text)
        self.setText(breakable(text))
        self._colour()
        if not self._keeps_lines:
            self.setVisible(bool(text))
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
        elif event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _fit(self) -> None:
        if self._keeps_lines:
            self.setFixedHeight(self._keeps_lines * self.fontMetrics().lineSpacing() + 2)

    def _colour(self) -> None:
        wanted = warning_colour() if self._wrong else None
        if wanted == self._shown_in:
            return  # which is what a change of the palette by this ends with
        self._shown_in = wanted
        palette = QPalette()
        if wanted is not None:
            palette.setColor(QPalette.ColorRole.WindowText, wanted)
        self.setPalette(palette)

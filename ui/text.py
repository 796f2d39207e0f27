"""The few kinds of text that the window has, so that each looks the same everywhere."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy

SPACING_PX = 6
MAY_BREAK = "\u200b"
_TITLE_SCALE = 2.0
_LONG_WORD = re.compile(r"\S{16}(?=\S)")


def heading(text: str) -> QLabel:
    """The name of a group of controls."""
    label = QLabel(text)
    # Nothing but the weight, so that its size goes on to follow the application's.
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    return label


def title(text: str) -> QLabel:
    """One large line."""
    return _Title(text)


def quiet(text: str) -> QLabel:
    """Something that is there for who looks for it."""
    label = QLabel(text)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def paragraph(lines: int) -> QLabel:
    """Wrapped text with room for so many lines always: what is below it never moves."""
    return _Paragraph(lines)


def one_line() -> QLabel:
    """What gives way to what is beside it: where it has no room, it ends in an ellipsis."""
    return _OneLine()


def breakable(text: str) -> str:
    """`text` with places to break in long words, such as paths: they would widen the window."""
    return _LONG_WORD.sub(lambda word: word[0] + MAY_BREAK, text)


def scaled(font: QFont, factor: float) -> QFont:
    """`font` so many times as large."""
    larger = QFont(font)
    if font.pointSizeF() > 0:
        larger.setPointSizeF(font.pointSizeF() * factor)
    else:
        larger.setPixelSize(round(font.pixelSize() * factor))
    return larger


class _Title(QLabel):
    """Of a size by the application's font, which may change."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._scale()

    def event(self, event: QEvent) -> bool:
        # Having a size of its own, it is told of no other change of the font.
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._scale()
        return super().event(event)

    def _scale(self) -> None:
        self.setFont(scaled(QApplication.font(), _TITLE_SCALE))


class _Paragraph(QLabel):
    """So many lines high, whatever it says."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._lines * self.fontMetrics().lineSpacing() + 2)


class _OneLine(QLabel):
    """Painted shortened; its text, which a screen reader reads, is whole."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        room, end = self.contentsRect(), Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self.text(), end, room.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.drawText(room, self.alignment(), shown)

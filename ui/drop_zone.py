"""The empty state: a place to drop a picture on, to click to open one, and a sample to try."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QIcon,
    QImageReader,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from core.wording import say
from ui.icons import tinted_icon
from ui.text import quiet, title
from ui.wording import tr

_INVITATION = say("Drop a picture here")
_WAYS = say("or click to open one, or paste it with Ctrl+V")
_SAMPLE_SIZE = QSize(72, 56)
_NARROW_PX = 420
_INSET_PX, _NARROW_INSET_PX = 24, 4
"""From the edge to the line around it all."""


class DropZone(QWidget):
    """Asks for a picture. The window around it takes the drops, wherever they fall."""

    open_asked = Signal()
    sample_asked = Signal()

    def __init__(self, sample: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sample = sample
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Open a picture"))
        self.setAccessibleDescription(
            tr("Drop a picture here, press Enter to open one, or paste one.")
        )
        self.setToolTip(tr("Click to open a picture (Ctrl+O)"))

        self._icon = QLabel()
        self._title = title(tr(_INVITATION))
        self._ways = QLabel(tr(_WAYS))
        kinds = quiet("PNG, JPEG, WEBP, AVIF, HEIC, TIFF, PSD, GIF, BMP")
        many = quiet(tr("Several pictures, or a folder, become a batch"))
        self._try = QPushButton(f"  {tr('Try the sample picture')}")
        self._try.setToolTip(tr("Open the still life that comes with Underdrawing"))
        self._try.setIconSize(_SAMPLE_SIZE)
        # The window's least size counts on its place from the start.
        self._try.setIcon(QIcon(_empty(_SAMPLE_SIZE)))
        self._try.setCursor(Qt.CursorShape.PointingHandCursor)
        self._try.clicked.connect(self.sample_asked)

        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(1)
        for widget in (self._icon, self._title):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignCenter)
        for label in (self._ways, kinds, many):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addSpacing(22)
        layout.addWidget(self._try, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        self._tint()

    def show_sample(self) -> None:
        """Put the sample's thumbnail on its button; read late, since the window comes first."""
        reader = QImageReader(str(self._sample))
        size = reader.size()
        if size.isValid():
            ratio = self.devicePixelRatioF()
            wanted = QSize(_SAMPLE_SIZE * ratio)
            reader.setScaledSize(size.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatio))
            thumbnail = QPixmap.fromImage(reader.read())
            thumbnail.setDevicePixelRatio(ratio)
            self._try.setIcon(QIcon(thumbnail))

    def show_opening(self, label: str) -> None:
        """Say that `label` is being opened; empty when nothing is."""
        self._title.setText(tr("Opening …") if label else tr(_INVITATION))
        self._ways.setText(tr("Esc stops.") if label else tr(_WAYS))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        self._icon.setPixmap(tinted_icon("picture", self.palette()).pixmap(QSize(72, 72)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Dark))
        focused = self.hasFocus()
        role = QPalette.ColorRole.Accent if focused else QPalette.ColorRole.PlaceholderText
        painter.setPen(
            QPen(self.palette().color(role), 2 if focused else 1.5, Qt.PenStyle.DashLine)
        )
        inset = _INSET_PX if self.width() > _NARROW_PX else _NARROW_INSET_PX
        around = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(around, 14, 14)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.open_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What the button in it does not take comes here as well.
        opens = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if opens and self.hasFocus():
            self.open_asked.emit()
        else:
            super().keyPressEvent(event)


def _empty(size: QSize) -> QPixmap:
    """A picture of nothing that takes `size`."""
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap

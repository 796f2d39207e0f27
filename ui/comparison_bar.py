"""How the guide is seen with its picture: three buttons, and the opacity where one counts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSlider, QToolButton, QWidget

from core.comparison import Comparison
from core.wording import say
from ui.icons import tinted_icon
from ui.wording import tr, tr_key

TITLES = {
    Comparison.SIDE_BY_SIDE: say("Side by side"),
    Comparison.WIPE: say("Wipe"),
    Comparison.OVERLAY: say("Guide over picture"),
}
KEYS = {
    Comparison.SIDE_BY_SIDE: "Ctrl+2",
    Comparison.WIPE: "Ctrl+3",
    Comparison.OVERLAY: "Ctrl+4",
}
_ICONS = {
    Comparison.SIDE_BY_SIDE: "side-by-side",
    Comparison.WIPE: "wipe",
    Comparison.OVERLAY: "overlay",
}
_ICON_PX = 16
_SLIDER_PX = 90


class ComparisonBar(QWidget):
    """`chosen` carries the Comparison that was pressed, `opacity_changed` a number from 0 to 1."""

    chosen = Signal(object)
    opacity_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setRange(0, 100)
        self._opacity.setPageStep(10)
        self._opacity.setFixedWidth(_SLIDER_PX)
        self._opacity.setAccessibleName(tr("Opacity of the guide"))
        self._opacity.setToolTip(
            tr("How much of the guide is seen over the picture (Shift with left and right)")
        )
        self._opacity.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.setSpacing(0)
        row.addWidget(self._opacity)
        row.addSpacing(8)
        self._group = QButtonGroup(self)
        self._buttons: dict[Comparison, QToolButton] = {}
        for comparison, title in TITLES.items():
            button = QToolButton()
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setIconSize(QSize(_ICON_PX, _ICON_PX))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(tr(title))
            button.setToolTip(f"{tr(title)} ({tr_key(KEYS[comparison])})")
            button.clicked.connect(lambda _=False, which=comparison: self.chosen.emit(which))
            self._group.addButton(button)
            self._buttons[comparison] = button
            row.addWidget(button)
        self._tint()
        self.show_choice(Comparison.SIDE_BY_SIDE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def show_choice(self, comparison: Comparison) -> None:
        """Show what is chosen, without reporting it."""
        self._buttons[comparison].setChecked(True)
        self._opacity.setVisible(comparison is Comparison.OVERLAY)

    def show_opacity(self, opacity: float) -> None:
        """Show the opacity, 0 to 1, without reporting it."""
        with QSignalBlocker(self._opacity):
            self._opacity.setValue(round(100 * opacity))

    def _tint(self) -> None:
        for comparison, button in self._buttons.items():
            button.setIcon(tinted_icon(_ICONS[comparison], self.palette()))

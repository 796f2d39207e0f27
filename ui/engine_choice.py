"""Who makes the guides: this computer, or Runware. Two buttons of which one is down."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from core.service_choices import EngineName
from core.wording import say
from ui.wording import tr, tr_key

TITLES = {EngineName.LOCAL: say("This computer"), EngineName.RUNWARE: "Runware"}
SOURCES = {
    EngineName.LOCAL: say("Guides from this computer"),
    EngineName.RUNWARE: say("Guides from Runware"),
}
HINTS = {
    EngineName.LOCAL: say("Free, and nothing leaves this computer"),
    EngineName.RUNWARE: say(
        "Bought one by one with your API key; what you see before is a preview"
    ),
}
KEYS = {EngineName.LOCAL: "Ctrl+Shift+L", EngineName.RUNWARE: "Ctrl+Shift+R"}


class EngineChoice(QWidget):
    """`chosen` carries the EngineName that the user pressed."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[EngineName, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for name, title in TITLES.items():
            button = QPushButton(tr(title))
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setToolTip(f"{tr(SOURCES[name])} ({tr_key(KEYS[name])})\n{tr(HINTS[name])}.")
            button.setAccessibleName(tr(SOURCES[name]))
            button.setAccessibleDescription(tr(HINTS[name]))
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            self._group.addButton(button)
            self._buttons[name] = button
            row.addWidget(button)
        self.show_choice(EngineName.LOCAL)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def show_choice(self, name: EngineName) -> None:
        """Show what is chosen, without reporting it."""
        self._buttons[name].setChecked(True)
        self._colour()

    def _colour(self) -> None:
        """The chosen one in the colour of what is selected: pressed or not is hard to see."""
        selected = QPalette(self.palette())
        selected.setBrush(QPalette.ColorRole.Button, selected.highlight())
        selected.setBrush(QPalette.ColorRole.ButtonText, selected.highlightedText())
        for button in self._buttons.values():
            button.setPalette(selected if button.isChecked() else QPalette())

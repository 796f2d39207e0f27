"""What settings are changed with: a choice, a switch, a number, a line of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from ui.scroll_past import ScrollPast
from ui.wording import tr

_TEXT_CHARS = 24


class Editor(QWidget):
    """Shows one value and tells by `chosen` what the user makes of it; `field` gets the focus.

    It consists of `parts`, of which the first is that, and `wide` has the room that is left.

    `keeps_refused`: a value that cannot be is left to be mended.
    """

    chosen = Signal(object)
    keeps_refused = False

    def __init__(self, *parts: QWidget, wide: QWidget | None = None) -> None:
        super().__init__()
        self.field = parts[0]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in parts:
            row.addWidget(widget, int(widget is wide))
        if wide is None:
            row.addStretch(1)

    @property
    def words(self) -> str:
        """What else this is found by."""
        return ""

    def show_value(self, value: Any) -> None:
        """Show `value`, without reporting it."""
        raise NotImplementedError

    def text_of(self, value: Any) -> str:
        """`value` as it reads here."""
        return str(value)

    def describe(self, name: str, hint: str) -> None:
        """Be called `name` by a screen reader, and say `hint`."""
        self.field.setAccessibleName(name)
        self.field.setAccessibleDescription(hint)
        self.field.setToolTip(hint)


class Choice(Editor):
    """One of several, given with their titles."""

    def __init__(self, titles: Mapping[Any, str]) -> None:
        self.combo = QComboBox()
        ScrollPast(self.combo)
        super().__init__(self.combo)
        self._titles: dict[Any, str] = dict(titles)
        self._values = list(titles)
        self.combo.addItems(list(titles.values()))
        self.combo.currentIndexChanged.connect(lambda at: self.chosen.emit(self._values[at]))

    @property
    def words(self) -> str:
        return " ".join(self._titles.values())

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self._values.index(value))

    def text_of(self, value: Any) -> str:
        return self._titles[value]


class Switch(Editor):
    """On or off; its label stands on it."""

    def __init__(self) -> None:
        self.box = QCheckBox()
        super().__init__(self.box)
        self.box.toggled.connect(self.chosen.emit)

    def show_value(self, value: bool) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(value)

    def text_of(self, value: bool) -> str:
        return tr("on") if value else tr("off")


class Number(Editor):
    """A whole number within `allowed`; `special` is how the least one reads, if not as a number."""

    def __init__(self, allowed: range, unit: str = "", special: str = "", step: int = 1) -> None:
        self.spin = QSpinBox()
        ScrollPast(self.spin)
        super().__init__(self.spin)
        self.spin.setRange(allowed[0], allowed[-1])
        self.spin.setSingleStep(step)
        self.spin.setSuffix(f" {unit}" if unit else "")
        self.spin.setSpecialValueText(special)
        self.spin.setKeyboardTracking(False)
        self.spin.valueChanged.connect(self.chosen.emit)

    def show_value(self, value: int) -> None:
        with QSignalBlocker(self.spin):
            self.spin.setValue(value)

    def text_of(self, value: int) -> str:
        special = self.spin.specialValueText()
        return special if special and value == self.spin.minimum() else self._plain(value)

    def _plain(self, value: int) -> str:
        return self.spin.textFromValue(value) + self.spin.suffix()


class Address(Editor):
    """A line of text, which counts once it is typed."""

    keeps_refused = True

    def __init__(self) -> None:
        self.line = QLineEdit()
        super().__init__(self.line, wide=self.line)
        self.line.setMinimumWidth(_TEXT_CHARS * self.fontMetrics().averageCharWidth() // 2)
        self._value = ""
        self.line.editingFinished.connect(self._report)

    def show_value(self, value: str) -> None:
        self._value = value
        self.line.setText(value)

    def _report(self) -> None:
        text = self.line.text().strip()
        if text != self._value:
            self.chosen.emit(text)

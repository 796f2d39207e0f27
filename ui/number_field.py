"""One number of the option panel: a slider and a field that always show the same value."""

from __future__ import annotations

import random

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from core.options import NumberOption
from ui.field_keys import FieldKeys
from ui.scroll_past import ScrollPast
from ui.wording import tr

_FIELD_PX, _BUTTONS_PX = 76, 36
RANDOM_BELOW = 2**31
"""Numbers chosen at random stay short enough to be read out and typed again."""


class NumberField(QWidget):
    """Label, slider and number field of a NumberOption.

    An option without a slider gets a button for a number at random. `changed` is emitted when
    the user changes the value, never when `set_value` does.
    """

    changed = Signal(str, object)  # option name, value

    def __init__(self, option: NumberOption, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.option = option
        least, most = option.minimum, option.maximum
        reach = tr("From {least:.16g} to {most:.16g}.", least=least, most=most)
        title, hint = tr(option.title), tr(option.hint)
        self.setToolTip(f"{hint}\n{reach}")

        # A field of doubles for whole numbers as well: a QSpinBox ends at 2**31.
        self.field = QDoubleSpinBox()
        self.field.setDecimals(0 if option.whole else _decimals(option.step))
        self.field.setRange(option.minimum, option.maximum)
        self.field.setSingleStep(option.step)
        self.field.setGroupSeparatorShown(False)
        self.field.setKeyboardTracking(False)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setAccessibleName(title)
        self.field.setAccessibleDescription(hint)
        self.field.valueChanged.connect(self._field_moved)
        FieldKeys(self.field)
        ScrollPast(self.field)

        caption = QLabel(label)
        caption.setBuddy(self.field)

        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        layout.addWidget(caption, 0, 0)
        layout.addWidget(self.field, 0, 1)
        layout.setColumnStretch(0, 1)

        self.slider: QSlider | None = None
        if option.slider:
            self._fit()
            self.slider = QSlider(Qt.Orientation.Horizontal)
            self.slider.setRange(0, round((option.maximum - option.minimum) / option.step))
            self.slider.setPageStep(max(1, self.slider.maximum() // 10))
            self.slider.setAccessibleName(tr("{title} slider", title=title))
            self.slider.setAccessibleDescription(hint)
            self.slider.valueChanged.connect(self._slider_moved)
            ScrollPast(self.slider)
            layout.addWidget(self.slider, 1, 0, 1, 2)
        else:
            self.field.setMinimumWidth(120)
            self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            again = QToolButton()
            again.setText(tr("Another"))
            again.setToolTip(tr("{title}: another number at random", title=title))
            again.setAccessibleName(again.toolTip())
            again.clicked.connect(self._choose_at_random)
            layout.addWidget(again, 0, 2)
        self.set_value(option.default)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.slider is not None:
            self._fit()

    def _fit(self) -> None:
        """Fields above each other are of one width, for five digits and their buttons."""
        digits = self.fontMetrics().horizontalAdvance("00000")
        self.field.setFixedWidth(max(_FIELD_PX, digits + _BUTTONS_PX))

    def set_value(self, value: int | float) -> None:
        """Show `value`."""
        with QSignalBlocker(self.field):
            self.field.setValue(value)
        if self.slider is not None:
            with QSignalBlocker(self.slider):
                self.slider.setValue(round((value - self.option.minimum) / self.option.step))

    def _field_moved(self, value: float) -> None:
        self._change(value)

    def _slider_moved(self, position: int) -> None:
        self._change(self.option.minimum + position * self.option.step)

    def _choose_at_random(self) -> None:
        least, most = round(self.option.minimum), round(self.option.maximum)
        least = min(max(least, 0), most)
        most = min(most, least + RANDOM_BELOW - 1)
        self._change(random.randint(least, most))  # noqa: S311 - a seed, not a secret

    def _change(self, value: float) -> None:
        number: int | float = round(value) if self.option.whole else round(value, 6)
        self.set_value(number)
        self.changed.emit(self.option.name, number)


def _decimals(step: float) -> int:
    """How many decimal places show every multiple of `step`; at least one, for a fraction."""
    return max(1, len(f"{step:.6f}".rstrip("0").partition(".")[2]))

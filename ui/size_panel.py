"""The size of the guide: at most so wide and so high, with what becomes of the picture."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QWidget

from core.wording import say
from ui.field_keys import FieldKeys
from ui.scroll_past import ScrollPast
from ui.text import heading, paragraph
from ui.wording import tr

SIDE_MAX_PX = 65535
_OWN = say("as the picture")


class SideField(QSpinBox):
    """A side in pixels; nothing at all, like 0, is the picture's own."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        # The words for it come back when what was typed over them is taken back.
        if not text.strip() or text == self.specialValueText():
            return QValidator.State.Acceptable, text, position
        return super().validate(text, position)

    def valueFromText(self, text: str) -> int:
        return super().valueFromText(text) if text.strip() else 0


class SizePanel(QWidget):
    """Width and height fields; empty ones (0) leave that side to the picture.

    `changed` carries width and height in pixels, None for an empty field.
    """

    changed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading(tr("Size")), 0, 0, 1, 2)
        self.width_field = self._field(tr("&Width"), layout, 1)
        self.height_field = self._field(tr("Hei&ght"), layout, 2)
        layout.setColumnStretch(1, 1)
        self._result = paragraph(2)
        layout.addWidget(self._result, 3, 0, 1, 2)

    def show_size(self, width: int | None, height: int | None) -> None:
        """Show what is asked for, without reporting it."""
        for field, side in ((self.width_field, width), (self.height_field, height)):
            with QSignalBlocker(field):
                field.setValue(side or 0)

    def show_result(self, picture: tuple[int, int] | None, guide: tuple[int, int]) -> None:
        """Say what the guide's size will be for a picture of that size (width, height)."""
        if picture is None:
            self._result.setText("")
            return
        (width, height), shape = guide, _aspect(*guide)
        said = [tr("The guide is {size} ({shape}).", size=f"{width} × {height}", shape=shape)]
        if picture == guide:
            asked = (self.width_field.value(), self.height_field.value())
            larger = any(side > own for side, own in zip(asked, picture, strict=True))
            own = tr("The picture's own size: no guide is larger.")
            said.append(own if larger else tr("The picture's own size."))
        elif 2 * abs(width * picture[1] - height * picture[0]) > sum(picture):
            # More than both sides' rounding to whole pixels makes.
            said.append(tr("The picture is {shape}: it is squeezed.", shape=_aspect(*picture)))
        self._result.setText(" ".join(said))

    def _field(self, label: str, layout: QGridLayout, row: int) -> QSpinBox:
        field = SideField()
        FieldKeys(field)
        ScrollPast(field)
        field.setRange(0, SIDE_MAX_PX)
        field.setSpecialValueText(tr(_OWN))
        field.setSingleStep(64)
        name = label.replace("&", "")
        field.setAccessibleName(tr("{side} of the guide in pixels", side=name))
        field.setToolTip(
            tr(
                "{side} of the guide in pixels; never more than the picture's.\n"
                "Set one side to keep the shape of the picture; an empty field is its own size.",
                side=name,
            )
        )
        field.valueChanged.connect(self._report)
        caption = QLabel(label)
        caption.setBuddy(field)
        layout.addWidget(caption, row, 0)
        layout.addWidget(field, row, 1)
        return field

    def _report(self) -> None:
        self.changed.emit(self.width_field.value() or None, self.height_field.value() or None)


def _aspect(width: int, height: int) -> str:
    """The shape in the smallest whole numbers ("4:3"), or as a ratio to 1 where those are large."""
    divisor = math.gcd(width, height)
    across, down = width // divisor, height // divisor
    if max(across, down) <= 32:
        return f"{across}:{down}"
    if width >= height:
        return tr("{ratio:.2f}:1", ratio=width / height)
    return tr("1:{ratio:.2f}", ratio=height / width)

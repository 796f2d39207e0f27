"""What is done to a guide on its way out: inverted, transparent, 16 bits, a model's size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from core.errors import ExportError
from core.file_format import FileFormat
from core.fit import MULTIPLES, SIDE_RANGE, SIDES, Filling, Fit, Side
from core.guide import Guide
from core.rendition import Rendition, can_be_transparent, can_invert
from core.wording import say
from ui.on_screen import nearest
from ui.text import heading, paragraph
from ui.wording import told, tr, tr_each

_SIDES = {Side.LONG: say("on the long side"), Side.SHORT: say("on the short side")}
_FILLINGS = {Filling.CROP: say("by cutting the edges"), Filling.PAD: say("by adding ground")}
INVERT_HINT = say(
    "Every guide as it goes out: lines black on white, depth with near black. The option “Near is "
    "black” turns the depth alone. Both undo each other."
)
_WIDTH_PX = 320
_DIGITS = len(str(SIDE_RANGE[-1]))


class RenditionPanel(QFrame):
    """A small window of its own that closes when one clicks elsewhere, or by Esc.

    `changed` carries a Rendition of the format and quality that were shown last.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setMinimumWidth(_WIDTH_PX)
        self._rendition = Rendition()
        self._guide: Guide | None = None
        self.invert = self._switch(tr("&Invert"), tr(INVERT_HINT))
        self.transparent = self._switch(
            tr("&Transparent ground"), tr("For laying lines over a canvas; not in JPG")
        )
        self.deep = self._switch(tr("1&6 bits"), tr("Depth without steps, as PNG or TIFF"))
        self.metadata = self._switch(
            tr("Save &how it was made"),
            tr("Preprocessor and options in the file; Underdrawing reads them back"),
        )
        self.target = self._choice(
            tr("Size of the side"), {None: tr("as it is")} | {each: str(each) for each in SIDES}
        )
        self._let_type(self.target)
        self.side = self._choice(tr("Which side"), tr_each(_SIDES))
        multiples = {each: tr("any") if each == 1 else str(each) for each in MULTIPLES}
        self.multiple = self._choice(tr("Sides are multiples of"), multiples)
        self.filling = self._choice(tr("How sides become multiples"), tr_each(_FILLINGS))
        self._says = paragraph(3)

        form = QFormLayout()
        for text, field in (
            (tr("Si&ze"), self.target),
            ("", self.side),
            (tr("&Multiples of"), self.multiple),
            ("", self.filling),
        ):
            caption = QLabel(text)
            caption.setBuddy(field)
            form.addRow(caption, field)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(tr("Export options")))
        for switch in (self.invert, self.transparent, self.deep, self.metadata):
            layout.addWidget(switch)
        layout.addLayout(form)
        layout.addWidget(self._says)
        self.show_rendition(self._rendition)

    def show_rendition(self, rendition: Rendition) -> None:
        """Show `rendition`, without reporting it."""
        self._rendition = rendition
        fit = rendition.fit or Fit()
        for switch, on in (
            (self.invert, rendition.invert),
            (self.transparent, rendition.transparent),
            (self.deep, rendition.deep),
            (self.metadata, rendition.metadata),
        ):
            with QSignalBlocker(switch):
                switch.setChecked(on)
        for combo, value in (
            (self.side, fit.side),
            (self.multiple, fit.multiple),
            (self.filling, fit.filling),
        ):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(value))
        with QSignalBlocker(self.target):
            place = self.target.findData(fit.target)
            self.target.setCurrentIndex(place)
            # What was typed stays where the place does not change.
            self.target.setEditText(self.target.itemText(place) or str(fit.target))
        self._show_use()

    def show_guide(self, guide: Guide | None) -> None:
        """Say what becomes of `guide`; what it cannot have is greyed out."""
        self._guide = guide
        self._show_use()

    def open_above(self, button: QWidget) -> None:
        """Open above `button`, which is far down, and within the screen."""
        self.adjustSize()
        button.setFocus()  # its key may have pressed it where it was scrolled out of sight
        corner = button.mapToGlobal(button.rect().topRight())
        above = corner - QPoint(self.width(), self.height())
        self.move(nearest(above, self.size(), button.screen().availableGeometry()))
        self.show()
        self.invert.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.show_rendition(self._rendition)  # what is half typed counts for nothing
        super().keyPressEvent(event)

    def _switch(self, text: str, hint: str) -> QCheckBox:
        switch = QCheckBox(text)
        switch.setToolTip(hint)
        switch.setAccessibleDescription(hint)
        switch.toggled.connect(self._report)
        return switch

    def _choice(self, name: str, titles: Mapping[Any, str]) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        for value, title in titles.items():
            combo.addItem(title, value)
        combo.currentIndexChanged.connect(self._report)
        return combo

    def _let_type(self, combo: QComboBox) -> None:
        """Take any number, too; what is none leaves all as it was."""
        combo.setEditable(True)
        combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        combo.setCompleter(None)  # type: ignore[arg-type]
        combo.setToolTip(
            tr(
                "Pixels, from {least} to {most}: choose, or type",
                least=SIDE_RANGE[0],
                most=SIDE_RANGE[-1],
            )
        )
        edit = combo.lineEdit()
        assert edit is not None
        edit.setAccessibleName(combo.accessibleName())
        edit.editingFinished.connect(self._report)

    def _asked_target(self) -> int | None:
        text = self.target.currentText().strip()
        if text == self.target.itemText(0) or not text:
            return None
        # Of a text without end Python makes no number.
        if text.isdecimal() and len(text) <= _DIGITS and int(text) in SIDE_RANGE:
            return int(text)
        return self._rendition.fit.target if self._rendition.fit else None

    def _report(self) -> None:
        target, multiple = self._asked_target(), self.multiple.currentData()
        fit = None
        if target is not None or multiple != 1:
            fit = Fit(
                target, Side(self.side.currentData()), multiple, Filling(self.filling.currentData())
            )
        format = self._rendition.format
        transparent = self.transparent.isChecked() and format.holds_transparency
        # Of two that exclude each other, the one that was chosen now.
        deep = self.deep.isChecked() and format.holds_16_bits
        if transparent and deep:
            transparent, deep = not self._rendition.transparent, not self._rendition.deep
        before = self._rendition
        self._rendition = before.replace(
            invert=self.invert.isChecked(),
            transparent=transparent,
            deep=deep,
            metadata=self.metadata.isChecked(),
            fit=fit,
        )
        self.show_rendition(self._rendition)
        if self._rendition != before:
            self.changed.emit(self._rendition)

    def _show_use(self) -> None:
        rendition, guide = self._rendition, self._guide
        name = guide.task.preprocessor if guide else None
        format = rendition.format
        self.invert.setEnabled(name is None or can_invert(name))
        self.transparent.setEnabled(
            format.holds_transparency and (name is None or can_be_transparent(name))
        )
        self.deep.setEnabled(format.holds_16_bits and (guide is None or guide.deep is not None))
        fit = rendition.fit
        self.side.setEnabled(fit is not None and fit.target is not None)
        self.filling.setEnabled(fit is not None and fit.multiple != 1)
        self._says.setText(_explained(rendition, guide))


def _explained(rendition: Rendition, guide: Guide | None) -> str:
    said = []
    if guide is not None:
        fit = rendition.fit or Fit()
        try:
            said.append(tr(fit.explain(guide.width, guide.height)))
        except ExportError as error:
            said.append(told(error))
    if not rendition.lossless and rendition.format is FileFormat.JPG:
        said.append(tr("JPG blurs hard lines a little."))
    return " ".join(said)

"""How the guides of a batch are written: size, format, what is done on the way out, what stays."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QWidget,
)

from core.file_format import FileFormat
from core.fit import Side
from core.rendition import Rendition
from core.task import FILE_QUALITY
from ui.field_keys import FieldKeys
from ui.rendition_panel import RenditionPanel
from ui.scroll_past import ScrollPast
from ui.size_panel import SIDE_MAX_PX, SideField
from ui.text import heading, quiet
from ui.wording import tr


class BatchFiles(QWidget):
    """`changed` tells that something else is chosen. Renditions are those of core.rendition."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rendition = Rendition()
        self.width_field = self._side(tr("Width"))
        self.height_field = self._side(tr("Height"))
        self.format = QComboBox()
        self.format.setAccessibleName(tr("File format"))
        self.format.setToolTip(tr("The format of the files; PNG and TIFF keep every pixel"))
        for form in FileFormat:
            self.format.addItem(form.value, form)
        self.quality = QSpinBox()
        self.quality.setRange(FILE_QUALITY[0], FILE_QUALITY[-1])
        self.quality.setAccessibleName(tr("Quality"))
        self.quality.setToolTip(tr("Quality of WEBP and JPG, 20 to 100. Higher: larger files."))
        FieldKeys(self.quality)
        ScrollPast(self.format)
        ScrollPast(self.quality)
        self.more = RenditionPanel(self)
        self.options = QToolButton()
        self.options.setText(tr("Options…"))
        self.options.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.options.setToolTip(tr("Invert, transparency, 16 bits, a model's size"))
        self.says = quiet("")
        self.says.setWordWrap(True)
        self.skip = QCheckBox(tr("Leave &guides alone that are there already"))
        self.skip.setToolTip(tr("A guide of the same options is not made again"))
        self.skip.setChecked(True)
        self.joints = QCheckBox(tr("With each pose its joints, as JSON"))
        self.joints.setToolTip(tr("A file in OpenPose's format beside every pose"))
        self._build()
        self.format.currentIndexChanged.connect(self._chosen)
        self.quality.valueChanged.connect(self._chosen)
        self.more.changed.connect(self._take)
        self.options.clicked.connect(lambda: self.more.open_above(self.options))
        for box in (self.skip, self.joints):
            box.toggled.connect(lambda _: self.changed.emit())
        self.show_rendition(self.rendition)

    @property
    def sides(self) -> tuple[int | None, int | None]:
        """The width and height asked for in pixels, None for the picture's own."""
        return self.width_field.value() or None, self.height_field.value() or None

    def show_size(self, width: int | None, height: int | None) -> None:
        """Show what is asked for."""
        self.width_field.setValue(width or 0)
        self.height_field.setValue(height or 0)

    def show_rendition(self, rendition: Rendition) -> None:
        """Show how guides are written, without reporting it."""
        self.rendition = rendition
        with QSignalBlocker(self.format), QSignalBlocker(self.quality):
            self.format.setCurrentIndex(self.format.findData(rendition.format))
            self.quality.setValue(rendition.quality)
        self.quality.setEnabled(rendition.format.has_quality)
        self.more.show_rendition(rendition)
        says = ", ".join(done_to(rendition)) or tr("As they are made")
        self.says.setText(says[:1].upper() + says[1:])

    def _chosen(self) -> None:
        format = FileFormat(self.format.currentData())
        self._take(self.rendition.within(format).replace(quality=self.quality.value()))

    def _take(self, rendition: Rendition) -> None:
        self.show_rendition(rendition)
        self.changed.emit()

    def _side(self, name: str) -> QSpinBox:
        field = SideField()
        FieldKeys(field)
        ScrollPast(field)
        field.setRange(0, SIDE_MAX_PX)
        field.setSpecialValueText(tr("as the picture"))
        field.setSingleStep(64)
        field.setAccessibleName(tr("{side} of the guides in pixels", side=name))
        field.setToolTip(
            tr("Never more than the picture's. Set one side to keep the shape of each picture.")
        )
        field.valueChanged.connect(lambda _: self.changed.emit())
        return field

    def _build(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading(tr("How they are written")), 0, 0, 1, 4)
        rows = (
            (tr("Width"), self.width_field, tr("Height"), self.height_field),
            (tr("Format"), self.format, tr("&Quality"), self.quality),
        )
        for row, (left, first, right, second) in enumerate(rows, start=1):
            for column, (text, field) in enumerate(((left, first), (right, second))):
                caption = QLabel(text)
                caption.setBuddy(field)
                layout.addWidget(caption, row, 2 * column)
                layout.addWidget(field, row, 2 * column + 1)
        last = QHBoxLayout()
        last.addWidget(self.says, 1)
        last.addWidget(self.options)
        layout.addLayout(last, 3, 0, 1, 4)
        layout.addWidget(self.skip, 4, 0, 1, 4)
        layout.addWidget(self.joints, 5, 0, 1, 4)
        layout.setColumnStretch(1, 1)
        layout.setColumnStretch(3, 1)


def done_to(rendition: Rendition) -> list[str]:
    """What is done to guides beside writing them, in a few words each."""
    said = []
    if rendition.invert:
        said.append(tr("lines and depth inverted"))
    if rendition.transparent:
        said.append(tr("on a transparent ground"))
    if rendition.deep:
        said.append(tr("depth with 16 bits"))
    fit = rendition.fit
    if fit is not None and fit.target is not None:
        side = tr("long") if fit.side is Side.LONG else tr("short")
        said.append(tr("{target} pixels on the {side} side", target=fit.target, side=side))
    if fit is not None and fit.multiple != 1:
        said.append(tr("sides a multiple of {multiple}", multiple=fit.multiple))
    if not rendition.metadata:
        said.append(tr("without how they were made"))
    return said

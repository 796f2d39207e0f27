"""How the guide leaves: file format, quality, and the buttons to export and to copy it."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import ExportError
from core.file_format import FileFormat
from core.guide import Guide
from core.rendition import Rendition
from core.task import FILE_QUALITY, QUALITY_DEFAULT
from core.wording import say
from ui.drag_handle import DragHandle
from ui.field_keys import FieldKeys
from ui.rendition_panel import RenditionPanel
from ui.scroll_past import ScrollPast
from ui.text import heading, one_line
from ui.wording import tr

_HINTS = {
    FileFormat.PNG: say("Exact, and read by everything: the best for guides."),
    FileFormat.WEBP: say("Small. At quality 100 it is exact."),
    FileFormat.JPG: say("Small, but blurs hard lines a little."),
    FileFormat.TIFF: say("Exact, for painting programs and print."),
}


class ExportPanel(QWidget):
    """How guides go out, which `changed` carries as a Rendition, and the buttons that send them.

    `choices` is all but the buttons, and may be given another place.
    """

    export_asked = Signal()
    copy_asked = Signal()
    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._format = QComboBox()
        self._format.setAccessibleName(tr("File format"))
        for form, hint in _HINTS.items():
            self._format.addItem(form.value, form)
            self._format.setItemData(
                self._format.count() - 1, tr(hint), Qt.ItemDataRole.ToolTipRole
            )
        self._rendition = Rendition()
        self._guide: Guide | None = None
        # What was chosen and a format on the way could not hold.
        self._transparent = self._deep = False
        self._format.currentIndexChanged.connect(self._chosen)
        format_label = QLabel(tr("For&mat"))
        format_label.setBuddy(self._format)

        self._quality = QSpinBox()
        self._quality.setRange(FILE_QUALITY[0], FILE_QUALITY[-1])
        self._quality.setValue(QUALITY_DEFAULT)
        self._quality.setAccessibleName(tr("Quality"))
        self._quality.setToolTip(tr("Quality of WEBP and JPG, 20 to 100. Higher: larger files."))
        self._quality.valueChanged.connect(self._chosen)
        FieldKeys(self._quality)
        ScrollPast(self._format)
        ScrollPast(self._quality)
        quality_label = QLabel(tr("&Quality"))
        quality_label.setBuddy(self._quality)

        self._export = QPushButton(tr("E&xport…"))
        self._export.setToolTip(tr("Write the guide to a file (Ctrl+E)"))
        self._export.setDefault(True)
        self._export.clicked.connect(self.export_asked)
        self._copy = QPushButton(tr("&Copy"))
        self._copy.setToolTip(tr("Copy the guide's pixels to the clipboard (Ctrl+C)"))
        self._copy.clicked.connect(self.copy_asked)

        self.handle = DragHandle()
        self.more = RenditionPanel(self)
        self.more.changed.connect(self._take)
        self._options = QToolButton()
        self._options.setText(tr("Option&s…"))
        self._options.setAutoRaise(True)
        self._options.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._options.setToolTip(tr("Invert, transparency, 16 bits, a model's size (Alt+S)"))
        self._options.clicked.connect(lambda: self.more.open_above(self._options))
        self._summary = one_line()
        self._summary.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._arrange(format_label, quality_label)
        self.show_rendition(self._rendition)
        self.set_ready(False)

    def _arrange(self, format_label: QLabel, quality_label: QLabel) -> None:
        self.choices = QWidget()
        head, buttons = QHBoxLayout(), QHBoxLayout()
        head.addWidget(heading(tr("Export")))
        head.addWidget(self._summary, 1)
        head.addWidget(self._options)
        buttons.addWidget(self._copy)
        buttons.addWidget(self.handle)
        buttons.addWidget(self._export, 1)
        form = QGridLayout(self.choices)
        form.setContentsMargins(0, 0, 0, 0)
        form.addLayout(head, 0, 0, 1, 2)
        form.addWidget(format_label, 1, 0)
        form.addWidget(self._format, 1, 1)
        form.addWidget(quality_label, 2, 0)
        form.addWidget(self._quality, 2, 1)
        form.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.choices)
        layout.addLayout(buttons)

    def show_rendition(self, rendition: Rendition) -> None:
        """Show how guides go out, without reporting it."""
        self._rendition = rendition
        if rendition.format.holds_transparency:
            self._transparent = rendition.transparent
        if rendition.format.holds_16_bits:
            self._deep = rendition.deep
        elif rendition.transparent:
            self._deep = False  # the two exclude each other
        with QSignalBlocker(self._format), QSignalBlocker(self._quality):
            self._format.setCurrentIndex(self._format.findData(rendition.format))
            self._quality.setValue(rendition.quality)
        self._quality.setEnabled(rendition.format.has_quality)
        self._format.setToolTip(f"{tr('File format of the guide.')} {tr(_HINTS[rendition.format])}")
        self._summarize()
        self.more.show_rendition(rendition)

    def take_back(self) -> None:
        """Have `choices` above the buttons again."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, self.choices)

    def show_guide(self, guide: Guide | None) -> None:
        """Offer what can be done with `guide`."""
        self._guide = guide
        self.set_ready(guide is not None)
        self._summarize()
        self.more.show_guide(guide)

    def set_ready(self, ready: bool) -> None:
        """Whether there is a guide to export."""
        self._export.setEnabled(ready)
        self._copy.setEnabled(ready)
        self.handle.setEnabled(ready)

    def _summarize(self) -> None:
        self._summary.setText(", ".join(_summary(self._rendition, self._guide)))

    def _chosen(self) -> None:
        format = FileFormat(self._format.currentData())
        rendition = self._rendition.within(format).replace(
            quality=self._quality.value(),
            transparent=self._transparent and format.holds_transparency,
            deep=self._deep and format.holds_16_bits,
        )
        self._take(rendition)

    def _take(self, rendition: Rendition) -> None:
        self.show_rendition(rendition)
        self.changed.emit(rendition)


def _summary(rendition: Rendition, guide: Guide | None) -> list[str]:
    """What is done to `guide` beside writing the file, in a word each."""
    sized = tr("sized") if rendition.fit else ""
    if guide is not None:
        rendition = rendition.suited(guide)
        with suppress(ExportError):  # too large; the options say so
            width, height = rendition.size(guide)
            sized = f"{width} × {height}" if (width, height) != (guide.width, guide.height) else ""
    said = {
        tr("inverted"): rendition.invert,
        tr("clear"): rendition.transparent,
        tr("16 bits"): rendition.deep,
        sized: bool(sized),
    }
    return [word for word, done in said.items() if done]

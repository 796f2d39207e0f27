"""How the guide leaves: file format, quality, and the buttons to export and to copy it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)

from core.task import FILE_QUALITY, QUALITY_DEFAULT, OutputFormat
from ui.drag_handle import DragHandle
from ui.field_keys import FieldKeys
from ui.text import heading

_HINTS = {
    OutputFormat.PNG: "Exact, and read by everything: the best for guides.",
    OutputFormat.WEBP: "Small. At quality 100 it is exact.",
    OutputFormat.JPG: "Small, but blurs hard lines a little.",
}


class ExportPanel(QWidget):
    """Format and quality for `export_asked`; both are kept from one export to the next."""

    export_asked = Signal()
    copy_asked = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._format = QComboBox()
        self._format.setAccessibleName("File format")
        for form, hint in _HINTS.items():
            self._format.addItem(form.value, form)
            self._format.setItemData(self._format.count() - 1, hint, Qt.ItemDataRole.ToolTipRole)
        self._format.currentIndexChanged.connect(self._format_chosen)
        format_label = QLabel("For&mat")
        format_label.setBuddy(self._format)

        self._quality = QSpinBox()
        self._quality.setRange(FILE_QUALITY[0], FILE_QUALITY[-1])
        self._quality.setValue(QUALITY_DEFAULT)
        self._quality.setAccessibleName("Quality")
        self._quality.setToolTip("Quality of WEBP and JPG, 20 to 100. Higher: larger files.")
        self._quality.valueChanged.connect(self.changed)
        FieldKeys(self._quality)
        quality_label = QLabel("&Quality")
        quality_label.setBuddy(self._quality)

        self._export = QPushButton("E&xport…")
        self._export.setToolTip("Write the guide to a file (Ctrl+E)")
        self._export.setDefault(True)
        self._export.clicked.connect(self.export_asked)
        self._copy = QPushButton("&Copy")
        self._copy.setToolTip("Copy the guide's pixels to the clipboard (Ctrl+C)")
        self._copy.clicked.connect(self.copy_asked)

        self.handle = DragHandle()
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addWidget(self.handle)
        buttons.addWidget(self._export, 1)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading("Export"), 0, 0, 1, 2)
        layout.addWidget(format_label, 1, 0)
        layout.addWidget(self._format, 1, 1)
        layout.addWidget(quality_label, 2, 0)
        layout.addWidget(self._quality, 2, 1)
        layout.addLayout(buttons, 3, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        self._format_chosen()
        self.set_ready(False)

    @property
    def format(self) -> OutputFormat:
        return OutputFormat(self._format.currentData())

    @property
    def quality(self) -> int:
        return self._quality.value()

    def show_choice(self, form: OutputFormat, quality: int) -> None:
        """Show what was chosen, without reporting it."""
        with QSignalBlocker(self):
            self._format.setCurrentIndex(self._format.findData(form))
            self._quality.setValue(quality)

    def set_ready(self, ready: bool) -> None:
        """Whether there is a guide to export."""
        self._export.setEnabled(ready)
        self._copy.setEnabled(ready)
        self.handle.setEnabled(ready)

    def _format_chosen(self) -> None:
        self._quality.setEnabled(self.format is not OutputFormat.PNG)
        self._format.setToolTip(f"File format of the guide. {_HINTS[self.format]}")
        self.changed.emit()

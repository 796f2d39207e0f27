"""What settings of the disk are changed with: an amount of it, and a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QSignalBlocker, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFileDialog, QLineEdit, QPushButton

from core.on_disk import is_folder
from ui.scroll_past import ScrollPast
from ui.settings.editors import Editor
from ui.wording import tr

GB_IN_MB = 1024


class Amount(Editor):
    """An amount of disk within `allowed`, in MB of 2**20 bytes; shown in MB or GB."""

    def __init__(self, allowed: range) -> None:
        self.spin = QDoubleSpinBox()
        self.unit = QComboBox()
        for field in (self.spin, self.unit):
            ScrollPast(field)
        super().__init__(self.spin, self.unit)
        self._allowed = allowed
        self._value = allowed[0]
        self.unit.addItems(["MB", "GB"])
        self.spin.setKeyboardTracking(False)
        self.spin.valueChanged.connect(self._report)
        self.unit.currentIndexChanged.connect(lambda _: self._show())

    @property
    def words(self) -> str:
        return "MB GB"

    def show_value(self, value: int) -> None:
        if value != self._value:
            self._value = value
            with QSignalBlocker(self.unit):
                self.unit.setCurrentIndex(int(value >= GB_IN_MB))
        self._show()

    def text_of(self, value: int) -> str:
        return disk_text(value * 2**20)

    def describe(self, name: str, hint: str) -> None:
        super().describe(name, hint)
        self.unit.setAccessibleName(tr("{name}: unit", name=name))
        self.unit.setToolTip(tr("In which unit it is shown"))

    @property
    def _scale(self) -> int:
        return GB_IN_MB if self.unit.currentIndex() else 1

    def _show(self) -> None:
        scale = self._scale
        with QSignalBlocker(self.spin):
            self.spin.setDecimals(2 if scale > 1 else 0)
            self.spin.setSingleStep(0.5 if scale > 1 else 100)
            self.spin.setRange(self._allowed[0] / scale, self._allowed[-1] / scale)
            self.spin.setValue(self._value / scale)

    def _report(self, shown: float) -> None:
        least, most = self._allowed[0], self._allowed[-1]
        self._value = min(max(round(shown * self._scale), least), most)
        self.chosen.emit(self._value)


class Folder(Editor):
    """A folder that is chosen in a dialog; `nowhere` is how none reads."""

    def __init__(self, nowhere: str) -> None:
        self.button = QPushButton(tr("Choose…"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._ask)
        self.shown = QLineEdit()
        self.shown.setReadOnly(True)
        self.shown.setPlaceholderText(nowhere)
        # It is read, and copied with the mouse; it does not look as if one could type there.
        self.shown.setFrame(False)
        self.shown.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.shown.setPalette(palette)
        super().__init__(self.button, self.shown, wide=self.shown)
        self._nowhere = nowhere

    def show_value(self, value: str) -> None:
        self.shown.setText(value)
        self.shown.setCursorPosition(0)

    def text_of(self, value: str) -> str:
        return value or self._nowhere

    def describe(self, name: str, hint: str) -> None:
        super().describe(name, hint)
        self.shown.setAccessibleName(name)
        self.shown.setToolTip(hint)

    def _ask(self) -> None:
        folder = self.shown.text()
        dialog = QFileDialog(self, tr("Choose a folder"), folder if is_folder(Path(folder)) else "")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.chosen.emit)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def disk_text(size: int) -> str:
    """So many bytes as people say it: "1.5 GB"."""
    form = QLocale.DataSizeFormat.DataSizeTraditionalFormat
    return QLocale().formattedDataSize(size, 1, form)

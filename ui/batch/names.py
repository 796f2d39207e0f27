"""Where the guides of a batch go and how they are called, with an example that is always true."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)

from core.batch.gather import Source, file_of
from core.batch.pattern import DEFAULT_PATTERN, FIELDS, NamePattern
from core.errors import UnderdrawingError, UsageError
from core.file_format import FileFormat
from core.preprocessor import Preprocessor
from core.source import picture_name
from core.wording import say
from ui.text import heading, quiet
from ui.theme import warning_colour
from ui.wording import told, tr

_ABOUT = {
    "name": say("the picture's name"),
    "preprocessor": say("which guide it is"),
    "ext": say("the format, at the end"),
    "folder": say("the folder of the picture"),
    "number": say("which picture it is, 01 and on"),
    "date": say("the day"),
    "width": say("the width of the guide"),
    "height": say("the height of the guide"),
}
_EXAMPLE = {"name": say("picture"), "folder": say("pictures")}
_SAYS_LINES = 2
_EXAMPLE_SIZE = {"width": "1024", "height": "768"}


class BatchNames(QWidget):
    """A folder or beside the pictures, and a pattern; `changed` tells of either."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.beside = QRadioButton(tr("&Beside the pictures"))
        self.beside.setToolTip(tr("Each guide goes to the folder of its picture"))
        self.within = QRadioButton(tr("In th&e folder"))
        self.within.setToolTip(tr("All guides go to one folder, which is made if need be"))
        self.folder = QLineEdit()
        self.folder.setAccessibleName(tr("Folder of the guides"))
        self.folder.setToolTip(tr("The folder that guides go to"))
        self.choose = QPushButton(tr("&Choose…"))
        self.choose.setToolTip(tr("Choose the folder that guides go to"))
        self.pattern = QLineEdit(DEFAULT_PATTERN)
        self.pattern.setAccessibleName(tr("Names of the guides"))
        self.pattern.setToolTip(tr("What is in braces is filled in; / makes folders"))
        self.fields = QToolButton()
        self.fields.setText(tr("Insert"))
        self.fields.setToolTip(tr("Put in what differs from guide to guide"))
        self.fields.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fields.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.says = quiet("")
        self.says.setWordWrap(True)
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sample: Source | None = None
        self._guide = Preprocessor.CANNY
        self._format = FileFormat.PNG
        self._count = 1
        group = QButtonGroup(self)
        for button in (self.beside, self.within):
            group.addButton(button)
        self.beside.setChecked(True)
        self._build()
        self.within.toggled.connect(self._tell)
        for field in (self.folder, self.pattern):
            field.textChanged.connect(self._tell)
        self.choose.clicked.connect(self._ask)
        self._tell()

    @property
    def is_beside(self) -> bool:
        """Whether guides go to the folders of their pictures."""
        return self.beside.isChecked()

    def target(self) -> Path:
        """The folder of the guides; any, if they lie beside. Raises UsageError if none is named."""
        text = self.folder.text().strip()
        if self.is_beside:
            return Path()
        if not text:
            raise UsageError(say("There is no folder for the guides."), say("Choose one."))
        path = Path(text).expanduser()
        if not path.is_absolute():
            raise UsageError(
                say("{text} does not say where it is.", text=text), say("Choose a folder.")
            )
        return path

    def names(self) -> NamePattern:
        """The pattern. Raises ExportError."""
        return NamePattern(self.pattern.text().strip())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show()
        elif event.type() == QEvent.Type.FontChange:
            self._keep_room()

    def show_choices(self, *, beside: bool, folder: Path | None, pattern: str) -> None:
        """Show these."""
        (self.beside if beside else self.within).setChecked(True)
        if folder is not None:
            self.folder.setText(str(folder))
        self.pattern.setText(pattern)

    def show_example(
        self, sample: Source | None, count: int, guide: Preprocessor, format: FileFormat
    ) -> None:
        """Say how a guide of `sample`, the first of `count` pictures, would be called."""
        self._sample, self._count, self._guide, self._format = sample, count, guide, format
        self._show()

    def _keep_room(self) -> None:
        """For two lines, so that what is wrong with a name moves nothing below it."""
        self.says.setMinimumHeight(_SAYS_LINES * self.fontMetrics().lineSpacing() + 2)

    def _tell(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for widget in (self.folder, self.choose):
            widget.setEnabled(not self.is_beside)
        try:
            text, wrong = self._example(), False
        except UnderdrawingError as error:
            text, wrong = told(error), True
        self.says.setText(tr("⚠ {problem}", problem=text) if wrong else text)
        self.says.setAccessibleName(text)
        palette = QPalette()
        if wrong:
            palette.setColor(QPalette.ColorRole.PlaceholderText, warning_colour())
        self.says.setPalette(palette)
        self.pattern.setAccessibleDescription(text)

    def _example(self) -> str:
        folder = self.target()
        path = self.names().path(self._values())
        if self.is_beside:
            file = None if self._sample is None else file_of(self._sample.what)
            folder = Path() if file is None else Path(file.parent.name)
        return tr("For example {path}", path=str(folder.joinpath(*path.parts)))

    def _values(self) -> Mapping[str, str]:
        values = {**dict.fromkeys(FIELDS, ""), **_EXAMPLE_SIZE}
        values.update({field: tr(word) for field, word in _EXAMPLE.items()})
        if self._sample is not None:
            file = file_of(self._sample.what)
            if file is not None:
                values["name"] = picture_name(file.name)
            values["folder"] = self._sample.folder
        values["preprocessor"] = self._guide.value
        values["ext"] = self._format.suffix[1:]
        values["number"] = "1".zfill(len(str(max(1, self._count))))
        values["date"] = date.today().isoformat()
        return values

    def _ask(self) -> None:
        dialog = QFileDialog(self, tr("The folder of the guides"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _insert(self, field: str) -> None:
        self.pattern.insert(f"{{{field}}}")
        self.pattern.setFocus()

    def _build(self) -> None:
        menu = QMenu(self)
        for field in FIELDS:
            action = menu.addAction(f"{{{field}}}   {tr(_ABOUT[field])}")
            action.triggered.connect(lambda _=False, which=field: self._insert(which))
        self.fields.setMenu(menu)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading(tr("Where they go")), 0, 0, 1, 3)
        layout.addWidget(self.beside, 1, 0, 1, 3)
        layout.addWidget(self.within, 2, 0)
        layout.addWidget(self.folder, 2, 1)
        layout.addWidget(self.choose, 2, 2)
        caption = QLabel(tr("Na&mes"))
        caption.setBuddy(self.pattern)
        layout.addWidget(caption, 3, 0)
        layout.addWidget(self.pattern, 3, 1)
        layout.addWidget(self.fields, 3, 2)
        layout.addWidget(self.says, 4, 1, 1, 2)
        layout.setColumnStretch(1, 1)
        self._keep_room()

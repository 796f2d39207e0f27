"""The API served on this computer, in the settings: a switch, and how to reach it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from core.service_choices import PORTS, SERVER_PORT
from ui.text import SPACING_PX, caption_width, paragraph


class ServingPanel(QWidget):
    """`changed` carries whether to serve and at which port."""

    changed = Signal(bool, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = QCheckBox("&Serve the API on this computer")
        self.switch.setToolTip(
            "Scripts and other tools on this computer can then ask for guides as they ask Runware."
        )
        self.port = QSpinBox()
        self.port.setRange(PORTS[0], PORTS[-1])
        self.port.setValue(SERVER_PORT)
        self.port.setGroupSeparatorShown(False)
        self.port.setAccessibleName("Port")
        self.port.setToolTip("The port of this computer that is served")
        self._address = self._fact("Address of the API")
        self._key = self._fact("Key of the API served here")
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._copy_address = self._copier("Copy the address", self._address)
        self._copy_key = self._copier("Copy the key", self._key)
        self._says = paragraph(3)
        self.switch.toggled.connect(self._report)
        self.port.editingFinished.connect(self._report)

        grid = QGridLayout(self)
        grid.setHorizontalSpacing(SPACING_PX)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnMinimumWidth(0, caption_width(self))
        caption = QLabel("&Port")
        caption.setBuddy(self.port)
        grid.addWidget(self.switch, 0, 0, 1, 3)
        grid.addWidget(caption, 1, 0)
        grid.addWidget(self.port, 1, 1, Qt.AlignmentFlag.AlignLeft)
        for row, name, field, copier in (
            (2, "Address", self._address, self._copy_address),
            (3, "Key", self._key, self._copy_key),
        ):
            grid.addWidget(QLabel(name), row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(copier, row, 2)
        grid.addWidget(self._says, 4, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        self.show_state(None, "")

    @property
    def address(self) -> str:
        """Where it is served, or empty."""
        return self._address.text()

    @property
    def key(self) -> str:
        """What those who ask must know, or empty."""
        return self._key.text()

    @property
    def says(self) -> str:
        """What is wrong, or empty."""
        return self._says.text()

    def show_choice(self, serves: bool, port: int) -> None:
        """Show what was chosen, without reporting it."""
        with QSignalBlocker(self.switch), QSignalBlocker(self.port):
            self.switch.setChecked(serves)
            self.port.setValue(port)

    def show_state(self, reached: tuple[str, str] | None, says: str) -> None:
        """Show the address and the key while it is served, and say what is wrong."""
        address, key = reached or ("", "")
        self._address.setText(address)
        self._key.setText(key)
        for copier in (self._copy_address, self._copy_key):
            copier.setEnabled(reached is not None)
        self._says.setText(says)

    def _fact(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setReadOnly(True)
        field.setAccessibleName(name)
        field.setToolTip(name)
        return field

    def _copier(self, hint: str, field: QLineEdit) -> QPushButton:
        button = QPushButton("Copy")
        button.setToolTip(hint)
        button.setAccessibleName(hint)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: QGuiApplication.clipboard().setText(field.text()))
        return button

    def _report(self) -> None:
        self.changed.emit(self.switch.isChecked(), self.port.value())

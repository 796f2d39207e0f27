"""The API served on this computer, in the settings: a switch, and how to reach it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from core.secrets import Place
from core.server.key import VARIABLE, ServedKey
from core.service_choices import PORTS, SERVER_PORT
from ui.scroll_past import ScrollPast
from ui.serving import Reached
from ui.settings.outcome import Outcome
from ui.settings.row import ResetButton, align_captions, grid_of
from ui.text import quiet
from ui.wording import tr


class ServingPanel(QWidget):
    """`changed` carries whether to serve and at which port."""

    changed = Signal(bool, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = QCheckBox(tr("&Serve the API"))
        self.switch.setToolTip(
            tr("Scripts and other tools on this computer can ask for guides as they ask Runware.")
        )
        self.port = QSpinBox()
        self.port.setRange(PORTS[0], PORTS[-1])
        self.port.setValue(SERVER_PORT)
        self.port.setGroupSeparatorShown(False)
        self.port.setAccessibleName(tr("Port"))
        ScrollPast(self.port)
        self.port.setToolTip(tr("The port of this computer that is served"))
        self._address = self._fact(tr("Address of the API"))
        self._key = self._fact(tr("Key of the API served here"))
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._copy_address = self._copier(tr("Copy the address"), self._address)
        self._copy_key = self._copier(tr("Copy the key"), self._key)
        self._kept = quiet("")
        self._kept.setWordWrap(True)
        self._says = Outcome()
        self.switch.toggled.connect(self._report)
        self.port.editingFinished.connect(self._report)

        self._reset_switch = ResetButton(tr("Serve the API"))
        self._reset_port = ResetButton(tr("Port"))
        self._reset_switch.clicked.connect(lambda: self._go_back(serves=False))
        self._reset_port.clicked.connect(lambda: self._go_back(port=SERVER_PORT))
        self._grid = grid_of(self)
        self._build()
        self._show_resets()
        self.show_state(None, "")

    def _build(self) -> None:
        grid, right = self._grid, Qt.AlignmentFlag.AlignRight
        caption = QLabel(tr("&Port"))
        caption.setBuddy(self.port)
        grid.addWidget(self.switch, 0, 1, 1, 2)
        grid.addWidget(self._reset_switch, 0, 3, right)
        hint = quiet(self.switch.toolTip())
        hint.setWordWrap(True)
        grid.addWidget(hint, 1, 1, 1, 2)
        grid.addWidget(caption, 2, 0)
        grid.addWidget(self.port, 2, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._reset_port, 2, 3, right)
        for row, name, field, copier in (
            (3, tr("Address"), self._address, self._copy_address),
            (4, tr("Key"), self._key, self._copy_key),
        ):
            grid.addWidget(QLabel(name), row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(copier, row, 2, 1, 2)
        grid.addWidget(self._kept, 5, 1, 1, 3)
        grid.addWidget(self._says, 6, 1, 1, 3)

    @property
    def address(self) -> str:
        """Where it is served, or empty."""
        return self._address.text()

    @property
    def key(self) -> str:
        """What those who ask must know, or empty."""
        return self._key.text()

    @property
    def kept(self) -> str:
        """Where the key is kept, and for how long it is the same; or empty."""
        return self._kept.text()

    @property
    def says(self) -> str:
        """What is wrong, or empty."""
        return self._says.text()

    def show_choice(self, serves: bool, port: int) -> None:
        """Show what was chosen, without reporting it."""
        with QSignalBlocker(self.switch), QSignalBlocker(self.port):
            self.switch.setChecked(serves)
            self.port.setValue(port)
        self._show_resets()

    def align(self, width: int) -> None:
        """Give captions so many pixels, as those above and below."""
        align_captions(self._grid, width)

    def show_state(self, reached: Reached | None, says: str) -> None:
        """Show the address and the key while it is served, and say what is wrong."""
        self._address.setText(reached.address if reached else "")
        self._key.setText(reached.key.text if reached else "")
        self._kept.setText(_where(reached.key) if reached else "")
        self._kept.setVisible(reached is not None)
        for copier in (self._copy_address, self._copy_key):
            copier.setEnabled(reached is not None)
        self._says.say(says, wrong=True)

    def _fact(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setReadOnly(True)
        field.setAccessibleName(name)
        field.setToolTip(name)
        return field

    def _copier(self, hint: str, field: QLineEdit) -> QPushButton:
        button = QPushButton(tr("Copy"))
        button.setToolTip(hint)
        button.setAccessibleName(hint)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: QGuiApplication.clipboard().setText(field.text()))
        return button

    def _report(self) -> None:
        self._show_resets()
        self.changed.emit(self.switch.isChecked(), self.port.value())

    def _go_back(self, *, serves: bool | None = None, port: int | None = None) -> None:
        (self.switch if port is None else self.port).setFocus()
        self.show_choice(
            self.switch.isChecked() if serves is None else serves,
            self.port.value() if port is None else port,
        )
        self._report()

    def _show_resets(self) -> None:
        self._reset_switch.show_default(tr("off"), self.switch.isChecked())
        self._reset_port.show_default(str(SERVER_PORT), self.port.value() != SERVER_PORT)


def _where(key: ServedKey) -> str:
    """Where `key` is kept: who writes it into a script must know whether it stays the same."""
    if key.place is Place.ENVIRONMENT:
        return tr("The key is the one in {variable}.", variable=VARIABLE)
    if key.place is Place.KEYRING:
        return tr("The key is kept in the system's keyring, and is the same at every start.")
    why = "" if key.trouble is None else tr(key.trouble.what)
    says = tr(
        "At the next start the key is another. To have always the same, set {variable} to a key "
        "of your own before Underdrawing is started.",
        variable=VARIABLE,
    )
    return f"{why} {says}".strip()

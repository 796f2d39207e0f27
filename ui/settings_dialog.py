"""The settings: the key and address of Runware, and the API served on this computer."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.errors import UnderdrawingError
from core.service_choices import RUNWARE_ADDRESS, WAIT_S
from ui.background import Background
from ui.cloud import URL_VARIABLE, Cloud
from ui.key_panel import KeyPanel
from ui.serving import Serving
from ui.serving_panel import ServingPanel
from ui.text import SPACING_PX, caption_width, heading, paragraph


class SettingsDialog(QDialog):
    """Applies every change at once. It stays when it is closed: an answer may come after that.

    `serving_chosen` carries whether to serve, and the port.
    """

    serving_chosen = Signal(bool, int)

    def __init__(
        self,
        cloud: Cloud,
        serving: Serving,
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._cloud = cloud
        self._serving = serving
        self._background = background
        self.setWindowTitle("Settings")
        self.setMinimumWidth(560)

        self.key = KeyPanel()
        self.key.kept.connect(lambda key: self._spawn(self._keep(key)))
        self.key.check_asked.connect(lambda: self._spawn(self._check()))
        self.key.remove_asked.connect(lambda: self._spawn(self._remove()))
        self.key.said.connect(self._say)
        self.address = QLineEdit()
        self.address.setAccessibleName("Address of the service")
        self.address.setToolTip(
            "Runware's, or that of a server of your own which speaks the same API"
        )
        self.address.editingFinished.connect(self._set_address)
        self._usual = QPushButton("&Usual")
        self._usual.setToolTip(f"Runware's own address, {RUNWARE_ADDRESS}")
        self._usual.setAutoDefault(False)
        self._usual.clicked.connect(lambda: self._set_address(RUNWARE_ADDRESS))
        self._says = paragraph(3)
        self._says.setAccessibleName("What came of it")
        self.wait = QSpinBox()
        self.wait.setRange(WAIT_S[0], WAIT_S[-1])
        self.wait.setSingleStep(30)
        self.wait.setSuffix(" s")
        self.wait.setAccessibleName("Wait for a guide at most")
        self.wait.setToolTip(
            "How long to wait for a guide. One that comes later is not lost: it is fetched when "
            "it is asked for again."
        )
        self.wait.valueChanged.connect(self._set_wait)
        self.served = ServingPanel()
        self.served.changed.connect(self.serving_chosen)
        serving.changed.connect(self.served.show_state)
        self._build()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._say("")
        self._show()
        self._spawn(self._show_key())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter ends what is typed; it would press Close as well.
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _build(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        service = QGridLayout()
        service.setHorizontalSpacing(SPACING_PX)
        address, wait = QLabel("&Address"), QLabel("&Wait at most")
        address.setBuddy(self.address)
        wait.setBuddy(self.wait)
        service.addWidget(address, 0, 0)
        service.addWidget(self.address, 0, 1)
        service.addWidget(self._usual, 0, 2)
        service.addWidget(wait, 1, 0)
        service.addWidget(self.wait, 1, 1, Qt.AlignmentFlag.AlignLeft)
        service.addWidget(self._says, 2, 1, 1, 2)
        service.setColumnMinimumWidth(0, caption_width(self))
        service.setColumnStretch(1, 1)
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.HLine)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(heading("Runware"))
        layout.addWidget(self.key)
        layout.addLayout(service)
        layout.addWidget(rule)
        layout.addWidget(heading("Served on this computer"))
        layout.addWidget(self.served)
        layout.addStretch(1)
        layout.addWidget(buttons)

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._background.spawn(coroutine)

    def _show(self) -> None:
        choices = self._cloud.choices
        self.address.setText(self._cloud.address)
        given = self._cloud.address_is_given
        self.address.setReadOnly(given)
        self._usual.setEnabled(not given and choices.address != RUNWARE_ADDRESS)
        if given:
            self.address.setToolTip(f"From the environment: {URL_VARIABLE}")
        self.wait.setValue(choices.wait_s)
        self.served.show_choice(choices.serves, choices.port)
        self.served.show_state(self._serving.reached, self._serving.says)

    def _set_address(self, address: str | None = None) -> None:
        if self._cloud.address_is_given:
            return
        try:
            self._cloud.set_address(address if address is not None else self.address.text().strip())
        except UnderdrawingError as error:
            self._say(str(error))
            return
        self._say("")
        self._show()
        self._spawn(self._show_key())

    def _set_wait(self, seconds: int) -> None:
        self._cloud.choose(self._cloud.choices.replace(wait_s=seconds))

    def _say(self, text: str) -> None:
        self._says.setText(text)

    @property
    def says(self) -> str:
        """What came of the last thing that was asked for here."""
        return self._says.text()

    async def _show_key(self) -> None:
        self.key.show_state(await self._cloud.key_state())

    async def _keep(self, key: str) -> None:
        self.key.set_busy(True)
        try:
            self.key.show_state(await self._cloud.keep_key(key))
            self._say(await self._cloud.check_key())
        except UnderdrawingError as error:
            self._say(str(error))
        finally:
            self.key.set_busy(False)

    async def _check(self) -> None:
        self.key.set_busy(True)
        try:
            self._say(await self._cloud.check_key())
        except UnderdrawingError as error:
            self._say(str(error))
        finally:
            self.key.set_busy(False)

    async def _remove(self) -> None:
        self.key.set_busy(True)
        try:
            self.key.show_state(await self._cloud.remove_key())
            self._say("")
        except UnderdrawingError as error:
            self._say(str(error))
        finally:
            self.key.set_busy(False)

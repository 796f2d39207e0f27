"""What is done with the key in the settings: the keyring and the service are asked about it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.errors import UnderdrawingError
from ui.background import Background
from ui.cloud import Cloud
from ui.settings.key_panel import KeyPanel
from ui.wording import told


class KeyKeeping(QObject):
    """Does what the `panel` asks for. `said` carries what came of it, empty when nothing did."""

    said = Signal(str)

    def __init__(self, panel: KeyPanel, cloud: Cloud, background: Background) -> None:
        super().__init__(panel)
        self._panel = panel
        self._cloud = cloud
        self._background = background
        panel.kept.connect(lambda key: self._spawn(partial(self._keep, key)))
        panel.check_asked.connect(lambda: self._spawn(self._check))
        panel.remove_asked.connect(lambda: self._spawn(self._remove))
        panel.said.connect(self.said)
        # Of another service there is another key.
        cloud.key_changed.connect(self.look)

    def look(self) -> None:
        """Show where the key is."""
        self._background.spawn(self._show())

    def _spawn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._background.spawn(self._one_at_a_time(work))

    async def _one_at_a_time(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._panel.set_busy(True)
        try:
            await work()
        except UnderdrawingError as error:
            self.said.emit(told(error))
        finally:
            self._panel.set_busy(False)

    async def _show(self) -> None:
        self._panel.show_state(await self._cloud.key_state())

    async def _keep(self, key: str) -> None:
        self._panel.show_state(await self._cloud.keep_key(key))
        await self._check()

    async def _check(self) -> None:
        self.said.emit(await self._cloud.check_key())

    async def _remove(self) -> None:
        self._panel.show_state(await self._cloud.remove_key())
        self.said.emit("")

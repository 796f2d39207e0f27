"""What is done with the key in the settings: the keyring and the service are asked about it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from core.errors import KeyRefused, UnderdrawingError
from core.secrets import Place
from ui.background import Background
from ui.cloud import Cloud
from ui.settings.key_panel import KeyPanel
from ui.wording import told, tr


class KeyKeeping(QObject):
    """Does what the `panel` asks for, and says there what came of it."""

    def __init__(self, panel: KeyPanel, cloud: Cloud, background: Background) -> None:
        super().__init__(panel)
        self._panel = panel
        self._cloud = cloud
        self._background = background
        self._service = cloud.name
        self._has_own = ""
        panel.kept.connect(lambda key: self._spawn(partial(self._keep, key)))
        panel.check_asked.connect(lambda: self._spawn(self._check))
        panel.remove_asked.connect(lambda: self._spawn(self._remove))
        cloud.key_changed.connect(self._look_anew)

    def look(self) -> None:
        """Show where the key is."""
        self._background.spawn(self._show())

    def _look_anew(self) -> None:
        if self._cloud.name != self._service:
            # Of another service there is another key, of which nothing was said yet.
            self._service = self._cloud.name
            self._panel.say("")
        self.look()

    def _spawn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._background.spawn(self._one_at_a_time(work))

    async def _one_at_a_time(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._panel.set_busy(True)
        try:
            await work()
        except UnderdrawingError as error:
            self._panel.say(told(error), wrong=True)
        finally:
            self._panel.set_busy(False)

    async def _show(self) -> None:
        service, state = self._cloud.name, await self._cloud.key_state()
        if service != self._cloud.name:
            return  # another was chosen meanwhile, and is looked at as well
        if state.place in (Place.KEYRING, Place.RUN):
            self._has_own = service
        elif service == self._has_own:
            self._has_own = ""
        missed = state.place is Place.NOWHERE and self._has_own
        self._panel.show_state(state, _of_another(service, self._has_own) if missed else "")

    async def _keep(self, key: str) -> None:
        service = self._cloud.name
        try:
            unknown = await self._cloud.take_key(key)
        except KeyRefused as error:
            self._panel.refuse(told(error))
            return
        self._panel.taken(key)
        await self._show()
        if service != self._cloud.name:
            return
        if unknown is None:
            self._panel.say(await self._cloud.told_key())
        else:
            self._panel.say(told(unknown), wrong=True)

    async def _check(self) -> None:
        self._panel.say(await self._cloud.check_key())

    async def _remove(self) -> None:
        await self._cloud.remove_key()
        await self._show()
        self._panel.say("")


def _of_another(service: str, other: str) -> str:
    return tr(
        "{service} needs a key of its own. That of {other} is sent nowhere else; it is kept, and "
        "is there again with its address.",
        service=service,
        other=other,
    )

"""Serves the API while the window is open, where the user wants that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.engine import Engine
from core.errors import UnderdrawingError
from core.paths import server_folder
from core.server.key import ServedKey, ServedKeys
from ui.wording import told

if TYPE_CHECKING:
    from core.server.running import RunningServer


@dataclass(frozen=True)
class Reached:
    """Where it is served, and the key for that."""

    address: str
    key: ServedKey


class Serving(QObject):
    """A server in a thread of its own, started and stopped off the GUI thread.

    `changed` carries a Reached while it serves, else None, and what is wrong, or nothing.
    `engine_factory` is called on the server's loop. `keys` are closed with this.
    """

    changed = Signal(object, str)

    def __init__(
        self,
        engine_factory: Callable[[], Engine],
        keys: ServedKeys,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._keys = keys
        self._key: ServedKey | None = None
        self._engine_factory = engine_factory
        self._server: RunningServer | None = None
        self._one_at_a_time = asyncio.Lock()
        self._says = ""
        self._port = 0

    @property
    def reached(self) -> Reached | None:
        """The address and the key while it serves."""
        if self._server is None or self._key is None:
            return None
        return Reached(self._server.url, self._key)

    @property
    def says(self) -> str:
        """What is wrong, or empty."""
        return self._says

    async def set(self, serves: bool, port: int) -> None:
        """Serve at `port` of this computer, or stop; what cannot be is told by `changed`."""
        async with self._one_at_a_time:
            if serves and self._server is not None and self._port == port:
                return
            await self._stop()
            self._says, self._port = "", port
            if serves:
                try:
                    self._key = await self._keys.of(port)
                    await self._start(port, self._key.text)
                except UnderdrawingError as error:
                    self._says = told(error)
        self.changed.emit(self.reached, self._says)

    async def aclose(self) -> None:
        """Stop serving."""
        async with self._one_at_a_time:
            await self._stop()
            self._keys.close()

    async def _start(self, port: int, key: str) -> None:
        """Raises UnderdrawingError. Cancelled it waits all the same: who serves must be stopped."""
        starting = asyncio.ensure_future(asyncio.to_thread(self._started, port, key))
        try:
            self._server = await asyncio.shield(starting)
        except asyncio.CancelledError:
            with suppress(UnderdrawingError):
                self._server = await starting
            raise

    def _started(self, port: int, key: str) -> RunningServer:
        from core.server.running import RunningServer, ServerSettings  # noqa: PLC0415 - rarely used

        settings = ServerSettings(folder=server_folder(), port=port, key=key)
        return RunningServer.start(self._engine_factory, settings)

    async def _stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            await asyncio.to_thread(server.stop)

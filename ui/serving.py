"""Serves the API while the window is open, where the user wants that."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.engine import Engine
from core.errors import KeyRefused, UnderdrawingError
from core.paths import server_folder
from core.secrets import KeyStore
from ui.wording import told

if TYPE_CHECKING:
    from core.server.running import RunningServer


KEY_BYTES = 24


class Serving(QObject):
    """A server in a thread of its own, started and stopped off the GUI thread.

    `changed` carries (address, key) while it serves, else None, and what is wrong, or nothing.
    `engine_factory` is called on the server's loop.
    """

    changed = Signal(object, str)

    def __init__(self, engine_factory: Callable[[], Engine], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine_factory = engine_factory
        self._server: RunningServer | None = None
        self._one_at_a_time = asyncio.Lock()
        self._says = ""
        self._port = 0

    @property
    def reached(self) -> tuple[str, str] | None:
        """The address and the key while it serves."""
        return (self._server.url, self._server.key) if self._server is not None else None

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
                key = await self._key(port)
                try:
                    await self._start(port, key)
                except UnderdrawingError as error:
                    self._says = told(error)
        self.changed.emit(self.reached, self._says)

    async def aclose(self) -> None:
        """Stop serving."""
        async with self._one_at_a_time:
            await self._stop()

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

    async def _key(self, port: int) -> str:
        """The key of this address, the same at every start where there is a keyring.

        It is kept as the key of any service is, so that guides can be had from here at once.
        """
        keys = KeyStore(f"http://127.0.0.1:{port}/v1", environ={})
        try:
            return await keys.key()
        except KeyRefused:
            new = secrets.token_urlsafe(KEY_BYTES)
            await keys.keep(new)
            return new
        finally:
            keys.close()

    async def _stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            await asyncio.to_thread(server.stop)

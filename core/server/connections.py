"""Connections: how many there may be, and for how long one may say nothing that is a request."""

from __future__ import annotations

import asyncio
import errno
import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import h11
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

WANTED_FILES = 4096
RESERVED_FILES = 128
"""Open files that are no connections here: pictures, lists, networks, what tasks are fetched by."""

FEWEST = 16
REFUSED_AT_ONCE = 32
"""Connections too many that are told so; of more than that nothing is read at all."""

SAID_EVERY_S = 60.0

_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_NO_ROOM = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n"
    b"Retry-After: 2\r\n\r\n"
)

_log = logging.getLogger(__name__)


def room_for(most: int) -> int:
    """How many of `most` connections this process can hold; it lets itself have more open files.

    Shells often allow 256 or 1024, where the system itself would allow far more.
    """
    if sys.platform == "win32":
        return most  # there is no such limit
    import resource  # noqa: PLC0415 - see above

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_FILES if hard == resource.RLIM_INFINITY else min(WANTED_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # macOS has one more limit, which it does not tell
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    if soft == resource.RLIM_INFINITY:
        return most
    return min(most, max(FEWEST, soft - RESERVED_FILES))


class Seldom:
    """Says something in the log that may happen often, but not each time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}

    def say(self, what: str) -> None:
        """Log `what`, if that was not done a moment ago."""
        now = self._clock()
        if now - self._last.get(what, -SAID_EVERY_S) >= SAID_EVERY_S:
            self._last[what] = now
            _log.warning(what)

    def heard(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A loop's exception handler: that nothing more can be opened is said seldom.

        asyncio tells it for every connection that waits, again and again.
        """
        error = context.get("exception")
        if isinstance(error, OSError) and error.errno in _EXHAUSTED and "socket" in context:
            self.say("No further connection can be taken: this process has too many files open.")
        else:
            loop.default_exception_handler(context)


@dataclass(frozen=True)
class Terms:
    """What holds for connections.

    `most`: how many there may be. `head_s`: how long one may take to say what it wants, from its
    beginning or from the first byte of a further request. `full`: answers those that are too many.
    """

    most: int
    head_s: float
    full: ASGIApp
    seldom: Seldom = field(default_factory=Seldom)


class Connection(H11Protocol):
    """One connection, as uvicorn has them, under `terms`."""

    def __init__(self, *, terms: Terms, **given: Any) -> None:
        super().__init__(**given)
        self._terms = terms
        self._too_late: asyncio.TimerHandle | None = None
        self._refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        over = len(self.connections) - self._terms.most
        if over > 0:
            self._refused = True
            self.app = self._terms.full
            self._terms.seldom.say(
                f"More than {self._terms.most} connections are open; further ones are turned away."
            )
        if over > REFUSED_AT_ONCE:
            transport.abort()
        self._look()

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        self._look()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Make it a WebSocket, if it is not one too many."""
        if self._refused:
            self.transport.write(_NO_ROOM)
            self.transport.close()
        else:
            super().handle_websocket_upgrade(event)

    def _look(self) -> None:
        """Set a limit while a request is awaited; between two, uvicorn's own holds at first."""
        is_asked = self.cycle is not None and not self.cycle.response_complete
        waits = self in self.connections and not is_asked and self.timeout_keep_alive_task is None
        if waits and self._too_late is None:
            self._too_late = self.loop.call_later(self._terms.head_s, self._end)
        elif not waits and self._too_late is not None:
            self._too_late.cancel()
            self._too_late = None

    def _end(self) -> None:
        # Who sends a little now and then has no answer coming, and who sends nothing reads none.
        self.transport.close()

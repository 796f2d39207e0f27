"""Requests while they arrive: read within limits, and given up when the server stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request

from core.api.problems import Problem
from core.server.desk import STOPS
from core.server.wire import STRANGER_BYTES

BODY_LIMIT_S = 300.0
"""For all of a request to arrive."""

DRAIN_LIMIT_S = 10.0
DRAIN_PAUSE_S = 1.0
"""Who sends nothing for so long waits for the answer."""


class Refusal(Exception):
    """A request that is not read further."""

    def __init__(self, status: HTTPStatus, problem: Problem) -> None:
        super().__init__(problem.message)
        self.status = status
        self.problem = problem


class Arrivals:
    """Reads requests of at most `max_bytes`."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._limits: set[asyncio.Timeout] = set()
        self._stopping = False

    def stop(self) -> None:
        """Wait for nothing that has not arrived."""
        self._stopping = True
        for limit in self._limits:
            limit.reschedule(0.0)

    async def body(self, request: Request, check: Callable[[bytes], None]) -> bytes:
        """All of the request, or a Refusal. `check` sees the beginning of one that is not small."""
        announced = request.headers.get("content-length", "")
        body = bytearray()
        checked = False
        if not announced.isdecimal() or int(announced) <= self._max_bytes:
            try:
                async with self._within(BODY_LIMIT_S):
                    async for chunk in request.stream():
                        body += chunk
                        if not checked and len(body) > STRANGER_BYTES:
                            check(bytes(body[:STRANGER_BYTES]))
                            checked = True
                        if len(body) > self._max_bytes:
                            break
                    else:
                        return bytes(body)
            except (TimeoutError, ClientDisconnect):
                if self._stopping:
                    raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, STOPS) from None
                problem = Problem("invalidRequest", "The request did not arrive as a whole.")
                raise Refusal(HTTPStatus.REQUEST_TIMEOUT, problem) from None
        most = self._max_bytes // 2**20
        message = f"A request may have at most {most} MB; upload large pictures one by one."
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Problem("valueTooLarge", message))

    async def drained(self, request: Request) -> bool:
        """Let what is still coming pass: who is cut off while sending does not read why.

        Whether all has come.
        """
        coming = request.stream()
        try:
            async with self._within(DRAIN_LIMIT_S):
                while True:
                    await asyncio.wait_for(anext(coming), DRAIN_PAUSE_S)
        except (StopAsyncIteration, RuntimeError):  # the latter if all had been read before
            return True
        except (TimeoutError, ClientDisconnect):
            return False

    @asynccontextmanager
    async def _within(self, seconds: float) -> AsyncIterator[None]:
        """Raises TimeoutError after so many seconds, or when the server stops."""
        async with asyncio.timeout(0.0 if self._stopping else seconds) as limit:
            self._limits.add(limit)
            try:
                yield
            finally:
                self._limits.discard(limit)

"""A desk for the tests of LatestWins: work that ends when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from core.latest import LatestWins


class Desk:
    """Work that ends when the test says so, and a record of all that came of it."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.delivered: list[str] = []
        self.failed: list[tuple[str, str]] = []
        self.told: list[bool] = []
        self.now_working = 0
        self.heedless = False
        self.latest: LatestWins[str, str] = LatestWins(
            self._work, self._deliver, self._fail, self.told.append
        )
        self.on_delivery: Callable[[str], None] = lambda request: None
        self._ends: dict[str, asyncio.Future[str]] = {}

    def finish(self, request: str, *, error: Exception | None = None) -> None:
        """Let the work for `request`, which has begun, come to its end."""
        if error is None:
            self._ends.pop(request).set_result(request.upper())
        else:
            self._ends.pop(request).set_exception(error)

    async def _work(self, request: str) -> str:
        self.begun.append(request)
        self.now_working += 1
        end = self._ends[request] = asyncio.get_running_loop().create_future()
        try:
            return await (_whatever_happens(end) if self.heedless else end)
        finally:
            self.now_working -= 1

    def _deliver(self, request: str, result: str) -> None:
        assert result == request.upper()
        self.delivered.append(request)
        self.on_delivery(request)

    def _fail(self, request: str, error: Exception) -> None:
        self.failed.append((request, str(error)))
        self.on_delivery(request)


async def _whatever_happens(end: Awaitable[str]) -> str:
    """Wait for `end` as a thread does: without heeding that it was cancelled."""
    waiting = asyncio.ensure_future(end)
    while not waiting.done():
        try:
            await asyncio.shield(waiting)
        except asyncio.CancelledError:
            continue
    return waiting.result()

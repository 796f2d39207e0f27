"""What comes of orders goes into the list of purchases, even if whoever asked waits no more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from core.errors import PictureError, ServiceError
from core.runware.endings import closed, no_picture
from core.runware.outcome import Delivered, Undelivered
from core.runware.purchases import Purchases
from core.runware.sentences import NOT_FOUND

_Result = TypeVar("_Result")


class Bookkeeping:
    """Notes outcomes in `purchases`. `name`: what the service is called.

    What was begun is finished: before the list is closed, what is inside `at_work` ends, and then
    what is being written. All raise EngineError where the disk fails, or the list is closed: what
    is noted in it no more stays ordered.
    """

    def __init__(self, purchases: Purchases, name: str) -> None:
        self._purchases = purchases
        self._name = name
        self._at_work = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._writing: set[asyncio.Task[Any]] = set()
        self._closed = False

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Inside, something has come that is to be noted: that takes a moment, and no longer."""
        self._at_work += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._at_work -= 1
            if not self._at_work:
                self._idle.set()

    async def usable(self, outcome: Delivered, reading: Awaitable[_Result]) -> _Result:
        """The result of `reading` what came. What is no picture is noted, and a ServiceError."""
        try:
            return await reading
        except PictureError as error:
            failure = error
        final = await self._written(self._purchases.unusable, outcome.task_uuid, outcome.cost_usd)
        raise no_picture(self._name, failure, final=final)

    async def keep(self, outcome: Delivered, seconds: float | None) -> None:
        """Keep the guide that came, which can be decoded. `seconds`: how long it took, if known."""
        await self._written(
            self._purchases.bought, outcome.task_uuid, outcome.data, outcome.cost_usd, seconds
        )

    async def note(self, outcome: Undelivered) -> None:
        """Note that nothing came, and what was paid."""
        about = outcome.task_uuid, outcome.cost_usd
        if outcome.final:
            await self._written(self._purchases.failed, *about)
        else:
            await self._written(self._purchases.told_cost, *about)

    async def note_unasked(self, outcome: Undelivered) -> None:
        """The same of an order that nobody waits for: one that is not known may still be."""
        error = outcome.error
        if isinstance(error, ServiceError) and error.code == NOT_FOUND:
            await self.lost(outcome.task_uuid)
        else:
            await self.note(outcome)

    async def lost(self, task_uuid: UUID) -> None:
        """Note that the guide is not here; the service may still have it."""
        await self._written(self._purchases.lost, task_uuid)

    async def aclose(self) -> None:
        """Close the list, when all that was begun is in it."""
        while self._at_work or self._writing:
            await self._idle.wait()
            if self._writing:
                await asyncio.wait(self._writing)
        self._closed = True
        await asyncio.to_thread(self._purchases.close)

    async def _written(self, write: Callable[..., _Result], *about: object) -> _Result:
        """The result of `write` in a thread; it is done even if nobody waits for it any more."""
        if self._closed:
            raise closed(self._name)
        writing = asyncio.create_task(asyncio.to_thread(write, *about))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)
        return await asyncio.shield(writing)

"""Several networks to fetch, one after the other: begun, told, cancelled, and tried again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from core.errors import LibraryError, UnderdrawingError
from core.library.download import Downloads
from core.library.progress import Transfer
from core.library.row import Row
from core.wording import say

_log = logging.getLogger(__name__)


class Stage(StrEnum):
    """How far a network of the queue is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is done for it."""
        return self not in (Stage.WAITING, Stage.RUNNING)


@dataclass(frozen=True)
class Item:
    """A network that was asked for. `transfer`: how far it is, while it runs and after.

    `error`: why it failed.
    """

    row: Row
    stage: Stage = Stage.WAITING
    transfer: Transfer | None = None
    error: UnderdrawingError | None = None


ItemListener = Callable[[Item], None]
"""Is told of every change of every item, on the event loop."""


class Queue:
    """Brings networks one after the other. Belongs to one event loop."""

    def __init__(self, downloads: Downloads, listener: ItemListener) -> None:
        self._downloads = downloads
        self._listener = listener
        self._items: dict[str, Item] = {}
        self._running: tuple[str, asyncio.Task[None]] | None = None
        self._runner: asyncio.Task[None] | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """All that was asked for, in that order; what was asked for again counts from then."""
        return tuple(self._items.values())

    def add(self, row: Row) -> None:
        """Have `row` fetched when it is its turn; nothing happens if it waits or runs already."""
        there = self._items.get(row.name)
        if there is not None and not there.stage.is_over:
            return
        self._items.pop(row.name, None)
        self._set(Item(row))
        if self._runner is None or self._runner.done():
            self._runner = asyncio.get_running_loop().create_task(self._run())

    def cancel(self, row: Row) -> None:
        """Fetch `row` no more; what has come of it is kept."""
        item = self._items.get(row.name)
        if item is None or item.stage.is_over:
            return
        if self._running is not None and self._running[0] == row.name:
            self._running[1].cancel()
        else:
            self._set(replace(item, stage=Stage.CANCELLED))

    async def finished(self) -> None:
        """Return when nothing waits or runs."""
        while self._runner is not None and not self._runner.done():
            await asyncio.wait([self._runner])

    async def aclose(self) -> None:
        """Cancel everything, and let go of all connections."""
        for item in self.items:
            self.cancel(item.row)
        await self.finished()
        await self._downloads.aclose()

    async def _run(self) -> None:
        while True:
            name = next((n for n, i in self._items.items() if i.stage is Stage.WAITING), None)
            if name is None:
                return
            self._set(replace(self._items[name], stage=Stage.RUNNING))
            work = asyncio.create_task(self._downloads.bring(self._items[name].row, self._hear))
            self._running = name, work
            try:
                await asyncio.wait([work])
            finally:
                work.cancel()
                self._running = None
            self._set(_ended(self._items[name], work))

    def _hear(self, transfer: Transfer) -> None:
        if self._running is not None:
            self._set(replace(self._items[self._running[0]], transfer=transfer))

    def _set(self, item: Item) -> None:
        self._items[item.row.name] = item
        self._listener(item)


def _ended(item: Item, work: asyncio.Task[None]) -> Item:
    if work.cancelled():
        return replace(item, stage=Stage.CANCELLED)
    error = work.exception()
    if error is None:
        return replace(item, stage=Stage.DONE)
    if not isinstance(error, UnderdrawingError):
        _log.error("A network could not be fetched.", exc_info=error)
        error = LibraryError(
            say("{title} could not be fetched.", title=item.row.title),
            say("Try again; if that is the same, tell the makers of Underdrawing."),
            details=f"{type(error).__name__}: {error}",
        )
    return replace(item, stage=Stage.FAILED, error=error)

"""The batch that the window has: begun, run in the background, paused, and kept for later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.batch.batch import Batch
from core.batch.course import Ended, How
from core.batch.item import State
from core.batch.making import fault
from core.errors import UnderdrawingError

if TYPE_CHECKING:
    from core.batch.board import Summary
    from core.batch.plan import Plan
    from core.batch.running import Ordering
    from core.engine import Engine
    from core.service_choices import EngineName

    Opened = AbstractAsyncContextManager[tuple[Engine, Ordering]]


@dataclass(frozen=True)
class Kept:
    """What is kept from before: how far it is, and that `left` guides wait to be made."""

    summary: Summary
    left: int


class BatchWork(QObject):
    """`batch` is the one that is at work, waits or is over; None as long as there is none.

    It is kept in `folder`; `engines` opens who is to make guides. `changed` tells that another
    batch is there, or that it began or stopped to run, `begun` that it began, `all_changed` that
    any item may be another. `item_changed` carries a Change, `ended` how a run ended. What blocks
    is done in a thread, and handed over when that is done; until then `summary` tells nothing new.
    """

    changed = Signal()
    begun = Signal()
    all_changed = Signal()
    item_changed = Signal(object)
    ended = Signal(object)

    def __init__(
        self,
        folder: Path,
        engines: Callable[[EngineName], Opened],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.batch: Batch | None = None
        self._folder = folder
        self._engines = engines
        self._running: asyncio.Task[Ended] | None = None
        self._pausing = False
        self._lent: Summary | None = None
        self._disk = asyncio.Lock()

    @property
    def running(self) -> bool:
        """Whether guides are being made."""
        return self._running is not None

    @property
    def pausing(self) -> bool:
        """Whether only what was begun is still finished."""
        return self._running is not None and self._pausing

    @property
    def unfinished(self) -> bool:
        """Whether there is a batch of which something is to be made."""
        summary = self.summary()
        return summary is not None and (self.running or summary.counts[State.WAITING] > 0)

    def summary(self) -> Summary | None:
        """How far the batch is; None where there is none."""
        if self._lent is not None or self.batch is None:
            return self._lent
        return self.batch.summary()

    async def kept(self) -> Kept | None:
        """What an earlier run of the program has left; None where nothing, or it cannot be read."""
        async with self._disk:
            return None if self.batch is not None else await asyncio.to_thread(self._look)

    async def open(self) -> None:
        """Have the batch that is kept, if there is one. Raises UnderdrawingError."""
        async with self._disk:
            if self.batch is None:
                self.batch = await asyncio.to_thread(Batch.open, self._folder)
        self.changed.emit()

    async def begin(self, plan: Plan) -> None:
        """Keep a new batch in place of the one that is there, and run it.

        Raises UnderdrawingError; it must not be running.
        """
        async with self._disk:
            old, self.batch = self.batch, None
            try:
                self.batch = await asyncio.to_thread(_replaced, old, plan, self._folder)
            finally:
                self.changed.emit()
        await self.go_on()

    async def go_on(self) -> None:
        """Have made what is waiting, if it is not at work already."""
        async with self._disk:
            if self.batch is None or self._running is not None:
                return
            self._pausing = False
            self._running = asyncio.create_task(self._run(self.batch))
            self._running.add_done_callback(self._ended)
        self.begun.emit()
        self.changed.emit()

    def pause(self) -> None:
        """Finish what was begun, and nothing more."""
        if self.batch is not None and self._running is not None:
            self._pausing = True
            self.batch.pause()
            self.changed.emit()

    async def cancel(self) -> None:
        """End at once; what is made stays. Raises UnderdrawingError."""
        if self.batch is None:
            return
        if self.running:
            self.batch.cancel()
        else:
            await self._put_all(self.batch.cancel)

    async def retry(self, *states: State) -> None:
        """Make once more what came to nothing. Raises UnderdrawingError."""
        if self.batch is None:
            return
        if self.running:
            self.batch.retry(*states)
        else:
            await self._put_all(self.batch.retry, *states)
            await self.go_on()

    async def set_limit(self, limit_usd: float | None) -> None:
        """So much may be spent from the next run on. Raises UnderdrawingError."""
        if self.batch is not None:
            await self._put_all(self.batch.set_limit, limit_usd)

    async def aclose(self) -> None:
        """Stop, and keep what is not done for the next start."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
        async with self._disk:
            if self.batch is not None:
                await asyncio.to_thread(self.batch.close)
                self.batch = None

    async def _run(self, batch: Batch) -> Ended:
        try:
            async with self._engines(batch.plan.engine) as (engine, ordering):
                return await batch.run(engine, self.item_changed.emit, ordering)
        except UnderdrawingError as error:
            return Ended(How.STOPPED, error)

    def _ended(self, running: asyncio.Task[Ended]) -> None:
        self._running = None
        if running.cancelled():
            return
        error = running.exception()
        if isinstance(error, Exception):
            ended = Ended(How.STOPPED, fault(error))
        else:
            ended = running.result()
        self.changed.emit()
        self.ended.emit(ended)

    async def _put_all(self, work: Callable[..., object], *arguments: object) -> None:
        """Do `work` with the batch, which does not run, in a thread to which it is lent."""
        async with self._disk:
            self._lent = self.summary()
            try:
                await asyncio.to_thread(work, *arguments)
            finally:
                self._lent = None
                self.all_changed.emit()

    def _look(self) -> Kept | None:
        try:
            batch = Batch.open(self._folder)
        except UnderdrawingError:
            # Who opens it, or begins another, is told.
            return None
        if batch is None:
            return None
        summary = batch.summary()
        batch.close()
        return Kept(summary, summary.counts[State.WAITING])


def _replaced(old: Batch | None, plan: Plan, folder: Path) -> Batch:
    if old is not None:
        old.close()
    return Batch.begin(plan, folder)

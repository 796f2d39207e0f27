"""One run of a batch: pictures are opened ahead, guides made, and files written, all at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from core.batch.board import Board, Listener
from core.batch.course import Course, Ended, How
from core.batch.feeding import Feeder, Held
from core.batch.item import Change, Item, State
from core.batch.ledger import Ledger
from core.batch.making import fault, prepare, write
from core.batch.naming import Names
from core.batch.pace import Pace
from core.batch.store import Store
from core.batch.till import Till
from core.engine import Engine, Progress
from core.errors import UnderdrawingError
from core.export import FileIdentity, identity
from core.source import path_of
from core.task import PreprocessTask

if TYPE_CHECKING:
    from core.guide import Guide

WRITTEN_AT_ONCE = 2

Ordering = Callable[[PreprocessTask], PreprocessTask]
"""Gives a task of the plan as the engine is to get it."""


@runtime_checkable
class Parallel(Protocol):
    """An engine (core.engine) that is better asked for several guides at once."""

    @property
    def at_once(self) -> int:
        """How many."""


def makers_of(engine: Engine) -> int:
    """How many guides `engine` is to be asked for at once: one, if it does not say."""
    return engine.at_once if isinstance(engine, Parallel) else 1


class Run:
    """Has everything made that waits on `board`, and notes in `store` what becomes of it.

    A feeder opens pictures in order; as many makers as the engine wants take from it, and what
    they made is written beside. However it ends, files that are being written are waited for.
    """

    def __init__(
        self,
        engine: Engine,
        store: Store,
        board: Board,
        *,
        names: Names,
        pace: Pace,
        ordering: Ordering,
        listener: Listener,
    ) -> None:
        self._store = store
        self._plan = store.plan
        self._board = board
        self._pace = pace
        self._engine = engine
        self._ordering = ordering
        self._course = Course()
        self._till = Till(engine, store, board, self._course)
        self._ledger = Ledger(store, board, self._course)
        self._makers = makers_of(engine)
        self._feeder = Feeder(self._ledger, names, self._makers)
        self._originals: Collection[FileIdentity | None] = ()
        self._writing = asyncio.Semaphore(WRITTEN_AT_ONCE)
        self._writes: set[asyncio.Task[None]] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._listener = listener
        self._broken: Exception | None = None
        board.listener = self._tell

    async def go(self) -> Ended:
        """Run to the end. Raises what `listener` raised."""
        try:
            await self._till.open()
            await asyncio.to_thread(self._prepare)
        except UnderdrawingError as error:
            return self._course.ended or Ended(How.STOPPED, error)
        working = [self._feeder.feed(), *(self._work() for _ in range(self._makers))]
        self._tasks = [asyncio.create_task(each) for each in working]
        try:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for task in self._tasks:
                task.cancel()
            results = await asyncio.gather(*self._tasks, return_exceptions=True)
            while self._writes:
                await asyncio.wait(self._writes)
            # Whatever they were cancelled in the middle of.
            self._ledger.put_back(item.number for item in self._board.of_state(State.WORKING))
        for broken in (self._broken, *results):
            if isinstance(broken, Exception):
                raise broken
        return self._course.ended or Ended(How.FINISHED)

    def pause(self) -> None:
        """Begin nothing more; what is being made is finished."""
        self._course.end(How.PAUSED)

    def cancel(self) -> None:
        """End at once; only what is being written is finished."""
        self._course.end(How.CANCELLED)
        for task in self._tasks:
            task.cancel()

    def _tell(self, change: Change) -> None:
        try:
            self._listener(change)
        except Exception as error:
            # It is raised when the run has ended, which leaves nothing half done.
            self._broken = self._broken or error
            self._course.end(How.STOPPED)

    def _prepare(self) -> None:
        prepare(self._plan)
        self._originals = {identity(path_of(source.what)) for source in self._plan.sources}

    async def _work(self) -> None:
        """Make one guide after the other."""
        feeder, mark = self._feeder, time.perf_counter()
        while await self._course.until(lambda: feeder.ready or feeder.has_all) and feeder.ready:
            number, held = feeder.ready.popleft()
            guide = await self._make(number, held)
            name, of = held.picture.name, held.picture.mark
            del held  # while this waits, the picture shall not
            began, mark = mark, time.perf_counter()
            if guide is not None:
                item = self._board.items[number]
                self._pace.note(item.preprocessor, mark - began)
                await self._writing.acquire()
                writing = asyncio.create_task(self._write(item, guide, name, of))
                self._writes.add(writing)
                writing.add_done_callback(self._writes.discard)

    async def _make(self, number: int, held: Held) -> Guide | None:
        """The guide of that item; None if it failed, or nothing more is to be begun."""
        item = self._board.items[number]
        task = self._ordering(self._plan.tasks[number % len(self._plan.tasks)])
        try:
            if not await self._till.begin(number, held.picture, task):
                return None
            self._board.put(item.replace(state=State.WORKING, error=None))
            guide = await self._engine.run(held.picture, task, self._follower(number))
        except Exception as error:
            await self._fail(number, error)
            return None
        finally:
            self._feeder.let_go(held)
        self._ledger.has_come()
        self._till.arrived(number, guide.cost_usd)
        return guide

    async def _write(self, item: Item, guide: Guide, name: str, mark: str) -> None:
        """Have `guide` written, and tell that it is there. Never raises."""
        try:
            self._board.put(await asyncio.to_thread(self._written, item, guide, name, mark))
            await self._till.settle(item.number, guide.cost_usd)
        except Exception as error:
            await self._fail(item.number, error)
        finally:
            self._writing.release()

    def _written(self, item: Item, guide: Guide, name: str, mark: str) -> Item:
        """`item` as it is once `guide` is written, which is noted. Raises UnderdrawingError.

        That it is being written is noted before, so that what kill -9 leaves behind is found.
        """
        self._store.note([item])
        result = write(
            item,
            guide,
            self._plan,
            picture_name=name,
            mark=mark,
            originals=self._originals,
            token=self._store.token(item),
        )
        done = item.replace(state=State.DONE, result=result)
        self._store.note([done])
        return done

    async def _fail(self, number: int, error: Exception) -> None:
        told = error if isinstance(error, UnderdrawingError) else fault(error)
        await self._ledger.fail([number], told)
        self._till.failed(number, final=self._board.items[number].state is State.FAILED)

    def _follower(self, number: int) -> Callable[[Progress], None]:
        return lambda progress: self._board.put(self._board.items[number], progress)

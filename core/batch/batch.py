"""A batch: a plan, how far each of its guides is, and running it until all are there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from core.batch.board import Board, Listener, Summary, ignore_changes
from core.batch.budget import Estimate, estimated
from core.batch.course import Ended, How
from core.batch.item import Item, State
from core.batch.making import clear_away
from core.batch.naming import Names
from core.batch.numbers import kept_numbers
from core.batch.pace import Pace
from core.batch.plan import Plan
from core.batch.running import Ordering, Run, makers_of
from core.batch.store import Store
from core.engine import Engine
from core.task import PreprocessTask


def as_planned(task: PreprocessTask) -> PreprocessTask:
    """An ordering for engines that take tasks as they are."""
    return task


class Batch:
    """Many pictures by many preprocessors into files, kept in a folder until it is forgotten.

    Whatever ends the program, what was told to be done stays done, and the rest is made when it
    runs again. `begin`, `open`, `retry`, `set_limit`, `forget` and `close` block while the disk
    works, and raise UnderdrawingError where it fails. All methods belong to one thread, which for
    `run` is the event loop's.
    """

    def __init__(self, store: Store, names: Names) -> None:
        self._store = store
        self._names = names
        self._board = Board(store.items)
        self._pace = Pace()
        self._run: Run | None = None
        self._makers = 1

    @classmethod
    def begin(cls, plan: Plan, folder: Path | None = None) -> Self:
        """A new batch, kept in `folder` in place of another that was there; None: in memory."""
        if folder is not None:
            plan = plan.absolute()
        names = Names(plan, kept_numbers(plan) if plan.skip_existing else {})
        items: list[Item] = []
        for picture in range(len(plan.sources)):
            named = names.known(picture)
            for place, task in enumerate(plan.tasks):
                item = Item(len(items), picture, task.preprocessor)
                if named is not None:
                    item = item.replace(path=named[place].path, remark=named[place].remark)
                items.append(item)
        return cls(Store.begin(folder, plan, items), names)

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """The batch that is kept in `folder`; None if there is none."""
        store = Store.open(folder)
        if store is None:
            return None
        names = Names(store.plan)
        names.keep(item.path for item in store.items if item.path is not None)
        for item in [item for item in store.items if item.state is State.WORKING]:
            # The program came to its end in the middle of it.
            store.items[item.number] = item.replace(state=State.WAITING)
            if item.path is not None:
                clear_away(item.path, store.token(item))
        return cls(store, names)

    @property
    def plan(self) -> Plan:
        """What is to be made."""
        return self._store.plan

    @property
    def items(self) -> Sequence[Item]:
        """Every guide as it is now, in the plan's order; not to be changed."""
        return self._board.items

    @property
    def is_running(self) -> bool:
        """Whether `run` is at work."""
        return self._run is not None

    def summary(self) -> Summary:
        """How far it is, and how much longer it takes."""
        board = self._board
        return Summary(
            counts=board.counts(),
            remarked=board.remarked,
            spent_usd=board.spent_usd,
            left_s=self._pace.left_s(board.to_make(), self._makers),
        )

    async def estimate(self, engine: Engine) -> Estimate:
        """What `engine` will want for what is still to be made. Raises EngineError."""
        return await estimated(engine, self._board.to_make())

    async def run(
        self,
        engine: Engine,
        listener: Listener = ignore_changes,
        ordering: Ordering = as_planned,
    ) -> Ended:
        """Have everything made that is waiting, and say how that ended; it can be called again.

        `listener` is told every change, on the event loop. `ordering` gives each task as the
        engine is to get it. Cancelling the awaiting task ends at once, too; what was not done then
        is waiting. Raises RuntimeError if it is running.
        """
        if self._run is not None:
            raise RuntimeError("it is running")
        self._makers = makers_of(engine)
        try:
            while True:
                self._run = Run(
                    engine,
                    self._store,
                    self._board,
                    names=self._names,
                    pace=self._pace,
                    ordering=ordering,
                    listener=listener,
                )
                ended = await self._run.go()
                # Some may have been asked for again, after their turn.
                if ended.how is not How.FINISHED or not self._board.to_make().total():
                    break
            if ended.how is How.CANCELLED:
                self._put_all(State.CANCELLED, State.WAITING)
            return ended
        finally:
            self._run = None
            self._board.listener = ignore_changes

    def pause(self) -> None:
        """Let `run` finish what is being made, and end; `run` again to go on."""
        if self._run is not None:
            self._run.pause()

    def cancel(self) -> None:
        """End `run` at once; what is not done is cancelled. Nothing half-written is left."""
        if self._run is not None:
            self._run.cancel()
        else:
            self._put_all(State.CANCELLED, State.WAITING)

    def retry(self, *states: State) -> int:
        """Items in these states, of those that came to nothing, wait again; how many these are.

        If it is running, they have their turn as well.
        """
        asked = states or (State.FAILED,)
        return self._put_all(State.WAITING, *asked)

    def set_limit(self, limit_usd: float | None) -> None:
        """From the next run on as much may be spent; None for no limit. Raises UsageError, too."""
        self._store.note_plan(self.plan.replace(limit_usd=limit_usd))

    def forget(self) -> None:
        """Nothing is kept of it any more but the guides. It is not used afterwards."""
        self._store.forget()

    def close(self) -> None:
        """Let others open it. It is not running, and is not used afterwards."""
        self._store.close()

    def _put_all(self, state: State, *before: State) -> int:
        items = [item.replace(state=state, error=None) for item in self._board.of_state(*before)]
        self._store.note(items)
        for item in items:
            self._board.put(item)
        return len(items)

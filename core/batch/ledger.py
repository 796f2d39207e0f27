"""What becomes of items is noted first, then shown; and whether one failure is everybody's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from core.batch.board import Board
from core.batch.course import Course, How
from core.batch.item import Item, State
from core.batch.making import stops_all
from core.batch.store import Store
from core.errors import UnderdrawingError, Unreachable


class Ledger:
    """Writes to `store` in a thread, then puts on `board`; ends `course` where all would fail."""

    def __init__(self, store: Store, board: Board, course: Course) -> None:
        self.store = store
        self.board = board
        self.course = course
        self._silent = True  # nothing has come yet, or nothing since there was no answer

    async def note(self, items: Sequence[Item]) -> bool:
        """`items` have changed; whether that could be kept. If not, they are as they were."""
        try:
            if items:
                await asyncio.to_thread(self.store.note, items)
        except UnderdrawingError as error:
            self.course.end(How.STOPPED, error)
            return False
        for item in items:
            self.board.put(item)
        return True

    def has_come(self) -> None:
        """There was an answer: the next time that there is none may be an item's own misfortune."""
        self._silent = False

    async def fail(self, numbers: Sequence[int], error: UnderdrawingError) -> None:
        """Those items came to nothing, unless `error` stops all: then they wait for a better time.

        That nobody answers is taken for an item's own misfortune if somebody did before it.
        """
        items = [self.board.items[number] for number in numbers]
        everybody = await asyncio.to_thread(stops_all, error, self.store.plan, items[0].path)
        if isinstance(error, Unreachable):
            everybody = self._silent
            self._silent = True
        if everybody:
            self.course.end(How.STOPPED, error)
        else:
            failed = [item.replace(state=State.FAILED, error=error) for item in items]
            if await self.note(failed):
                return
        self.put_back(numbers)

    def put_back(self, numbers: Iterable[int]) -> None:
        """Those items are waiting again."""
        for number in numbers:
            item = self.board.items[number]
            if item.state is State.WORKING:
                # In the store it stays marked as begun, which is what it is if this is the end.
                self.board.put(item.replace(state=State.WAITING))

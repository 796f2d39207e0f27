"""Before a guide of a service is ordered: what it may cost, and whether that may still be spent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.batch.board import Board
from core.batch.budget import Budget, Shop
from core.batch.course import Course, How
from core.batch.store import Store
from core.engine import Engine
from core.errors import UnderdrawingError
from core.task import PreprocessTask

if TYPE_CHECKING:
    from core.picture import Picture


@dataclass(frozen=True)
class _Order:
    """What an order may cost in USD: `counted` was in doubt before it, `noted` is so since."""

    counted: float
    noted: float


class Till:
    """Keeps what `engine` is paid within the limit of the plan; of one that is no Shop, nothing.

    What an order may cost is noted before it is sent, as doubtful, until its guide tells: if the
    program ends meanwhile, or it fails, that may have been paid. An order that is taken up again
    is paid once, so what it may cost is in that doubt already.
    """

    def __init__(self, engine: Engine, store: Store, board: Board, course: Course) -> None:
        self._shop = engine if isinstance(engine, Shop) else None
        self._store = store
        self._board = board
        self._budget = Budget(store.plan.limit_usd)
        self._course = course
        self._doubts: dict[int, float] = {}
        self._orders: dict[int, _Order] = {}

    async def open(self) -> None:
        """Count what was spent before, and may have been. Raises UnderdrawingError."""
        if self._shop is not None:
            self._doubts = await asyncio.to_thread(self._store.doubts)
            doubtful = await asyncio.to_thread(self._store.doubtful)
            self._budget.spent_usd = self._board.spent_usd + doubtful

    async def begin(self, number: int, picture: Picture, task: PreprocessTask) -> bool:
        """Wait until that item can be ordered; whether it can, or all has ended.

        Raises UnderdrawingError.
        """
        if self._shop is None:
            return self._course.ended is None
        while True:
            last = (await self._shop.spending(task.preprocessor)).last
            if self._course.ended is not None:
                return False
            counted = self._doubts.get(number, 0.0)
            price = None if last is None else max(0.0, last - counted)
            if self._budget.allows(price):
                break
            if self._budget.waits:
                ends = self._budget.ends
                await self._course.until(partial(self._has_ended_since, ends))
            elif await self._shop.find(picture, task) is not None:
                price = 0.0
                break
            else:
                self._course.end(How.LIMIT, _limit_reached())
                return False
        self._budget.begin(number, price)
        self._orders[number] = _Order(counted, price or 0.0)
        if price:
            await asyncio.to_thread(self._store.doubt, number, price)
            if self._course.ended is not None:
                # Paused while that was written: nothing is ordered, hence nothing in doubt.
                self._budget.end(number, 0.0)
                await asyncio.to_thread(self._store.doubt, number, -price)
                return False
        return True

    def _has_ended_since(self, ends: int) -> bool:
        return self._budget.ends != ends

    def arrived(self, number: int, cost_usd: float | None) -> None:
        """The guide of that item is here."""
        if self._shop is None:
            return
        self._budget.end(number, cost_usd - self._orders[number].counted if cost_usd else 0.0)
        if cost_usd is None and self._budget.limit_usd is not None:
            self._course.end(How.LIMIT, _price_untold())
        self._course.move()

    def failed(self, number: int, *, final: bool) -> None:
        """There is no guide; if that is `final`, it may have been paid all the same."""
        self._budget.end(number, (self._budget.price(number) or 0.0) if final else 0.0)
        if final:
            self._doubts.pop(number, None)
        self._course.move()

    async def settle(self, number: int, cost_usd: float | None) -> None:
        """What that item cost is noted with its guide. Raises UnderdrawingError.

        One that was bought meanwhile costs nothing now: what was in doubt has been paid for it.
        """
        if self._shop is None or cost_usd is None:
            return
        order = self._orders[number]
        await asyncio.to_thread(
            self._store.doubt, number, -(order.noted + (order.counted if cost_usd else 0.0))
        )


def _limit_reached() -> UnderdrawingError:
    return UnderdrawingError(
        "The next guide might cost more than may be spent.", "Raise the limit to go on."
    )


def _price_untold() -> UnderdrawingError:
    return UnderdrawingError(
        "The service does not say what guides cost, so the limit cannot be kept to.",
        "Take the limit away to go on.",
    )

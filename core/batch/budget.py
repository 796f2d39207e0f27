"""What guides of a service cost before they are bought, and a limit that is kept to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from core.preprocessor import Preprocessor

if TYPE_CHECKING:
    from core.guide import Guide
    from core.picture import Picture
    from core.task import PreprocessTask

_ROUNDING_USD = 1e-9


class Spending(Protocol):
    """What is known of what was spent on a preprocessor."""

    @property
    def last(self) -> float | None:
        """What the last guide cost in USD; None if that is not known."""


@runtime_checkable
class Shop(Protocol):
    """An engine (core.engine) whose guides cost something."""

    async def spending(self, preprocessor: Preprocessor) -> Spending:
        """Raises EngineError."""

    async def find(self, picture: Picture, task: PreprocessTask) -> Guide | None:
        """The guide if it was bought before and costs nothing now. Raises EngineError."""


@dataclass(frozen=True)
class Estimate:
    """What is to be expected in USD of guides whose price is `known_usd`; `unknown`: how many have
    none. Those that were bought before cost less: nothing."""

    known_usd: float
    unknown: int


async def estimated(engine: object, to_make: Mapping[Preprocessor, int]) -> Estimate:
    """What so many guides of each cost at `engine`, judged by the last of each.

    Raises EngineError.
    """
    known, unknown = 0.0, 0
    if isinstance(engine, Shop):
        for preprocessor, count in to_make.items():
            last = (await engine.spending(preprocessor)).last
            if last is None:
                unknown += count
            else:
                known += count * last
    return Estimate(known, unknown)


class Budget:
    """Keeps what is spent within `limit_usd`, None for no limit.

    Each guide that is on its way counts with its price. One without a known price goes alone, so
    that its price is known before the next. `ends`: how many have come, or come no more.
    """

    def __init__(self, limit_usd: float | None, spent_usd: float = 0.0) -> None:
        self.limit_usd = limit_usd
        self.spent_usd = spent_usd
        self.ends = 0
        self._on_the_way: dict[int, float | None] = {}

    def allows(self, price_usd: float | None) -> bool:
        """Whether one that costs so much can be ordered now."""
        if self.limit_usd is None or price_usd == 0:
            return True
        on_the_way = self._on_the_way.values()
        if price_usd is None:
            return not on_the_way and self.spent_usd < self.limit_usd
        if None in on_the_way:
            return False
        expected = self.spent_usd + sum(price or 0.0 for price in on_the_way) + price_usd
        return expected <= self.limit_usd + _ROUNDING_USD

    @property
    def waits(self) -> bool:
        """Whether something is on its way, so that more may be known when it has come."""
        return bool(self._on_the_way)

    def price(self, number: int) -> float | None:
        """The price of the item of that number, if it is on its way and has one."""
        return self._on_the_way.get(number)

    def begin(self, number: int, price_usd: float | None) -> None:
        """The item of that number is on its way."""
        self._on_the_way[number] = price_usd

    def end(self, number: int, cost_usd: float) -> None:
        """It is here, or comes no more, and so much was spent on it."""
        self._on_the_way.pop(number, None)
        self.spent_usd += cost_usd
        self.ends += 1

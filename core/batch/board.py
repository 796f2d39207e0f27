"""The items of a batch as they are now, counted, and told to whoever follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.batch.item import Change, Item, State
from core.engine import Progress
from core.preprocessor import Preprocessor

Listener = Callable[[Change], None]


def ignore_changes(change: Change) -> None:
    """A listener for callers that do not follow."""


@dataclass(frozen=True)
class Summary:
    """How far a batch is.

    `counts`: how many items there are of each state. `remarked`: of how many of those that are made
    something is to be said. `spent_usd`: what the guides cost that were made. `left_s`: seconds
    until all are made, None as long as nobody knows.
    """

    counts: dict[State, int]
    remarked: int
    spent_usd: float
    left_s: float | None

    @property
    def total(self) -> int:
        """How many items there are."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many guides are there: made now, or before. The one number for how far it is."""
        return self.counts[State.DONE] + self.counts[State.SKIPPED]

    @property
    def over(self) -> int:
        """How many of them are over, however they went."""
        return sum(count for state, count in self.counts.items() if state.is_over)


class Board:
    """All items, in the plan's order. It belongs to the event loop's thread."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = list(items)
        self._counts: Counter[tuple[State, Preprocessor]] = Counter(
            (item.state, item.preprocessor) for item in items
        )
        self.spent_usd = sum(map(_cost, items))
        self.remarked = sum(item.is_remarked for item in items)
        self.listener: Listener = ignore_changes

    @property
    def items(self) -> Sequence[Item]:
        """As they are now; not to be changed."""
        return self._items

    def put(self, item: Item, progress: Progress | None = None) -> None:
        """`item` has changed: that is kept, and told."""
        before = self._items[item.number]
        self._items[item.number] = item
        self._counts[before.state, before.preprocessor] -= 1
        self._counts[item.state, item.preprocessor] += 1
        self.spent_usd += _cost(item) - _cost(before)
        self.remarked += item.is_remarked - before.is_remarked
        self.listener(Change(item, progress))

    def counts(self) -> dict[State, int]:
        """How many items there are of each state."""
        counts = dict.fromkeys(State, 0)
        for (state, _), count in self._counts.items():
            counts[state] += count
        return counts

    def to_make(self) -> Counter[Preprocessor]:
        """How many items are waiting or worked on, by preprocessor."""
        counts: Counter[Preprocessor] = Counter()
        for (state, preprocessor), count in self._counts.items():
            if not state.is_over:
                counts[preprocessor] += count
        return counts

    def of_state(self, *states: State) -> Iterator[Item]:
        """Those items that are in one of `states`."""
        return (item for item in list(self._items) if item.state in states)


def _cost(item: Item) -> float:
    return 0.0 if item.result is None else item.result.cost_usd or 0.0

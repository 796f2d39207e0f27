"""How many guides of what is being planned are there already, looked for beside the window."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from core.batch.beside import beside
from core.batch.plan import Plan
from core.batch.standing import standing
from core.errors import UsageError
from core.latest import LatestWins
from core.preprocessor import Preprocessor

_PAUSE_S = 0.1
"""While a name is typed or a slider moves, what is there for each step is not worth looking for."""


class _Wanted(NamedTuple):
    plan: Plan
    beside_pictures: bool


class Standing(QObject):
    """`changed` tells that `counts` are others: how many are there, by preprocessor."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counts: Counter[Preprocessor] = Counter()
        self._wanted: _Wanted | None = None
        self._closed = False
        self._looking = LatestWins(_look, self._found, self._not_found)

    def look(self, plan: Plan | None, *, beside_pictures: bool, again: bool = False) -> None:
        """Look for the guides of `plan`, which is another, or, with `again`, may be there now.

        None: nothing can be made yet.
        """
        wanted = None if plan is None else _Wanted(plan, beside_pictures)
        if self._closed or (wanted == self._wanted and not again):
            return
        self._wanted = wanted
        self._looking.cancel()
        if wanted is None or not wanted.plan.skip_existing:
            self._tell(Counter())
        else:
            # A subject of its own: what is looked for in vain by now is looked for no longer.
            self._looking.submit(wanted, subject=object(), delay_s=_PAUSE_S)

    async def aclose(self) -> None:
        """Look no longer."""
        self._closed = True
        await self._looking.aclose()

    def _found(self, wanted: _Wanted, found: Counter[Preprocessor]) -> None:
        self._tell(found)

    def _not_found(self, wanted: _Wanted, error: Exception) -> None:
        self._tell(Counter())

    def _tell(self, counts: Counter[Preprocessor]) -> None:
        if counts != self.counts:
            self.counts = counts
            self.changed.emit()


async def _look(wanted: _Wanted) -> Counter[Preprocessor]:
    stopped = threading.Event()
    try:
        return await asyncio.to_thread(_looked, wanted, stopped)
    finally:
        stopped.set()


def _looked(wanted: _Wanted, stopped: threading.Event) -> Counter[Preprocessor]:
    try:
        plan = beside(wanted.plan) if wanted.beside_pictures else wanted.plan
    except UsageError:
        # Whoever begins it is told.
        return Counter()
    return standing(plan, stopped.is_set)

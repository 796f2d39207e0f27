"""Whether a run of a batch goes on, how it ended, and waiting for it to get on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from core.errors import UnderdrawingError


class How(StrEnum):
    """How a run ended. LIMIT: the next guide might have cost more than may be spent. STOPPED:
    something is wrong that would spoil all items, not one."""

    FINISHED = "finished"
    PAUSED = "paused"
    LIMIT = "limit"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Ended:
    """How a run ended; `why`: where it was not by intent."""

    how: How
    why: UnderdrawingError | None = None


class Course:
    """Goes on until somebody ends it. It belongs to the event loop's thread."""

    def __init__(self) -> None:
        self.ended: Ended | None = None
        self._moved = asyncio.Event()

    def end(self, how: How, why: UnderdrawingError | None = None) -> None:
        """Begin nothing more. The first who says so says why, but a cancellation is told as one."""
        if self.ended is None or how is How.CANCELLED:
            self.ended = Ended(how, why)
        self.move()

    def move(self) -> None:
        """Something has changed that somebody may be waiting for."""
        # Whoever waits now is woken; whoever comes later waits for the next time.
        self._moved.set()
        self._moved.clear()

    async def until(self, true: Callable[[], object]) -> bool:
        """Wait until that is true, or the course ends; whether it goes on."""
        while self.ended is None and not true():
            await self._moved.wait()
        return self.ended is None

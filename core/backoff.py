"""When to try again: clocks, jittered back-off, polling, and what Retry-After asks for."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

TRIES = 5
"""How often something that fails in passing is sent at most."""

BACKOFF_FIRST_S, BACKOFF_MOST_S = 1.0, 16.0
SLEPT_S = 5.0
"""How late somebody must be to have slept: longer than a busy computer holds anybody up."""

AWAKE_S = 30.0
"""How much longer there is after a sleep: for a connection to come back, and a few questions."""

POLL_FIRST_S, POLL_GROWTH, POLL_MOST_S = 1.0, 1.5, 10.0


@dataclass(frozen=True)
class Clock:
    """Time and chance, which tests put in their own hands.

    `now`: seconds that only ever grow. `wall`: seconds since the epoch. `chance`: 0 to 1.
    """

    now: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    chance: Callable[[], float] = random.random


class Backoff:
    """Pauses between tries: anything up to a bound that doubles ("full jitter"), so that many
    clients that failed together do not come back together."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self.failures = 0

    def next(self, at_least_s: float | None = None) -> float:
        """The pause in seconds after one more failure, no shorter than was asked for."""
        bound = min(BACKOFF_MOST_S, BACKOFF_FIRST_S * 2.0**self.failures)
        self.failures += 1
        return max(bound * self._chance(), at_least_s or 0.0)

    def reset(self) -> None:
        """All is well again."""
        self.failures = 0


class Polling:
    """Pauses between questions after a task: 1 s, then half as long again each time, up to 10 s."""

    def __init__(self) -> None:
        self._next = POLL_FIRST_S

    def next(self) -> float:
        """The pause in seconds before the next question."""
        pause = self._next
        self._next = min(POLL_MOST_S, pause * POLL_GROWTH)
        return pause


class Deadline:
    """When a wait of `within_s` seconds ends, in which nothing is begun that takes longer.

    So whoever is far too late was asleep, the computer with him, where its clock goes on in its
    sleep: he has a moment more, since what he waits for may be there.
    """

    def __init__(self, clock: Clock, within_s: float) -> None:
        self._clock = clock
        self._end = clock.now() + within_s

    @property
    def left_s(self) -> float:
        """How much longer it may take, in seconds; 0 or less when it is over."""
        now = self._clock.now()
        if now > self._end + SLEPT_S:
            self._end = now + AWAKE_S
        return self._end - now


def moment(header: str, wall: float) -> float:
    """When an answer was written by its Date header; `wall`, in seconds, where that says nothing.

    What else the answer says about times is meant by that clock, not by the one of this computer.
    """
    try:
        return parsedate_to_datetime(header.strip()).timestamp()
    except (ValueError, OverflowError):
        return wall


def retry_after(header: str, wall: float) -> float | None:
    """The pause in seconds that a Retry-After header asks for at `wall`, in seconds or by a date.

    None where it asks for none that can be understood.
    """
    text = header.strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - wall)
    except (ValueError, OverflowError):
        return None

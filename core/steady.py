"""A clock that tells the time of day, and that nobody sets while the program runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def _since_some_moment() -> float:
    """Seconds that only ever grow, also while the computer sleeps where the system counts those."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


def steady(
    wall: Callable[[], float] = time.time, since: Callable[[], float] = _since_some_moment
) -> Callable[[], float]:
    """Seconds since the epoch as `wall` has them now, and from then on as `since` goes on.

    What is promised for an hour is kept for an hour, whatever the wall clock is set to meanwhile.
    """
    began = wall() - since()
    return lambda: began + since()

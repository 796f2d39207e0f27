"""How much longer a batch takes, from how long its last guides took."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from statistics import median

from core.preprocessor import Preprocessor

RECENT = 15
"""How many guides of a preprocessor are looked at: their median heeds no odd one out, and follows
when pictures become larger."""


class Pace:
    """Seconds from one guide to the next of one maker, by preprocessor."""

    def __init__(self) -> None:
        self._recent: dict[Preprocessor, deque[float]] = {}

    def note(self, preprocessor: Preprocessor, seconds: float) -> None:
        """A guide took that long, from when the one before was made."""
        self._recent.setdefault(preprocessor, deque(maxlen=RECENT)).append(seconds)

    def left_s(self, to_make: Mapping[Preprocessor, int], makers: int) -> float | None:
        """Seconds for so many guides of each, made by so many at once; None before the first.

        A preprocessor of which none was made yet is taken for one like the others.
        """
        count = sum(to_make.values())
        if count == 0:
            return 0.0
        typical = {name: median(seconds) for name, seconds in self._recent.items()}
        if not typical:
            return None
        other = median(typical.values())
        total = sum(number * typical.get(name, other) for name, number in to_make.items())
        return total / min(makers, count)

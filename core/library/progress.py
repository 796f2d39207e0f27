"""How far a download is: bytes, speed, and the time that is left."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

WINDOW_S = 8.0
"""Over how long the speed is taken: it shall neither jump nor lag."""

TELL_S = 0.1
"""How often a listener is told at most, but for a change of the phase."""


class Phase(StrEnum):
    """What is being done for a network."""

    ASKING = "asking"
    FETCHING = "fetching"
    PAUSING = "pausing"  # after something failed that may pass
    CHECKING = "checking"


@dataclass(frozen=True)
class Transfer:
    """How far the files of one network are: `done` of `total` bytes, 0 while nobody knows that.

    `bytes_per_s` and `seconds_left`: None until they can be told. `host`: who gives the bytes.
    `why`: in a pause, what failed.
    """

    phase: Phase
    done: int
    total: int
    bytes_per_s: float | None = None
    seconds_left: float | None = None
    host: str = ""
    why: str = ""


TransferListener = Callable[[Transfer], None]
"""Is told of every change, on the event loop."""


def ignore_transfer(transfer: Transfer) -> None:
    """Heed no progress."""


class Meter:
    """Tells `listener` how far it is. `now`: seconds that only ever grow."""

    def __init__(self, listener: TransferListener, total: int, now: Callable[[], float]) -> None:
        self._listener = listener
        self._now = now
        self._total = total
        self._phase = Phase.ASKING
        self._host = ""
        self._before = self._done = 0
        self._told_at = float("-inf")
        self._samples: deque[tuple[float, int]] = deque()

    def correct(self, by: int) -> None:
        """There are more bytes by so many, or fewer, than was thought."""
        self._total += by

    def enter(self, phase: Phase, *, host: str = "", why: str = "") -> None:
        """Something else is done from now on."""
        self._phase = phase
        self._host = host or self._host
        self._samples.clear()
        if phase is Phase.FETCHING:
            self._samples.append((self._now(), self._done))
        self._tell(why)

    def start_at(self, done: int) -> None:
        """So many bytes of a file are here from before."""
        self._done = self._before + done

    def at(self, done: int) -> None:
        """So many bytes of a file are here now."""
        self._done, now = self._before + done, self._now()
        self._samples.append((now, self._done))
        while now - self._samples[0][0] > WINDOW_S and len(self._samples) > 2:
            self._samples.popleft()
        if now - self._told_at >= TELL_S or self._done == self._total:
            self._told_at = now
            self._tell()

    def end(self, size: int) -> None:
        """A file is whole, and has that size."""
        self._before += size
        self._done = self._before

    def _tell(self, why: str = "") -> None:
        speed = self._speed()
        left = max(0, self._total - self._done)
        self._listener(
            Transfer(
                self._phase,
                self._done,
                self._total,
                speed,
                left / speed if speed and self._total else None,
                self._host,
                why,
            )
        )

    def _speed(self) -> float | None:
        if len(self._samples) < 2:
            return None
        (since, before), (until, after) = self._samples[0], self._samples[-1]
        return (after - before) / (until - since) if until > since and after > before else None

"""Only the newest request matters, whatever happens in whatever order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from core.latest import LatestWins
from tests.core.clock import JumpingLoop

LONGEST_S = 100.0


@dataclass(frozen=True)
class Step:
    """After a pause, a request that takes `takes_s` to work on, or a cancel."""

    act: Literal["submit", "cancel"]
    pause_s: int
    takes_s: int
    delay_s: int
    subject: int
    fails: bool
    heedless: bool


STEPS = st.lists(
    st.builds(
        Step,
        act=st.sampled_from(("submit", "submit", "submit", "submit", "cancel")),
        pause_s=st.integers(0, 4),
        takes_s=st.integers(0, 6),
        delay_s=st.sampled_from((0, 0, 3)),
        subject=st.sampled_from((0, 0, 0, 1)),
        fails=st.booleans(),
        heedless=st.booleans(),
    ),
    min_size=1,
    max_size=25,
)


class Journal:
    """All that came of some steps; a request is the number of its step."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self.begun: list[int] = []
        self.delivered: list[int] = []
        self.told: list[bool] = []
        self.working: list[int] = []
        self.out_of_date = -1

    async def play(self) -> None:
        latest = LatestWins(self._work, self._deliver, self._fail, self._on_busy)
        subject = 0
        for number, step in enumerate(self.steps):
            await asyncio.sleep(step.pause_s)
            assert latest.busy == (bool(self.told) and self.told[-1])
            if step.act == "cancel":
                latest.cancel()
                self.out_of_date = number
            else:
                latest.submit(number, subject=step.subject, delay_s=step.delay_s)
                if step.subject != subject:
                    self.out_of_date, subject = number - 1, step.subject
        await asyncio.sleep(LONGEST_S)
        assert not latest.busy
        await latest.aclose()
        assert self.working == []

    async def _work(self, number: int) -> int:
        step = self.steps[number]
        self.begun.append(number)
        self.working.append(number)
        try:
            await _heedless(step.takes_s) if step.heedless else await asyncio.sleep(step.takes_s)
        finally:
            self.working.remove(number)
        if step.fails:
            raise ValueError(number)
        return number

    def _deliver(self, number: int, result: int) -> None:
        assert result == number
        assert not self.steps[number].fails
        self._record(number)

    def _fail(self, number: int, error: Exception) -> None:
        assert isinstance(error, ValueError)
        assert error.args == (number,)
        self._record(number)

    def _record(self, number: int) -> None:
        assert number > self.out_of_date, "delivered after a cancel or a newer subject"
        self.delivered.append(number)

    def _on_busy(self, busy: bool) -> None:
        self.told.append(busy)


async def _heedless(seconds: float) -> None:
    """Take that long, as a thread does, without heeding that it was cancelled."""
    end = asyncio.ensure_future(asyncio.sleep(seconds))
    while not end.done():
        try:
            await asyncio.shield(end)
        except asyncio.CancelledError:
            continue


def _played(steps: list[Step]) -> Journal:
    journal = Journal(steps)
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(journal.play())
    return journal


def _ascending(numbers: list[int]) -> bool:
    return numbers == sorted(set(numbers))


@given(STEPS)
def test_results_come_in_the_order_of_their_requests_and_the_last_always_comes(
    steps: list[Step],
) -> None:
    journal = _played(steps)
    assert _ascending(journal.begun)
    assert _ascending(journal.delivered)
    assert set(journal.delivered) <= set(journal.begun)
    if steps[-1].act == "submit":
        assert journal.delivered[-1] == len(steps) - 1
    assert journal.told == [True, False] * (len(journal.told) // 2)


@given(STEPS)
def test_of_one_subject_all_that_is_begun_is_delivered(steps: list[Step]) -> None:
    asked = [replace(step, act="submit", subject=0) for step in steps]
    journal = _played(asked)
    assert journal.delivered == journal.begun

"""The computer sleeps, and its clock is set: nothing is late that is not, or waits for ever."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from pathlib import Path
from random import Random

import pytest
from PySide6.QtWidgets import QLabel

from core.backoff import AWAKE_S, Clock, Deadline, moment
from core.errors import ServiceError
from core.history.history import GuideHistory
from core.preprocessor import Preprocessor
from core.runware.client import RunwareClient
from core.runware.purchases import Purchases
from core.runware.wish import Wish
from core.server.settings import ServerSettings
from core.steady import steady
from core.task import PreprocessTask
from tests.core.history.made import canny, pasted
from tests.faults import mishaps
from tests.faults.scene import KEY, Hurry, Scene, failed, is_the_guide, request, scene, serving
from tests.stories.desk import Desk, play, write_picture

HOUR_S = 3600.0
WAIT_S = 300.0
HOURS = (-30 * 24, -5, 5, 30 * 24)
"""What clocks are set to: so many hours before, or after, what they said."""


class Sleeper(Hurry):
    """A clock on which pauses pass at once, and which goes on while the computer sleeps.

    `sleeps`: for how many seconds it does in each of the next pauses. `woke`: what happens then.
    """

    def __init__(self, *sleeps: float, wall_s: float = 0.0) -> None:
        super().__init__()
        self.asleep_s = 0.0
        self.woke: Callable[[], object] = lambda: None
        self._sleeps = list(sleeps)
        self.clock = Clock(self._now, lambda: time.time() + wall_s, self._sleep, lambda: 1.0)

    def fall_asleep(self, seconds: float) -> None:
        self.asleep_s += seconds
        self.woke()

    def _now(self) -> float:
        return super()._now() + self.asleep_s

    async def _sleep(self, seconds: float) -> None:
        await super()._sleep(seconds)
        if self._sleeps:
            self.fall_asleep(self._sleeps.pop(0))


def _told(
    folder: Path, clock: Sleeper, story: Callable[[Scene, RunwareClient], Awaitable[None]]
) -> None:
    """Have `story` told with a service of its own, and a client whose clock is that one."""

    async def key() -> str:
        return KEY

    async def tell() -> None:
        with serving(folder) as served:
            async with scene(served, wait_s=WAIT_S) as here:
                client = RunwareClient(here.service, key, clock.clock)
                await story(here, client)
                await client.aclose()

    asyncio.run(tell())


def test_a_guide_that_is_ready_when_the_computer_wakes_is_fetched(tmp_path: Path) -> None:
    clock = Sleeper(0, 0, 8 * HOUR_S)

    async def story(here: Scene, client: RunwareClient) -> None:
        here.engine.gate.clear()
        clock.woke = lambda: here.engine.gate.set() if clock.asleep_s else None
        (outcome,) = await client.preprocess([request()])
        assert is_the_guide(outcome)
        assert here.made == 1

    _told(tmp_path, clock, story)


def test_falling_asleep_in_the_middle_of_a_request_loses_no_guide(tmp_path: Path) -> None:
    clock = Sleeper()

    async def story(here: Scene, client: RunwareClient) -> None:
        asked = request()
        progress: list[str] = []

        def heard(what: object) -> None:
            if not progress:
                clock.fall_asleep(HOUR_S)
            progress.append(str(what))

        (outcome,) = await client.preprocess([asked], heard)
        assert is_the_guide(outcome)

    _told(tmp_path, clock, story)


def test_what_never_comes_is_given_up_soon_after_waking(tmp_path: Path) -> None:
    clock = Sleeper(0, 8 * HOUR_S)

    async def story(here: Scene, client: RunwareClient) -> None:
        here.engine.gate.clear()
        outcome = failed((await client.preprocess([request()]))[0])
        assert "has not handed over the guide" in outcome.error.what
        assert not outcome.final, "it can be asked after"
        assert sum(clock.pauses) < WAIT_S + 2 * AWAKE_S

    _told(tmp_path, clock, story)


def test_a_small_question_is_asked_again_after_waking(tmp_path: Path) -> None:
    clock = Sleeper(8 * HOUR_S)

    async def story(here: Scene, client: RunwareClient) -> None:
        here.layer.tasks += [mishaps.answers(503, arrives=False)] * 2
        assert await client.balance() == 0.0
        here.layer.tasks += [mishaps.answers(503, arrives=False)] * 99
        with pytest.raises(ServiceError):
            await client.balance()

    _told(tmp_path, clock, story)


@pytest.mark.parametrize("hours", HOURS)
def test_when_to_ask_again_is_meant_by_the_clock_of_the_service(
    tmp_path: Path, hours: float
) -> None:
    clock = Sleeper(wall_s=hours * HOUR_S)
    later = {
        "retry-after": formatdate(1_000_077, usegmt=True),
        "date": formatdate(1_000_000, usegmt=True),
    }

    async def story(here: Scene, client: RunwareClient) -> None:
        here.layer.tasks += [mishaps.answers(429, headers=later, arrives=False)]
        here.layer.files += [mishaps.answers(503, headers=later, arrives=False)]
        (outcome,) = await client.preprocess([request(delivery_method="sync")])
        assert is_the_guide(outcome)
        assert clock.pauses == [77, 77]

    _told(tmp_path, clock, story)


@pytest.mark.parametrize("header", ["", "yesterday", "Mon, 99 May 2026 12:00:00 GMT"])
def test_a_service_that_tells_no_time_has_that_of_this_computer(header: str) -> None:
    assert moment(header, 7.0) == 7.0


def test_a_wait_is_not_made_longer_by_being_a_little_late() -> None:
    now = [0.0]
    deadline = Deadline(Clock(now=lambda: now[0]), 10)
    now[0] = 12.0
    assert deadline.left_s == -2.0
    now[0] = 3600.0
    assert deadline.left_s == AWAKE_S
    now[0] += AWAKE_S
    assert deadline.left_s == 0.0


@pytest.mark.parametrize("hours", HOURS)
def test_what_is_served_is_kept_for_as_long_as_was_promised_whatever_the_clock_is_set_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: float
) -> None:
    settings = ServerSettings(folder=tmp_path)
    before = settings.clock()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + hours * HOUR_S)
    assert 0 <= settings.clock() - before < 60
    wall, since = [1000.0], [5.0]
    clock = steady(lambda: wall[0], lambda: since[0])
    wall[0] += hours * HOUR_S
    since[0] += 3.0
    assert clock() == 1003.0


@pytest.mark.parametrize("hours", HOURS)
def test_lists_are_in_the_order_in_which_things_happened(tmp_path: Path, hours: float) -> None:
    now = [1_750_000_000.0]
    history = GuideHistory(tmp_path / "history", clock=lambda: now[0])
    first = history.add(pasted(1), canny())
    removed = history.remove([history.add(pasted(2), canny())])
    now[0] += hours * HOUR_S
    second = history.add(pasted(3), canny())
    assert [each.id for each in history.entries()] == [second.id, first.id]
    assert len(history.restore(removed)) == 1
    history.close()
    purchases = Purchases(tmp_path / "bought", clock=lambda: now[0])
    wish = Wish.of("service", "a", PreprocessTask(preprocessor=Preprocessor.TILE), (64, 48))
    order = purchases.order(wish, uuid.uuid4())
    purchases.told_cost(order, 0.5)
    now[0] -= hours * HOUR_S
    assert purchases.order(wish, uuid.uuid4()) == order, "it is not ordered twice"
    sums = purchases.spent()
    assert min(sums.today, sums.month) >= 0
    assert sums.all == 0.5
    purchases.close()


def test_a_clock_that_jumps_all_the_time_is_not_noticed_in_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture(tmp_path / "cat.png")
    chance, real = Random(5), time.time
    monkeypatch.setattr(time, "time", lambda: real() + chance.uniform(-5, 5) * HOUR_S)

    async def story(desk: Desk) -> None:
        desk.window.commands.history.trigger()
        guide = await desk.settled()
        assert 0 <= guide.seconds < 60
        strip = desk.window.history
        await desk.until(lambda: len(strip.entries) == 1, "it is kept")
        desk.window.commands.copy_file.trigger()
        assert "Copied" in (await desk.noticed()).what
        said = [label.text() for label in desk.window.findChildren(QLabel)]
        assert [text for text in said if re.search(r"-\d", text)] == [], "nothing took less than 0"

    assert play(story, str(tmp_path / "cat.png")) == 0

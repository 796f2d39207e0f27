"""Only the newest request matters: a guide that follows a slider, and no late result, ever."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from core.latest import LatestWins
from tests.core.clock import JumpingLoop, settle
from tests.core.desk import Desk


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """A loop on which delays are exact and take no time."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        yield runner


async def test_one_request_is_worked_on_and_delivered() -> None:
    desk = Desk()
    assert not desk.latest.busy
    desk.latest.submit("a")
    assert desk.latest.busy
    assert desk.told == [True]
    await settle()
    assert (desk.begun, desk.delivered) == (["a"], [])
    desk.finish("a")
    await settle()
    assert desk.delivered == ["a"]
    assert not desk.latest.busy
    assert desk.told == [True, False]
    await desk.latest.aclose()


async def test_of_many_that_wait_only_the_newest_is_worked_on() -> None:
    desk = Desk()
    for request in "abc":
        desk.latest.submit(request)
    await settle()
    for request in "defg":
        desk.latest.submit(request)
    await settle()
    assert desk.begun == ["c"]
    desk.finish("c")
    await settle()
    assert (desk.begun, desk.delivered) == (["c", "g"], ["c"])
    desk.finish("g")
    await settle()
    assert desk.delivered == ["c", "g"]
    assert desk.told == [True, False]


async def test_a_guide_follows_a_slider_that_is_faster_than_the_work() -> None:
    desk = Desk()
    desk.latest.submit("0", subject="picture")
    await settle()
    for now, then in ((0, 3), (3, 6), (6, 9)):
        for request in range(now + 1, then + 1):
            desk.latest.submit(str(request), subject="picture")
            await settle()
        desk.finish(str(now))
        await settle()
    desk.finish("9")
    await settle()
    assert desk.begun == desk.delivered == ["0", "3", "6", "9"]
    assert desk.told == [True, False]


@pytest.mark.parametrize("heedless", [False, True])
async def test_another_subject_stops_what_runs_and_drops_its_result(heedless: bool) -> None:
    desk = Desk()
    desk.heedless = heedless
    desk.latest.submit("old", subject="one picture")
    await settle()
    desk.latest.submit("waiting", subject="one picture")
    desk.latest.submit("new", subject="another picture")
    await settle()
    assert desk.begun == ["old", "new"]
    assert desk.now_working == (2 if heedless else 1)
    if heedless:
        desk.finish("old")
        await settle()
    assert desk.delivered == []
    desk.finish("new")
    await settle()
    assert desk.delivered == ["new"]
    assert desk.told == [True, False, True, False]
    assert not desk.latest.busy


async def test_work_that_fails_too_late_is_dropped_as_well() -> None:
    desk = Desk()
    desk.heedless = True
    desk.latest.submit("old", subject=1)
    await settle()
    desk.latest.submit("new", subject=2)
    await settle()
    desk.finish("new")
    await settle()
    desk.finish("old", error=ValueError("too late"))
    await settle()
    assert (desk.delivered, desk.failed) == (["new"], [])
    assert desk.told == [True, False, True, False]


async def test_a_subject_is_told_by_its_value_and_may_come_back() -> None:
    desk = Desk()
    desk.latest.submit("a", subject=("picture", 1))
    await settle()
    desk.latest.submit("b", subject=("pict" + "ure", 1))
    desk.finish("a")
    await settle()
    desk.latest.submit("c", subject=("picture", 2))
    desk.latest.submit("d", subject=("picture", 1))
    await settle()
    desk.finish("d")
    await settle()
    assert (desk.begun, desk.delivered) == (["a", "b", "d"], ["a", "d"])


async def test_a_failure_is_told_and_the_next_request_works() -> None:
    desk = Desk()
    desk.latest.submit("a")
    await settle()
    desk.latest.submit("b")
    desk.finish("a", error=ValueError("no memory"))
    await settle()
    assert desk.failed == [("a", "no memory")]
    desk.finish("b")
    await settle()
    desk.latest.submit("c")
    await settle()
    desk.finish("c", error=MemoryError("none left"))
    await settle()
    assert (desk.delivered, desk.failed[1:]) == (["b"], [("c", "none left")])
    assert desk.told == [True, False, True, False]


async def test_what_is_delivered_may_ask_for_more() -> None:
    desk = Desk()
    desk.on_delivery = lambda request: (
        desk.latest.submit(request + request) if len(request) < 4 else None
    )
    desk.latest.submit("a")
    for request in ("a", "aa"):
        await settle()
        desk.finish(request)
    await settle()
    desk.finish("aaaa", error=ValueError())
    await settle()
    assert (desk.delivered, desk.failed) == (["a", "aa"], [("aaaa", "")])
    assert desk.told == [True, False]


async def test_nobody_needs_to_know_whether_it_is_busy() -> None:
    delivered: list[tuple[Any, Any]] = []

    async def work(request: int) -> int:
        return request + 1

    latest = LatestWins(work, lambda *pair: delivered.append(pair), lambda *pair: None)
    latest.submit(1)
    await settle()
    assert delivered == [(1, 2)]

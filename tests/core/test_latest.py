"""Only the newest request matters: a guide that follows a slider, and no late result, ever."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from core.latest import LatestWins
from tests.core.clock import JumpingLoop, settle


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """A loop on which delays are exact and take no time."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        yield runner


class Desk:
    """Work that ends when the test says so, and a record of all that came of it."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.delivered: list[str] = []
        self.failed: list[tuple[str, str]] = []
        self.told: list[bool] = []
        self.now_working = 0
        self.heedless = False
        self.latest: LatestWins[str, str] = LatestWins(
            self._work, self._deliver, self._fail, self.told.append
        )
        self.on_delivery: Callable[[str], None] = lambda request: None
        self._ends: dict[str, asyncio.Future[str]] = {}

    def finish(self, request: str, *, error: Exception | None = None) -> None:
        """Let the work for `request`, which has begun, come to its end."""
        if error is None:
            self._ends.pop(request).set_result(request.upper())
        else:
            self._ends.pop(request).set_exception(error)

    async def _work(self, request: str) -> str:
        self.begun.append(request)
        self.now_working += 1
        end = self._ends[request] = asyncio.get_running_loop().create_future()
        try:
            return await (_whatever_happens(end) if self.heedless else end)
        finally:
            self.now_working -= 1

    def _deliver(self, request: str, result: str) -> None:
        assert result == request.upper()
        self.delivered.append(request)
        self.on_delivery(request)

    def _fail(self, request: str, error: Exception) -> None:
        self.failed.append((request, str(error)))
        self.on_delivery(request)


async def _whatever_happens(end: Awaitable[str]) -> str:
    """Wait for `end` as a thread does: without heeding that it was cancelled."""
    waiting = asyncio.ensure_future(end)
    while not waiting.done():
        try:
            await asyncio.shield(waiting)
        except asyncio.CancelledError:
            continue
    return waiting.result()


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


@pytest.mark.parametrize("heedless", [False, True])
@pytest.mark.parametrize("begun", [False, True])
async def test_nothing_is_delivered_after_a_cancel(heedless: bool, begun: bool) -> None:
    desk = Desk()
    desk.heedless = heedless
    desk.latest.submit("a")
    if begun:
        await settle()
        desk.latest.submit("b")
    desk.latest.cancel()
    assert not desk.latest.busy
    assert desk.told == [True, False]
    desk.latest.cancel()
    assert desk.told == [True, False]
    await settle()
    assert desk.now_working == (begun and heedless)
    if desk.now_working:
        desk.finish("a")
        await settle()
    assert desk.begun == ["a"] * begun
    assert desk.delivered == []
    desk.latest.submit("c")
    await settle()
    desk.finish("c")
    await settle()
    assert desk.delivered == ["c"]
    assert desk.told == [True, False, True, False]


async def test_what_is_cancelled_is_let_go_of() -> None:
    class Request:
        """Holds a large picture, perhaps."""

    async def work(request: Request) -> None:
        await asyncio.Event().wait()

    latest = LatestWins(work, lambda *pair: None, lambda *pair: None)
    requests = [Request(), Request()]
    gone = [weakref.ref(request) for request in requests]
    latest.submit(requests[0])
    await settle()
    latest.submit(requests[1])
    latest.cancel()
    requests.clear()
    await settle()
    gc.collect()
    assert [reference() for reference in gone] == [None, None]


async def test_work_waits_until_nobody_asks_any_more() -> None:
    desk = Desk()
    for request in ("5", "51", "512"):
        desk.latest.submit(request, delay_s=10)
        await asyncio.sleep(6)
    await asyncio.sleep(3.9)
    assert desk.begun == []
    await asyncio.sleep(10)
    assert desk.begun == ["512"]
    desk.finish("512")
    await settle()
    assert desk.delivered == ["512"]
    assert desk.told == [True, False]


async def test_a_request_that_waits_for_its_delay_can_be_cancelled() -> None:
    desk = Desk()
    desk.latest.submit("a", delay_s=10)
    await asyncio.sleep(9)
    desk.latest.cancel()
    await asyncio.sleep(99)
    assert desk.begun == []
    desk.latest.submit("b", delay_s=10, subject=1)
    desk.latest.submit("c", subject=2)
    await settle()
    assert desk.begun == ["c"]
    desk.latest.cancel()


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


async def test_what_is_delivered_may_cancel_the_rest() -> None:
    desk = Desk()
    desk.on_delivery = lambda request: desk.latest.cancel()
    desk.latest.submit("a")
    await settle()
    desk.latest.submit("b")
    desk.finish("a")
    await settle()
    assert (desk.begun, desk.delivered, desk.told) == (["a"], ["a"], [True, False])


@pytest.mark.parametrize("work_fails", [False, True])
async def test_a_receiver_that_breaks_costs_nothing_but_its_own_result(work_fails: bool) -> None:
    desk, reported = Desk(), list[BaseException]()
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: reported.append(context["exception"])
    )
    desk.on_delivery = lambda request: {"b": None}[request]
    desk.latest.submit("a")
    await settle()
    desk.latest.submit("b")
    desk.finish("a", error=ValueError() if work_fails else None)
    await settle()
    assert desk.latest.busy
    desk.finish("b")
    await settle()
    assert desk.delivered[-1] == "b"
    desk.latest.submit("c")
    await settle()
    desk.finish("c", error=ValueError() if work_fails else None)
    await settle()
    assert not desk.latest.busy
    assert desk.told == [True, False, True, False]
    await desk.latest.aclose()
    gc.collect()
    assert [repr(lost) for lost in reported] == ["KeyError('a')", "KeyError('c')"]


async def test_closing_waits_for_work_that_needs_time_to_end() -> None:
    desk = Desk()
    desk.heedless = True
    desk.latest.submit("a", subject=1)
    await settle()
    desk.latest.submit("b", subject=2)
    await settle()
    desk.latest.submit("c", subject=2)
    closing = asyncio.ensure_future(desk.latest.aclose())
    await settle()
    assert desk.told == [True, False, True, False]
    desk.finish("b")
    await settle()
    assert not closing.done()
    desk.finish("a")
    await closing
    assert desk.now_working == 0
    assert (desk.begun, desk.delivered) == (["a", "b"], [])


async def test_nothing_can_be_asked_for_once_it_is_closed() -> None:
    desk = Desk()
    await desk.latest.aclose()
    await desk.latest.aclose()
    with pytest.raises(RuntimeError, match="aclose"):
        desk.latest.submit("a")
    await settle()
    assert (desk.begun, desk.told, desk.latest.busy) == ([], [], False)


async def test_nobody_needs_to_know_whether_it_is_busy() -> None:
    delivered: list[tuple[Any, Any]] = []

    async def work(request: int) -> int:
        return request + 1

    latest = LatestWins(work, lambda *pair: delivered.append(pair), lambda *pair: None)
    latest.submit(1)
    await settle()
    assert delivered == [(1, 2)]

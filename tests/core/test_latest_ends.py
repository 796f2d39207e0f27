"""Delays, cancels, broken receivers and closing: what is given up is never heard of again."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from core.latest import LatestWins
from tests.core.clock import JumpingLoop, settle
from tests.core.desk import Desk


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """A loop on which delays are exact and take no time."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        yield runner


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
    desk, reported = Desk(), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda loop, told: reported.append(told))
    for request in ("5", "51", "512"):
        desk.latest.submit(request, delay_s=10)
        await asyncio.sleep(6)
    await asyncio.sleep(3.9)
    assert desk.begun == []
    await asyncio.sleep(0.2)
    assert desk.begun == ["512"]
    desk.finish("512")
    await settle()
    assert desk.delivered == ["512"]
    assert desk.told == [True, False]
    gc.collect()
    assert reported == []


async def test_a_request_without_a_delay_does_not_wait_out_an_earlier_one() -> None:
    desk = Desk()
    desk.latest.submit("a", delay_s=10)
    await asyncio.sleep(1)
    desk.latest.submit("b")
    await settle()
    assert desk.begun == ["b"]
    desk.finish("b")
    await settle()
    assert desk.delivered == ["b"]


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
    with pytest.raises(RuntimeError, match=r"^submitted after aclose$"):
        desk.latest.submit("a")
    await settle()
    assert (desk.begun, desk.told, desk.latest.busy) == ([], [], False)

"""Who does not want to wait any longer goes at once, and the client is as good as before."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from core.errors import ServiceError
from tests.faults import mishaps
from tests.faults.scene import (
    PICTURE_URI,
    Scene,
    Served,
    failed,
    is_the_guide,
    request,
    scene,
    until,
)

AT_ONCE_S = 3.0


async def leave(waiting: asyncio.Task[object]) -> None:
    began = time.monotonic()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert time.monotonic() - began < AT_ONCE_S


@pytest.mark.parametrize("delivery", ["async", "sync"])
async def test_a_wait_that_was_left_can_be_gone_on_with(served: Served, delivery: str) -> None:
    async with scene(served) as here:
        here.engine.gate.clear()
        asked = request(delivery_method=delivery)
        waiting = asyncio.create_task(here.order(asked))
        await here.begun()
        await leave(waiting)
        here.engine.gate.set()
        assert is_the_guide(await here.client.resume(asked.task))
        assert here.made == 1


Step = tuple[str, Callable[[Scene], Awaitable[object]]]
STEPS: dict[str, Step] = {
    "an upload": ("tasks", lambda here: here.client.upload(PICTURE_URI)),
    "the answer to a task": ("tasks", lambda here: here.order(request())),
    "a download": ("files", lambda here: here.order(request(delivery_method="sync"))),
    "the balance": ("tasks", lambda here: here.client.balance()),
    "the check of a key": ("tasks", lambda here: here.client.check_key(here.key)),
}


@pytest.mark.parametrize("what", STEPS)
async def test_everything_can_be_left_while_it_is_slow(served: Served, what: str) -> None:
    kind, step = STEPS[what]
    async with scene(served) as here:
        slow = here.layer.tasks if kind == "tasks" else here.layer.files
        slow += [mishaps.drips]
        waiting: asyncio.Task[object] = asyncio.ensure_future(step(here))
        await until(lambda: not slow)
        await leave(waiting)
        assert is_the_guide(await here.order(request()))


async def test_a_client_is_as_good_as_new_after_many_were_left(served: Served) -> None:
    """None keeps a connection: there are 100 at most."""
    async with scene(served) as here:
        for _ in range(120):
            here.layer.tasks += [mishaps.says_nothing]
            waiting = asyncio.create_task(here.order(request(delivery_method="sync")))
            await until(lambda: not here.layer.tasks)
            await leave(waiting)
        assert is_the_guide(await here.order(request()))


async def test_one_of_two_can_be_left(served: Served) -> None:
    async with scene(served) as here:
        here.engine.gate.clear()
        first = asyncio.create_task(here.order(request()))
        second = asyncio.create_task(here.order(request()))
        await here.begun()
        await leave(first)
        here.engine.gate.set()
        assert is_the_guide(await second)


@pytest.mark.parametrize("what", STEPS)
async def test_closing_ends_whatever_is_under_way(served: Served, what: str) -> None:
    kind, step = STEPS[what]
    async with scene(served) as here:
        slow = here.layer.tasks if kind == "tasks" else here.layer.files
        slow += [mishaps.drips]
        waiting: asyncio.Task[object] = asyncio.ensure_future(step(here))
        await until(lambda: not slow)
        began = time.monotonic()
        await here.client.aclose()
        try:
            outcome = await waiting
        except ServiceError as error:
            ended = str(error)
        else:
            ended = str(failed(outcome).error)  # type: ignore[arg-type]
        assert time.monotonic() - began < AT_ONCE_S
        assert "has been closed" in ended


async def test_nothing_is_asked_of_a_client_that_is_closed(served: Served) -> None:
    async with scene(served) as here:
        await here.client.aclose()
        with pytest.raises(ServiceError, match="has been closed"):
            await here.order(request())
        await here.client.aclose()
        assert here.layer.asked == []


async def test_a_client_can_be_closed_while_it_opens(served: Served) -> None:
    async with scene(served) as here:
        waiting = asyncio.create_task(here.order(request()))
        await asyncio.sleep(0)
        await here.client.aclose()
        assert "has been closed" in str(failed(await waiting).error)
        assert here.layer.asked == []

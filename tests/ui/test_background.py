"""Work that slots start: it lives until it is done, and no failure of it goes unheard."""

from __future__ import annotations

import asyncio
import gc

from tests.ui.parts import until
from ui.background import Background


async def test_work_lives_although_nobody_holds_it() -> None:
    done: list[str] = []
    background = Background(_never)

    async def work() -> None:
        await asyncio.sleep(0)
        gc.collect()
        await asyncio.sleep(0)
        done.append("done")

    background.spawn(work())
    await until(lambda: done, "the work is done")
    await background.aclose()


async def test_a_failure_is_told_once() -> None:
    told: list[Exception] = []
    background = Background(told.append)
    error = OSError("the disk is full")

    async def work() -> None:
        raise error

    background.spawn(work())
    await until(lambda: told, "the failure is told")
    await background.aclose()
    assert told == [error]


async def test_closing_stops_what_runs_and_waits_for_its_end() -> None:
    tidied: list[str] = []
    started = asyncio.Event()
    background = Background(_never)

    async def work() -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            tidied.append("tidied")

    background.spawn(work())
    await started.wait()
    await background.aclose()
    assert tidied == ["tidied"]
    await background.aclose()


async def test_what_is_asked_for_after_the_end_is_not_begun() -> None:
    """What ends at the end may ask for more, as who stops buying asks what is left."""
    begun: list[str] = []
    started = asyncio.Event()
    background = Background(_never)

    async def more() -> None:
        begun.append("more")

    async def work() -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            background.spawn(more())

    background.spawn(work())
    await started.wait()
    await background.aclose()
    background.spawn(more())
    await asyncio.sleep(0)
    assert begun == []


async def test_a_failure_while_closing_is_told() -> None:
    told: list[Exception] = []
    started = asyncio.Event()
    background = Background(told.append)

    async def work() -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            raise OSError("could not tidy up")

    background.spawn(work())
    await started.wait()
    await background.aclose()
    await until(lambda: told, "the failure is told")


def _never(error: Exception) -> None:
    raise AssertionError("nothing has failed") from error

"""A loop that is closed leaves nothing behind that Qt could still call."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator

from PySide6.QtWidgets import QApplication

from tests.ui.parts import PATIENCE_S
from ui.loop import new_loop


def test_calls_that_were_still_to_come_can_be_forgotten_in_any_thread(qapp: QApplication) -> None:
    with asyncio.Runner(loop_factory=lambda: new_loop(qapp)) as runner:
        runner.get_loop().call_later(3_600, print)
    del runner
    # Qt warns of a timer that ends in another thread, and a warning fails the test.
    collecting = threading.Thread(target=gc.collect)
    collecting.start()
    collecting.join()


def test_a_call_from_another_thread_that_comes_after_the_end_is_dropped(
    qapp: QApplication,
) -> None:
    loop = new_loop(qapp)
    called: list[int] = []
    posting = threading.Thread(target=loop.call_soon_threadsafe, args=(called.append, 1))
    posting.start()
    posting.join()
    loop.close()
    # An exception in here fails the test.
    qapp.processEvents()
    assert called == []


async def test_a_generator_that_is_left_in_the_middle_may_await_while_it_ends() -> None:
    ended = asyncio.Event()

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            ended.set()

    async for number in numbers():
        assert number == 1
        break
    gc.collect()
    # What the collector cannot end it complains of, and that fails the test.
    async with asyncio.timeout(PATIENCE_S):
        await ended.wait()


def test_a_loop_can_be_closed_twice(qapp: QApplication) -> None:
    loop = new_loop(qapp)
    loop.close()
    loop.close()
    assert loop.is_closed()

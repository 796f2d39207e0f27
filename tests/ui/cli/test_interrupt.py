"""Ctrl-C during a command: one step of the loop, told as KeyboardInterrupt."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import pytest

from ui.cli import interrupt

posix_only = pytest.mark.skipif(
    sys.platform == "win32", reason="no signals to a process of its own"
)


def test_what_ends_by_itself_gives_its_result() -> None:
    async def work() -> int:
        await asyncio.sleep(0)
        return 7

    assert interrupt.run(work()) == 7


@posix_only
def test_ctrl_c_cancels_the_work_between_two_steps() -> None:
    steps = []

    async def work() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        steps.append("goes on to the end of this step")
        try:
            await asyncio.Event().wait()
        finally:
            steps.append("tidies up")

    with pytest.raises(KeyboardInterrupt):
        interrupt.run(work())
    assert steps == ["goes on to the end of this step", "tidies up"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@posix_only
def test_a_second_ctrl_c_does_not_wait_for_the_tidying() -> None:
    async def work() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        try:
            await asyncio.Event().wait()
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.Event().wait()

    with pytest.raises(KeyboardInterrupt):
        interrupt.run(work())


def test_a_cancellation_that_nobody_typed_stays_one() -> None:
    async def work() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        interrupt.run(work())

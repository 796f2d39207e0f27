"""Ctrl-C for commands that run on an event loop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

_Result = TypeVar("_Result")


def run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """The result of `work`; it is cancelled by Ctrl-C, and KeyboardInterrupt is raised.

    asyncio.run cancels inside of the signal handler, so in the middle of whatever the loop is
    doing, such as passing on the result of a thread, which then fails with a traceback of asyncio's
    own. Here it is one more step of the loop. A second Ctrl-C does not wait.
    """
    stopped = False

    async def main() -> _Result:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def stop() -> None:
            nonlocal stopped
            stopped = True
            loop.remove_signal_handler(signal.SIGINT)
            task.cancel()

        with suppress(NotImplementedError):  # Windows has no signal handlers in its loop
            loop.add_signal_handler(signal.SIGINT, stop)
        try:
            return await work
        finally:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(signal.SIGINT)

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        if stopped:
            raise KeyboardInterrupt from None
        raise

"""LatestWins: of many requests only the newest matters, and a late result is never delivered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

Request = TypeVar("Request")
Result = TypeVar("Result")


@dataclass(frozen=True)
class _Asked(Generic[Request]):
    request: Request
    due: float  # on the loop's clock


class LatestWins(Generic[Request, Result]):
    """Runs `work` for the newest request, one run at a time.

    Requests about the same `subject` refine one another: what runs is let finish and its result
    delivered, so that a guide follows a slider that moves faster than the work; of those asked
    for meanwhile only the newest runs next. A request about another subject cancels what runs,
    and its result is dropped even if the work cannot be stopped. So results are delivered in
    the order of their requests, and never after something newer.

    `deliver(request, result)` and `fail(request, error)` are called on the event loop, as is
    `work`. `on_busy` is told True when there is something to do and False when nothing is left.
    All methods belong to the event loop's thread.
    """

    def __init__(
        self,
        work: Callable[[Request], Awaitable[Result]],
        deliver: Callable[[Request, Result], None],
        fail: Callable[[Request, Exception], None],
        on_busy: Callable[[bool], None] = lambda busy: None,
    ) -> None:
        self._work = work
        self._deliver = deliver
        self._fail = fail
        self._on_busy = on_busy
        self._subject: Hashable = None
        self._pending: _Asked[Request] | None = None
        self._runner: asyncio.Task[None] | None = None
        self._unfinished: set[asyncio.Task[None]] = set()
        self._replaced = asyncio.Event()
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether anything that was asked for is still to be delivered."""
        return self._runner is not None

    def submit(self, request: Request, *, subject: Hashable = None, delay_s: float = 0.0) -> None:
        """Ask for `request` in place of everything asked before.

        `delay_s`: seconds to wait for a newer request before the work begins (debounce).
        Raises RuntimeError after `aclose`.
        """
        if self._closed:
            raise RuntimeError("submitted after aclose")
        if subject != self._subject:
            self.cancel()
            self._subject = subject
        self._pending = _Asked(request, asyncio.get_running_loop().time() + delay_s)
        self._replaced.set()
        if self._runner is None:
            self._start()
            self._on_busy(True)

    def cancel(self) -> None:
        """Forget everything asked for so far; none of it will be delivered."""
        self._pending = None
        runner, self._runner = self._runner, None
        if runner is not None:
            runner.cancel()
            self._on_busy(False)

    async def aclose(self) -> None:
        """Cancel, and wait until nothing of ours runs any more."""
        self._closed = True
        self.cancel()
        if self._unfinished:
            await asyncio.wait(self._unfinished)

    async def _comes_due(self, asked: _Asked[Request]) -> bool:
        """Wait until `asked` is due; False as soon as another has taken its place."""
        if asyncio.get_running_loop().time() < asked.due:
            self._replaced.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(asked.due):
                    await self._replaced.wait()
        return self._pending is asked

    def _start(self) -> None:
        self._runner = asyncio.get_running_loop().create_task(self._run())
        self._unfinished.add(self._runner)
        self._runner.add_done_callback(self._unfinished.discard)

    async def _run(self) -> None:
        this = asyncio.current_task()
        try:
            # Cancelling takes the runner's place away first, so that even work which does not
            # heed a cancellation cannot deliver any more.
            while self._runner is this and self._pending is not None:
                asked = self._pending
                if not await self._comes_due(asked):
                    continue
                self._pending = None
                try:
                    result = await self._work(asked.request)
                except Exception as error:
                    if self._runner is this:
                        self._fail(asked.request, error)
                else:
                    if self._runner is this:
                        self._deliver(asked.request, result)
        except Exception:
            # The receiver is broken, which the loop's exception handler is told; but what has
            # been asked for meanwhile is still wanted.
            if self._runner is this and self._pending is not None:
                self._start()
            raise
        finally:
            if self._runner is this:
                self._runner = None
                self._on_busy(False)

"""The threads in which the window has work done, which do not keep it when it is to end."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, ParamSpec, TypeVar

MANY = 32
"""More than work at once: a drive that does not answer holds the threads that wait for it."""

END_S = 10.0
"""How long work may go on at the end: for a large guide to be written, not for a dead drive."""

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class Threads(ThreadPoolExecutor):
    """An executor whose end waits for what has begun, but for no longer than `end_s` seconds."""

    def __init__(self, end_s: float | None = None) -> None:
        super().__init__(MANY, thread_name_prefix="work")
        self._end_s = END_S if end_s is None else end_s
        self._begun: set[Future[Any]] = set()

    def submit(
        self,
        work: Callable[_Parameters, _Result],
        /,
        *args: _Parameters.args,
        **kwargs: _Parameters.kwargs,
    ) -> Future[_Result]:
        future = super().submit(work, *args, **kwargs)
        self._begun.add(future)
        future.add_done_callback(self._begun.discard)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """Let what has begun come to its end, and begin no more."""
        super().shutdown(wait=False, cancel_futures=cancel_futures)
        if wait and not _wait(self._begun, self._end_s):
            return
        super().shutdown(wait=wait)


def _wait(futures: set[Future[Any]], seconds: float) -> bool:
    """Whether all have come to their end in that time."""
    return not wait(set(futures), seconds).not_done

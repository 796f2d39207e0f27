"""Stops the making of a guide that nobody waits for any more, between two steps of it.

A guide is made on one thread, which cannot be interrupted. So whoever has it made on that thread
says how it is told (`until`), and what takes long asks in between whether to go on (`go_on`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Stopped(BaseException):
    """The guide is not wanted any more. No error: nothing that handles errors may keep it."""


_here = threading.local()


@contextmanager
def until(stop: threading.Event) -> Iterator[None]:
    """Within it, `go_on` on this thread raises Stopped as soon as `stop` is set."""
    before = getattr(_here, "stop", None)
    _here.stop = stop
    try:
        yield
    finally:
        _here.stop = before


def go_on() -> None:
    """Raises Stopped if what is made on this thread is not wanted any more."""
    stop = getattr(_here, "stop", None)
    if stop is not None and stop.is_set():
        raise Stopped

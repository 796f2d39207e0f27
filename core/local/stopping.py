"""Stops the making of a guide that nobody waits for any more.

A guide is made on one thread, which cannot be interrupted. So whoever has it made on that thread
says how it is told (`until`); what takes long asks in between whether to go on (`go_on`), or says
how it is interrupted (`interrupted_by`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stopped(BaseException):
    """The guide is not wanted any more. No error: nothing that handles errors may keep it."""


class Stop:
    """Whether a guide is not wanted any more. It may be set from any thread, once and for all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_set = False
        self._interrupt: Callable[[], None] | None = None

    @property
    def is_set(self) -> bool:
        """Whether it is not wanted any more."""
        return self._is_set

    def set(self) -> None:
        """It is not wanted any more; what is being done for it is interrupted if it can be."""
        with self._lock:
            self._is_set = True
            interrupt = self._interrupt
        if interrupt is not None:
            interrupt()

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Within it, `set` calls `interrupt`. Raises Stopped if it is set already."""
        with self._lock:
            if self._is_set:
                raise Stopped
            self._interrupt = interrupt
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None


_here = threading.local()


@contextmanager
def until(stop: Stop) -> Iterator[None]:
    """Within it, what is done on this thread is done until `stop` is set."""
    before = _current()
    _here.stop = stop
    try:
        yield
    finally:
        _here.stop = before


def go_on() -> None:
    """Raises Stopped if what is made on this thread is not wanted any more."""
    stop = _current()
    if stop is not None and stop.is_set:
        raise Stopped


@contextmanager
def interrupted_by(interrupt: Callable[[], None]) -> Iterator[None]:
    """Within it, `interrupt` is called, on another thread, as soon as that is so."""
    stop = _current()
    if stop is None:
        yield
        return
    with stop.interrupting(interrupt):
        yield


def _current() -> Stop | None:
    stop: Stop | None = getattr(_here, "stop", None)
    return stop

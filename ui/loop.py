"""Qt's event loop as asyncio's: the only place that knows qasync."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextvars import Context

import shiboken6
from PySide6.QtWidgets import QApplication

from ui.threads import Threads

# qasync takes the Qt binding that is imported already, so PySide6 must come first.
import qasync  # isort: skip


class _Loop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    def call_soon(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        if self.is_closed():
            # A call that another thread has posted can arrive late, when nobody waits for it.
            late = asyncio.Handle(callback, args, self, context)
            late.cancel()
            return late
        handle: asyncio.Handle = super().call_soon(callback, *args, context=context)
        return handle

    def run_forever(self) -> object:
        # qasync leaves async generators that nobody iterates any more to the collector, which
        # cannot await: what a broken-off download holds would be told as an error.
        hooks = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(self._asyncgen_firstiter_hook, self._asyncgen_finalizer_hook)
        try:
            return super().run_forever()
        finally:
            sys.set_asyncgen_hooks(*hooks)

    def close(self) -> None:
        if not self.is_closed():
            super().close()
            # qasync lets its timers run on, even those of cancelled calls. Python may collect
            # them in any thread, where they cannot be stopped, and Qt ends the process.
            shiboken6.delete(self._timer)


def new_loop(app: QApplication) -> asyncio.AbstractEventLoop:
    """An asyncio event loop that runs on `app`'s; for `asyncio.Runner(loop_factory=...)`."""
    loop: asyncio.AbstractEventLoop = _Loop(app)
    # qasync's own would wait at the end for as long as a drive does not answer.
    loop.set_default_executor(Threads())
    return loop

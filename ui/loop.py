"""Qt's event loop as asyncio's: the only place that knows qasync."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QApplication

# qasync takes the Qt binding that is imported already, so PySide6 must come first.
import qasync  # isort: skip


def new_loop(app: QApplication) -> asyncio.AbstractEventLoop:
    """An asyncio event loop that runs on `app`'s; for `asyncio.Runner(loop_factory=...)`."""
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(app)
    return loop

"""Ctrl-C before anybody can hear it: while the program is still being imported it ends at once.

Importing this begins it. packaging/run.py lets Ctrl-C wait until then.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

STOPPED = 130
"""The exit status after Ctrl-C, as shells have it: 128 and the signal's number."""


def over() -> None:
    """All is imported: from now on Ctrl-C is KeyboardInterrupt, as it is elsewhere."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(*_: object) -> None:
    # Nothing is begun, and what is half imported would tell of itself.
    os._exit(STOPPED)


def _begin() -> None:
    if threading.current_thread() is not threading.main_thread():
        return
    # A job in the background of a shell begins with it ignored.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


_begin()

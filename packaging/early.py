"""Ctrl-C while a script begins: it ends at once, and later waits until the application can hear it.

Importing this begins it; ui/early.py is its other half. Readable for old Pythons, as run.py is.
"""

import os
import signal

STOPPED = 130
"""The exit code after Ctrl-C, as shells have it."""


def over() -> None:
    """All is imported: from now on Ctrl-C is KeyboardInterrupt, as it is elsewhere."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def wait() -> None:
    """Let Ctrl-C wait, also for the program that takes the place of this one."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _end(*_: object) -> None:
    # Nothing is begun, and what is half imported would tell of itself.
    os._exit(STOPPED)


# A job in the background of a shell begins with it ignored.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, _end)

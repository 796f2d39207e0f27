"""What nobody foresaw, in a program of its own: a sentence for who sits there, the rest in the log.

No Qt here, nor anything else that takes long to import: every command begins with it.
"""

from __future__ import annotations

import sys
import threading
from types import TracebackType


def watch() -> None:
    """From now on nobody is shown a traceback, wherever in this process an error comes from."""
    sys.excepthook = _unforeseen
    threading.excepthook = _unforeseen_in_thread


def tell(error: BaseException) -> None:
    """Say on standard error that there was `error`, and write where it came from into the log."""
    import logging  # noqa: PLC0415 - see above

    from core.log import end_log, keep_log, where  # noqa: PLC0415 - see above
    from core.paths import log_file  # noqa: PLC0415 - see above

    path = log_file()
    kept = None if logging.getLogger().handlers else keep_log(path)
    there = bool(logging.getLogger().handlers)
    if there:
        logging.getLogger(__name__).error("unforeseen: %s", where(error))
    end_log(kept)
    if sys.stderr is None:  # a program without a console
        return
    told = f"The log says where: {path}." if there else f"No log could be written to {path}."
    print(
        f"underdrawing: Something went wrong that should not have ({type(error).__name__}). {told}",
        file=sys.stderr,
    )


def _unforeseen(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        tell(error.with_traceback(trace))


def _unforeseen_in_thread(about: threading.ExceptHookArgs) -> None:
    if about.exc_value is not None:
        tell(about.exc_value.with_traceback(about.exc_traceback))

"""The log: one file in the user's folder that never grows beyond a few megabytes.

Nothing that is logged may hold a key, a picture, or an address that was given in a task.
"""

from __future__ import annotations

import logging
import logging.handlers
import traceback
from contextlib import suppress
from pathlib import Path

FILE_BYTES = 2**20
OLDER_FILES = 2
_CHATTY = ("httpx", "httpcore", "asyncio", "uvicorn.access", "PIL", "websockets")
"""They would log addresses at every request, which may be signed."""


class _Log(logging.handlers.RotatingFileHandler):
    """Stays silent where it cannot write: that a disk is full is told by what cannot do without."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass


def keep_log(path: Path) -> logging.Handler | None:
    """Write what this process logs to `path`, from now on; None where that cannot be.

    Two older files of FILE_BYTES are kept beside it. Close the handler to end it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _Log(path, maxBytes=FILE_BYTES, backupCount=OLDER_FILES, encoding="utf-8")
    except OSError:
        # A window without a log is better than none.
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in _CHATTY:
        chatty = logging.getLogger(name)
        chatty.setLevel(max(chatty.level, logging.WARNING))  # core.codec has silenced Pillow
    return handler


def end_log(handler: logging.Handler | None) -> None:
    """Write no more."""
    if handler is not None:
        logging.getLogger().removeHandler(handler)
        with suppress(OSError):  # a full disk, once more
            handler.close()


def where(error: BaseException) -> str:
    """What kind of error it is, and where it came from, without its own words.

    They may say anything, such as what somebody typed.
    """
    lines = traceback.format_tb(error.__traceback__)
    return "".join([*lines, type(error).__name__])

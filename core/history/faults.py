"""What can go wrong with the history's folder, and what a person is told of it."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from core.errors import UnderdrawingError
from core.wording import say, together

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_FULL = (errno.ENOSPC, errno.EDQUOT)
_LOST = say("Nothing that was kept is lost.")


class Damaged(Exception):
    """The database cannot be trusted."""


def is_damage(error: Exception) -> bool:
    """Whether `error` says that the database is damaged, not that the disk is full or the like."""
    return isinstance(error, Damaged) or _code(error) in _DAMAGED


def explained(error: Exception, folder: Path) -> UnderdrawingError:
    """What to tell of `error`, an OSError, sqlite3.Error or Damaged that happened in `folder`."""
    details = f"{type(error).__name__}: {error}"
    number = error.errno if isinstance(error, OSError) else None
    if number in _FULL or _code(error) == sqlite3.SQLITE_FULL:
        what = say("The disk with the history of guides, {folder}, is full.", folder=folder)
        remedy = together(say("Make room on it, then try again."), _LOST)
    elif _code(error) in _BUSY:
        what = say("Another window of Underdrawing keeps the history of guides busy.")
        remedy = together(say("Try again in a moment."), _LOST)
    else:
        what = say("The history of guides in {folder} cannot be used.", folder=folder)
        remedy = together(
            say("See that you may write there, and that the disk is in order."), _LOST
        )
    return UnderdrawingError(what, remedy, details=details)


def _code(error: Exception) -> int:
    """SQLite's primary result code; 0 where there is none."""
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF

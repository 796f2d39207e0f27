"""The SQLite file of a batch: opened by one window at a time, and what to say if it fails."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from core.errors import UnderdrawingError
from core.wording import say

FILE_NAME = "batch.sqlite3"
VERSION = 1

_BUSY_S = 1.0
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_TABLES = """
CREATE TABLE plans (
    id TEXT PRIMARY KEY,       -- 32 hexadecimal digits
    plan TEXT NOT NULL         -- JSON
) WITHOUT ROWID;
CREATE TABLE items (
    number INTEGER PRIMARY KEY,
    path BLOB,                 -- below the plan's folder, in the file system's bytes
    remark TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,                -- JSON, as are results
    result TEXT,
    doubtful REAL NOT NULL     -- USD that may have been paid, though no guide has told so
);
"""


class Damaged(Exception):
    """The file cannot be trusted, or is of another version."""


def open_database(folder: Path | None) -> sqlite3.Connection:
    """The database in `folder`, which is made if need be; None for one in memory.

    Until it is closed, or the program ends however it does, nobody else can open it. What was
    written survives the program at once, and a power cut soon. Raises sqlite3.Error, OSError and
    Damaged.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if (folder / FILE_NAME).is_dir():
            raise Damaged("a folder")
    place = ":memory:" if folder is None else folder / FILE_NAME
    database = sqlite3.connect(
        place, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = WAL")
        # What a power cut may undo is done once more: a guide is written over itself, or comes
        # from the list of what was bought.
        database.execute("PRAGMA synchronous = NORMAL")
        with transaction(database):
            _prepare(database)
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All that happens inside, or nothing of it."""
    database.execute("BEGIN EXCLUSIVE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def set_aside(folder: Path) -> None:
    """Put what is no good there beside, with what belongs to it, in nobody's place. Raises OSError.

    Killed in the middle, the next call goes on.
    """
    for number in count(1):
        aside = f"damaged-{FILE_NAME}" if number == 1 else f"damaged-{number}-{FILE_NAME}"
        if not os.path.lexists(folder / aside):
            break
    for ending in ("-wal", "-shm", ""):  # what was written last may be in the first of them only
        with suppress(FileNotFoundError):
            (folder / f"{FILE_NAME}{ending}").replace(folder / f"{aside}{ending}")


def is_damage(error: Exception) -> bool:
    """Whether `error` says that the file itself is no good."""
    return isinstance(error, Damaged) or _code(error) in _DAMAGED


def explained(error: Exception, folder: Path | None) -> UnderdrawingError:
    """What to tell of `error`, an OSError, sqlite3.Error or Damaged that happened in `folder`."""
    details = f"{type(error).__name__}: {error}"
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or _code(error) == sqlite3.SQLITE_FULL:
        what = say("The disk with the list of the batch, {folder}, is full.", folder=folder)
        remedy = say("Make room on it, then try again.")
    elif _code(error) in _BUSY:
        what = say("Another window of Underdrawing has the batch open.")
        remedy = say("Go on there, or close it, then try again.")
    elif is_damage(error):
        what = say("The list of the batch in {folder} cannot be read.", folder=folder)
        remedy = say("Plan it anew; what was made is there.")
    else:
        what = say("The list of the batch in {folder} cannot be used.", folder=folder)
        remedy = say("See that you may write there, and that the disk is in order, then try again.")
    return UnderdrawingError(what, remedy, details=details)


def _prepare(database: sqlite3.Connection) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    there = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    if version == 0 and not there:
        for statement in filter(str.strip, _TABLES.split(";\n")):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {VERSION}")
    elif version != VERSION or not there >= {"plans", "items"}:
        raise Damaged(f"version {version}")


def _code(error: Exception) -> int:
    """SQLite's primary result code; 0 where there is none."""
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF

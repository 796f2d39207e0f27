"""The server's SQLite file: its tables, and that only one server has it at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import UnderdrawingError

FILE_NAME = "server.sqlite3"
VERSION = 1
_TABLES = """
CREATE TABLE tasks (
    task_uuid TEXT PRIMARY KEY,
    request TEXT NOT NULL,     -- JSON of the task; its image is a UUID or an address
    base TEXT NOT NULL,        -- the address by which it reached the server
    accepted REAL NOT NULL,
    expires REAL,              -- NULL while it is not finished
    guide_uuid TEXT,
    input_uuid TEXT,
    problem TEXT               -- JSON
) WITHOUT ROWID;
CREATE TABLE files (
    name TEXT PRIMARY KEY,
    image_uuid TEXT NOT NULL UNIQUE,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    made REAL NOT NULL,
    expires REAL NOT NULL,
    promised INTEGER NOT NULL  -- whether a task asked for that very time
) WITHOUT ROWID;
CREATE TABLE webhooks (
    task_uuid TEXT PRIMARY KEY,
    attempts INTEGER NOT NULL,
    due REAL NOT NULL
) WITHOUT ROWID;
"""


def open_database(folder: Path) -> sqlite3.Connection:
    """The database in `folder`, for the calling thread alone and no other process.

    Every statement is a transaction of its own, unless inside `transaction`. Raises
    UnderdrawingError where another server has it, or it cannot be read.
    """
    try:
        # Times of waiting for another process make no sense: it would keep the file for good.
        # Addresses of webhooks are in it, and those are secrets.
        (folder / FILE_NAME).touch(mode=0o600)
        database = sqlite3.connect(folder / FILE_NAME, timeout=0, isolation_level=None)
        try:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            with transaction(database):
                _prepare(database)
        except BaseException:
            database.close()
            raise
    except OSError as error:
        raise _unreadable(folder, error) from error
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise UnderdrawingError(
                f"Another server keeps its tasks in {folder}.",
                "Stop that one, or serve with another folder.",
            ) from error
        raise _unreadable(folder, error) from error
    except sqlite3.DatabaseError as error:
        raise _unreadable(folder, error) from error
    return database


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All that happens inside, or nothing of it."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _prepare(database: sqlite3.Connection) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == VERSION:
        return
    if version != 0:
        raise sqlite3.DatabaseError(f"version {version}")
    for statement in filter(str.strip, _TABLES.split(";\n")):
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {VERSION}")


def _unreadable(folder: Path, error: Exception) -> UnderdrawingError:
    return UnderdrawingError(
        f"The server's list of tasks in {folder} cannot be read.",
        "Serve with another folder, or remove that one if nothing in it is needed.",
        details=str(error),
    )

"""The server's SQLite file: its tables, and that only one server has it at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core import tables
from core.errors import UnderdrawingError
from core.tables import Fault, fault_of
from core.wording import say

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
    """The database in `folder`, which no other process can open until it is closed.

    Raises sqlite3.Error, tables.Damaged among them, and OSError; see `explained`.
    """
    file = folder / FILE_NAME
    # Addresses of webhooks are in it, and those are secrets.
    file.touch(mode=0o600)
    # Waiting for another process makes no sense: it would keep the file for good.
    return tables.opened(file, _TABLES, VERSION, used=tables.have_to_oneself, wait_s=0)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """What goes wrong inside with `folder`, or the database in it, is an UnderdrawingError."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise _explained(error, folder) from error


def _explained(error: OSError | sqlite3.Error, folder: Path) -> UnderdrawingError:
    details = f"{type(error).__name__}: {error}"
    fault = fault_of(error)
    if fault is Fault.BUSY:
        return UnderdrawingError(
            say("Another server keeps its tasks in {folder}.", folder=folder),
            "Stop that one, or serve with another folder.",
            details=details,
        )
    if fault is Fault.DAMAGED:
        return UnderdrawingError(
            say("The server's list of tasks in {folder} cannot be read.", folder=folder),
            "Serve with another folder, or remove that one if nothing in it is needed.",
            details=details,
        )
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return UnderdrawingError(
        say("The folder {folder} cannot be used: {reason}.", folder=folder, reason=reason),
        "Serve with another folder.",
        details=details,
    )

"""What the SQLite files of this program have in common: their tables, changes, faults."""

from __future__ import annotations

import errno
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_AGAIN_S = 0.005
_VERSION_AND_NAMES = """
SELECT user_version, (SELECT coalesce(group_concat(name, ' '), '') FROM sqlite_master)
FROM pragma_user_version
"""


class Damaged(sqlite3.DatabaseError):
    """A file cannot be trusted, or is of another version than is known here."""


class Fault(Enum):
    """What an OSError or sqlite3.Error is about."""

    FULL = auto()
    """Of the disk."""
    BUSY = auto()
    """Another program has the file."""
    DAMAGED = auto()
    """The file itself is no good, and will be none the next time."""
    OTHER = auto()


def fault_of(error: Exception) -> Fault:
    """What `error` is about."""
    code = int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", None) in _DISK_FULL:
        return Fault.FULL
    if code in _BUSY:
        return Fault.BUSY
    if isinstance(error, Damaged) or code in _DAMAGED:
        return Fault.DAMAGED
    return Fault.OTHER


def connect(place: Path | str, *, wait_s: float) -> sqlite3.Connection:
    """The file at `place`, made if need be, or ":memory:"; every statement is a change of its own.

    `wait_s`: how long others are waited for, in seconds. One thread may use it at a time. Raises
    sqlite3.Error; Damaged where there is a folder.
    """
    if isinstance(place, Path) and place.is_dir():
        raise Damaged("a folder")
    return sqlite3.connect(place, timeout=wait_s, isolation_level=None, check_same_thread=False)


def have_to_oneself(connection: sqlite3.Connection) -> None:
    """Keep others out until it is closed or the program ends, however it does.

    What is written survives the program at once, and a power cut soon. Raises sqlite3.Error, of
    Fault.BUSY if another program has it.
    """
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    with transaction(connection):
        pass  # the lock that it takes stays


def share(connection: sqlite3.Connection) -> None:
    """Let others have it open as well; what is written is on the disk when the change returns.

    Raises sqlite3.Error.
    """
    (wait_ms,) = connection.execute("PRAGMA busy_timeout").fetchone()
    until = time.monotonic() + wait_ms / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            # For others that do this at the same moment SQLite does not wait by itself.
            if fault_of(error) is not Fault.BUSY or time.monotonic() > until:
                raise
        time.sleep(_AGAIN_S)
    connection.execute("PRAGMA synchronous = FULL")


def opened(
    place: Path | str,
    tables: str,
    version: int,
    *,
    used: Callable[[sqlite3.Connection], None],
    wait_s: float,
) -> sqlite3.Connection:
    """The file at `place` with `tables` in it, see `prepare`; nothing is open if that fails.

    `used`: `share` or `have_to_oneself`. `wait_s`: how long others are waited for, in seconds.
    Raises sqlite3.Error, Damaged among them.
    """
    connection = connect(place, wait_s=wait_s)
    try:
        used(connection)
        prepare(connection, tables, version)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that happens inside, or nothing of it; nobody else writes meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the tables in the file; 0 if none were made yet."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def is_new(connection: sqlite3.Connection, tables: str, version: int) -> bool:
    """Whether nothing is in the file yet; nothing is written.

    `tables`: the statements that make them, each ended by ";" and a new line. Raises Damaged if the
    file is of another version than `version`, or tables are missing, and sqlite3.Error.
    """
    # One statement, so that nobody makes tables between two.
    found, names = connection.execute(_VERSION_AND_NAMES).fetchone()
    there = set(names.split())
    if found == 0 and not there:
        return True
    if found != version:
        raise Damaged(f"version {found}")
    missing = set(re.findall(r"^CREATE TABLE (\w+)", tables, re.MULTILINE)) - there
    if missing:
        raise Damaged(f"there is no {' and no '.join(sorted(missing))}")
    return False


def prepare(connection: sqlite3.Connection, tables: str, version: int) -> None:
    """Make `tables` in a new file. Raises as `is_new`."""
    if not is_new(connection, tables, version):
        return
    with transaction(connection):
        # Another program may have been quicker.
        if is_new(connection, tables, version):
            for statement in filter(str.strip, tables.split(";\n")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version}")

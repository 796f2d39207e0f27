"""The folder of the history: its SQLite file, and what is done with one that cannot be read.

All of a history lies in the folder's `current`: the database and the files that it names. What is
damaged, or of a newer version, is set aside by giving `current` another name, which is one step
for all of it, and is never deleted.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from core import tables
from core.export import FileIdentity, identity
from core.tables import Damaged, Fault, fault_of
from core.whole_file import set_aside, sync_folder
from core.wording import say, together

CURRENT = "current"
FILE_NAME = "history.sqlite3"
FILES = "files"
VERSION = 1
BUSY_S = 30.0
"""How long to wait for another window, which may be writing a large guide."""

_LOCK = "opening.lock"
_IN_THE_WAY = (FileExistsError, NotADirectoryError)
_TABLES = """
CREATE TABLE pictures (
    digest TEXT PRIMARY KEY,   -- of size and pixels
    path TEXT,                 -- of the file with these pixels; NULL if there is a copy
    file_size INTEGER,
    modified INTEGER,          -- in nanoseconds since the epoch
    copy TEXT,                 -- the file's name in FILES
    bytes INTEGER NOT NULL     -- of the copy
) WITHOUT ROWID;
CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again, since Removed holds some
    made REAL NOT NULL,
    picture TEXT NOT NULL REFERENCES pictures,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,      -- the name as it is searched
    origin TEXT NOT NULL,
    preprocessor TEXT NOT NULL,
    task TEXT NOT NULL,        -- JSON
    look TEXT NOT NULL,        -- with picture and engine: what one entry replaces another by
    engine TEXT NOT NULL,
    method TEXT NOT NULL,
    quality TEXT NOT NULL,
    seconds REAL NOT NULL,
    cost REAL,                 -- in USD
    remark TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    grey INTEGER NOT NULL,
    bought INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    file TEXT NOT NULL,        -- its name in FILES
    deep TEXT,                 -- the name of that with 16 bits, if there is one
    bytes INTEGER NOT NULL,    -- of the files and the thumbnail
    removed REAL               -- when; NULL as long as it is listed
);
CREATE UNIQUE INDEX by_look ON entries (picture, engine, look) WHERE removed IS NULL;
CREATE INDEX by_picture ON entries (picture);
CREATE INDEX by_bytes ON entries (removed, picture, bytes);
CREATE TABLE details (
    entry INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    thumbnail BLOB NOT NULL,
    people TEXT                -- JSON
);
"""


@dataclass(frozen=True)
class Opened:
    """An open history. `remark`: what a person should know of the opening, often empty."""

    connection: sqlite3.Connection
    files: Path
    remark: str
    identity: FileIdentity | None

    def in_place(self) -> bool:
        """Whether this is still what others find: another window may have set it aside."""
        return self.identity == identity(self.files.parent / FILE_NAME)


def open_history(folder: Path, *, suspect: bool = False) -> Opened:
    """The history in `folder`, begun anew where there is none, or none that can be read.

    `suspect`: something was damaged, so that all of it is looked at. Raises sqlite3.Error and
    OSError. One thread may use it at a time, other windows may have it open as well.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        try:
            return _open(folder, suspect=suspect)
        except (sqlite3.DatabaseError, *_IN_THE_WAY, _Newer) as error:
            mended = isinstance(error, (*_IN_THE_WAY, _Newer)) or fault_of(error) is Fault.DAMAGED
            if not mended:
                raise
            aside = _set_aside(folder)
            newer = isinstance(error, _Newer)
            why = (
                say("The history of guides is of a newer version of Underdrawing.")
                if newer
                else say("The history of guides was damaged.")
            )
            what = say("It was set aside in {folder}, and a new one begun.", folder=aside)
            return _open(folder, together(why, what))


def check(connection: sqlite3.Connection) -> None:
    """Look at all of the database. Raises tables.Damaged and other sqlite3.DatabaseError."""
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise Damaged(found)


class _Newer(Exception):
    """The database is of a version that this program does not know."""


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other window is opening this folder; the end of a program, whatever it is, lets go."""
    file = folder / _LOCK
    if file.is_dir():
        set_aside(file)
    with closing(sqlite3.connect(file, timeout=BUSY_S, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if fault_of(error) is not Fault.DAMAGED:
                raise
            # Nothing is kept in it, but in what is no database nobody can wait for another.
            set_aside(file)
            lock.close()
            with _alone(folder):
                yield
            return
        yield


def _open(folder: Path, remark: str = "", *, suspect: bool = False) -> Opened:
    current = folder / CURRENT
    (current / FILES).mkdir(parents=True, exist_ok=True, mode=0o700)
    file = current / FILE_NAME
    connection = tables.connect(file, wait_s=BUSY_S)
    try:
        _check_version(connection, current / FILES)
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # before there is anything in it
        tables.share(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        tables.prepare(connection, _TABLES, VERSION)
        if suspect:
            check(connection)
    except BaseException:
        connection.close()
        raise
    return Opened(connection, current / FILES, remark, identity(file))


def _check_version(connection: sqlite3.Connection, files: Path) -> None:
    """See that it can be read here; nothing is written. Raises _Newer and Damaged."""
    if tables.version_of(connection) > VERSION:
        raise _Newer
    if tables.is_new(connection, _TABLES, VERSION) and any(files.iterdir()):
        # They would be swept for files that nothing names.
        raise Damaged("there are guides, but no list of them")


def _set_aside(folder: Path) -> Path:
    """Give `current` a name that says when it was set aside, which is returned."""
    stamp = time.strftime("%Y-%m-%d")
    for number in count(1):
        aside = folder / f"set-aside-{stamp}-{number}"
        if not os.path.lexists(aside):
            break
    (folder / CURRENT).rename(aside)
    sync_folder(folder)
    return aside

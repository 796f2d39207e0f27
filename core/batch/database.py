"""The SQLite file of a batch: opened by one window at a time, and what to say if it fails."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from itertools import count
from pathlib import Path

from core import tables
from core.errors import UnderdrawingError
from core.tables import Fault, fault_of
from core.wording import say

FILE_NAME = "batch.sqlite3"
VERSION = 2

_BUSY_S = 1.0
_TABLES = """
CREATE TABLE plans (
    id TEXT PRIMARY KEY,       -- 32 hexadecimal digits
    plan TEXT NOT NULL         -- JSON
) WITHOUT ROWID;
CREATE TABLE items (
    number INTEGER PRIMARY KEY,
    path BLOB,                 -- below the plan's folder, in the file system's bytes
    remark TEXT NOT NULL,      -- JSON, as are errors and results
    state TEXT NOT NULL,
    error TEXT,
    result TEXT,
    doubtful REAL NOT NULL,    -- USD that may have been paid, though no guide has told so yet
    lost REAL NOT NULL         -- and for orders of which none will, as they failed
);
"""


def open_database(folder: Path | None) -> sqlite3.Connection:
    """The database in `folder`, which is made if need be; None for one in memory.

    Until it is closed, or the program ends however it does, nobody else can open it. What a power
    cut may undo is done once more: a guide is written over itself, or comes from the list of what
    was bought. Raises sqlite3.Error, tables.Damaged among them, and OSError.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = ":memory:" if folder is None else folder / FILE_NAME
    return tables.opened(place, _TABLES, VERSION, used=tables.have_to_oneself, wait_s=_BUSY_S)


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


def explained(error: Exception, folder: Path | None) -> UnderdrawingError:
    """What to tell of `error`, an OSError or sqlite3.Error that happened in `folder`."""
    details = f"{type(error).__name__}: {error}"
    fault = fault_of(error)
    if fault is Fault.FULL:
        what = say("The disk with the list of the batch, {folder}, is full.", folder=folder)
        remedy = say("Make room on it, then try again.")
    elif fault is Fault.BUSY:
        what = say("Another window of Underdrawing has the batch open.")
        remedy = say("Go on there, or close it, then try again.")
    elif fault is Fault.DAMAGED:
        what = say("The list of the batch in {folder} cannot be read.", folder=folder)
        remedy = say("Plan it anew; what was made is there.")
    else:
        what = say("The list of the batch in {folder} cannot be used.", folder=folder)
        remedy = say("See that you may write there, and that the disk is in order, then try again.")
    return UnderdrawingError(what, remedy, details=details)

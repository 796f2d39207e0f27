"""The SQLite file of the purchases, and what to say if it fails."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from core import tables
from core.errors import EngineError
from core.tables import Damaged, Fault, fault_of
from core.wording import say

FILE_NAME = "purchases.sqlite3"
VERSION = 1

_BUSY_S = 10.0
_TABLES = """
CREATE TABLE purchases (
    task_uuid TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    picture TEXT NOT NULL,
    preprocessor TEXT NOT NULL,
    look TEXT NOT NULL,
    state TEXT NOT NULL,        -- waiting; lost: unknown to the service when asked; bought; failed
    ordered REAL NOT NULL,      -- seconds since the epoch, as is `paid`
    paid REAL,                  -- when `cost`, in USD, was told
    cost REAL,
    seconds REAL,
    file TEXT,
    unusable INTEGER NOT NULL DEFAULT 0  -- how often something came that is no picture
) WITHOUT ROWID;
CREATE INDEX by_wish ON purchases (service, picture, look, state);
"""


def open_database(folder: Path, guides: Path) -> sqlite3.Connection:
    """The database in `folder`, which is made if need be. Raises sqlite3.Error and OSError.

    One that has lost all it held is no new one, which is seen by what is in `guides`. Every
    statement is a transaction of its own and is on the disk when it returns. One thread may
    use it at a time, other programs may have it open as well.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / FILE_NAME
    if _is_empty(file) and guides.is_dir() and any(guides.iterdir()):
        raise Damaged("nothing is in it")
    return tables.opened(file, _TABLES, VERSION, used=tables.share, wait_s=_BUSY_S)


def explained(error: sqlite3.Error | OSError, folder: Path) -> EngineError:
    """What to tell of `error`, which happened in `folder`."""
    details = f"{type(error).__name__}: {error}"
    fault = fault_of(error)
    if fault is Fault.FULL:
        return EngineError(
            say("The disk with {folder}, where bought guides are kept, is full.", folder=folder),
            "Make room, then ask for the guide again.",
            details=details,
        )
    if fault is not Fault.DAMAGED:
        return EngineError(
            say(
                "The folder {folder}, where bought guides are kept, cannot be used.", folder=folder
            ),
            "See that you may write there and that no other program holds it, then try again.",
            details=details,
        )
    return EngineError(
        say("The list of what was bought, in {folder}, cannot be read.", folder=folder),
        say(
            "Move {file} there to another place to begin a new list; the guides stay.",
            file=FILE_NAME,
        ),
        details=details,
    )


def _is_empty(file: Path) -> bool:
    return file.is_file() and file.stat().st_size == 0

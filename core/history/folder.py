"""The history's folder in use: opened when it is first needed, again when it was damaged, swept."""

from __future__ import annotations

import logging
import math
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from core.history import rows
from core.history.database import Opened, check, open_history
from core.history.faults import explained
from core.history.files import unlink
from core.tables import Fault, fault_of, transaction

UNDO_S = 3600.0
"""How old what was removed must be to be swept when the history is opened, in seconds."""

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class HistoryFolder:
    """Has work done in `path`, by one thread at a time. `clock`: seconds since the epoch."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self.path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._opened: Opened | None = None
        self._closed = False
        self._remark = ""

    def run(self, work: Callable[[Opened], _Result]) -> _Result:
        """What `work` gives; it is done once more if the history had to be set aside.

        Raises UnderdrawingError where SQLite or the disk fails, and what `work` raises itself.
        """
        with self._lock:
            try:
                try:
                    return work(self._open())
                except sqlite3.DatabaseError as error:
                    if fault_of(error) is not Fault.DAMAGED:
                        raise
                    _log.warning("The history in %s seems to be damaged: %s", self.path, error)
                    self._let_go()
                    return work(self._open(suspect=True))
            except (sqlite3.Error, OSError) as error:
                raise explained(error, self.path) from error

    def take_remark(self) -> str:
        """What a person should know since this was last asked; often empty."""
        with self._lock:
            remark, self._remark = self._remark, ""
        return remark

    def close(self) -> None:
        """Let go of the database. Nothing is run afterwards."""
        with self._lock:
            self._closed = True
            self._let_go()

    def _open(self, *, suspect: bool = False) -> Opened:
        if self._closed:
            raise sqlite3.ProgrammingError("closed")
        if self._opened is not None and not self._opened.in_place():
            self._let_go()
        if self._opened is None:
            self._opened = open_history(self.path, suspect=suspect)
            self._remark = self._opened.remark or self._remark
            try:
                sweep(self._opened, self._clock() - UNDO_S)
            except (sqlite3.OperationalError, OSError) as error:
                # A full disk, or another window: what is there can be looked at all the same.
                if fault_of(error) is Fault.DAMAGED:
                    raise
                _log.warning("The history in %s could not be swept: %s", self.path, error)
        return self._opened

    def _let_go(self) -> None:
        if self._opened is not None:
            self._opened.connection.close()
            self._opened = None


def sweep(opened: Opened, removed_before: float = math.inf) -> None:
    """Delete for good what was removed before that time, and files that nothing names.

    Raises sqlite3.Error, OSError, and Damaged rather than take files for loose that a damaged
    database has forgotten.
    """
    connection, files = opened.connection, opened.files
    with transaction(connection):
        going = connection.execute(
            "SELECT id FROM entries WHERE removed <= ?", (removed_before,)
        ).fetchall()
        loose = rows.delete(connection, [number for (number,) in going])
    unlink(files, loose)
    # Nobody else adds meanwhile, so a file without a row is no file on its way to one.
    with transaction(connection):
        there = {path.name for path in files.iterdir()}
        orphans = there - rows.named_files(connection)
        if orphans:
            check(connection)
            unlink(files, orphans)
    if going:
        connection.execute("PRAGMA incremental_vacuum").fetchall()

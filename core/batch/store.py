"""A plan and how far each of its items is, kept so that kill -9 loses nothing that was noted."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from core.batch.database import (
    FILE_NAME,
    explained,
    open_database,
    set_aside,
)
from core.batch.item import Item, Result, State, parse_error, plain_error
from core.batch.plan import Plan, parse_plan
from core.errors import UnderdrawingError
from core.json_text import parse_json
from core.tables import Damaged, Fault, fault_of, transaction
from core.wording import parse_said, plain_said

_Result = TypeVar("_Result")

_NOTE = """
UPDATE items SET path = ?1, remark = ?2, state = ?3, error = ?4, result = ?5,
    lost = lost + iif(?3 = 'failed', doubtful, 0), doubtful = iif(?3 = 'failed', 0, doubtful)
WHERE number = ?6
"""


class Store:
    """What is kept of one batch. Methods block; any thread may call them.

    `id`: 32 hexadecimal digits, another for each plan. `items`: as they were when it was opened.
    All raise UnderdrawingError where the disk fails.
    """

    def __init__(
        self,
        folder: Path | None,
        database: sqlite3.Connection,
        id: str,
        plan: Plan,
        items: list[Item],
    ) -> None:
        self.id = id
        self.plan = plan
        self.items = items
        self._folder = folder
        self._database: sqlite3.Connection | None = database
        self._lock = threading.Lock()

    @classmethod
    def begin(cls, folder: Path | None, plan: Plan, items: list[Item]) -> Store:
        """Keep `plan` in `folder`, in place of what was kept there; None keeps it in memory."""
        id = uuid.uuid4().hex

        def begun(database: sqlite3.Connection) -> Store:
            with transaction(database):
                database.execute("DELETE FROM plans")
                database.execute("DELETE FROM items")
                database.execute("INSERT INTO plans VALUES (?, ?)", (id, json.dumps(plan.plain())))
                database.executemany(
                    "INSERT INTO items (path, remark, state, error, result, number, doubtful, lost)"
                    " VALUES (?, ?, ?, ?, ?, ?, 0, 0)",
                    (_row(plan, item) for item in items),
                )
            return cls(folder, database, id, plan, items)

        try:
            return _opened(folder, begun)
        except (sqlite3.Error, OSError) as error:
            if folder is None or fault_of(error) is not Fault.DAMAGED:
                raise explained(error, folder) from error
        with _explaining(folder):
            set_aside(folder)
            return _opened(folder, begun)

    @classmethod
    def open(cls, folder: Path) -> Store | None:
        """What is kept in `folder`; None if there is nothing."""
        with _explaining(folder):
            if not (folder / FILE_NAME).exists():
                return None

            def read(database: sqlite3.Connection) -> Store | None:
                row = database.execute("SELECT id, plan FROM plans").fetchone()
                if row is None:
                    database.close()
                    return None
                try:
                    plan = parse_plan(parse_json(row[1]))
                    rows = database.execute(
                        "SELECT number, path, remark, state, error, result FROM items"
                        " ORDER BY number"
                    )
                    items = [_item(plan, *values) for values in rows]
                except (UnderdrawingError, LookupError, TypeError, ValueError) as error:
                    raise Damaged(f"{type(error).__name__}: {error}") from error
                if len(items) != len(plan.sources) * len(plan.tasks):
                    raise Damaged(f"{len(items)} items")
                return cls(folder, database, row[0], plan, items)

            return _opened(folder, read)

    def token(self, item: Item) -> str:
        """What its unfinished file is recognised by (core.export.export_guide)."""
        return f"{self.id}-{item.number}"

    def note(self, items: Iterable[Item]) -> None:
        """These items are now as they are here: all of them, or none.

        What was doubtful of one that failed is lost: made once more, it is ordered anew.
        """
        with self._using() as database, transaction(database):
            database.executemany(_NOTE, (_row(self.plan, item) for item in items))

    def note_plan(self, plan: Plan) -> None:
        """The plan is now this one, with the same items."""
        with self._using() as database:
            database.execute("UPDATE plans SET plan = ?", (json.dumps(plan.plain()),))
        self.plan = plan

    def doubt(self, number: int, usd: float) -> None:
        """For that item so much more may have been paid than its guide tells; less if negative."""
        with self._using() as database:
            database.execute(
                "UPDATE items SET doubtful = doubtful + ? WHERE number = ?", (usd, number)
            )

    def doubtful(self) -> float:
        """The sum of all doubts in USD, and of what is lost."""
        with self._using() as database:
            (sum,) = database.execute("SELECT TOTAL(doubtful + lost) FROM items").fetchone()
        return float(sum)

    def doubts(self) -> dict[int, float]:
        """What may have been paid in USD for each item whose guide may still come."""
        with self._using() as database:
            return dict(database.execute("SELECT number, doubtful FROM items WHERE doubtful > 0"))

    def forget(self) -> None:
        """Nothing is kept any more. It is not used afterwards."""
        with self._using() as database, transaction(database):
            database.execute("DELETE FROM plans")
            database.execute("DELETE FROM items")
        self.close()

    def close(self) -> None:
        """Let others open it. It is not used afterwards."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _explaining(self._folder):
            if self._database is None:
                raise sqlite3.ProgrammingError("closed")
            yield self._database


def _opened(folder: Path | None, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
    """What `work` makes of the database; if it fails, that is closed."""
    database = open_database(folder)
    try:
        return work(database)
    except BaseException:
        database.close()
        raise


@contextmanager
def _explaining(folder: Path | None) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise explained(error, folder) from error


def _row(plan: Plan, item: Item) -> tuple[object, ...]:
    path = item.path
    below = None if path is None else os.fsencode(path.relative_to(plan.folder))
    error = None if item.error is None else json.dumps(plain_error(item.error))
    result = None if item.result is None else json.dumps(item.result.plain())
    remark = json.dumps(plain_said(item.remark))
    return below, remark, item.state.value, error, result, item.number


def _item(plan: Plan, number: int, path: bytes | None, remark: str, state: str, *more: Any) -> Item:
    error, result = (None if text is None else parse_json(text) for text in more)
    tasks = plan.tasks
    below = None if path is None else Path(os.fsdecode(path))
    if below is not None and (below.is_absolute() or ".." in below.parts):
        raise ValueError(f"{below} is not in the folder")
    return Item(
        number=number,
        picture=number // len(tasks),
        preprocessor=tasks[number % len(tasks)].preprocessor,
        path=None if below is None else plan.folder / below,
        remark=parse_said(parse_json(remark)),
        state=State(state),
        error=None if error is None else parse_error(error),
        result=None if result is None else Result.parse(result),
    )

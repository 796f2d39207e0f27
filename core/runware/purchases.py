"""What was asked of services and what came of it: a list in SQLite, with the guides beside it.

An order is in the list, on the disk, before it is sent, and a guide's file is whole before the list
says that it is bought: whatever ends the program, what was paid for can be asked after. Neither a
key nor an address of a guide is ever written here.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.preprocessor import Preprocessor
from core.runware.database import explained, open_database
from core.runware.wish import Wish
from core.sniff import kind_of
from core.whole_file import clear_parts, write_whole

GUIDES = "guides"
ASKED_AFTER_S = 7 * 24 * 3600
"""For how long an order is asked after at every start; it is never forgotten."""

_FIND = """
SELECT task_uuid, file, cost, seconds FROM purchases
WHERE service = :service AND picture = :picture AND look = :look AND state = 'bought'
ORDER BY ordered DESC
"""
_FIND_OPEN = """
SELECT task_uuid FROM purchases
WHERE service = :service AND picture = :picture AND look = :look
AND state IN ('waiting', 'lost', 'bought')
ORDER BY ordered DESC
"""
_ORDER = (
    """
INSERT INTO purchases (task_uuid, service, picture, preprocessor, look, state, ordered)
SELECT :task_uuid, :service, :picture, :preprocessor, :look, 'waiting', :now
WHERE NOT EXISTS ("""
    + _FIND_OPEN
    + ")"
)


@dataclass(frozen=True)
class Bought:
    """A guide as it came: the file, what it cost in USD if that was told, and how long it took."""

    task_uuid: uuid.UUID
    data: bytes = field(repr=False)
    cost_usd: float | None
    seconds: float


@dataclass(frozen=True)
class Sums:
    """What was spent, in USD, in local time; `last`: for the last guide of a preprocessor."""

    today: float
    month: float
    all: float
    last: float | None = None


class Purchases:
    """The purchases in `folder`, which need not exist. Methods block; any thread may call them.

    Several programs may have it open. All raise EngineError where the disk fails or the list cannot
    be read. `clock`: seconds since the epoch.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._closed = False

    def find(self, wish: Wish) -> Bought | None:
        """The guide that was bought, None if there is none.

        One whose file has gone is there no more, but can still be asked after.
        """
        with self._opened() as database:
            rows = database.execute(_FIND, vars(wish)).fetchall()
            for task_uuid, file, cost, seconds in rows:
                try:
                    data = (self._folder / GUIDES / file).read_bytes()
                except FileNotFoundError:
                    _set(database, task_uuid, "state = 'lost'")
                    continue
                return Bought(uuid.UUID(task_uuid), data, cost, seconds or 0.0)
        return None

    def order(self, wish: Wish, task_uuid: uuid.UUID) -> uuid.UUID:
        """The taskUUID to ask for it by: of an order that is still open, or else `task_uuid`.

        One that has come since it was looked for is asked for once more, which costs nothing.
        It is on the disk when this returns.
        """
        with self._opened() as database:
            about = {**vars(wish), "task_uuid": str(task_uuid), "now": self._clock()}
            database.execute(_ORDER, about)
            (found,) = database.execute(_FIND_OPEN, vars(wish)).fetchone()
            _set(database, found, "state = 'waiting'")
        return uuid.UUID(found)

    def bought(
        self,
        task_uuid: uuid.UUID,
        data: bytes,
        cost_usd: float | None = None,
        seconds: float | None = None,
    ) -> None:
        """Keep the guide `data`, a file that can be decoded."""
        name = f"{task_uuid}.{kind_of(data).value.lower()}"
        with self._opened() as database:
            write_whole(self._folder / GUIDES / name, data)
            self._note_cost(database, task_uuid, cost_usd)
            _set(database, task_uuid, "state = 'bought', file = ?, seconds = ?", name, seconds)

    def told_cost(self, task_uuid: uuid.UUID, cost_usd: float | None) -> None:
        """Remember what was paid, though the guide is not here yet."""
        with self._opened() as database:
            self._note_cost(database, task_uuid, cost_usd)

    def failed(self, task_uuid: uuid.UUID, cost_usd: float | None = None) -> None:
        """The order has come to nothing: the next one is another. Its cost, if any, stays."""
        with self._opened() as database:
            self._note_cost(database, task_uuid, cost_usd)
            _set(database, task_uuid, "state = 'failed'")

    def lost(self, task_uuid: uuid.UUID) -> None:
        """The service does not know the order, which may be because it never got it, or because
        the key is of another account: it is asked after only when the guide is wanted again."""
        with self._opened() as database:
            _set(database, task_uuid, "state = 'lost'")

    def unusable(self, task_uuid: uuid.UUID, cost_usd: float | None = None) -> bool:
        """What came is no picture; whether that was so before, so that the order has failed."""
        with self._opened() as database:
            self._note_cost(database, task_uuid, cost_usd)
            _set(
                database,
                task_uuid,
                "unusable = unusable + 1,"
                " state = CASE WHEN unusable > 0 THEN 'failed' ELSE state END",
            )
            (count,) = database.execute(
                "SELECT unusable FROM purchases WHERE task_uuid = ?", (str(task_uuid),)
            ).fetchone()
        return bool(count > 1)

    def waiting(self, service: str) -> list[uuid.UUID]:
        """The orders at the service of that host that are on their way, the oldest first."""
        with self._opened() as database:
            rows = database.execute(
                "SELECT task_uuid FROM purchases"
                " WHERE service = ? AND state = 'waiting' AND ordered > ? ORDER BY ordered",
                (service, self._clock() - ASKED_AFTER_S),
            ).fetchall()
        return [uuid.UUID(found) for (found,) in rows]

    def spent(self, now: float | None = None) -> Sums:
        """What was spent on the day and in the month of `now`, and in all, at every service."""
        moment = datetime.fromtimestamp(self._clock() if now is None else now)
        day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        with self._opened() as database:

            def since(start: float) -> float:
                row = database.execute(
                    "SELECT COALESCE(SUM(cost), 0.0) FROM purchases WHERE paid >= ?", (start,)
                ).fetchone()
                return float(row[0])

            return Sums(since(day.timestamp()), since(day.replace(day=1).timestamp()), since(0.0))

    def last_cost(self, service: str, preprocessor: Preprocessor) -> float | None:
        """What the last guide of `preprocessor` cost there, None if that is not known."""
        with self._opened() as database:
            row = database.execute(
                "SELECT cost FROM purchases WHERE service = ? AND preprocessor = ?"
                " AND cost IS NOT NULL ORDER BY paid DESC LIMIT 1",
                (service, preprocessor.value),
            ).fetchone()
        return None if row is None else float(row[0])

    def close(self) -> None:
        """Let go of the file. Nothing is asked afterwards."""
        with self._lock:
            self._closed = True
            if self._database is not None:
                self._database.close()
                self._database = None

    def _note_cost(
        self, database: sqlite3.Connection, task_uuid: uuid.UUID, cost_usd: float | None
    ) -> None:
        if cost_usd is not None:
            _set(database, task_uuid, "cost = ?, paid = COALESCE(paid, ?)", cost_usd, self._clock())

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The database, for one thread at a time; what goes wrong with it is explained."""
        with self._lock:
            try:
                if self._closed:
                    raise sqlite3.ProgrammingError("closed")
                if self._database is None:
                    clear_parts(self._folder / GUIDES)
                    self._database = open_database(self._folder, self._folder / GUIDES)
                yield self._database
            except (sqlite3.Error, OSError) as error:
                raise explained(error, self._folder) from error


def _set(
    database: sqlite3.Connection, task_uuid: uuid.UUID | str, changes: str, *values: object
) -> None:
    statement = f"UPDATE purchases SET {changes} WHERE task_uuid = ?"  # noqa: S608 - constants
    database.execute(statement, (*values, str(task_uuid)))

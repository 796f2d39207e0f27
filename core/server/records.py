"""What the server remembers of tasks: accepted, done or failed, and webhooks still to be sent."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.api.problems import Problem, problems_in
from core.api.reading import Refused, read_request
from core.api.requests import Preprocess
from core.json_text import parse_json
from core.server.codes import FAULTS
from core.tables import transaction

MAX_REMEMBERED = 100_000
"""Tasks in the file, at less than a kilobyte each."""

_log = logging.getLogger(__name__)
_COLUMNS = "request, base, expires IS NOT NULL, guide_uuid, input_uuid, problem"


@dataclass(frozen=True)
class Outcome:
    """What became of a task: a guide, a problem, or a guide that could not be brought somewhere.

    `guide_uuid` and `input_uuid` are images of the store; empty where there is none.
    """

    guide_uuid: str = ""
    input_uuid: str = ""
    problem: Problem | None = None


@dataclass(frozen=True)
class Record:
    """A task. `base`: the address by which it reached the server; `outcome`: None until then."""

    request: Preprocess
    base: str
    outcome: Outcome | None = None

    @property
    def task_uuid(self) -> str:
        """That of the request."""
        return str(self.request.task_uuid)


class Records:
    """All tasks that are remembered. A change is in the file when the call returns."""

    def __init__(
        self, database: sqlite3.Connection, *, max_remembered: int = MAX_REMEMBERED
    ) -> None:
        self._database = database
        self._max_remembered = max_remembered

    def find(self, task_uuid: str) -> Record | None:
        """The task of that UUID, None if it is not remembered."""
        row = self._database.execute(
            f"SELECT {_COLUMNS} FROM tasks WHERE task_uuid = ?",  # noqa: S608 - a constant
            (task_uuid,),
        ).fetchone()
        return None if row is None else _record(row)

    def knows(self, task_uuid: str) -> bool:
        """Whether a task of that UUID is remembered, and is not one that may be sent again.

        That is what came to nothing here through no fault of its own.
        """
        found = self._database.execute(
            "SELECT guide_uuid, problem FROM tasks WHERE task_uuid = ?", (task_uuid,)
        ).fetchone()
        if found is None:
            return False
        guide_uuid, problem = found
        failed = problems_in({"errors": [parse_json(problem)]}) if problem else []
        return bool(guide_uuid) or not failed or failed[0].code not in FAULTS

    def accept(self, record: Record, now: float) -> None:
        """Remember a task that is not done yet; its image must be a UUID or an address.

        What came of it when it was sent before, if it was, is forgotten.
        """
        with transaction(self._database):
            self._database.execute(
                "INSERT OR REPLACE INTO tasks (task_uuid, request, base, accepted)"
                " VALUES (?, ?, ?, ?)",
                (record.task_uuid, _request_text(record.request), record.base, now),
            )
            self.forget_webhook(record.task_uuid)

    def finish(self, record: Record, outcome: Outcome, *, now: float, expires: float) -> None:
        """Remember what became of a task, and that its webhook, if it has one, is to be called."""
        problem = None if outcome.problem is None else json.dumps(outcome.problem.to_json())
        with transaction(self._database):
            self._database.execute(
                "UPDATE tasks SET expires = ?, guide_uuid = ?, input_uuid = ?, problem = ?"
                " WHERE task_uuid = ?",
                (expires, outcome.guide_uuid, outcome.input_uuid, problem, record.task_uuid),
            )
            if record.request.task.webhook_url is not None:
                self._database.execute(
                    "INSERT OR REPLACE INTO webhooks VALUES (?, 0, ?)", (record.task_uuid, now)
                )

    def waiting(self) -> Iterator[Record]:
        """The tasks that are not done, in the order in which they came."""
        rows = self._database.execute(
            f"SELECT task_uuid, {_COLUMNS} FROM tasks"  # noqa: S608 - a constant
            " WHERE expires IS NULL ORDER BY accepted"
        ).fetchall()
        for task_uuid, *row in rows:
            try:
                yield _record(row)
            except (Refused, ValueError):
                # Another version of the application accepted what this one does not know, or the
                # disk has changed it.
                _log.warning("The task %s cannot be read, and is dropped.", task_uuid)
                self._database.execute("DELETE FROM tasks WHERE task_uuid = ?", (task_uuid,))

    def webhooks(self) -> list[tuple[str, int, float]]:
        """Those still to be called: the task's UUID, how often it was tried, and when it is due."""
        return self._database.execute("SELECT task_uuid, attempts, due FROM webhooks").fetchall()

    def put_off(self, task_uuid: str, attempts: int, due: float) -> None:
        """Remember that a webhook was tried in vain."""
        self._database.execute(
            "UPDATE webhooks SET attempts = ?, due = ? WHERE task_uuid = ?",
            (attempts, due, task_uuid),
        )

    def forget_webhook(self, task_uuid: str) -> None:
        """Nobody is to be told of that task any more."""
        self._database.execute("DELETE FROM webhooks WHERE task_uuid = ?", (task_uuid,))

    def sweep(self, now: float) -> None:
        """Forget the tasks whose time has run out, unless a webhook is still to tell of them.

        Of more than `max_remembered`, those whose time would run out next are forgotten as well.
        """
        unless_told = " AND task_uuid NOT IN (SELECT task_uuid FROM webhooks)"
        self._database.execute(f"DELETE FROM tasks WHERE expires <= ?{unless_told}", (now,))  # noqa: S608
        (count,) = self._database.execute("SELECT COUNT(*) FROM tasks").fetchone()
        if count > self._max_remembered:
            self._database.execute(
                "DELETE FROM tasks WHERE task_uuid IN (SELECT task_uuid FROM tasks"  # noqa: S608
                f" WHERE expires IS NOT NULL{unless_told} ORDER BY expires LIMIT ?)",
                (count - self._max_remembered,),
            )


def _request_text(request: Preprocess) -> str:
    # Local options are no part of what is sent to Runware, but of what this server was asked.
    return json.dumps(request.to_json() | dict(request.task.options))


def _record(row: Sequence[Any]) -> Record:
    request, base, finished, guide, input_uuid, problem = row
    read = read_request(parse_json(request))
    assert isinstance(read, Preprocess)
    outcome = None
    if finished:
        problems = problems_in({"errors": [parse_json(problem)]}) if problem else [None]
        outcome = Outcome(guide, input_uuid, problems[0])
    return Record(read, base, outcome)

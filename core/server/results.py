"""What a task that was accepted is answered: that it was, that it goes on, or how it ended."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace

from core.api.problems import Problem
from core.api.replies import Item, Reply
from core.api.requests import TaskType
from core.server.records import Outcome, Record
from core.server.store import Store, Stored
from core.task import OutputType

RESULTS = "/results/"
"""Where files of the store are served, by their names."""


def acknowledgement(record: Record) -> Reply:
    """That the task was accepted."""
    return Reply((Item(TaskType.PREPROCESS, record.task_uuid),))


class Final(Reply):
    """How a task ended that was sent before."""


class Results:
    """Tells how tasks ended, with the guides in the form that was asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def reply(self, record: Record, base: str, *, polled: bool = False) -> Reply:
        """How the task stands. Addresses of guides begin with `base`, by which the client came.

        `polled`: whether this answers getResponse, where the status is told as well.
        """
        if record.outcome is None:
            return Reply((Item(TaskType.PREPROCESS, record.task_uuid, status="processing"),))
        outcome = record.outcome
        problems = [outcome.problem] if outcome.problem is not None else []
        items = []
        if outcome.guide_uuid:
            guide = await self._guide(outcome.guide_uuid, record.request.task.output_type, base)
            if guide is None:
                problems.append(Problem("taskFailedOrNotFound", "The guide is kept no more."))
            else:
                items.append(_item(record, outcome, guide, polled=polled))
        kind = Final if polled else Reply
        return kind(tuple(items), tuple(_named(problem, record) for problem in problems))

    def address(self, stored: Stored, base: str) -> str:
        """Where anybody who knows it finds that file."""
        return f"{base}{RESULTS}{stored.name}"

    async def _guide(self, image_uuid: str, output_type: OutputType, base: str) -> str | None:
        stored = self._store.image(image_uuid)
        if stored is None:
            return None
        if output_type is OutputType.URL:
            return self.address(stored, base)
        try:
            data = await self._store.read(stored)
        except FileNotFoundError:
            return None
        text = (await asyncio.to_thread(base64.b64encode, data)).decode()
        if output_type is OutputType.DATA_URI:
            return f"data:{stored.media_type};base64,{text}"
        return text


def _item(record: Record, outcome: Outcome, guide: str, *, polled: bool) -> Item:
    task = record.request.task
    return Item(
        task_type=TaskType.PREPROCESS,
        task_uuid=record.task_uuid,
        status="success" if polled else "",
        guide=guide,
        output_type=task.output_type,
        guide_uuid=outcome.guide_uuid,
        input_uuid=outcome.input_uuid,
        cost_usd=0.0 if task.include_cost else None,
    )


def _named(problem: Problem, record: Record) -> Problem:
    return replace(problem, task_type=TaskType.PREPROCESS, task_uuid=record.task_uuid)

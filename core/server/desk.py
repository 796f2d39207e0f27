"""Reads the tasks of a request and answers each: at once, when its guide is there, or with no."""

from __future__ import annotations

import asyncio
import hmac
import uuid
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace

from core.api.problems import Problem
from core.api.reading import Refused, read_request
from core.api.replies import Item, Reply
from core.api.requests import (
    AccountDetails,
    Authentication,
    GetResponse,
    Ping,
    Preprocess,
    Request,
    TaskType,
    Upload,
)
from core.server.failures import problem_of
from core.server.inputs import MAX_ADDRESS, Inputs
from core.server.records import Record, Records
from core.server.results import Results, acknowledgement
from core.server.store import Stored
from core.server.workshop import Workshop
from core.task import DeliveryMethod

MISSING_KEY, INVALID_KEY = "missingApiKey", "invalidApiKey"
TOO_MANY, STOPPING = "rateLimitExceeded", "serviceUnavailable"
WRONG_KEY = Problem(INVALID_KEY, "This is not the key of this server.")
STOPS = Problem(STOPPING, "This server is stopping.")
KEY_FIRST = Problem(
    MISSING_KEY,
    "Give the key of this server, as the header Authorization: Bearer KEY or in a task before all"
    " others.",
)


@dataclass
class Visitor:
    """Who asks. `base`: the address by which this server was reached, such as "http://host:port".

    `denied`: what is told while the key was not given.
    """

    base: str
    authenticated: bool = False
    denied: Problem = KEY_FIRST


class Desk:
    """Answers tasks. `max_waiting`: how many may be accepted and not done."""

    def __init__(
        self,
        key: str,
        records: Records,
        inputs: Inputs,
        results: Results,
        workshop: Workshop,
        *,
        max_waiting: int,
    ) -> None:
        self._key = key.encode()
        self._records = records
        self._inputs = inputs
        self._results = results
        self._workshop = workshop
        self._max_waiting = max_waiting
        self._arriving: set[str] = set()
        self._stopping = False
        self._finding: set[asyncio.Future[Stored]] = set()

    def is_key(self, key: str) -> bool:
        """Whether that is the key, found out in a time that tells nothing about it."""
        return hmac.compare_digest(key.encode(errors="surrogatepass"), self._key)

    def admit(self, visitor: Visitor, key: str) -> None:
        """`visitor` has given that key in a header."""
        visitor.authenticated = self.is_key(key)
        visitor.denied = WRONG_KEY

    def stranger(self, task: object, visitor: Visitor) -> Problem | None:
        """What to tell a visitor without key whose first task is this; None if it gives the key."""
        request = _read(task)
        if not isinstance(request, Authentication):
            return visitor.denied
        return None if self.is_key(request.api_key) else WRONG_KEY

    def answers(self, tasks: Sequence[object], visitor: Visitor) -> list[Awaitable[Reply]]:
        """The answer to each of the `tasks`, as decoded from JSON, in their order.

        Nothing is awaited here, so no other request comes between. All answers must be awaited.
        """
        read = [_read(task) for task in tasks]
        for request in read:
            if isinstance(request, Authentication):
                visitor.authenticated = self.is_key(request.api_key)
                if not visitor.authenticated:
                    return [_refuse(task, WRONG_KEY) for task in tasks]
        coming = sum(isinstance(request, Preprocess) for request in read)
        full = len(self._arriving) + self._workshop.waiting + coming > self._max_waiting
        return [
            _safely(self._answer(request, task, visitor, full=full), task)
            for request, task in zip(read, tasks, strict=True)
        ]

    def stop(self) -> None:
        """Accept nothing any more, and wait for no picture from elsewhere."""
        self._stopping = True
        for finding in self._finding:
            finding.cancel()

    def _answer(
        self, request: Request | Problem, task: object, visitor: Visitor, *, full: bool
    ) -> Awaitable[Reply]:
        if isinstance(request, Ping):
            return _at_once(Reply((Item(TaskType.PING, pong=True),)))
        if not visitor.authenticated:
            return _refuse(task, visitor.denied)
        if isinstance(request, Problem):
            return _at_once(Reply(problems=(request,)))
        if isinstance(request, Preprocess):
            return self._preprocess(request, task, visitor, full=full)
        return self._other(request, task, visitor)

    async def _other(
        self,
        request: Authentication | AccountDetails | GetResponse | Upload,
        task: object,
        visitor: Visitor,
    ) -> Reply:
        match request:
            case Authentication():
                session = request.session or str(uuid.uuid4())
                return Reply((Item(TaskType.AUTHENTICATION, session=session),))
            case AccountDetails():
                about = str(request.task_uuid)
                return Reply((Item(TaskType.ACCOUNT, about, balance_usd=0.0),))
            case GetResponse():
                return await self._response(request, task, visitor)
            case Upload():
                return await self._upload(request, task, visitor)

    def _preprocess(
        self, request: Preprocess, task: object, visitor: Visitor, *, full: bool
    ) -> Awaitable[Reply]:
        if self._stopping:
            return _refuse(task, STOPS)
        record = Record(request, visitor.base)
        if record.task_uuid in self._arriving or self._records.knows(record.task_uuid):
            message = "A task with this taskUUID was sent before; ask for it with getResponse."
            return _refuse(task, Problem("conflictTaskUUID", message, ("taskUUID",)))
        long = [name for name, address in _deliveries(request) if len(address) > MAX_ADDRESS]
        if long:
            message = f"An address may have at most {MAX_ADDRESS} characters."
            return _refuse(task, Problem("valueTooLarge", message, tuple(long)))
        if full:
            return _refuse(task, Problem(TOO_MANY, "Too many tasks are waiting here."))
        self._arriving.add(record.task_uuid)
        return self._carry_out(record, task, visitor)

    async def _carry_out(self, record: Record, task: object, visitor: Visitor) -> Reply:
        try:
            await self._workshop.accept(record)
        finally:
            self._arriving.discard(record.task_uuid)
        if record.request.task.delivery_method is DeliveryMethod.ASYNC:
            return acknowledgement(record)
        record = await self._workshop.done(record.task_uuid)
        if record.outcome is None:
            why = "is stopping" if self._stopping else "cannot keep what became of the task"
            message = f"This server {why}. It goes on with the task when it is started again."
            return await _refuse(task, Problem(STOPPING, message))
        return await self._results.reply(record, visitor.base)

    async def _response(self, request: GetResponse, task: object, visitor: Visitor) -> Reply:
        record = self._records.find(str(request.task_uuid))
        if record is not None:
            return await self._results.reply(record, visitor.base, polled=True)
        if str(request.task_uuid) in self._arriving:
            about = str(request.task_uuid)
            return Reply((Item(TaskType.PREPROCESS, about, status="processing"),))
        message = "No task with this taskUUID is known here."
        return await _refuse(task, Problem("taskFailedOrNotFound", message, ("taskUUID",)))

    async def _upload(self, request: Upload, task: object, visitor: Visitor) -> Reply:
        name = "media" if request.stored else "image"
        finding = asyncio.ensure_future(self._inputs.find(request.image))
        self._finding.add(finding)
        finding.add_done_callback(self._finding.discard)
        if self._stopping:
            finding.cancel()
        try:
            stored = await finding
            await self._workshop.check(stored)
        except asyncio.CancelledError:
            if not self._stopping or not finding.cancelled():
                raise
            return await _refuse(task, STOPS)
        except Exception as error:
            return await _refuse(task, problem_of(error, parameter=name))
        kind = TaskType.STORE if request.stored else TaskType.UPLOAD
        about = str(request.task_uuid)
        address = self._results.address(stored, visitor.base)
        return Reply((Item(kind, about, image_uuid=stored.image_uuid, image_url=address),))


def _read(task: object) -> Request | Problem:
    try:
        return read_request(task)
    except Refused as refused:
        return refused.problem


async def _safely(answer: Awaitable[Reply], task: object) -> Reply:
    """`answer`, or what went wrong with it: no task takes another with it."""
    try:
        return await answer
    except Exception as error:
        return await _refuse(task, problem_of(error))


def _deliveries(request: Preprocess) -> list[tuple[str, str]]:
    """Where the guide is to be brought, by the names of the fields."""
    task = request.task
    return [("webhookURL", task.webhook_url or ""), ("uploadEndpoint", task.upload_endpoint or "")]


async def _at_once(reply: Reply) -> Reply:
    return reply


def _refuse(task: object, problem: Problem) -> Awaitable[Reply]:
    """The answer that `problem` is to `task`, which it names."""
    told = task if isinstance(task, dict) else {}
    kind, about = told.get("taskType"), told.get("taskUUID")
    named = replace(
        problem,
        task_type=kind if isinstance(kind, str) else "",
        task_uuid=about if isinstance(about, str) else "",
    )
    return _at_once(Reply(problems=(named,)))

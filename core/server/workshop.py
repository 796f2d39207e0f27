"""Carries out the tasks that were accepted, each by itself, and remembers how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.codec import decode
from core.encoding import encode
from core.engine import Engine
from core.picture import Picture
from core.server.deliveries import Deliveries
from core.server.failures import problem_of
from core.server.inputs import Inputs
from core.server.outgoing import NotDelivered, Outgoing
from core.server.records import Outcome, Record, Records
from core.server.store import Store, Stored
from core.task import OutputType, PreprocessTask

_log = logging.getLogger(__name__)

AT_ONCE = 2
"""Pictures that are decoded, made into guides or encoded at the same time: while the engine makes
one guide, another can be got ready, and no more of them than that are in memory."""

UPLOADS_AT_ONCE = 8


class Workshop:
    """Every task that was accepted is carried out, if not by this server then by the next one.

    `upload_delays_s`: the waits before a guide is put at a task's `uploadEndpoint` once more.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        records: Records,
        store: Store,
        inputs: Inputs,
        outgoing: Outgoing,
        deliveries: Deliveries,
        keep_s: float,
        upload_delays_s: Sequence[float],
        clock: Callable[[], float],
    ) -> None:
        self._engine = engine
        self._records = records
        self._store = store
        self._inputs = inputs
        self._outgoing = outgoing
        self._deliveries = deliveries
        self._keep_s = keep_s
        self._upload_delays_s = upload_delays_s
        self._clock = clock
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._uploading = asyncio.Semaphore(UPLOADS_AT_ONCE)
        self._opening, self._checking = asyncio.Lock(), asyncio.Lock()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._closed = False
        self._opened: tuple[str, Picture] | None = None

    @property
    def waiting(self) -> int:
        """How many tasks are accepted and not done."""
        return len(self._running)

    def resume(self) -> None:
        """Go on with what a server before this one accepted."""
        for record in self._records.waiting():
            self._start(record)

    async def accept(self, record: Record) -> None:
        """Promise that the task will be carried out. Returns when this is remembered.

        A picture in the task's own text is kept first. Raises PictureError if it is none,
        WebhookRefused, and UnderdrawingError if it cannot be kept.
        """
        webhook_url = record.request.task.webhook_url
        if webhook_url is not None:
            await self._outgoing.check_webhook(webhook_url)
        image = await self._inputs.received(record.request.image)
        record = replace(record, request=replace(record.request, image=image))
        self._records.accept(record, self._clock())
        self._start(record)

    async def done(self, task_uuid: str) -> Record:
        """The task as it is once it is done, or once this server stops."""
        running = self._running.get(task_uuid)
        if running is not None:
            await asyncio.wait([running])
        record = self._records.find(task_uuid)
        assert record is not None, "only what was accepted is waited for"
        return record

    async def check(self, stored: Stored) -> None:
        """Raises PictureError if that file cannot be decoded."""
        # Not in the queue of tasks: who uploads is waiting, often with tasks to come.
        async with self._checking:
            await asyncio.to_thread(decode, await self._store.read(stored))

    async def aclose(self) -> None:
        """Stop at once; what is not done, or accepted from now on, stays in the records."""
        self._closed = True
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _start(self, record: Record) -> None:
        if self._closed:
            return
        task = self._running[record.task_uuid] = asyncio.create_task(self._carry_out(record))
        # An image that is named by its address is held when it is here.
        self._store.hold(record.request.image)
        task.add_done_callback(lambda done: self._forget(record, done))

    def _forget(self, record: Record, done: asyncio.Task[None]) -> None:
        if not done.cancelled() and (error := done.exception()) is not None:
            # Such as a full disk. It is accepted still, hence done by the next server.
            _log.error("What became of a task cannot be kept.", exc_info=error)
        self._store.let_go(record.request.image)
        del self._running[record.task_uuid]
        if not self._running:
            self._opened = None

    async def _carry_out(self, record: Record) -> None:
        try:
            outcome = await self._made(record)
        except Exception as error:
            outcome = Outcome(problem=problem_of(error))
        now = self._clock()
        guide = self._store.image(outcome.guide_uuid)
        expires = max(now + self._keep_s, guide.expires if guide else 0.0)
        self._records.finish(record, outcome, now=now, expires=expires)
        if record.request.task.webhook_url is not None:
            self._deliveries.begin(record.task_uuid)

    async def _made(self, record: Record) -> Outcome:
        task = record.request.task
        stored = await self._inputs.find(record.request.image)
        self._store.hold(stored.image_uuid)
        try:
            made = await self._guide(task, stored)
        finally:
            self._store.let_go(stored.image_uuid)
        outcome = Outcome(made.image_uuid, stored.image_uuid)
        if task.upload_endpoint is None:
            return outcome
        self._store.hold(made.image_uuid)
        try:
            await self._upload(task.upload_endpoint, made)
        except Exception as error:
            # The guide is there all the same, and is handed over beside the problem.
            return replace(outcome, problem=problem_of(error, parameter="uploadEndpoint"))
        finally:
            self._store.let_go(made.image_uuid)
        return outcome

    async def _guide(self, task: PreprocessTask, stored: Stored) -> Stored:
        async with self._at_once:
            picture = await self._open(stored)
            guide = await self._engine.run(picture, task)
            data = await asyncio.to_thread(
                encode, guide.pixels, task.output_format, task.output_quality
            )
        ttl_s = task.ttl_s if task.output_type is OutputType.URL else None
        return await self._store.put(data, ttl_s=ttl_s)

    async def _upload(self, endpoint: str, made: Stored) -> None:
        for delay in self._upload_delays_s:
            try:
                await self._put(endpoint, made)
            except NotDelivered as error:
                if not error.again:
                    raise
                await asyncio.sleep(delay)
            else:
                return
        await self._put(endpoint, made)

    async def _put(self, endpoint: str, made: Stored) -> None:
        # Read anew each time: guides that many slow endpoints wait for would fill the memory.
        async with self._uploading:
            await self._outgoing.put(endpoint, await self._store.read(made), made.media_type)

    async def _open(self, stored: Stored) -> Picture:
        # Often one picture is wanted in many ways, and the engine knows it by its identity.
        async with self._opening:
            if self._opened is None or self._opened[0] != stored.image_uuid:
                self._opened = None
                data = await self._store.read(stored)
                picture = Picture(await asyncio.to_thread(decode, data), "picture")
                self._opened = (stored.image_uuid, picture)
            return self._opened[1]

"""Webhooks: each is posted once its task is done, and again, later and later, until it is taken."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from functools import partial

from core.door import AddressRefused
from core.server.outgoing import NotDelivered, Outgoing
from core.server.records import Records
from core.server.results import Results

AT_ONCE = 8

_log = logging.getLogger(__name__)


class Deliveries:
    """Posts what the records say is to be posted, also what a server before this one did not.

    `delays_s`: the waits before the second attempt, the third and so on; after the last of them
    the webhook is given up, and the log says so.
    """

    def __init__(
        self,
        records: Records,
        results: Results,
        outgoing: Outgoing,
        *,
        delays_s: Sequence[float],
        clock: Callable[[], float],
    ) -> None:
        self._records = records
        self._results = results
        self._outgoing = outgoing
        self._delays_s = delays_s
        self._clock = clock
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()

    def resume(self) -> None:
        """Go on with all that was not taken yet."""
        for task_uuid, attempts, due in self._records.webhooks():
            self._start(task_uuid, attempts, due)

    def begin(self, task_uuid: str) -> None:
        """Post the webhook of a task that is done and has one."""
        self._start(task_uuid, 0, self._clock())

    async def aclose(self) -> None:
        """Stop; what was not taken stays in the records."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self, task_uuid: str, attempts: int, due: float) -> None:
        task = asyncio.create_task(self._deliver(task_uuid, attempts, due))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _deliver(self, task_uuid: str, attempts: int, due: float) -> None:
        while True:
            # A clock that was set back since would have it wait for as long as that.
            await asyncio.sleep(max(0.0, min(due - self._clock(), max(self._delays_s, default=0))))
            try:
                async with self._at_once:
                    await self._post(task_uuid)
                break
            except AddressRefused as error:
                _log.warning("The webhook of task %s is not called: %s", task_uuid, error)
                break
            except NotDelivered as error:
                if attempts >= len(self._delays_s):  # fewer than another version had, maybe
                    _log.warning("The webhook of task %s is given up: %s", task_uuid, error)
                    break
            except Exception:
                _log.exception("The webhook of task %s cannot be called.", task_uuid)
                break
            due = self._clock() + self._delays_s[attempts]
            attempts += 1
            _noted(partial(self._records.put_off, task_uuid, attempts, due), task_uuid)
        _noted(partial(self._records.forget_webhook, task_uuid), task_uuid)

    async def _post(self, task_uuid: str) -> None:
        record = self._records.find(task_uuid)
        if record is None or record.request.task.webhook_url is None:
            return
        if record.outcome is None:  # it was sent again, and is told of once it is done
            return
        reply = await self._results.reply(record, record.base)
        body = await asyncio.to_thread(json.dumps, reply.to_json())
        await self._outgoing.post(record.request.task.webhook_url, body.encode())


def _noted(write: Callable[[], object], task_uuid: str) -> None:
    """Write it into the records; what they cannot take is done once more by the next server."""
    try:
        write()
    except Exception:
        _log.exception("What came of the webhook of task %s cannot be kept.", task_uuid)

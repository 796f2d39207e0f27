"""The engine in the cloud: guides of a service, none of which is paid for twice."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self
from uuid import UUID
from weakref import WeakValueDictionary

from core.api.requests import GetResponse, Preprocess
from core.catalog import CATALOG
from core.engine import Progress, ProgressListener, ignore_progress
from core.errors import EngineError, NotOffered, PictureError, ServiceError, UnderdrawingError
from core.preprocessor import Preprocessor
from core.runware.bookkeeping import Bookkeeping
from core.runware.client import RunwareClient
from core.runware.outcome import Outcome, Undelivered
from core.runware.purchases import Bought, Purchases, Sums
from core.runware.sentences import IMAGE_LOST
from core.runware.service import Service
from core.runware.wish import Wish
from core.task import PreprocessTask
from core.wording import say, together

if TYPE_CHECKING:
    from core.guide import Guide
    from core.picture import Picture
    from core.runware.connection import Ask
    from core.runware.outgoing import Outgoing

FETCHED_AT_ONCE = 8


class RunwareEngine:
    """Has guides made by the client's service. See core.engine.Engine.

    `purchases`: what was ordered and bought, in this and other runs of the program.
    """

    name = "runware"
    at_once = 8  # a guide is mostly waited for

    def __init__(self, client: RunwareClient, purchases: Purchases) -> None:
        self.client = client
        self._purchases = purchases
        self._outgoing: Outgoing | None = None
        self._books = Bookkeeping(purchases, client.service.name)
        self._wished: WeakValueDictionary[Wish, asyncio.Lock] = WeakValueDictionary()

    @classmethod
    def at(cls, service: Service, key: Ask, folder: Path) -> Self:
        """For `service`, with a `key` as for RunwareClient, and what is bought in `folder`."""
        return cls(RunwareClient(service, key), Purchases(folder))

    @property
    def offers(self) -> frozenset[Preprocessor]:
        """Those of the API."""
        return frozenset(name for name, entry in CATALOG.items() if entry.of_the_api)

    async def find(self, picture: Picture, task: PreprocessTask) -> Guide | None:
        """The guide of that look that was bought, None if there is none; nobody is asked for it.

        Its `cost_usd` and `seconds` are what it took then. Raises EngineError.
        """
        return await self._found(picture, task, await self._wish(picture, task))

    async def run(
        self, picture: Picture, task: PreprocessTask, progress: ProgressListener = ignore_progress
    ) -> Guide:
        """See Engine.run. One that was bought costs nothing, and its `cost_usd` is 0.

        What was ordered before and did not come is waited for. Each order has a taskUUID of its
        own, whatever that of `task`. Raises NotOffered, and nothing is asked, for what is not of
        the API.
        """
        if task.preprocessor not in self.offers:
            raise NotOffered(
                say("Runware has no preprocessor {title}.", title=say(task.entry.title)),
                "Have it made on this computer.",
            )
        wish = await self._wish(picture, task)
        async with self._wished.setdefault(wish, asyncio.Lock()):
            found = await self._found(picture, task, wish)
            if found is not None:
                again = say("It was bought before, and cost nothing now.")
                return replace(found, cost_usd=0.0, remark=together(found.remark, again))
            began = time.perf_counter()
            outcome = await self._ordered(picture, task, wish, progress)
            with self._books.at_work():
                return await self._taken(outcome, picture, task, time.perf_counter() - began)

    async def fetch_waiting(self) -> int:
        """How many guides have come of those that were on their way when the program ended.

        Those that do not come stay ordered. Raises EngineError if the list cannot be read.
        """
        orders = await asyncio.to_thread(self._purchases.waiting, self.client.service.host)
        at_once = asyncio.Semaphore(FETCHED_AT_ONCE)

        async def fetch(order: UUID) -> bool:
            async with at_once:
                try:
                    outcome = await self.client.resume(GetResponse(order))
                    with self._books.at_work():
                        if isinstance(outcome, Undelivered):
                            await self._books.note_unasked(outcome)
                            return False
                        await self._books.usable(outcome, asyncio.to_thread(_decode, outcome.data))
                        await self._books.keep(outcome, None)
                except EngineError:
                    # Nobody has asked for it yet; who does is told what is wrong.
                    return False
                return True

        async with asyncio.TaskGroup() as group:
            fetching = [group.create_task(fetch(order)) for order in orders]
        return sum(each.result() for each in fetching)

    async def spending(self, preprocessor: Preprocessor) -> Sums:
        """What was spent, and what the last guide of `preprocessor` cost. Raises EngineError."""
        host = self.client.service.host

        def counted() -> Sums:
            sums = self._purchases.spent()
            return replace(sums, last=self._purchases.last_cost(host, preprocessor))

        return await asyncio.to_thread(counted)

    async def aclose(self) -> None:
        """See Engine.aclose. What was on its way ends with an error, and stays ordered."""
        await self.client.aclose()
        await self._books.aclose()

    async def _taken(
        self, outcome: Outcome, picture: Picture, task: PreprocessTask, seconds: float
    ) -> Guide:
        """The guide of an order that took `seconds`; what came is noted. Raises EngineError."""
        if isinstance(outcome, Undelivered):
            await self._books.note(outcome)
            raise outcome.error
        bought = Bought(outcome.task_uuid, outcome.data, outcome.cost_usd, seconds)
        guide = await self._books.usable(outcome, self._guide(bought, picture, task))
        if outcome.beside is not None:
            guide = replace(guide, remark=_with_error(guide.remark, outcome.beside))
        try:
            await self._books.keep(outcome, seconds)
        except EngineError as error:
            # It is here and paid for; and it stays ordered, so that it can be fetched again.
            return replace(guide, remark=_with_error(guide.remark, error))
        return guide

    async def _ordered(
        self, picture: Picture, task: PreprocessTask, wish: Wish, progress: ProgressListener
    ) -> Outcome:
        """What comes of an order for `wish`: of one that is open, or else of a new one.

        An uploaded picture that the service has lost is uploaded anew, once.
        """
        for _ in range(2):
            image = await self._image(picture, progress)
            fresh = task.replace()
            order = await asyncio.to_thread(self._purchases.order, wish, fresh.task_uuid)
            if order == fresh.task_uuid:
                (outcome,) = await self.client.preprocess([Preprocess(fresh, image)], progress)
            else:
                request = Preprocess(replace(fresh, task_uuid=order), image)
                progress(Progress("waiting"))
                outcome = await self.client.resume(request, progress)
            if not _image_lost(outcome) or not self.client.forget(image):
                break
            if isinstance(outcome, Undelivered):
                await self._books.note(outcome)
        return outcome

    async def _image(self, picture: Picture, progress: ProgressListener) -> str:
        """What `picture` is called in a task: itself if it is small, or what its upload is."""
        progress(Progress("uploading"))
        parcel = await (await self._packer()).parcel(picture)
        if parcel.bytes < self.client.service.inline_bytes:
            return parcel.uri
        return await self.client.upload(parcel.uri, progress)

    async def _wish(self, picture: Picture, task: PreprocessTask) -> Wish:
        digest = await (await self._packer()).digest(picture)
        size = task.guide_size(picture.width, picture.height)
        return Wish.of(self.client.service.host, digest, task, size)

    async def _packer(self) -> Outgoing:
        """What gets pictures ready, made when it is first needed: it brings OpenCV and Pillow."""
        if self._outgoing is None:
            limit = self.client.service.picture_bytes
            made = await asyncio.to_thread(_packer, limit)
            # Others may have been waiting for one as well; all use the same.
            self._outgoing = self._outgoing or made
        return self._outgoing

    async def _found(self, picture: Picture, task: PreprocessTask, wish: Wish) -> Guide | None:
        bought = await asyncio.to_thread(self._purchases.find, wish)
        if bought is None:
            return None
        try:
            return await self._guide(bought, picture, task)
        except PictureError:
            # Its file was damaged here; the service may still have it.
            await self._books.lost(bought.task_uuid)
            return None

    async def _guide(self, bought: Bought, picture: Picture, task: PreprocessTask) -> Guide:
        """`bought` as a guide of `picture`. Raises PictureError."""
        from core.runware.guides import guide_of  # noqa: PLC0415 - see _packer

        return await asyncio.to_thread(
            guide_of,
            bought.data,
            task,
            task.guide_size(picture.width, picture.height),
            self.client.service.name,
            seconds=bought.seconds,
            cost_usd=bought.cost_usd,
        )


def _packer(most_bytes: int) -> Outgoing:
    from core.runware.outgoing import Outgoing  # noqa: PLC0415 - see RunwareEngine._packer

    return Outgoing(most_bytes)


def _decode(data: bytes) -> object:
    from core.codec import decode  # noqa: PLC0415 - see RunwareEngine._packer

    return decode(data)


def _image_lost(outcome: Outcome) -> bool:
    error = outcome.error if isinstance(outcome, Undelivered) and outcome.final else None
    return isinstance(error, ServiceError) and error.code in IMAGE_LOST


def _with_error(remark: str, error: UnderdrawingError) -> str:
    return together(remark, error.what, error.remedy)

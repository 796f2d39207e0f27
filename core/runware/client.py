"""The client of the API: guides, uploads, the balance, and whether a key is taken.

Nothing here imports httpx until something is asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.api.replies import Item
from core.api.requests import AccountDetails, Authentication, GetResponse, Preprocess, Upload
from core.backoff import POLL_FIRST_S, Clock, Deadline
from core.engine import Progress, ProgressListener, ignore_progress
from core.errors import ServiceError, UnderdrawingError
from core.runware.asking import Question, ask
from core.runware.endings import closed, gone, no_guide
from core.runware.order import Order
from core.runware.ordering import Ordering
from core.runware.outcome import Delivered, Outcome, Undelivered
from core.runware.sentences import ARRIVED, NOT_FOUND
from core.runware.service import Service
from core.runware.uploads import Uploads
from core.secrets import usable
from core.task import PreprocessTask
from core.wording import say

if TYPE_CHECKING:
    from core.runware.connection import Ask, Connection, Listener
    from core.runware.results import Results


class RunwareClient:
    """Asks a service for guides. All methods belong to one event loop.

    `key` is asked for before every request and never kept, so that a new one counts at once; it
    raises KeyRefused where there is none. Cancelling any method is safe: the wait ends at once, the
    client goes on, and a task that was sent can be asked after by `resume`.
    """

    def __init__(self, service: Service, key: Ask, clock: Clock | None = None) -> None:
        self.service = service
        self._key = key
        self._clock = clock or Clock()
        self._uploads = Uploads()
        self._opening = asyncio.Lock()
        self._open: tuple[Connection, Results] | None = None
        self._closed = False

    async def preprocess(
        self, requests: Sequence[Preprocess], progress: ProgressListener = ignore_progress
    ) -> list[Outcome]:
        """An outcome for each of `requests`, in their order; what succeeds is kept.

        They travel together. Returns within the service's `wait_s`.
        """
        return await self._brought([Order.of(request) for request in requests], progress)

    async def resume(
        self,
        asked: PreprocessTask | GetResponse | Preprocess,
        progress: ProgressListener = ignore_progress,
    ) -> Outcome:
        """The outcome of a task that was asked for before, maybe in another run of the program.

        With its whole request, one that has never reached the service is sent again.
        """
        if isinstance(asked, Preprocess):
            order = Order.once_more(asked)
        else:
            order = Order.after(GetResponse(asked.task_uuid))
        (outcome,) = await self._brought([order], progress)
        return outcome

    async def upload(self, image: str, progress: ProgressListener = ignore_progress) -> str:
        """The UUID, or address, that the service gives `image`, a data URI.

        It is asked for once: while the key is the same, it is remembered until it is told to be
        lost, see `forget`. Raises ServiceError.
        """
        connection, _ = await self._ready()
        place = await asyncio.to_thread(self._uploads.place, await connection.key(), image)
        async with self._uploads.turn(place):
            uploaded = self._uploads.find(place)
            if uploaded is None:
                uploaded = await self._uploaded(image, progress)
                self._uploads.remember(place, uploaded)
        return uploaded

    def forget(self, uploaded: str) -> bool:
        """The service does not know this upload any more; whether it was remembered."""
        return self._uploads.forget(uploaded)

    async def balance(self) -> float | None:
        """The credit left in USD, None if the service does not tell. Raises ServiceError."""
        return (await self._ask(AccountDetails(), self._short_s)).balance_usd

    async def check_key(self, key: str) -> None:
        """Return if the service takes `key`. Raises KeyRefused if not, else ServiceError."""
        asked = Authentication(usable(key, self.service.name))
        await self._ask(asked, self._short_s)

    async def aclose(self) -> None:
        """Let go of all connections; it takes no time. The client is not used afterwards."""
        async with self._opening:
            self._closed = True
            for each in self._open or ():
                await each.aclose()

    async def _uploaded(self, image: str, progress: ProgressListener) -> str:
        def sent(fraction: float) -> None:
            progress(Progress("uploading", fraction))

        try:
            item = await self._ask(Upload(image), self.service.wait_s, sent)
        except ServiceError as error:
            if error.code != ARRIVED:
                raise
            # What it was named was lost on the way; as an upload of its own it gets another name.
            item = await self._ask(Upload(image), self.service.wait_s, sent)
        uploaded = item.image_uuid or item.image_url
        if not uploaded:
            raise ServiceError(
                say("{name} took the picture but gave it no name.", name=self.service.name),
                "Ask again in a few minutes.",
            )
        return uploaded

    async def _brought(self, orders: list[Order], progress: ProgressListener) -> list[Outcome]:
        """What comes of `orders`; each guide is fetched as soon as it is made."""
        connection, _ = await self._ready()
        deadline = Deadline(self._clock, self.service.wait_s)
        many = len(orders) > 1
        fetching: dict[Order, asyncio.Task[Outcome]] = {}

        async with asyncio.TaskGroup() as group:

            def ended(order: Order) -> None:
                listener = ignore_progress if many else progress
                fetching[order] = group.create_task(self._fetched(order, deadline, listener))

            await Ordering(
                connection,
                self.service,
                self._clock,
                orders,
                ended=ended,
                progress=progress,
            ).run()
        return [fetching[each].result() if each in fetching else _failed(each) for each in orders]

    async def _fetched(
        self, order: Order, deadline: Deadline, progress: ProgressListener
    ) -> Outcome:
        """The guide of `order`, which has ended well; of a new address if the first is too old."""
        from core.runware.results import Expired  # noqa: PLC0415 - see the module

        def heard(fraction: float) -> None:
            progress(Progress("downloading", fraction))

        async def data_of(item: Item) -> bytes:
            if item.guide is None:
                raise no_guide(self.service.name)
            return await results.data(item.guide, deadline.left_s, heard)

        progress(Progress("downloading"))
        item = order.item
        assert item is not None
        task_uuid = order.asked.task_uuid
        final = False
        try:
            _, results = await self._ready()
            try:
                data = await data_of(item)
            except Expired:
                # Just made, it may not have got to where it will lie.
                await self._clock.sleep(POLL_FIRST_S)
                data = await data_of(await self._ask(order.asked, deadline.left_s))
            return Delivered(task_uuid, item, data, order.beside)
        except Expired:
            final = order.again
            error: UnderdrawingError = gone(self.service.name, final=final)
        except UnderdrawingError as failure:
            final = isinstance(failure, ServiceError) and failure.code == NOT_FOUND
            error = gone(self.service.name, final=True) if final else failure
        return Undelivered(task_uuid, error, final, item.cost_usd)

    async def _ask(self, question: Question, within_s: float, sent: Listener | None = None) -> Item:
        connection, _ = await self._ready()
        return await ask(connection, question, within_s, self._clock, sent=sent)

    async def _ready(self) -> tuple[Connection, Results]:
        """The connections, made when they are first needed, which takes a moment for TLS."""
        async with self._opening:
            if self._closed:
                raise closed(self.service.name)
            if self._open is None:
                self._open = await asyncio.to_thread(self._make)
            return self._open

    def _make(self) -> tuple[Connection, Results]:
        from core.runware.connection import Connection  # noqa: PLC0415 - see the module
        from core.runware.results import Results  # noqa: PLC0415 - see the module

        return (
            Connection(self.service, self._key, self._clock),
            Results(self.service, self._clock),
        )

    @property
    def _short_s(self) -> float:
        """How long a small question may take in all."""
        return self.service.connect_s + self.service.read_s


def _failed(order: Order) -> Outcome:
    assert order.error is not None
    cost_usd = order.item.cost_usd if order.item else None
    return Undelivered(order.asked.task_uuid, order.error, order.final, cost_usd)

"""Tasks on their way: sent, asked after and waited for, until each has come to an end.

A task may be paid for as soon as it has reached the service. So one that may have reached it is
asked after before it is sent again, and it is sent again only under the same taskUUID: where the
service then says that it has this task, it has arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.api.problems import Problem
from core.api.replies import Item
from core.api.requests import Request
from core.backoff import TRIES, Backoff, Clock, Deadline, Polling
from core.engine import Progress, ProgressListener
from core.errors import KeyRefused, ServiceError, Unreachable
from core.runware.answers import Setback
from core.runware.endings import no_guide, too_late
from core.runware.order import Order, Stage, sorted_out
from core.runware.sentences import ARRIVED, NOT_FOUND, PASSING, TURNED_AWAY, error_of
from core.runware.service import Service
from core.task import DeliveryMethod

if TYPE_CHECKING:
    from core.runware.connection import Connection

TASKS_IN_A_REQUEST = 20

_DONE = "success"
_LAST_QUESTION_S = 1.0
"""How long before the end of the wait it is asked a last time."""

_SILENT_ANSWERS = 4
"""How often the service may say nothing of a task that may not have reached it before it is sent
again."""


class Ordering:
    """Brings `orders` to their end. `ended` is called for each as soon as its guide is there."""

    def __init__(
        self,
        connection: Connection,
        service: Service,
        clock: Clock,
        orders: Sequence[Order],
        *,
        ended: Callable[[Order], None],
        progress: ProgressListener,
    ) -> None:
        self._connection = connection
        self._service = service
        self._clock = clock
        self._orders = orders
        self._ended = ended
        self._progress = progress
        self._backoff = Backoff(clock.chance)
        self._polling = Polling()
        self._deadline = Deadline(clock, service.wait_s)

    async def run(self) -> None:
        """Return when every order has ended, which is no later than the service's wait_s."""
        pause = 0.0
        while any(order.open for order in self._orders):
            if self._left_s <= pause:
                self._give_up()
                return
            if pause:
                await self._clock.sleep(pause)
            to_send = self._in(Stage.TO_SEND)[:TASKS_IN_A_REQUEST]
            set_back_s = await (self._send(to_send) if to_send else self._ask_after_all())
            if set_back_s is not None:
                pause = set_back_s
            elif to_send and self._in(Stage.TO_SEND, Stage.MAYBE_SENT):
                pause = 0.0
            else:
                pause = self._next_question_s()

    async def _send(self, orders: Sequence[Order]) -> float | None:
        """Send `orders`; the pause in seconds before it is tried again, if it must be."""
        requests = [order.request for order in orders if order.request is not None]
        for order in orders:
            order.sent += 1
        sync = any(each.task.delivery_method is DeliveryMethod.SYNC for each in requests)

        def heard(fraction: float) -> None:
            self._progress(Progress("uploading", fraction) if fraction < 1 else Progress("waiting"))

        try:
            # A synchronous answer comes when all guides are made, and nothing comes before it.
            silence_s = self._service.wait_s if sync else None
            reply = await self._connection.post(
                requests, self._left_s, silence_s=silence_s, sent=heard
            )
        except Setback as setback:
            return self._set_back(setback, orders)
        self._progress(Progress("waiting"))
        for order, item, problem in sorted_out(reply, orders):
            self._heard_at_sending(order, item, problem)
        return None if self._all_well(orders) else self._backoff.next()

    def _heard_at_sending(self, order: Order, item: Item | None, problem: Problem | None) -> None:
        if item is not None:
            self._take(order, item, problem)
        elif problem is None:
            order.stage = Stage.MAYBE_SENT
        elif problem.code == ARRIVED:
            order.stage = Stage.ACCEPTED
        elif problem.code in PASSING and order.sent < TRIES:
            order.error = self._error(problem)
            if problem.code != TURNED_AWAY:
                order.stage = Stage.MAYBE_SENT
        else:
            order.fail(self._error(problem), final=True)

    async def _ask_after_all(self) -> float | None:
        """Ask after all that may have been sent; the pause in seconds after a setback."""
        waiting = self._in(Stage.MAYBE_SENT, Stage.ACCEPTED)
        for start in range(0, len(waiting), TASKS_IN_A_REQUEST):
            orders = waiting[start : start + TASKS_IN_A_REQUEST]
            questions: list[Request] = [order.asked for order in orders]
            try:
                reply = await self._connection.post(questions, self._left_s)
            except Setback as setback:
                return self._set_back(setback, orders)
            for order, item, problem in sorted_out(reply, orders):
                # Of several, one that no task is named with may be any one's: no end of all.
                known = problem is not None and (problem.task_uuid != "" or len(orders) == 1)
                self._heard_of(order, item, problem, known=known)
            self._all_well(orders)
        self._tell()
        return None

    def _heard_of(
        self, order: Order, item: Item | None, problem: Problem | None, *, known: bool
    ) -> None:
        """Take in the answer to a question after `order`; `known`: that the problem is its own."""
        if item is not None:
            self._take(order, item, problem)
        elif problem is None:
            order.silent += 1
            if order.stage is Stage.MAYBE_SENT and order.silent % _SILENT_ANSWERS == 0:
                self._send_again(order)
        elif problem.code == NOT_FOUND and order.stage is Stage.MAYBE_SENT and known:
            order.silent = 0
            self._send_again(order)
        elif problem.code in PASSING and order.stumbles < TRIES:
            order.stumbles += 1
        else:
            error = self._error(problem)
            passing = problem.code in PASSING or isinstance(error, KeyRefused)
            order.fail(error, final=known and not passing)

    def _send_again(self, order: Order) -> None:
        if order.sent < TRIES:
            order.stage = Stage.TO_SEND
        else:
            order.fail(order.error or self._error(Problem(NOT_FOUND)), final=order.silent == 0)

    def _take(self, order: Order, item: Item, beside: Problem | None) -> None:
        order.take(item)
        if item.guide is not None:
            order.beside = self._error(beside) if beside is not None else None
            self._ended(order)
        elif item.status == _DONE:
            order.fail(no_guide(self._service.name), final=False)

    def _set_back(self, setback: Setback, orders: Sequence[Order]) -> float:
        """Take in that an exchange about `orders` failed; the pause in seconds before the next."""
        pause = self._backoff.next(setback.after_s)
        too_late = self._left_s <= pause
        for order in orders:
            order.error = setback.error
            if order.stage is Stage.TO_SEND and setback.arrived:
                order.stage = Stage.MAYBE_SENT
            # What is paid for is waited for as long as may be; so is what may be, unless it is told
            # that something is wrong.
            silence = order.stage is Stage.MAYBE_SENT and isinstance(setback.error, Unreachable)
            patient = order.stage is Stage.ACCEPTED or silence
            hopeless = self._backoff.failures >= TRIES and (setback.foreign or not patient)
            if not setback.passing or hopeless or too_late:
                order.fail(setback.error, final=order.unsent)
        return pause

    def _all_well(self, orders: Sequence[Order]) -> bool:
        """Whether nothing is wrong with those of `orders` that go on: pauses are short again."""
        well = not any(order.open and order.error is not None for order in orders)
        if well:
            self._backoff.reset()
        return well

    def _give_up(self) -> None:
        late = too_late(self._service.name, self._service.wait_s)
        for order in self._orders:
            if order.open:
                error = order.error if order.unsent else None
                order.fail(error or late, final=order.unsent)

    def _tell(self) -> None:
        """Tell how far all are, if the service says so of each that has not ended."""
        done = 0.0
        for order in self._orders:
            progress = order.item.progress if order.item else None
            if order.open and progress is None:
                return
            done += progress or 0.0 if order.open else 100.0
        self._progress(Progress("waiting", min(1.0, done / 100 / len(self._orders))))

    def _error(self, problem: Problem) -> ServiceError:
        return error_of(problem, self._service.name)

    def _in(self, *stages: Stage) -> list[Order]:
        return [order for order in self._orders if order.stage in stages]

    def _next_question_s(self) -> float:
        """The pause before the next question: shorter if it is the last for which there is time."""
        pause, left = self._polling.next(), self._left_s - _LAST_QUESTION_S
        return min(pause, left) if left > 0 else pause

    @property
    def _left_s(self) -> float:
        return self._deadline.left_s

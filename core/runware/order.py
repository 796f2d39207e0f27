"""One task on its way to its guide, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from core.api.problems import Problem
from core.api.replies import Item, Reply
from core.api.requests import GetResponse, Preprocess
from core.errors import ServiceError, UnderdrawingError


class Stage(Enum):
    """How far an order is."""

    TO_SEND = auto()
    MAYBE_SENT = auto()
    ACCEPTED = auto()
    ENDED = auto()


@dataclass(eq=False)
class Order:
    """A task on its way. When it has ended there is an `item` with its guide, or an `error`.

    `request`: to send it with; None if it is only asked after. `final`: whether the error is the
    task's end: otherwise the guide may still come. While it is on its way, `error` is what went
    wrong last. `sent`: how often it was; `silent`, `stumbles`: how often nothing, or something in
    passing, was answered to a question after it. `again`: whether it was asked for before.
    `beside`: what went wrong although the guide is there.
    """

    asked: GetResponse
    request: Preprocess | None
    stage: Stage
    item: Item | None = None
    error: UnderdrawingError | None = None
    final: bool = False
    sent: int = 0
    silent: int = 0
    stumbles: int = 0
    again: bool = False
    beside: ServiceError | None = None

    @classmethod
    def of(cls, request: Preprocess) -> Order:
        """To be sent."""
        return cls(GetResponse(request.task_uuid), request, Stage.TO_SEND)

    @classmethod
    def after(cls, asked: GetResponse) -> Order:
        """For a task that was sent before."""
        return cls(asked, None, Stage.ACCEPTED, again=True)

    @classmethod
    def once_more(cls, request: Preprocess) -> Order:
        """For a task that may have been sent before: asked after, and sent if it never arrived."""
        return cls(GetResponse(request.task_uuid), request, Stage.MAYBE_SENT, again=True)

    @property
    def uuid(self) -> str:
        """The taskUUID, as it is sent."""
        return str(self.asked.task_uuid)

    @property
    def open(self) -> bool:
        """Whether something may still come of it."""
        return self.stage is not Stage.ENDED

    @property
    def unsent(self) -> bool:
        """Whether it has surely not been taken: what was sent and never spoken of may have been."""
        return self.stage is Stage.TO_SEND and not self.silent

    def take(self, item: Item) -> None:
        """`item` came for it: its guide, or a sign that there will be one."""
        self.item, self.error, self.stumbles = item, None, 0
        self.stage = Stage.ACCEPTED if item.guide is None else Stage.ENDED

    def fail(self, error: UnderdrawingError, *, final: bool) -> None:
        """It ends with `error`."""
        self.stage, self.error, self.final = Stage.ENDED, error, final


def sorted_out(
    reply: Reply, orders: Sequence[Order]
) -> list[tuple[Order, Item | None, Problem | None]]:
    """Each of `orders` with its item and its problem.

    Where only one was asked for, an item may name no task. A problem that names none is everybody's
    if nothing came beside it, or else that of the only one without an item.
    """
    if len(orders) == len(reply.items) == 1 and not reply.items[0].task_uuid:
        items: list[Item | None] = [reply.items[0]]
    else:
        items = [reply.item(order.uuid) for order in orders]
    lacking = [order for order, item in zip(orders, items, strict=True) if item is None]
    if not reply.items or len(orders) == 1:
        meant = list(orders)
    else:
        meant = lacking if len(lacking) == 1 else []
    return [
        (order, item, reply.problem(order.uuid) or (reply.problem("") if order in meant else None))
        for order, item in zip(orders, items, strict=True)
    ]

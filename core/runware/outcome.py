"""What comes of a task that the service was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from core.api.replies import Item
from core.errors import ServiceError, UnderdrawingError


@dataclass(frozen=True)
class Delivered:
    """The guide is here: `data`, bytes of a file that nobody has looked at yet.

    `beside`: what went wrong all the same, such as putting it at the task's upload endpoint.
    """

    task_uuid: UUID
    item: Item
    data: bytes = field(repr=False)
    beside: ServiceError | None = None

    @property
    def cost_usd(self) -> float | None:
        """What was paid in USD, if that is told."""
        return self.item.cost_usd


@dataclass(frozen=True)
class Undelivered:
    """There is no guide, and why. Unless that is `final`, it may still come: it stays paid for.

    `cost_usd`: what was paid, if that is told.
    """

    task_uuid: UUID
    error: UnderdrawingError
    final: bool
    cost_usd: float | None = None


Outcome = Delivered | Undelivered

"""How guides from the cloud are wanted, and this computer's own service: part of the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from core.task import TTL_MIN_S, DeliveryMethod, OutputType

RUNWARE_ADDRESS = "https://api.runware.ai/v1"
WAIT_S = range(10, 3601)
PORTS = range(1024, 65536)
SERVER_PORT = 7813


class EngineName(StrEnum):
    """Who makes the guides."""

    LOCAL = "local"
    RUNWARE = "runware"


@dataclass(frozen=True)
class ServiceChoices:
    """What the user chose; a webhook and an upload endpoint are not kept: they hold secrets.

    `address`: of the service. `wait_s`: seconds to wait for a guide, in WAIT_S. `ttl_s`: seconds
    that the service keeps a result, at least TTL_MIN_S, None for its own time. `serves`: whether
    this computer serves the same API, at `port` (in PORTS) of itself.
    """

    engine: EngineName = EngineName.LOCAL
    address: str = RUNWARE_ADDRESS
    wait_s: int = 300
    delivery: DeliveryMethod = DeliveryMethod.ASYNC
    output_type: OutputType = OutputType.URL
    ttl_s: int | None = None
    include_cost: bool = True
    serves: bool = False
    port: int = SERVER_PORT

    def replace(self, **changes: Any) -> ServiceChoices:
        """A copy with `changes`."""
        return replace(self, **changes)

    def plain(self) -> dict[str, Any]:
        """As what JSON can hold."""
        return asdict(self)


def parse_service_choices(found: object) -> ServiceChoices:
    """What `plain` wrote; whatever is missing or unusable by default. Raises TypeError."""
    if not isinstance(found, Mapping):
        raise TypeError(found)
    choices = ServiceChoices()
    for name in (item.name for item in fields(ServiceChoices)):
        try:
            choices = choices.replace(**{name: _READERS[name](found[name])})
        except (KeyError, TypeError, ValueError):
            # Missing, or of another version: this one keeps its default.
            continue
    return choices


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(value)
    return value


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _within(allowed: range) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
            raise ValueError(value)
        return value

    return read


def _ttl(value: Any) -> int | None:
    return None if value is None else _within(range(TTL_MIN_S, 2**31))(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "engine": EngineName,
    "address": _text,
    "wait_s": _within(WAIT_S),
    "delivery": DeliveryMethod,
    "output_type": OutputType,
    "ttl_s": _ttl,
    "include_cost": _switch,
    "serves": _switch,
    "port": _within(PORTS),
}

"""What the API answers, as values, and how each is read from JSON and written in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.api.problems import Problem, problems_in
from core.api.requests import TaskType
from core.task import OutputType

GUIDE_FIELDS = {
    OutputType.URL: "guideImageURL",
    OutputType.BASE64: "guideImageBase64Data",
    OutputType.DATA_URI: "guideImageDataURI",
}
"""The field of a result that holds the guide, by the output type that was asked for."""

_WAITING = ("processing", "pending", "queued")


@dataclass(frozen=True)
class Item:
    """One item of `data`: a result, or a sign that there will be one. What is not there is empty.

    `guide`: the address, the base64 or the data URI of the guide, as `output_type` says; None in an
    acknowledgement. `cost_usd` and `balance_usd` in USD. `status`: "processing", "success" or
    empty. `progress`: percent, where it is told.
    """

    task_type: str = ""
    task_uuid: str = ""
    status: str = ""
    guide: str | None = field(default=None, repr=False)
    output_type: OutputType | None = None
    guide_uuid: str = ""
    input_uuid: str = ""
    image_uuid: str = ""
    image_url: str = field(default="", repr=False)
    cost_usd: float | None = None
    balance_usd: float | None = None
    session: str = ""
    pong: bool = False
    progress: float | None = None

    @property
    def waiting(self) -> bool:
        """Whether this stands for a guide that is still to come."""
        return self.guide is None and self.status in ("", *_WAITING)

    def to_json(self) -> dict[str, Any]:
        """The item as it is written; what is empty is left out."""
        item: dict[str, Any] = {
            "taskType": self.task_type,
            "taskUUID": self.task_uuid,
            "status": self.status,
            "guideImageUUID": self.guide_uuid,
            "inputImageUUID": self.input_uuid,
            "connectionSessionUUID": self.session,
        }
        if self.task_type == TaskType.STORE:
            item |= {
                "operation": "upload",
                "mediaUUID": self.image_uuid,
                "mediaURL": self.image_url,
            }
        else:
            item |= {"imageUUID": self.image_uuid, "imageURL": self.image_url}
        item = {name: value for name, value in item.items() if value}
        if self.guide is not None and self.output_type is not None:
            item[GUIDE_FIELDS[self.output_type]] = self.guide
        numbers = {"cost": self.cost_usd, "balance": self.balance_usd, "progress": self.progress}
        item |= {name: number for name, number in numbers.items() if number is not None}
        return item | ({"pong": True} if self.pong else {})


@dataclass(frozen=True)
class Reply:
    """What came back for one request: items and problems may stand side by side."""

    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()

    def item(self, task_uuid: str) -> Item | None:
        """The item of that task: the one with its guide if there are several."""
        found = [item for item in self.items if item.task_uuid.lower() == task_uuid.lower()]
        return next((item for item in found if item.guide is not None), found[0] if found else None)

    def problem(self, task_uuid: str) -> Problem | None:
        """What is wrong with that task; for "", a problem that names none."""
        about = task_uuid.lower()
        return next((each for each in self.problems if each.task_uuid.lower() == about), None)

    def to_json(self) -> dict[str, Any]:
        """The reply as it is written: no `errors` beside clean success, no `data` without items."""
        data = [item.to_json() for item in self.items]
        errors = [problem.to_json() for problem in self.problems]
        written: dict[str, Any] = {"data": data} if data or not errors else {}
        return written | ({"errors": errors} if errors else {})


def read_reply(decoded: object) -> Reply:
    """The reply in decoded JSON. Unknown fields are ignored; what is no reply is an empty one."""
    data = decoded.get("data") if isinstance(decoded, Mapping) else None
    if isinstance(decoded, list):
        data = [item for part in decoded if isinstance(part, Mapping) for item in _list(part)]
    elif isinstance(data, Mapping):
        data = [data]
    items = [item for item in data if isinstance(item, Mapping)] if isinstance(data, list) else []
    good = [_item(item) for item in items if item.get("status") != "error"]
    return Reply(tuple(good), tuple(problems_in(decoded)))


def _list(part: Mapping[str, Any]) -> Sequence[Any]:
    data = part.get("data", part)
    return data if isinstance(data, list) else [data]


def _item(found: Mapping[str, Any]) -> Item:
    guide: str | None = None
    output_type: OutputType | None = None
    for kind, name in GUIDE_FIELDS.items():
        if guide is None and isinstance(found.get(name), str) and found[name]:
            guide, output_type = found[name], kind
    balance = found.get("balance")
    if isinstance(balance, Mapping):
        balance = next((value for value in balance.values() if _number(value) is not None), None)
    return Item(
        task_type=_text(found.get("taskType")),
        task_uuid=_text(found.get("taskUUID")),
        status=_text(found.get("status")),
        guide=guide,
        output_type=output_type,
        guide_uuid=_text(found.get("guideImageUUID")),
        input_uuid=_text(found.get("inputImageUUID")),
        image_uuid=_text(found.get("imageUUID")) or _text(found.get("mediaUUID")),
        image_url=_text(found.get("imageURL")) or _text(found.get("mediaURL")),
        cost_usd=_number(found.get("cost")),
        balance_usd=_number(balance),
        session=_text(found.get("connectionSessionUUID")),
        pong=found.get("pong") is True,
        progress=_number(found.get("progress")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None

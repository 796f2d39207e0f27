"""What goes wrong with a task, as the API tells it, in every shape that it has been seen in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

UNKNOWN = "unknownError"
OTHER_SHAPES = ("errorId", "errorMessage", "errorCode")


@dataclass(frozen=True)
class Problem:
    """One error. Every field but `code` may be empty.

    `code`: the API's, such as "invalidApiKey"; `unknownError` where none was given.
    `parameters`: the fields that it is about, in the API's spelling. `kind`: the API's `type`.
    `documentation`: an address. `task_uuid`: of the task that failed, as text.
    """

    code: str
    message: str = ""
    parameters: tuple[str, ...] = ()
    task_type: str = ""
    task_uuid: str = ""
    kind: str = ""
    documentation: str = ""

    def to_json(self) -> dict[str, Any]:
        """The error as an item of `errors`; what is empty is left out."""
        one_or_many = self.parameters[0] if len(self.parameters) == 1 else list(self.parameters)
        item = {
            "code": self.code,
            "message": self.message,
            "parameter": one_or_many,
            "type": self.kind,
            "documentation": self.documentation,
            "taskType": self.task_type,
            "taskUUID": self.task_uuid,
        }
        return {**{name: value for name, value in item.items() if value}, "status": "error"}


def problems_in(reply: object) -> list[Problem]:
    """All errors in a reply, decoded from JSON, whatever its shape; none in a clean success.

    Knows a list `errors` or `error`, one object under either name, the very old shape
    (`"error": true` with `errorId` and `errorMessage`), items of `data` that have failed, and an
    error that stands alone.
    """
    if isinstance(reply, list):
        return [problem for item in reply for problem in problems_in(item)]
    if not isinstance(reply, Mapping):
        return []
    found = [
        _problem(item, reply) for name in ("errors", "error") for item in _objects(reply, name)
    ]
    data = reply.get("data")
    for item in [data] if isinstance(data, Mapping) else data if isinstance(data, list) else []:
        if isinstance(item, Mapping) and _has_failed(item):
            found += [_problem(inner, item) for inner in _objects(item, "error")] or [
                _problem(item, reply)
            ]
    if not found and (reply.get("error") is True or _stands_alone(reply)):
        found.append(_problem(reply, reply))
    return found


def _objects(holder: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    value = holder.get(name)
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            yield item
        elif isinstance(item, str) and item:
            yield {"message": item}


def _has_failed(item: Mapping[str, Any]) -> bool:
    return item.get("status") == "error" or isinstance(item.get("error"), Mapping)


def _stands_alone(reply: Mapping[str, Any]) -> bool:
    if "data" in reply:
        return False
    return any(name in reply for name in OTHER_SHAPES) or isinstance(reply.get("code"), str)


def _problem(item: Mapping[str, Any], around: Mapping[str, Any]) -> Problem:
    code = item.get("code") or item.get("errorCode") or item.get("errorId") or UNKNOWN
    message = item.get("message") or item.get("errorMessage") or ""
    return Problem(
        code=_text(code),
        message=_text(message),
        parameters=_names(item.get("parameter")),
        task_type=_text(item.get("taskType") or around.get("taskType")),
        task_uuid=_text(item.get("taskUUID") or around.get("taskUUID")),
        kind=_text(item.get("type")),
        documentation=_text(item.get("documentation")),
    )


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(name for name in value if isinstance(name, str) and name)
    return (value,) if isinstance(value, str) and value else ()


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)

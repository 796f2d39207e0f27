"""The replies of the API as JSON Schema, made of the values that are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.api.problems import Problem
from core.api.replies import GUIDE_FIELDS
from core.api.requests import TaskType
from core.server.codes import codes
from core.server.request_schemas import UUID, Schema, ref

_TEXT: Schema = {"type": "string"}


def reply_schemas() -> dict[str, Schema]:
    """The components of a reply: every kind of item of `data`, the errors, and the reply itself."""
    items = _items()
    some = {"type": "array", "minItems": 1}
    data = {**some, "items": {"anyOf": [ref(name) for name in items]}}
    errors = {**some, "items": ref("Error")}
    reply = {
        "description": "What became of the tasks, in their order. Errors are of single tasks: what "
        "succeeded stands beside them. Without errors there is no `errors`, without results no "
        "`data`.",
        "type": "object",
        "properties": {"data": data, "errors": errors},
        "anyOf": [{"required": ["data"]}, {"required": ["errors"]}],
    }
    refusal = {"type": "object", "properties": {"errors": errors}, "required": ["errors"]}
    return {"Reply": reply, "Refusal": refusal, "Error": _error(), **items}


def _items() -> dict[str, Schema]:
    about = {"taskUUID": UUID}
    guide = about | {
        "status": {"enum": ["processing", "success"]},
        "guideImageUUID": UUID,
        "inputImageUUID": UUID,
        **{
            name: {"type": "string", "description": kind.value}
            for kind, name in GUIDE_FIELDS.items()
        },
        "cost": {"type": "number", "description": "USD"},
    }
    address = {"type": "string", "format": "uri"}
    stored = {"operation": {"const": "upload"}, "mediaUUID": UUID, "mediaURL": address}

    def item(kind: TaskType, fields: Mapping[str, Schema], needed: Iterable[str]) -> Schema:
        properties = {"taskType": {"const": kind.value}, **fields}
        return {"type": "object", "properties": properties, "required": ["taskType", *needed]}

    return {
        "GuideItem": {
            "description": "A guide; or, with no field of a guide, that there will be one.",
            **item(TaskType.PREPROCESS, guide, about),
        },
        "UploadItem": item(
            TaskType.UPLOAD,
            about | {"imageUUID": UUID, "imageURL": address},
            ("taskUUID", "imageUUID", "imageURL"),
        ),
        "StoreItem": item(TaskType.STORE, about | stored, ("taskUUID", *stored)),
        "AccountItem": item(
            TaskType.ACCOUNT, about | {"balance": {"type": "number"}}, ("taskUUID", "balance")
        ),
        "AuthenticationItem": item(
            TaskType.AUTHENTICATION, {"connectionSessionUUID": _TEXT}, ("connectionSessionUUID",)
        ),
        "PingItem": item(TaskType.PING, {"pong": {"const": True}}, ("pong",)),
    }


def _error() -> Schema:
    every = Problem(
        code="code",
        message="message",
        parameters=("field",),
        task_type="kind of task",
        task_uuid="task",
        kind="kind",
        documentation="address",
    ).to_json()
    told: dict[str, Schema] = {
        "code": {"type": "string", "enum": codes()},
        "parameter": {
            "description": "The field that it is about, or several.",
            "anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 2}],
        },
        "status": {"const": every["status"]},
    }
    properties = {name: told.get(name, _TEXT) for name in every}
    return {"type": "object", "properties": properties, "required": ["code", "status"]}

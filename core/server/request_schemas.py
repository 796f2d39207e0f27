"""The tasks of the API as JSON Schema, made of the values that check them.

Names, ranges, choices and defaults come from the task, the catalogue and the readers of `core.api`,
so what is described is what is taken.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from core.api.reading import FIELDS
from core.api.replies import GUIDE_FIELDS
from core.api.requests import MODEL, TaskType
from core.catalog import CATALOG
from core.options import ChoiceOption, NumberOption, Option, SwitchOption
from core.preprocessor import Entry
from core.server.inputs import MAX_ADDRESS
from core.task import (
    QUALITY_MAX,
    QUALITY_MIN,
    SIDE_MIN,
    TTL_MIN_S,
    DeliveryMethod,
    OutputFormat,
    OutputType,
    PreprocessTask,
)

Schema = dict[str, Any]
PREFIX = "#/components/schemas/"

UUID: Schema = {"type": "string", "format": "uuid"}
_UUID_4 = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
_IGNORED: Schema = {"description": "Not looked at."}
_KINDS = (TaskType.PREPROCESS.value, TaskType.PREPROCESS_BEFORE.value)
_DEFAULTS = {field.name: field.default for field in dataclasses.fields(PreprocessTask)}


def ref(name: str) -> Schema:
    """A reference to the component `name`."""
    return {"$ref": PREFIX + name}


def request_schemas(max_tasks: int) -> dict[str, Schema]:
    """The components of a request: every field, every kind of task, and the request itself."""
    found = {"taskUUID": _task_uuid(), "image": _image(), **_fields()}
    tasks: dict[str, Schema] = {}
    for entry in CATALOG.values():
        tasks |= _preprocess(entry)
    tasks |= _others()
    task = {"oneOf": [ref(name) for name in tasks]}
    request = {
        "description": "Tasks in an array; one alone may stand without it.",
        "oneOf": [
            {"type": "array", "items": ref("Task"), "minItems": 1, "maxItems": max_tasks},
            ref("Task"),
        ],
    }
    return {"Request": request, "Task": task, **tasks, **found}


def _fields() -> dict[str, Schema]:
    """The fields that every preprocess task may have; a new one of the reader must be told here."""
    address: Schema = {"type": "string", "format": "uri", "pattern": "^https?://"}
    address |= {"maxLength": MAX_ADDRESS}
    side = {"type": "integer", "minimum": SIDE_MIN}
    shrinks = "in pixels. A guide is never larger than its picture; one side keeps the shape."
    told: dict[str, Schema] = {
        "outputType": {
            "description": "In which field the guide is handed over: "
            + ", ".join(f"{kind.value} as {GUIDE_FIELDS[kind]}" for kind in OutputType)
            + ". A list of one is taken as well.",
            "anyOf": [
                _words(OutputType),
                {"type": "array", "items": _words(OutputType), "minItems": 1, "maxItems": 1},
            ],
        },
        "outputFormat": _words(OutputFormat),
        "outputQuality": {
            "description": "Of JPG and WEBP.",
            "type": "integer",
            "minimum": QUALITY_MIN,
            "maximum": QUALITY_MAX,
        },
        "deliveryMethod": {
            "description": "sync answers with the guide, async at once; the guide is then asked "
            "for with getResponse.",
            **_words(DeliveryMethod),
        },
        "webhookURL": {"description": "Where each finished item is posted.", **address},
        "uploadEndpoint": {"description": "Where the guide's file is put.", **address},
        "ttl": {
            "description": "How long the guide is kept, in seconds; for outputType URL.",
            "type": "integer",
            "minimum": TTL_MIN_S,
        },
        "includeCost": {"description": "Adds `cost`, which is 0 here.", "type": "boolean"},
        "width": {"description": f"Of the guide, {shrinks}", **side},
        "height": {"description": f"Of the guide, {shrinks}", **side},
    }
    return {name: _optional(told[name], _DEFAULTS[own]) for name, own in FIELDS.items()}


def _preprocess(entry: Entry) -> dict[str, Schema]:
    """The task for one preprocessor, in its two shapes."""
    name = entry.preprocessor.value
    options = {option.name: _optional(_option(option), option.default) for option in entry.options}
    about = f"{entry.title}: {entry.description} The guide: {entry.guide}."
    about += "".join(f" {low} must be less than {high}." for low, high in entry.ordered)
    common = {"taskType": {"enum": list(_KINDS)}, "taskUUID": ref("taskUUID")}
    common |= {field: ref(field) for field in FIELDS}
    flat = common | {
        "preProcessorType": {"const": name},
        "inputImage": ref("image"),
        **options,
    }
    spellings = sorted({MODEL + name, MODEL + name.replace("_", "-")})
    model = common | {
        "model": {"enum": spellings},
        "inputs": _object({"image": ref("image")}, ["image"]),
        "settings": _optional(_object(options, []), None),
        "routing": _IGNORED,
    }
    title = "".join(part.capitalize() for part in name.split("_"))
    return {
        f"Preprocess{title}": _object(
            flat, ["taskType", "taskUUID", "preProcessorType", "inputImage"], about
        ),
        f"Preprocess{title}ByModel": _object(
            model, ["taskType", "taskUUID", "model", "inputs"], f"As newer clients ask. {about}"
        ),
    }


def _option(option: Option) -> Schema:
    about = {"title": option.title, "description": option.hint}
    match option:
        case SwitchOption():
            return {**about, "type": "boolean"}
        case ChoiceOption():
            return {**about, "type": "string", "enum": [word for word, _ in option.choices]}
        case NumberOption():
            kind, of = ("integer", int) if option.whole else ("number", float)
            return {
                **about,
                "type": kind,
                "minimum": of(option.minimum),
                "maximum": of(option.maximum),
            }


def _others() -> dict[str, Schema]:
    about = {"taskUUID": ref("taskUUID")}
    image = {"image": ref("image")}
    stored = {"operation": {"const": "upload"}, "media": ref("image")}
    details = {"operation": {"const": "getDetails"}}
    key = {
        "taskUUID": _IGNORED,
        "apiKey": {"type": "string", "minLength": 1},
        "connectionSessionUUID": {
            "description": "The session to go on with. What is no text is taken as none.",
        },
    }
    ping = {"taskUUID": _IGNORED, "ping": _IGNORED}

    def task(kind: TaskType, fields: Schema, what: str, needed: Iterable[str] = ()) -> Schema:
        return _object({"taskType": {"const": kind.value}, **fields}, ["taskType", *needed], what)

    return {
        "ImageUpload": task(
            TaskType.UPLOAD,
            about | image,
            "Keeps a picture, to be named by its UUID.",
            ("taskUUID", "image"),
        ),
        "MediaStorage": task(
            TaskType.STORE,
            about | stored,
            "The same, as newer clients ask.",
            ("taskUUID", "operation", "media"),
        ),
        "GetResponse": task(
            TaskType.RESPONSE, about, "How a task that was sent before gets on.", ("taskUUID",)
        ),
        "AccountManagement": task(
            TaskType.ACCOUNT,
            about | details,
            "What credit is left: 0, as nothing costs anything.",
            ("taskUUID", "operation"),
        ),
        "Authentication": task(
            TaskType.AUTHENTICATION,
            key,
            "The key, where there is no header: before all other tasks.",
            ("apiKey",),
        ),
        "Ping": task(TaskType.PING, ping, "Answered without a key as well."),
    }


def _task_uuid() -> Schema:
    return {**UUID, "description": "Of version 4, and new for each task.", "pattern": _UUID_4}


def _image() -> Schema:
    return {
        "description": "The UUID of a picture that is kept here, a data URI, base64, or an address "
        f"of at most {MAX_ADDRESS} characters.",
        "type": "string",
        "pattern": r"\S",
    }


def _words(words: type[StrEnum]) -> Schema:
    return {"type": "string", "enum": [word.value for word in words]}


def _optional(schema: Schema, default: object) -> Schema:
    """`schema`, or null, which is the same as nothing."""
    known = {} if default is None else {"default": default}
    about: Schema = {name: schema[name] for name in ("title", "description") if name in schema}
    rest = {name: value for name, value in schema.items() if name not in about}
    ways = rest.get("anyOf", [rest])
    return {**about, "anyOf": [*ways, {"type": "null"}], **known}


def _object(properties: Schema, needed: list[str], about: str = "") -> Schema:
    schema: Schema = {"description": about} if about else {}
    return schema | {
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }

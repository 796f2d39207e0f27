"""What the server's own description is checked with: hooks of schemathesis, in its process.

Makes requests that the description allows such as can succeed: with a picture, a UUID that is new,
thresholds in their order, and the server's key. Addresses, which the server would go to, become one
that it does not. Items of replies and errors may have no field that is not described.
"""

from __future__ import annotations

import os
import uuid
from typing import Any

import jsonschema_rs  # type: ignore[import-not-found]
import schemathesis  # type: ignore[import-not-found]

KEY, PICTURE, DONE, NAME = (
    os.environ[f"ASKER_{name}"] for name in ("KEY", "PICTURE", "DONE", "NAME")
)
CLOSED = "http://127.0.0.1:9/"
allowed: list[Any] = []
"""What says whether a request is allowed, once the description is read."""


@schemathesis.hook  # type: ignore[untyped-decorator]
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    for name, schema in raw_schema["components"]["schemas"].items():
        if name.endswith("Item") or name in ("Error", "Reply", "Refusal"):
            schema["additionalProperties"] = False
    request = {"$ref": "#/components/schemas/Request", "components": raw_schema["components"]}
    allowed.append(jsonschema_rs.Draft202012Validator(request))


@schemathesis.hook  # type: ignore[untyped-decorator]
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    if case.path.startswith("/results/") and case.meta.generation.mode.is_positive:
        case.path_parameters["name"] = NAME
    if case.path == "/v1" and isinstance(case.body, dict | list):
        case.body = without_addresses(case.body)
        if allowed[0].is_valid(case.body):
            for task in case.body if isinstance(case.body, list) else [case.body]:
                make_possible(task)


def without_addresses(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_addresses(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_addresses(inner) for inner in value]
    is_address = isinstance(value, str) and value.strip()[:4].lower() == "http"
    return CLOSED if is_address else value


def make_possible(task: dict[str, Any]) -> None:
    if task["taskType"] == "getResponse":
        task["taskUUID"] = DONE
    elif "taskUUID" in task:
        task["taskUUID"] = str(uuid.uuid4())
    if "apiKey" in task:
        task["apiKey"] = KEY
    for holder, name in ((task, "inputImage"), (task, "image"), (task, "media")):
        if name in holder:
            holder[name] = PICTURE
    if "inputs" in task:
        task["inputs"]["image"] = PICTURE
    for options in (task, task.get("settings") or {}):
        for low, high in (("lowThresholdCanny", "highThresholdCanny"), ("depthFar", "depthNear")):
            if low in options or high in options:
                options[low], options[high] = 3, 50

"""From a task in JSON to a request: liberal in spelling, strict in fields, refused by name."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from core.api.problems import Problem
from core.api.requests import (
    MODEL,
    AccountDetails,
    Authentication,
    GetResponse,
    Ping,
    Preprocess,
    Request,
    TaskType,
    Upload,
)
from core.catalog import CATALOG
from core.errors import InvalidTask
from core.preprocessor import Preprocessor
from core.task import PreprocessTask

_ABOUT = {"taskType", "taskUUID"}
FIELDS = {
    "outputType": "output_type",
    "outputFormat": "output_format",
    "outputQuality": "output_quality",
    "deliveryMethod": "delivery_method",
    "webhookURL": "webhook_url",
    "uploadEndpoint": "upload_endpoint",
    "ttl": "ttl_s",
    "includeCost": "include_cost",
    "width": "width",
    "height": "height",
}
"""Of a preprocess task, with the names that they have in PreprocessTask."""

_OPTIONS = {option.name for entry in CATALOG.values() for option in entry.options}


class Refused(Exception):
    """A task that cannot be read; `problem` is what to answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_request(item: object) -> Request:
    """The request in one task of a request's array. Raises Refused, naming the field."""
    if not isinstance(item, Mapping):
        raise Refused(Problem("invalidTask", "A task must be a JSON object."))
    try:
        return _read(item)
    except Refused as refused:
        problem = refused.problem
        named = {"task_type": _text(item.get("taskType")), "task_uuid": _text(item.get("taskUUID"))}
        raise Refused(
            Problem(problem.code, problem.message, problem.parameters, **named)
        ) from refused.__cause__


def _read(item: Mapping[str, Any]) -> Request:
    name = item.get("taskType")
    if name is None:
        raise _refused("missingTaskType", "Every task needs a taskType.", "taskType")
    if not isinstance(name, str) or name not in list(TaskType):
        known = ", ".join(TaskType)
        raise _refused("unsupportedTaskType", f"taskType must be one of {known}.", "taskType")
    return _READERS[TaskType(name)](item)


def _preprocess(item: Mapping[str, Any]) -> Preprocess:
    known = {*_ABOUT, *FIELDS, "inputImage", "preProcessorType"}
    try:
        flat = _flattened(item) if "model" in item else dict(item)
        _only({name: value for name, value in flat.items() if name not in _OPTIONS}, known)
        preprocessor = Preprocessor.parse(_required(flat, "preProcessorType"))
        own = {option.name for option in CATALOG[preprocessor].options}
        for name in flat:
            if name in _OPTIONS and name not in own:
                message = f"{name} is not an option of {preprocessor}."
                raise _refused("unsupportedParameter", message, name)
        values = {
            to: _number(flat[name]) for name, to in FIELDS.items() if flat.get(name) is not None
        }
        # An official client writes the output type as a list of one.
        if isinstance(values.get("output_type"), list) and len(values["output_type"]) == 1:
            values["output_type"] = values["output_type"][0]
        task = PreprocessTask(
            preprocessor=preprocessor,
            options={name: flat[name] for name in own if flat.get(name) is not None},
            task_uuid=_task_uuid(flat),
            **values,
        )
    except InvalidTask as error:
        code = "invalid" + error.field[:1].upper() + error.field[1:]
        raise _refused(code, str(error), error.field) from error
    return Preprocess(task, _image(flat, "inputImage"))


def _upload(item: Mapping[str, Any]) -> Upload:
    _only(item, {*_ABOUT, "image"})
    return Upload(_image(item, "image"), task_uuid=_task_uuid(item))


def _store(item: Mapping[str, Any]) -> Upload:
    _only(item, {*_ABOUT, "operation", "media"})
    _operation(item, "upload")
    return Upload(_image(item, "media"), stored=True, task_uuid=_task_uuid(item))


def _response(item: Mapping[str, Any]) -> GetResponse:
    _only(item, _ABOUT)
    return GetResponse(_task_uuid(item))


def _account(item: Mapping[str, Any]) -> AccountDetails:
    _only(item, {*_ABOUT, "operation"})
    _operation(item, "getDetails")
    return AccountDetails(_task_uuid(item))


def _authentication(item: Mapping[str, Any]) -> Authentication:
    _only(item, {*_ABOUT, "apiKey", "connectionSessionUUID"})
    key = item.get("apiKey")
    if not isinstance(key, str) or not key:
        raise _refused("missingApiKey", "apiKey must be a key.", "apiKey")
    return Authentication(key, _text(item.get("connectionSessionUUID")))


def _ping(item: Mapping[str, Any]) -> Ping:
    _only(item, {*_ABOUT, "ping"})
    return Ping()


_READERS: dict[TaskType, Callable[[Mapping[str, Any]], Request]] = {
    TaskType.PREPROCESS: _preprocess,
    TaskType.PREPROCESS_BEFORE: _preprocess,
    TaskType.UPLOAD: _upload,
    TaskType.STORE: _store,
    TaskType.RESPONSE: _response,
    TaskType.ACCOUNT: _account,
    TaskType.AUTHENTICATION: _authentication,
    TaskType.PING: _ping,
}


def _flattened(item: Mapping[str, Any]) -> dict[str, Any]:
    """The shape with `model`, `inputs` and `settings` as the flat one."""
    flat = {k: v for k, v in item.items() if k not in ("model", "inputs", "settings", "routing")}
    model = item["model"]
    if not isinstance(model, str) or not model.startswith(MODEL):
        message = f"model must be {MODEL} and the name of a preprocessor."
        raise _refused("invalidModel", message, "model")
    flat["preProcessorType"] = model.removeprefix(MODEL)
    inputs, settings = item.get("inputs"), item.get("settings") or {}
    if not isinstance(inputs, Mapping):
        raise _refused("missingInputs", "inputs must be an object with an image.", "inputs")
    if not isinstance(settings, Mapping):
        raise _refused("invalidSettings", "settings must be an object.", "settings")
    _agree("model", model.removeprefix(MODEL), item, "preProcessorType", Preprocessor.parse)
    _agree("inputs", inputs.get("image"), item, "inputImage")
    for name, value in settings.items():
        _agree("settings", value, item, str(name))
    _only(inputs, {"image"}, "inputs.")
    _only(settings, _OPTIONS, "settings.")
    flat["inputImage"] = _image(inputs, "image", "inputs.")
    return {**flat, **settings}


def _agree(
    newer: str,
    value: Any,
    item: Mapping[str, Any],
    older: str,
    meaning: Callable[[Any], Any] = lambda value: value,
) -> None:
    """Raises Refused if `item` says otherwise in its field `older` than `value`, in `newer`.

    Values are compared by their `meaning`.
    """
    if value is not None and item.get(older) is not None and meaning(value) != meaning(item[older]):
        message = f"{newer} and {older} do not say the same. Send one of them."
        raise _refused("invalid" + newer[:1].upper() + newer[1:], message, newer)


def _only(item: Mapping[str, Any], known: set[str], before: str = "") -> None:
    unknown = sorted(before + str(name) for name in item if name not in known)
    if unknown:
        raise Refused(
            Problem(
                "unknownParameter",
                f"There is no parameter {', '.join(unknown)} here.",
                tuple(unknown),
            )
        )


def _operation(item: Mapping[str, Any], only: str) -> None:
    if _required(item, "operation") != only:
        raise _refused("unsupportedOperation", f"operation must be {only}.", "operation")


def _required(item: Mapping[str, Any], name: str) -> Any:
    if item.get(name) is None:
        code = "missing" + name[:1].upper() + name[1:]
        raise _refused(code, f"{name} is needed.", name)
    return item[name]


def _image(item: Mapping[str, Any], name: str, before: str = "") -> str:
    value = _required(item, name)
    if not isinstance(value, str) or not value.strip():
        code = "invalid" + name[:1].upper() + name[1:]
        allowed = "the UUID of an image, a data URI, base64 or an address"
        raise _refused(code, f"{before}{name} must be {allowed}.", before + name)
    return value


def _task_uuid(item: Mapping[str, Any]) -> uuid.UUID:
    value = _required(item, "taskUUID")
    try:
        found = uuid.UUID(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.version != 4:
        raise _refused("invalidTaskUUID", "taskUUID must be a UUID of version 4.", "taskUUID")
    return found


def _refused(code: str, message: str, parameter: str) -> Refused:
    return Refused(Problem(code, message, (parameter,)))


def _number(value: Any) -> Any:
    """`value`, as a whole number if it is one that has a point: in JSON 512.0 and 512 are one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

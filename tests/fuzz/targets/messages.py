"""Targets of the API's messages: what is asked of a server, and what a service answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from core.api.problems import Problem
from core.api.reading import Refused, read_request
from core.api.replies import Reply, read_reply
from core.api.requests import Form, Preprocess
from core.preprocessor import Preprocessor
from core.runware.answers import Setback, read_answer
from core.server.wire import as_json, decoded, first_task, named_tasks
from core.task import PreprocessTask
from tests.fuzz.rule import Broken, Target, in_due_form, same
from tests.fuzz.scratch import awaited

KEY = "an-api-key-that-nobody-may-see"
UUID = "50836053-a0ee-4cf5-b9d6-ae7c5d140ada"


def _requests(data: bytes) -> None:
    try:
        first_task(data)
        named_tasks(data, 20)
        tasks = awaited(decoded(data, 20))
    except ValueError as error:
        if not str(error).endswith("."):
            raise Broken(f"not a sentence: {error}") from error
        return
    for task in tasks:
        try:
            request = read_request(task)
        except Refused as refused:
            _problem(refused.problem)
            continue
        plain = request.to_json()
        if isinstance(request, Preprocess):
            # Options of this computer only are no part of what is sent.
            plain |= request.task.options
        same(read_request(json.loads(json.dumps(plain, allow_nan=False))), request)


def _problem(problem: Problem) -> None:
    if not problem.code or not problem.message.endswith("."):
        raise Broken(f"not a problem in due form: {problem}")
    json.loads(as_json(Reply(problems=(problem,))))


def _replies(data: bytes) -> None:
    """The first byte is of the status, the rest is the body."""
    status = {0: 200, 1: 400, 2: 401, 3: 429, 4: 500}.get(data[0] % 8, 200) if data else 200
    try:
        reply = read_answer(status, "1", data[1:], name="Test", wall=0.0, secrets=[KEY])
    except Setback as setback:
        in_due_form(setback.error)
        if status == HTTPStatus.OK and KEY in str(setback.error):
            raise Broken("the key is told") from setback
        return
    for problem in reply.problems:
        if KEY in repr(problem):
            raise Broken(f"the key is told: {problem}")
    for item in reply.items:
        reply.item(item.task_uuid)
        reply.problem(item.task_uuid)
        _ = item.waiting
    written = json.loads(json.dumps(reply.to_json(), allow_nan=False))
    same(read_reply(written), reply)


def _request_seeds() -> Iterable[bytes]:
    address: dict[str, Any] = {
        "webhook_url": "https://example.com/a?b",
        "upload_endpoint": "http://a.b:1/c",
    }
    for preprocessor in Preprocessor:
        for form in Form:
            task = PreprocessTask(preprocessor=preprocessor, width=64, ttl_s=60, **address)
            yield _text([Preprocess(task, "data:,x").to_json(form)])
    for kind in ("imageUpload", "mediaStorage", "getResponse", "accountManagement"):
        more = {"image": "x"} if kind == "imageUpload" else {}
        if kind in ("mediaStorage", "accountManagement"):
            more = {"operation": "upload", "media": "https://a.b/c"}
        if kind == "accountManagement":
            more = {"operation": "getDetails"}
        yield _text([{"taskType": kind, "taskUUID": UUID, **more}])
    yield _text([{"taskType": "authentication", "apiKey": "k", "connectionSessionUUID": UUID}])
    yield _text({"taskType": "ping", "ping": True})
    yield b"[" * 40 + b"]" * 40


def _reply_seeds() -> Iterable[bytes]:
    guide = {"taskType": "controlNetPreprocess", "taskUUID": UUID, "guideImageURL": "https://a.b/c"}
    error = {"code": "invalidApiKey", "message": f"Not {KEY}.", "parameter": ["apiKey", "x"]}
    more = {"cost": 0.0014, "guideImageUUID": UUID, "inputImageUUID": UUID, "progress": "50"}
    bodies: list[Any] = [
        {"data": [{**guide, **more, "status": "success"}]},
        {"data": [{"taskUUID": UUID, "status": "processing"}], "errors": [error]},
        {"data": {"imageUUID": UUID, "imageURL": "https://a.b/c", "balance": {"usd": 1.5}}},
        {"data": [{"mediaUUID": UUID, "mediaURL": "x", "taskType": "mediaStorage"}]},
        {"data": [{"pong": True, "connectionSessionUUID": UUID, "balance": "1"}]},
        {"error": True, "errorId": 19, "errorMessage": "no", "taskUUID": UUID},
        {"error": {"code": "x", "message": "no", "type": "string", "documentation": "https://a"}},
        {"errors": error},
        {"data": [{**guide, "status": "error", "error": error}]},
        [guide, {"data": [guide]}, {"errors": ["no"]}],
        {"code": "providerError", "message": "no."},
        {"data": []},
    ]
    for place, body in enumerate(bodies):
        yield bytes([place % 5]) + _text(body)
    yield b"\0<html>log in first</html>"
    yield b"\0" + b"[" * 40 + b"]" * 40


def _text(plain: object) -> bytes:
    return json.dumps(plain).encode()


_FIELDS = (
    *("taskType", "taskUUID", "inputImage", "preProcessorType", "outputType", "outputFormat"),
    *("outputQuality", "deliveryMethod", "webhookURL", "uploadEndpoint", "ttl", "includeCost"),
    *("width", "height", "model", "inputs", "settings", "image", "operation", "media", "apiKey"),
    *("data", "errors", "error", "code", "message", "parameter", "status", "guideImageBase64Data"),
    *("guideImageDataURI", "guideImageURL", "cost", "balance", "progress", "pong", "errorId"),
    *("errorMessage", "documentation", "type", "connectionSessionUUID", "imageUUID", "mediaUUID"),
)
JSON_WORDS = (
    *(f'"{field}":'.encode() for field in _FIELDS),
    *(f'"{name}"'.encode() for name in Preprocessor),
    *(b"1e999", b"-1e999", b"NaN", b"Infinity", b"512.0", b"1e308", b"9" * 400, b"\\ud800"),
    *(b"null", b"true", b"false", b"[[[[[[[[", b"{}", b"[]", b'""', b'"error"', b'"success"'),
    *(b'"http://[::1"', b'"https://a.b:99999/"', UUID.encode(), KEY.encode(), b"\\u0000"),
    *(b'"URL"', b'"dataURI"', b'"base64Data"', b'"PNG"', b'"sync"', b'"async"', b"[" * 200),
)

TARGETS = {
    "requests": Target("requests", _requests, _request_seeds, JSON_WORDS, json_at=0),
    "replies": Target("replies", _replies, _reply_seeds, JSON_WORDS, json_at=1),
}

"""The served API's description as OpenAPI 3.1: what /openapi.json holds."""

from __future__ import annotations

import uuid
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from core.api.problems import Problem
from core.api.replies import Item, Reply
from core.api.requests import Authentication, Form, GetResponse, Ping, Preprocess, TaskType, Upload
from core.preprocessor import Preprocessor
from core.server.codes import MEANINGS
from core.server.reply_schemas import reply_schemas
from core.server.request_schemas import ref, request_schemas
from core.server.results import RESULTS
from core.server.settings import ServerSettings
from core.task import DeliveryMethod, OutputType, PreprocessTask
from core.version import version

PATH = "/openapi.json"
"""Where the description is served."""

_TASK = "2f0f6a8c-5f0e-4c52-9a57-5a4f2a5c7b10"
_GUIDE, _PICTURE = "b1f4c8de-3a57-4b92-8c6d-0e9f7a5b3c21", "4d2e1f0a-6b5c-4d7e-9f8a-3b2c1d0e9f8a"
_NAME = "0123456789abcdef0123456789abcdef.jpg"
_ADDRESS = "http://127.0.0.1:7813" + RESULTS

_ABOUT = """Guide images for ControlNet, made on this computer, by Runware's ControlNet preprocess
API.

A request is an array of tasks. Each has a `taskType` and most a `taskUUID` of their own. The key
goes into the header `Authorization: Bearer KEY`, or into a first task `authentication`. Names of
preprocessors are known whatever their case, `-` and `_`.

**WebSocket.** The same path takes a WebSocket connection. Each text frame is a request as it is
posted; every task is answered by a frame of its own, as soon as it is done, in no certain order.
The first task must be `authentication`, unless the handshake had the key in its header; `ping` is
answered without. A connection on which nothing happens for {idle:.0f} seconds is closed.

**Limits.** A request has at most {tasks} tasks and {megabytes} MB; {waiting} tasks may be waiting.
Guides are kept for {hours:g} hours, or for their `ttl`, as long as there is room.

**Errors.** `code` is one of these, or `missing` or `invalid` with the name of a field:

{codes}"""

_REFUSALS = {
    HTTPStatus.BAD_REQUEST: (
        "No task succeeded, of one at least by its own fault, or it is no request.",
        "invalidRequest",
    ),
    HTTPStatus.UNAUTHORIZED: ("The key is missing, or another.", "invalidApiKey"),
    HTTPStatus.FORBIDDEN: ("For another host, or from a page of another origin.", "forbiddenHost"),
    HTTPStatus.NOT_FOUND: ("There is nothing, or nothing any more.", "notFound"),
    HTTPStatus.REQUEST_TIMEOUT: ("The request did not arrive as a whole.", "invalidRequest"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("The request is too large.", "valueTooLarge"),
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: ("There is no such part.", "invalidRange"),
    HTTPStatus.TOO_MANY_REQUESTS: ("Too many tasks are waiting.", "rateLimitExceeded"),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("The server failed at all of them.", "internalServerError"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("The server stops, or has no room.", "serviceUnavailable"),
}
_ALWAYS = (HTTPStatus.FORBIDDEN, HTTPStatus.INTERNAL_SERVER_ERROR)
_OF_FILES = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
)
_OF_TASKS = tuple(status for status in _REFUSALS if status not in _OF_FILES[1:])
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


def describe(settings: ServerSettings) -> dict[str, Any]:
    """The description of a server with these settings, to be written as JSON."""
    about = _ABOUT.format(
        idle=settings.idle_s,
        tasks=settings.max_tasks,
        megabytes=settings.max_body_bytes // 2**20,
        waiting=settings.max_waiting,
        hours=settings.keep_s / 3600,
        codes="\n".join(f"- `{code}`: {meaning}" for code, meaning in MEANINGS.items()),
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Underdrawing",
            "version": version(),
            "description": about,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "Where this description was found."}],
        "paths": {"/v1": _v1(), RESULTS + "{name}": _results(), PATH: _itself()},
        "components": {
            "schemas": request_schemas(settings.max_tasks) | reply_schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "responses": {status.name: _refusal(status) for status in _REFUSALS},
        },
    }


def _v1() -> dict[str, Any]:
    asked = {
        "required": True,
        "content": {"application/json": {"schema": ref("Request"), "examples": _requests()}},
    }
    replied = {
        "description": "What became of the tasks: of one at least, a result.",
        "content": {"application/json": {"schema": ref("Reply"), "examples": _replies()}},
    }
    operation = {
        "operationId": "tasks",
        "summary": "Have guides made, pictures kept, and answers given.",
        # The key may also stand in the first task; a ping needs none.
        "security": [{"key": []}, {}],
        "requestBody": asked,
        "responses": {"200": replied, **_refused(*_OF_TASKS)},
    }
    return {"post": operation}


def _results() -> dict[str, Any]:
    name = {
        "name": "name",
        "in": "path",
        "required": True,
        "description": "As it stands in an address that a reply gave; nobody can guess it.",
        "schema": {"type": "string"},
        "example": _NAME,
    }
    file = {"description": "The file.", "content": {"image/*": {}}}
    part = {"description": "The part of the file that Range asks for.", "content": {"image/*": {}}}
    operation = {
        "operationId": "result",
        "summary": "A guide, or a picture that was uploaded, as a file.",
        "security": [],
        "parameters": [name],
        "responses": {"200": file, "206": part, **_refused(*_OF_FILES, *_ALWAYS)},
    }
    return {"get": operation}


def _itself() -> dict[str, Any]:
    found = {
        "description": "This description; ETag tells whether it is still the same.",
        "headers": {"ETag": {"schema": {"type": "string"}}},
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    operation = {
        "operationId": "description",
        "summary": "This description.",
        "security": [],
        "responses": {
            "200": found,
            "304": {"description": "It is the one that If-None-Match names."},
            **_refused(*_ALWAYS),
        },
    }
    return {"get": operation}


def _refused(*statuses: HTTPStatus) -> dict[str, Any]:
    return {
        str(status.value): {"$ref": f"#/components/responses/{status.name}"} for status in statuses
    }


def _refusal(status: HTTPStatus) -> dict[str, Any]:
    about, code = _REFUSALS[status]
    example = Reply(problems=(Problem(code, MEANINGS[code]),)).to_json()
    found: dict[str, Any] = {
        "description": about,
        "content": {"application/json": {"schema": ref("Refusal"), "example": example}},
    }
    if status in _LATER:
        seconds = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
        found["headers"] = {"Retry-After": seconds}
    return found


def _requests() -> dict[str, Any]:
    canny = PreprocessTask(
        preprocessor=Preprocessor.CANNY,
        task_uuid=uuid.UUID(_TASK),
        delivery_method=DeliveryMethod.ASYNC,
    )
    wanted = Preprocess(canny, _PICTURE)
    upload = Upload("data:image/png;base64,iVBORw0KGgo=", task_uuid=canny.task_uuid)
    return {
        "guide": {"summary": "A guide", "value": [wanted.to_json()]},
        "byModel": {"summary": "As newer clients ask", "value": [wanted.to_json(Form.MODEL)]},
        "keyFirst": {
            "summary": "With the key in a task",
            "value": [Authentication("KEY").to_json(), wanted.to_json()],
        },
        "upload": {"summary": "A picture to be kept", "value": [upload.to_json()]},
        "later": {
            "summary": "The guide of a task that was sent before",
            "value": [GetResponse(canny.task_uuid).to_json()],
        },
        "ping": {"summary": "Is anybody there?", "value": [Ping().to_json()]},
    }


def _replies() -> dict[str, Any]:
    coming = Item(TaskType.PREPROCESS, _TASK)
    made = replace(
        coming,
        guide=_ADDRESS + _NAME,
        output_type=OutputType.URL,
        guide_uuid=_GUIDE,
        input_uuid=_PICTURE,
    )
    kept = Item(TaskType.UPLOAD, _TASK, image_uuid=_PICTURE, image_url=_ADDRESS + _NAME)
    lost = Problem("taskFailedOrNotFound", "No task with this taskUUID is known here.")
    told = {
        "guide": ("A guide", Reply((made,))),
        "accepted": ("Accepted, for deliveryMethod async", Reply((coming,))),
        "upload": ("A picture that is kept", Reply((kept,))),
        "partly": ("One of two tasks failed", Reply((made,), (lost,))),
    }
    return {name: {"summary": what, "value": it.to_json()} for name, (what, it) in told.items()}

"""The server's routes: tasks on /v1, by POST or WebSocket, what is kept, and the description."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from functools import cache
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from core.api.problems import Problem
from core.api.replies import Reply
from core.server.desk import (
    INVALID_KEY,
    MISSING_KEY,
    STOPPING,
    TOO_MANY,
    WRONG_KEY,
    Desk,
    Visitor,
)
from core.server.gate import Gate
from core.server.openapi import PATH, describe
from core.server.results import RESULTS
from core.server.settings import ServerSettings
from core.server.store import Store
from core.server.websocket import Conversation
from core.server.wire import STRANGER_BYTES, as_json, base_of, decoded, encoded, first_task

RETRY_AFTER_S = 2
BODY_LIMIT_S = 300.0
"""For all of a request to arrive."""

_ELSEWHERE = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address; tasks go to /v1 by POST.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Tasks go to /v1 by POST: a JSON array of them, with the key as "
    "Authorization: Bearer KEY. Results are fetched by GET.",
}
"""What to say to who asks for something else, as a browser does."""

DRAIN_LIMIT_S = 10.0
DRAIN_PAUSE_S = 1.0
"""Who sends nothing for so long waits for the answer."""


class Refusal(Exception):
    """A request that is not read further."""

    def __init__(self, status: HTTPStatus, problem: Problem) -> None:
        super().__init__(problem.message)
        self.status = status
        self.problem = problem


def make_app(desk: Desk, store: Store, settings: ServerSettings) -> Gate:
    """The ASGI application."""

    async def tasks(request: Request) -> Response:
        try:
            return await _tasks(request, desk, settings)
        except Refusal as refusal:
            response = _written(Reply(problems=(refusal.problem,)), refusal.status)
            if not await _drained(request):
                response.headers["Connection"] = "close"
            return response

    async def result(request: Request) -> Response:
        stored = store.named(request.path_params["name"])
        if stored is None or not stored.path.exists():
            raise HTTPException(HTTPStatus.NOT_FOUND)
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private"}
        return FileResponse(stored.path, media_type=stored.media_type, headers=headers)

    @cache
    def description() -> tuple[bytes, str]:
        text = json.dumps(describe(settings), separators=(",", ":")).encode()
        return text, f'"{hashlib.sha256(text).hexdigest()[:32]}"'

    async def described(request: Request) -> Response:
        text, tag = await asyncio.to_thread(description)
        # It changes with the version and the settings: kept, and asked for again.
        headers = {"Cache-Control": "public, no-cache", "ETag": tag}
        known = request.headers.get("if-none-match", "")
        if tag in [each.strip().removeprefix("W/") for each in known.split(",")] or known == "*":
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(text, headers=headers, media_type="application/json")

    async def conversation(socket: WebSocket) -> None:
        await Conversation(socket, desk, settings).hold()

    async def other(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status = HTTPStatus(error.status_code)
        problem = Problem(
            "notFound" if status is HTTPStatus.NOT_FOUND else "invalidRequest",
            _ELSEWHERE.get(status, status.description or status.phrase),
        )
        response = _written(Reply(problems=(problem,)), status)
        response.headers.update(error.headers or {})
        return response

    async def failed(request: Request, error: Exception) -> Response:
        problem = Problem("internalServerError", "This server failed; its log says more.")
        return _written(Reply(problems=(problem,)), HTTPStatus.INTERNAL_SERVER_ERROR)

    routes = [
        Route("/v1", tasks, methods=["POST"]),
        WebSocketRoute("/v1", conversation),
        Route(RESULTS + "{name}", result),
        Route(PATH, described),
    ]
    return Gate(
        Starlette(routes=routes, exception_handlers={HTTPException: other, Exception: failed}),
        settings.host,
    )


async def _tasks(request: Request, desk: Desk, settings: ServerSettings) -> Response:
    visitor = Visitor(base_of(request.headers["host"]))
    given = request.headers.get("authorization")
    if given is not None:
        # Before anything is read: who has no key shall not make this computer work.
        scheme, _, key = given.partition(" ")
        if scheme.lower() != "bearer" or not desk.is_key(key.strip()):
            raise Refusal(HTTPStatus.UNAUTHORIZED, WRONG_KEY)
        visitor.authenticated = True

    def check(beginning: bytes) -> None:
        if not visitor.authenticated and (problem := desk.stranger(first_task(beginning))):
            raise Refusal(HTTPStatus.UNAUTHORIZED, problem)

    body = await _body(request, settings.max_body_bytes, check)
    items = await _decoded(body, settings.max_tasks)
    replies = await asyncio.gather(*desk.answers(items, visitor))
    reply = Reply(
        tuple(item for reply in replies for item in reply.items),
        tuple(problem for reply in replies for problem in reply.problems),
    )
    text = await encoded(reply)
    return _response(text, _status(reply))


async def _body(request: Request, limit: int, check: Callable[[bytes], None]) -> bytes:
    """All of the request, or a Refusal. `check` sees the beginning of one that is not small."""
    announced = request.headers.get("content-length", "")
    body = bytearray()
    checked = False
    if not announced.isdecimal() or int(announced) <= limit:
        try:
            async with asyncio.timeout(BODY_LIMIT_S):
                async for chunk in request.stream():
                    body += chunk
                    if not checked and len(body) > STRANGER_BYTES:
                        check(bytes(body[:STRANGER_BYTES]))
                        checked = True
                    if len(body) > limit:
                        break
                else:
                    return bytes(body)
        except (TimeoutError, ClientDisconnect):
            problem = Problem("invalidRequest", "The request did not arrive as a whole.")
            raise Refusal(HTTPStatus.REQUEST_TIMEOUT, problem) from None
    message = f"A request may have at most {limit // 2**20} MB; upload large pictures one by one."
    raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Problem("valueTooLarge", message))


async def _drained(request: Request) -> bool:
    """Let what is still coming pass: who is cut off while sending does not read why.

    Whether all has come.
    """
    coming = request.stream()
    try:
        async with asyncio.timeout(DRAIN_LIMIT_S):
            while True:
                await asyncio.wait_for(anext(coming), DRAIN_PAUSE_S)
    except (StopAsyncIteration, RuntimeError):  # the latter if all had been read before
        return True
    except (TimeoutError, ClientDisconnect):
        return False


async def _decoded(text: bytes, max_tasks: int) -> list[object]:
    try:
        return await decoded(text, max_tasks)
    except ValueError as error:
        raise Refusal(HTTPStatus.BAD_REQUEST, Problem("invalidRequest", str(error))) from None


def _status(reply: Reply) -> HTTPStatus:
    codes = {problem.code for problem in reply.problems}
    if codes & {INVALID_KEY, MISSING_KEY}:
        return HTTPStatus.UNAUTHORIZED
    if reply.items or not codes:
        return HTTPStatus.OK
    if codes == {TOO_MANY}:
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.SERVICE_UNAVAILABLE if codes == {STOPPING} else HTTPStatus.BAD_REQUEST


def _written(reply: Reply, status: HTTPStatus) -> Response:
    return _response(as_json(reply), status)


def _response(text: str, status: HTTPStatus) -> Response:
    headers = {"Cache-Control": "no-store"}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers["Retry-After"] = str(RETRY_AFTER_S)
    return Response(text, status, headers, "application/json")

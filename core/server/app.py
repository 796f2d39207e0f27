"""The server's routes: tasks on /v1, by POST or WebSocket, what is kept, and the description."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from core.api.problems import Problem
from core.api.replies import Reply
from core.server.arrivals import Arrivals, Refusal
from core.server.codes import STATUSES
from core.server.desk import STOPPING, WRONG_KEY, Desk, Visitor
from core.server.gate import Gate
from core.server.openapi import PATH, describe
from core.server.results import RESULTS, Final
from core.server.settings import ServerSettings
from core.server.store import Store
from core.server.websocket import Conversation
from core.server.wire import as_json, base_of, bearer, decoded, encoded, first_task

RETRY_AFTER_S = 2

_ELSEWHERE = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address; tasks go to /v1 by POST.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Tasks go to /v1 by POST: a JSON array of them, with the key as "
    "Authorization: Bearer KEY. Results are fetched by GET.",
}
"""What to say to who asks for something else, as a browser does."""


def make_app(desk: Desk, arrivals: Arrivals, store: Store, settings: ServerSettings) -> Gate:
    """The ASGI application."""

    async def tasks(request: Request) -> Response:
        try:
            return await _tasks(request, desk, arrivals, settings)
        except Refusal as refusal:
            response = _written(Reply(problems=(refusal.problem,)), refusal.status)
            if not await arrivals.drained(request):
                response.headers["Connection"] = "close"
            return response

    async def result(request: Request) -> Response:
        stored = store.named(request.path_params["name"])
        if stored is None or not stored.path.exists():
            raise HTTPException(HTTPStatus.NOT_FOUND)
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private"}
        return _File(stored.path, media_type=stored.media_type, headers=headers)

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
        *(Route(path, tasks, methods=["POST"]) for path in ("/v1", "/v1/")),
        *(WebSocketRoute(path, conversation) for path in ("/v1", "/v1/")),
        Route(RESULTS + "{name}", result),
        Route(PATH, described),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: other, Exception: failed})
    # Clients do not follow when they post, and would send everything twice if they did.
    app.router.redirect_slashes = False
    return Gate(app, settings.host, settings.allowed_hosts)


class _File(FileResponse):
    """A file, or in JSON why the part that is asked for is none of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = False

        async def told(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] >= 400:
                refused = True
                problem = Problem("invalidRange", "Range asks for no part of this file.")
                response = _written(Reply(problems=(problem,)), HTTPStatus(message["status"]))
                size = Headers(raw=message["headers"]).get("content-range")
                if size is not None:
                    response.headers["Content-Range"] = size
                await response(scope, receive, send)
            elif not refused:
                await send(message)

        await super().__call__(scope, receive, told)


def make_full(arrivals: Arrivals) -> ASGIApp:
    """The ASGI application for connections too many: what they ask is to be asked again."""

    async def full(scope: Scope, receive: Receive, send: Send) -> None:
        problem = Problem(STOPPING, "This server has too many connections. Come back later.")
        response = _written(Reply(problems=(problem,)), HTTPStatus.SERVICE_UNAVAILABLE)
        response.headers["Connection"] = "close"
        await arrivals.drained(Request(scope, receive))
        await response(scope, receive, send)

    return full


async def _tasks(
    request: Request, desk: Desk, arrivals: Arrivals, settings: ServerSettings
) -> Response:
    visitor = Visitor(base_of(request.headers["host"]))
    given = request.headers.get("authorization")
    if given is not None:
        # Before anything is read: who has no key shall not make this computer work.
        desk.admit(visitor, bearer(given) or "")
        if not visitor.authenticated:
            raise Refusal(HTTPStatus.UNAUTHORIZED, WRONG_KEY)

    def check(beginning: bytes) -> None:
        if not visitor.authenticated and (problem := desk.stranger(first_task(beginning), visitor)):
            raise Refusal(HTTPStatus.UNAUTHORIZED, problem)

    body = await arrivals.body(request, check)
    items = await _decoded(body, settings.max_tasks)
    replies = await asyncio.gather(*desk.answers(items, visitor))
    reply = Reply(
        tuple(item for reply in replies for item in reply.items),
        tuple(problem for reply in replies for problem in reply.problems),
    )
    text = await encoded(reply)
    return _response(text, _status(replies))


async def _decoded(text: bytes, max_tasks: int) -> list[object]:
    try:
        return await decoded(text, max_tasks)
    except ValueError as error:
        raise Refusal(HTTPStatus.BAD_REQUEST, Problem("invalidRequest", str(error))) from None


def _status(replies: Sequence[Reply]) -> HTTPStatus:
    """The status of a request whose tasks are answered with `replies`.

    That it may be sent again is said only if every task in it may.
    """
    statuses = {
        # What came of a task that was sent before will not change by asking again.
        HTTPStatus.BAD_REQUEST
        if isinstance(reply, Final)
        else STATUSES.get(problem.code, HTTPStatus.BAD_REQUEST)
        for reply in replies
        for problem in reply.problems
    }
    if HTTPStatus.UNAUTHORIZED in statuses:
        return HTTPStatus.UNAUTHORIZED
    if not statuses or any(reply.items for reply in replies):
        return HTTPStatus.OK
    return HTTPStatus.BAD_REQUEST if HTTPStatus.BAD_REQUEST in statuses else max(statuses)


def _written(reply: Reply, status: HTTPStatus) -> Response:
    return _response(as_json(reply), status)


def _response(text: str, status: HTTPStatus) -> Response:
    headers = {"Cache-Control": "no-store"}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers["Retry-After"] = str(RETRY_AFTER_S)
    return Response(text, status, headers, "application/json")

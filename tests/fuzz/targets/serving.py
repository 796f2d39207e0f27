"""Targets of the served API: a request's body, and the frames of a WebSocket, to the real server.

Everything is real but for the network: it is asked as by uvicorn, and finds no host outside.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from core.door import Address, Door
from core.server.app import make_app
from core.server.arrivals import Arrivals
from core.server.database import open_database
from core.server.deliveries import Deliveries
from core.server.desk import Desk
from core.server.inputs import Inputs
from core.server.outgoing import Outgoing
from core.server.records import Records
from core.server.results import Results
from core.server.settings import ServerSettings
from core.server.store import MAX_TTL_S, Store
from core.server.workshop import Workshop
from tests.core.server.engines import QuickEngine
from tests.fuzz.rule import Broken, Target
from tests.fuzz.scratch import awaited, scratch
from tests.fuzz.small_files import small_files
from tests.fuzz.targets.messages import JSON_WORDS, UUID

KEY = "k"
_STATUSES = (200, 400, 401, 413, 429)
_BETWEEN = b"\xff"
"""Stands between frames: no JSON has it."""


class Served:
    """A server without a socket."""

    def __init__(self) -> None:
        self._now = 0.0
        awaited(self._open(scratch()))

    async def _open(self, folder: Path) -> None:
        """Put together as core.server.running does it."""

        def clock() -> float:
            return self._now

        settings = ServerSettings(folder=folder, max_tasks=20, max_body_bytes=1 << 20, idle_s=5)
        database = open_database(folder)
        files = folder / "files"
        self._store = store = Store(files, database, max_bytes=1 << 24, keep_s=60, clock=clock)
        self._records = records = Records(database)
        outgoing = Outgoing(Door(resolver=_nowhere))
        inputs, results = Inputs(store, outgoing), Results(store)
        workshop = Workshop(
            engine=QuickEngine(),
            records=records,
            store=store,
            inputs=inputs,
            outgoing=outgoing,
            deliveries=Deliveries(records, results, outgoing, delays_s=(), clock=clock),
            keep_s=60,
            upload_delays_s=(),
            clock=clock,
        )
        desk = Desk(KEY, records, inputs, results, workshop, max_waiting=40)
        self._app = make_app(desk, Arrivals(settings.max_body_bytes), store, settings)

    def post(self, body: bytes, *, key: str = "") -> tuple[int, bytes]:
        """The status and body that the request is answered with."""
        headers = [(b"host", b"localhost")]
        if key:
            headers.append((b"authorization", b"Bearer " + key.encode()))
        scope = _scope("http", headers) | {"method": "POST"}
        told = [{"type": "http.request", "body": body, "more_body": False}]
        sent = awaited(self._asked(scope, told))
        status = next(m["status"] for m in sent if m["type"] == "http.response.start")
        return status, b"".join(m.get("body", b"") for m in sent)

    def talk(self, frames: Sequence[str | bytes]) -> list[str]:
        """What is said on a connection on which these are heard."""
        told: list[dict[str, Any]] = [{"type": "websocket.connect"}]
        for frame in frames:
            kind = "text" if isinstance(frame, str) else "bytes"
            told.append({"type": "websocket.receive", kind: frame})
        told.append({"type": "websocket.disconnect", "code": 1000})
        scope = _scope("websocket", [(b"host", b"localhost")]) | {"subprotocols": []}
        sent = awaited(self._asked(scope, told))
        return [m["text"] for m in sent if m["type"] == "websocket.send"]

    async def _asked(
        self, scope: dict[str, Any], told: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        coming = iter(told)
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return next(coming, {"type": f"{scope['type']}.disconnect", "code": 1000})

        async def send(message: Any) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others)
        # Everything has run out now: no input meets what another left.
        self._now += 2 * MAX_TTL_S
        self._store.sweep()
        self._records.sweep(self._now)
        return sent


async def _nowhere(host: str, port: int) -> Sequence[Address]:
    raise OSError("there is no network here")


def _scope(kind: str, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "path": "/v1",
        "raw_path": b"/v1",
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
    }


_served: list[Served] = []


def _server() -> Served:
    if not _served:
        _served.append(Served())
    return _served[0]


def _http(data: bytes) -> None:
    strange = data.startswith(b"?")
    status, body = _server().post(data[1:] if strange else data, key="" if strange else KEY)
    if status not in _STATUSES:
        raise Broken(f"answered {status}: {body!r}")
    _reply(body)


def _websocket(data: bytes) -> None:
    frames: list[str | bytes] = []
    for frame in data.split(_BETWEEN):
        try:
            frames.append(frame.decode())
        except UnicodeDecodeError:
            frames.append(frame)
    for text in _server().talk(frames):
        _reply(text)


def _reply(text: str | bytes) -> None:
    reply = json.loads(text)
    if not reply.get("data") and not reply.get("errors"):
        raise Broken(f"an empty answer: {reply}")
    if "internalServerError" in [each.get("code") for each in reply.get("errors", [])]:
        raise Broken(f"it failed: {reply}")


def _seeds() -> Iterable[list[dict[str, Any]]]:
    picture = base64.b64encode(small_files()["PNG, 1 bit"]).decode()
    whole = {"taskType": "controlNetPreprocess", "taskUUID": UUID, "preProcessorType": "canny"}
    enter = {"taskType": "authentication", "apiKey": KEY}
    ask = {"taskType": "getResponse", "taskUUID": UUID}
    upload = {"taskType": "imageUpload", "taskUUID": UUID, "image": f"data:,{picture}"}
    addresses = {"webhookURL": "http://a.b/c", "uploadEndpoint": "http://a.b/d", "ttl": 60}
    for output in ("URL", "dataURI", "base64Data"):
        for way in ("sync", "async"):
            asked = {**whole, "outputType": output, "deliveryMethod": way, "inputImage": picture}
            yield [enter, asked, ask]
    yield [enter, {**whole, **addresses, "inputImage": picture}]
    yield [enter, {**whole, "inputImage": "http://a.b/c.png", "width": 4, "height": 3}]
    yield [enter, {**whole, "inputImage": UUID, "includeCost": True}]
    yield [enter, {**upload, "image": f"data:image/png;base64,{picture}"}]
    yield [enter, upload, {**whole, "taskType": "mediaStorage"}]
    yield [{"taskType": "ping", "ping": True}, {**enter, "apiKey": "no"}]
    yield [enter, {"taskType": "accountManagement", "taskUUID": UUID, "operation": "getDetails"}]


def _bodies() -> Iterable[bytes]:
    for tasks in _seeds():
        yield json.dumps(tasks).encode()
        yield b"?" + json.dumps(tasks).encode()


def _talks() -> Iterable[bytes]:
    for tasks in _seeds():
        yield _BETWEEN.join(json.dumps(task).encode() for task in tasks)
        yield json.dumps(tasks).encode()


_WORDS = (*JSON_WORDS, b'"http://127.0.0.1/"', b'"http://a.b/results/x.png"', _BETWEEN)

TARGETS = {
    "http": Target("http", _http, _bodies, _WORDS, 3000, 0),
    "websocket": Target("websocket", _websocket, _talks, _WORDS, 3000, 0, _BETWEEN),
}

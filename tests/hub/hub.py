"""A hub of models on loopback: an address that leads on, and a second host that has the bytes.

The first port answers as the hub does: with the size and sha256 of a file in headers, and a signed
link to the second. That serves whole files and parts. What goes wrong is a mishap: the next request
to a port is given to the first of its mishaps, see tests/hub/mishaps.py.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from core.library.row import Row
from tests.hub.graphs import stand_ins

CHUNK_BYTES = 1 << 14


@dataclass(frozen=True)
class Asked:
    """A request that came: to the hub, or to its store of bytes."""

    at_hub: bool
    method: str
    path: str
    headers: Mapping[str, str]

    @property
    def start(self) -> int:
        """The first byte that is asked for."""
        return int(self.headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))


Answering = Callable[[Request], Awaitable[Response]]
Mishap = Callable[[Request, "LoopbackHub", Answering], Awaitable[Response]]
"""Answers a request instead of the hub or its store, which it may ask with the last argument."""


@dataclass
class LoopbackHub:
    """What the hub has and does. Tests change it while nothing is asked."""

    url: str = ""
    store_url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    tells: bool = True
    ranges: bool = True
    asked: list[Asked] = field(default_factory=list)
    hub_mishaps: list[Mishap] = field(default_factory=list)
    store_mishaps: list[Mishap] = field(default_factory=list)
    expired: set[str] = field(default_factory=set)
    released: threading.Event = field(default_factory=threading.Event)
    _links: Iterator[int] = field(default_factory=itertools.count)

    def reset(self) -> None:
        """Be as new."""
        self.released.set()  # who still waits for the one before
        self.released = threading.Event()
        self.files, self.asked, self.expired = {}, [], set()
        self.hub_mishaps, self.store_mishaps = [], []
        self.tells = self.ranges = True

    def keep(self, row: Row, contents: Mapping[str, bytes] | None = None) -> Row:
        """Have `contents` by their roles, by default stand-ins, as the files of `row`.

        Gives the row with pins that fit them.
        """
        contents = stand_ins(row) if contents is None else contents
        revision = row.revision or "0" * 40
        files = []
        for file in row.files:
            content = contents[file.role]
            self.files[f"/{row.repo}/resolve/{revision}/{file.path}"] = content
            sha256 = hashlib.sha256(content).hexdigest()
            files.append(replace(file, bytes=len(content), sha256=sha256, member_sha256=None))
        return replace(row, revision=revision, files=tuple(files))

    @property
    def starts(self) -> list[int]:
        """From which byte on the store was asked, each time."""
        return [asked.start for asked in self.asked if not asked.at_hub]

    async def lead(self, request: Request) -> Response:
        """The hub: where a file lies now."""
        content = self.files.get(request.url.path)
        if content is None:
            return Response("Entry not found", 404)
        sha256 = hashlib.sha256(content).hexdigest()
        link = f"{self.store_url}/{sha256}?signature={next(self._links)}"
        headers = {"location": link}
        if self.tells:
            headers |= {"x-linked-size": str(len(content)), "x-linked-etag": f'"{sha256}"'}
        return Response(status_code=302, headers=headers)

    async def give(self, request: Request) -> Response:
        """The store: the bytes, from the one on that is asked for."""
        wanted = request.url.path.lstrip("/")
        if str(request.url.query) in self.expired:
            return Response("Request has expired", 403)
        for content in self.files.values():
            if hashlib.sha256(content).hexdigest() == wanted:
                return self._ranged(request, content)
        return Response("NoSuchKey", 404)

    def _ranged(self, request: Request, content: bytes) -> Response:
        told = request.headers.get("range")
        if told is None or not self.ranges:
            return streamed(content)
        start = int(told.removeprefix("bytes=").rstrip("-"))
        if start >= len(content):
            return Response(status_code=416, headers={"content-range": f"bytes */{len(content)}"})
        where = f"bytes {start}-{len(content) - 1}/{len(content)}"
        return streamed(content[start:], 206, {"content-range": where})


def streamed(
    content: bytes,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    then: Callable[[], Awaitable[None]] | None = None,
    length: int | None = None,
) -> Response:
    """`content` bit by bit, announced as `length` bytes; `then` comes before the end."""

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), CHUNK_BYTES):
            yield content[start : start + CHUNK_BYTES]
        if then is not None:
            await then()

    told = {"content-length": str(len(content) if length is None else length)}
    return StreamingResponse(
        chunks(), status, {**told, **(headers or {})}, "application/octet-stream"
    )


@contextmanager
def loopback_hub() -> Iterator[LoopbackHub]:
    """A hub that answers until the end."""
    hub = LoopbackHub()
    sockets = [_listening(), _listening()]
    hub.url, hub.store_url = (f"http://127.0.0.1:{one.getsockname()[1]}" for one in sockets)
    servers = [
        uvicorn.Server(
            uvicorn.Config(
                _app(hub, at_hub=at_hub),
                http="h11",
                lifespan="off",
                log_config=None,
                log_level="critical",  # connections are broken by raising
                access_log=False,
                timeout_graceful_shutdown=1,
            )
        )
        for at_hub in (True, False)
    ]

    async def serve() -> None:
        pairs = zip(servers, sockets, strict=True)
        await asyncio.gather(*(server.serve([one]) for server, one in pairs))

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="hub")
    thread.start()
    try:
        yield hub
    finally:
        hub.released.set()
        for server in servers:
            server.should_exit = True
        thread.join()
        for one in sockets:
            one.close()


def _app(hub: LoopbackHub, *, at_hub: bool) -> Starlette:
    async def answer(request: Request) -> Response:
        asked = Asked(at_hub, request.method, request.url.path, dict(request.headers))
        hub.asked.append(asked)
        mishaps = hub.hub_mishaps if at_hub else hub.store_mishaps
        usual = hub.lead if at_hub else hub.give
        if mishaps:
            return await mishaps.pop(0)(request, hub, usual)
        return await usual(request)

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "HEAD"])])


def _listening() -> socket.socket:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening

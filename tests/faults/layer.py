"""A proxy on loopback between client and server, which does to an exchange what a test asks for.

It passes requests on as they come, each over a connection of its own, and keeps them to be looked
at. What happens in between is a coroutine on the Exchange; see tests.faults.mishaps.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus

CHUNK_BYTES = 2**16
HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Asked:
    """A request as it came. Names of headers are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_task(self) -> bool:
        return self.method == "POST"


@dataclass(frozen=True)
class Answer:
    """What is answered; without Content-Length in `headers` the body's is told."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def head(self) -> bytes:
        headers = {"content-length": str(len(self.body)), **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n{lines}\r\n".encode()


class Exchange:
    """A request that has come, and what may be done with it."""

    def __init__(self, asked: Asked, server: tuple[str, int], writer: asyncio.StreamWriter) -> None:
        self.asked = asked
        self._server = server
        self._writer = writer

    async def passed_on(self) -> Answer:
        """The server's answer; it has then been reached."""
        reader, writer = await asyncio.open_connection(*self._server)
        try:
            kept = {**self.asked.headers, "connection": "close"}
            lines = "".join(f"{name}: {value}\r\n" for name, value in kept.items())
            start = f"{self.asked.method} {self.asked.path} HTTP/1.1\r\n"
            writer.write(f"{start}{lines}\r\n".encode() + self.asked.body)
            status, headers = await _head(reader)
            body = await reader.read()
        finally:
            writer.close()
        return Answer(int(status.split()[1]), body, headers)

    async def answer(self, answer: Answer) -> None:
        self._writer.write(answer.head + answer.body)
        await self._writer.drain()

    async def write(self, data: bytes) -> None:
        """Write bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    def hang_up(self) -> None:
        """Cut the connection, without so much as a farewell."""
        self._writer.transport.abort()

    def close(self) -> None:
        """End the connection in order."""
        self._writer.close()


Mishap = Callable[[Exchange], Awaitable[None]]
"""What happens to an exchange."""


async def nothing_wrong(exchange: Exchange) -> None:
    """Request and answer pass."""
    await exchange.answer(await exchange.passed_on())


class Layer:
    """The proxy. `tasks` are the mishaps of the next requests with tasks, `files` of the next for
    results; where there are none left, nothing is wrong. `asked`: all requests that came."""

    def __init__(self, server: tuple[str, int]) -> None:
        self.tasks: list[Mishap] = []
        self.files: list[Mishap] = []
        self.asked: list[Asked] = []
        self._server = server
        self._listening: socket.socket | None = None
        self._port = 0
        self._talks: set[asyncio.Task[None]] = set()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def port_behind(self) -> int:
        """The server's own."""
        return self._server[1]

    async def open(self) -> None:
        """Take connections, always at the same address."""
        # A server of asyncio that is closed leaves one hanging that it has just accepted.
        self._listening = socket.create_server(("127.0.0.1", self._port))
        self._listening.setblocking(False)
        self._port = self._listening.getsockname()[1]
        asyncio.get_running_loop().add_reader(self._listening, self._accept, self._listening)

    async def close(self) -> None:
        """Refuse connections, and cut those that there are."""
        if self._listening is not None:
            asyncio.get_running_loop().remove_reader(self._listening)
            self._listening.close()
            self._listening = None
        await asyncio.sleep(0)  # what was accepted last begins, so that it can be cut
        talks = list(self._talks)
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    def _accept(self, listening: socket.socket) -> None:
        with suppress(BlockingIOError, ConnectionError):  # it has gone again
            connection, _ = listening.accept()
            connection.setblocking(False)
            talk = asyncio.create_task(self._talk(connection))
            self._talks.add(talk)
            talk.add_done_callback(self._talks.discard)

    async def _talk(self, connection: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=connection)
        try:
            # The other side goes away when it likes.
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while not writer.is_closing():
                    await self._exchange(reader, writer)
        finally:
            writer.transport.abort() if writer.is_closing() else writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        start, headers = await _head(reader)
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        method, path, _ = start.split(" ")
        asked = Asked(method, path, headers, body)
        self.asked.append(asked)
        mishaps = self.tasks if asked.is_task else self.files
        mishap = mishaps.pop(0) if mishaps else nothing_wrong
        await mishap(Exchange(asked, self._server, writer))


async def _head(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
    head = await reader.readuntil(HEAD_END)
    start, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return start, {name.strip().lower(): value.strip() for name, _, value in pairs}


@asynccontextmanager
async def layer_before(url: str) -> AsyncIterator[Layer]:
    """A layer before the server at `url`, open."""
    host, _, port = url.removeprefix("http://").partition("/")[0].partition(":")
    layer = Layer((host, int(port)))
    await layer.open()
    try:
        yield layer
    finally:
        await layer.close()

"""A SOCKS5 proxy on loopback, after RFC 1928 and 1929, that leads every name to one server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

VERSION = 5
PLAIN, PASSWORD = 0, 2
CONNECT, BY_NAME = 1, 3
DONE = bytes([VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0])


@dataclass
class Socks:
    """`asked`: what was to be reached, HOST:PORT; `logged_in`: NAME:PASSWORD of those that said."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    logged_in: list[str] = field(default_factory=list)


@asynccontextmanager
async def socks(to_port: int) -> AsyncIterator[Socks]:
    """A proxy behind which all is at `to_port` of this computer."""
    proxy = Socks()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await _greet(proxy, reader, writer)
            inside, outside = await asyncio.open_connection("127.0.0.1", to_port)
            await asyncio.gather(_pass_on(reader, outside), _pass_on(inside, writer))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    async with server:
        yield proxy


async def _greet(proxy: Socks, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    _, count = await reader.readexactly(2)
    ways = await reader.readexactly(count)
    way = PASSWORD if PASSWORD in ways else PLAIN
    writer.write(bytes([VERSION, way]))
    if way == PASSWORD:
        await reader.readexactly(1)
        name, password = [await _text(reader) for _ in range(2)]
        proxy.logged_in.append(f"{name}:{password}")
        writer.write(b"\x01\x00")
    _, command, _, kind = await reader.readexactly(4)
    assert (command, kind) == (CONNECT, BY_NAME), "names are the proxy's to find"
    host = await _text(reader)
    proxy.asked.append(f"{host}:{int.from_bytes(await reader.readexactly(2))}")
    writer.write(DONE)


async def _text(reader: asyncio.StreamReader) -> str:
    (length,) = await reader.readexactly(1)
    return (await reader.readexactly(length)).decode()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()

"""A server that runs in a thread of its own, with a loop of its own, until it is stopped."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Self, cast

import uvicorn

from core.engine import Engine
from core.hosts import address_of
from core.server.connections import Connection, Seldom, Terms, room_for
from core.server.listening import listen
from core.server.parts import Parts, opened
from core.server.settings import ServerSettings

__all__ = ["RunningServer", "ServerSettings"]

KEY_BYTES = 24
BACKLOG = 128
"""Connections that wait until they are taken."""

STOP_LIMIT_S = 10
"""How long connections may take to read what they were already answered."""


class RunningServer:
    """The API at `url`, for those who know `key`, until `stop` is called."""

    def __init__(
        self,
        url: str,
        key: str,
        thread: threading.Thread,
        ended: threading.Event,
        end: Callable[[], None],
    ) -> None:
        self.url = url
        self.key = key
        self._thread = thread
        self._ended = ended
        self._end = end

    def __repr__(self) -> str:
        return f"RunningServer({self.url!r})"

    @classmethod
    def start(cls, engine_factory: Callable[[], Engine], settings: ServerSettings) -> Self:
        """Serve what the engine offers; returns when it can be reached.

        `engine_factory` is called on the server's loop. Raises UnderdrawingError where the port is
        taken, the folder is another server's, or cannot be used.
        """
        key = settings.key or secrets.token_urlsafe(KEY_BYTES)
        listening = listen(settings.host, settings.port)
        url = address_of(settings.host, listening.getsockname()[1]) + "/v1"
        started: Future[Callable[[], None]] = Future()
        ended = threading.Event()

        def run() -> None:
            try:
                _run(engine_factory, settings, key, listening, started)
            finally:
                ended.set()

        thread = threading.Thread(target=run, name="server")
        try:
            thread.start()
            end = started.result()
        except BaseException:
            # Of Ctrl-C the server does not know: it ends as soon as it has started.
            started.add_done_callback(_end_of)
            if thread.ident is not None:  # else it is just about to start, if it does
                _wait_for(thread, ended)
            raise
        return cls(url, key, thread, ended, end)

    def wait(self) -> None:
        """Return when it has ended; Ctrl-C comes through."""
        _wait_for(self._thread, self._ended)

    def stop(self) -> None:
        """Accept nothing more, leave what is not done to the next start, and return when all ended.

        Who waits for a guide is told so. A second call does nothing. Ctrl-C comes through.
        """
        self._end()
        _wait_for(self._thread, self._ended)


def _wait_for(thread: threading.Thread, ended: threading.Event) -> None:
    # Not by joining alone: until Python 3.13 a thread whose join Ctrl-C has broken off counts as
    # ended, and the interpreter goes away under it. Windows lets Ctrl-C through only at a limit.
    while not ended.wait(1.0):
        pass
    thread.join()  # it has nothing left to do


def _end_of(started: Future[Callable[[], None]]) -> None:
    if started.exception() is None:
        started.result()()


def _run(
    engine_factory: Callable[[], Engine],
    settings: ServerSettings,
    key: str,
    listening: socket.socket,
    started: Future[Callable[[], None]],
) -> None:
    try:
        asyncio.run(_serve(engine_factory, settings, key, listening, started))
    except BaseException as error:
        if started.done():
            raise
        started.set_exception(error)
    finally:
        listening.close()


async def _serve(
    engine_factory: Callable[[], Engine],
    settings: ServerSettings,
    key: str,
    listening: socket.socket,
    started: Future[Callable[[], None]],
) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()

    def stop() -> None:
        with suppress(RuntimeError):  # the loop has ended by itself
            loop.call_soon_threadsafe(stopped.set)

    seldom = Seldom()
    loop.set_exception_handler(seldom.heard)
    async with opened(engine_factory, settings, key) as parts:
        server = uvicorn.Server(_configuration(parts, settings, seldom))
        serving = asyncio.create_task(server.serve([listening]))
        started.set_result(stop)
        ended = asyncio.create_task(stopped.wait())
        await asyncio.wait([serving, ended], return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        await parts.stop()
        server.should_exit = True
        await serving


def _configuration(parts: Parts, settings: ServerSettings, seldom: Seldom) -> uvicorn.Config:
    terms = Terms(room_for(settings.max_connections), settings.head_s, parts.full, seldom)
    # uvicorn calls it as it would call the class.
    protocol = cast("type[asyncio.Protocol]", partial(Connection, terms=terms))
    return uvicorn.Config(
        parts.app,
        http=protocol,
        ws="websockets-sansio",
        ws_max_size=settings.max_body_bytes,
        ws_per_message_deflate=False,  # base64 of pictures hardly shrinks
        lifespan="off",
        log_config=None,
        log_level="warning",  # below that, whole frames with the key in them
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_LIMIT_S,
        timeout_keep_alive=75,
        backlog=BACKLOG,
    )

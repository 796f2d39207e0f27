"""A server that runs in a thread of its own, with a loop of its own, until it is stopped."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Self

import uvicorn

from core.door import Door, is_public
from core.engine import Engine
from core.hosts import address_of
from core.server.app import make_app
from core.server.database import explained, open_database
from core.server.deliveries import Deliveries
from core.server.desk import Desk
from core.server.gate import Gate
from core.server.inputs import Inputs
from core.server.listening import listen
from core.server.outgoing import Outgoing
from core.server.records import Records
from core.server.results import Results
from core.server.settings import ServerSettings
from core.server.store import Store
from core.server.workshop import Workshop

__all__ = ["RunningServer", "ServerSettings"]

_log = logging.getLogger(__name__)

KEY_BYTES = 24
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

    async with _opened(engine_factory, settings, key) as (app, desk, workshop):
        server = uvicorn.Server(_configuration(app, settings))
        serving = asyncio.create_task(server.serve([listening]))
        started.set_result(stop)
        ended = asyncio.create_task(stopped.wait())
        await asyncio.wait([serving, ended], return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        desk.stop()
        await workshop.aclose()
        server.should_exit = True
        await serving


@asynccontextmanager
async def _opened(
    engine_factory: Callable[[], Engine], settings: ServerSettings, key: str
) -> AsyncIterator[tuple[Gate, Desk, Workshop]]:
    """All parts of a server, put together, and closed in the opposite order."""
    async with AsyncExitStack() as parts:
        clock = settings.clock
        with explained(settings.folder):
            settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            database = open_database(settings.folder)
            parts.callback(database.close)
            records = Records(database)
            store = Store(
                settings.folder / "files",
                database,
                max_bytes=settings.max_stored_bytes,
                keep_s=settings.keep_s,
                clock=clock,
            )
        allowed = (lambda _: True) if settings.allow_private_addresses else is_public
        outgoing = Outgoing(Door(allowed))
        parts.push_async_callback(outgoing.aclose)
        inputs, results = Inputs(store, outgoing), Results(store)
        deliveries = Deliveries(
            records, results, outgoing, delays_s=settings.webhook_delays_s, clock=clock
        )
        parts.push_async_callback(deliveries.aclose)
        engine = engine_factory()
        parts.push_async_callback(engine.aclose)
        workshop = Workshop(
            engine=engine,
            records=records,
            store=store,
            inputs=inputs,
            outgoing=outgoing,
            deliveries=deliveries,
            keep_s=settings.keep_s,
            upload_delays_s=settings.upload_delays_s,
            clock=clock,
        )
        parts.push_async_callback(workshop.aclose)
        desk = Desk(key, records, inputs, results, workshop, max_waiting=settings.max_waiting)
        sweeping = asyncio.create_task(_sweep(store, records, settings))
        parts.callback(sweeping.cancel)
        with explained(settings.folder):
            deliveries.resume()
            workshop.resume()
        yield make_app(desk, store, settings), desk, workshop


async def _sweep(store: Store, records: Records, settings: ServerSettings) -> None:
    while True:
        try:
            store.sweep()
            records.sweep(settings.clock())
        except Exception:
            # Such as a disk that is not there for a while; the next time comes.
            _log.exception("What has run out could not be removed.")
        await asyncio.sleep(settings.sweep_s)


def _configuration(app: Gate, settings: ServerSettings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
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
    )

"""All parts of a server, put together, stopped in order, and closed in the opposite one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp

from core.door import Door, is_public
from core.engine import Engine
from core.server.app import make_app, make_full
from core.server.arrivals import Arrivals
from core.server.database import explained, open_database
from core.server.deliveries import Deliveries
from core.server.desk import Desk
from core.server.gate import Gate
from core.server.inputs import Inputs
from core.server.outgoing import Outgoing
from core.server.records import Records
from core.server.results import Results
from core.server.settings import ServerSettings
from core.server.store import Store
from core.server.workshop import Workshop

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """What is served, and who must know when that ends. `full`: for connections too many."""

    app: Gate
    full: ASGIApp
    arrivals: Arrivals
    desk: Desk
    workshop: Workshop

    async def stop(self) -> None:
        """Accept nothing more, and have everybody answered who waits."""
        self.desk.stop()
        self.arrivals.stop()
        await self.workshop.aclose()


@asynccontextmanager
async def opened(
    engine_factory: Callable[[], Engine], settings: ServerSettings, key: str
) -> AsyncIterator[Parts]:
    """The parts of a server with these settings; closed at the end. Raises UnderdrawingError."""
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
        arrivals = Arrivals(settings.max_body_bytes)
        app = make_app(desk, arrivals, store, settings)
        yield Parts(app, make_full(arrivals), arrivals, desk, workshop)


async def _sweep(store: Store, records: Records, settings: ServerSettings) -> None:
    while True:
        try:
            store.sweep()
            records.sweep(settings.clock())
        except Exception:
            # Such as a disk that is not there for a while; the next time comes.
            _log.exception("What has run out could not be removed.")
        await asyncio.sleep(settings.sweep_s)

"""Servers for the tests: started as they ask, and stopped at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from core.engine import Engine
from core.local.engine import LocalEngine
from core.server.running import RunningServer, ServerSettings
from tests.core.server.client import Client
from tests.core.server.elsewhere import Elsewhere, elsewhere


class Serve(Protocol):
    """Starts a server with these settings, over the local engine if no other is given."""

    def __call__(self, engine: Callable[[], Engine] = LocalEngine, **settings: Any) -> Client: ...


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    clients: list[Client] = []

    def start(engine: Callable[[], Engine] = LocalEngine, **settings: Any) -> Client:
        given = {"folder": tmp_path / "served", **settings}
        client = Client(RunningServer.start(engine, ServerSettings(**given)))
        clients.append(client)
        return client

    yield start
    for client in clients:
        client.http.close()
        client.server.stop()


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server over the local engine for all tests of a module, with nothing unusual about it."""
    settings = ServerSettings(folder=tmp_path_factory.mktemp("served"))
    server = RunningServer.start(LocalEngine, settings)
    client = Client(server)
    yield client
    client.http.close()
    server.stop()


@pytest.fixture
def other() -> Iterator[Elsewhere]:
    """Somebody else's server."""
    with elsewhere() as server:
        yield server

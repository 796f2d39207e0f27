"""The API that the window serves ends with the window, whatever it was doing just then."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import httpx
import pytest

from core.engine import Engine
from core.errors import UnderdrawingError
from core.server.key import ServedKeys
from core.server.running import RunningServer, ServerSettings
from tests.ui.parts import PATIENCE_S, PatientEngine, until
from ui.serving import Serving

Start = Callable[[Callable[[], Engine], ServerSettings], RunningServer]


async def _left_while_starting(monkeypatch: pytest.MonkeyPatch, start: Start) -> None:
    """Serve, be stopped before `start` has come to its end, and close."""
    begun, free = threading.Event(), threading.Event()

    def slow(engine_factory: Callable[[], Engine], settings: ServerSettings) -> RunningServer:
        begun.set()
        assert free.wait(PATIENCE_S)
        return start(engine_factory, settings)

    monkeypatch.setattr(RunningServer, "start", slow)
    serving = Serving(PatientEngine, ServedKeys({}))
    setting = asyncio.create_task(serving.set(serves=True, port=0))
    await until(begun.is_set, "it is starting")
    setting.cancel()
    free.set()
    await asyncio.wait([setting])
    assert setting.cancelled()
    await serving.aclose()


async def test_a_server_that_was_just_starting_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[RunningServer] = []
    really = RunningServer.start

    def start(engine_factory: Callable[[], Engine], settings: ServerSettings) -> RunningServer:
        started.append(really(engine_factory, settings))
        return started[0]

    await _left_while_starting(monkeypatch, start)
    try:
        await until(lambda: started, "it has started")
        with pytest.raises(httpx.ConnectError):
            await asyncio.to_thread(httpx.get, started[0].url, trust_env=False)
    finally:
        started[0].stop()


async def test_one_that_could_not_start_keeps_nobody_from_leaving(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def start(engine_factory: Callable[[], Engine], settings: ServerSettings) -> RunningServer:
        raise UnderdrawingError("The port is taken.", "Choose another.")

    await _left_while_starting(monkeypatch, start)

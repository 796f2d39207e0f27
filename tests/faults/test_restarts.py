"""The service, or the program, ends in the middle, and what was asked for comes all the same."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.backoff import TRIES
from core.errors import Unreachable
from core.runware.client import RunwareClient
from core.runware.service import Service
from tests.faults.scene import KEY, Hurry, failed, is_the_guide, request, scene, serving, until


@pytest.mark.parametrize("delivery", ["async", "sync"])
async def test_a_service_that_is_started_anew_goes_on(tmp_path: Path, delivery: str) -> None:
    asked = request(delivery_method=delivery)
    with serving(tmp_path) as served:
        async with scene(served) as here:
            here.engine.gate.clear()
            waiting = asyncio.create_task(here.order(asked))
            await here.begun()
            await asyncio.to_thread(served.server.stop)
            seen = len(here.time.pauses)
            await until(lambda: len(here.time.pauses) > seen + TRIES)
            with serving(tmp_path, port=here.layer.port_behind) as anew:
                assert is_the_guide(await waiting)
                assert [task.task_uuid for task in anew.engine.tasks] == [asked.task_uuid]


async def test_a_task_is_there_when_both_were_started_anew(tmp_path: Path) -> None:
    asked = request()
    with serving(tmp_path) as served:
        async with scene(served) as here:
            here.engine.gate.clear()
            waiting = asyncio.create_task(here.order(asked))
            await here.begun()
            waiting.cancel()
    with serving(tmp_path) as served:
        async with scene(served) as here:
            assert is_the_guide(await here.client.resume(asked.task))


async def test_a_task_that_never_arrived_is_sent_when_it_is_asked_for_again(
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as served:
        async with scene(served) as here:
            asked = request()
            assert is_the_guide(await here.client.resume(asked))
            assert is_the_guide(await here.client.resume(asked)), "and only once"
            assert here.made == 1
            unknown = failed(await here.client.resume(request().task))
            assert "does not have this task" in unknown.error.what
            assert unknown.final


async def test_the_wait_for_a_connection_has_a_limit_of_its_own() -> None:
    async def key() -> str:
        return KEY

    with full() as port:
        service = Service(f"http://127.0.0.1:{port}", connect_s=0.1, read_s=60)
        client = RunwareClient(service, key, Hurry().clock)
        began = time.monotonic()
        (outcome,) = await client.preprocess([request()])
        assert time.monotonic() - began < 10
        assert isinstance(failed(outcome).error, Unreachable)
        assert "did not answer in time" in failed(outcome).error.what
        assert failed(outcome).final, "nothing was sent"
        await client.aclose()


@contextmanager
def full() -> Iterator[int]:
    """The port of a computer that answers no attempt to connect: too many wait for it already."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        port: int = listening.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        try:
            for each in waiting:
                each.setblocking(False)
                each.connect_ex(("127.0.0.1", port))
            yield port
        finally:
            for each in waiting:
                each.close()

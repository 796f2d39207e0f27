"""Where a secure connection is asked for there is one, or none at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.errors import Unreachable
from core.runware.client import RunwareClient
from core.runware.service import Service
from tests.certificate import CAN_BE_MADE, nobodys_context
from tests.faults.scene import KEY, Hurry, Served, failed, request


@asynccontextmanager
async def client_of(url: str, time: Hurry) -> AsyncIterator[RunwareClient]:
    async def key() -> str:
        return KEY

    client = RunwareClient(Service(url), key, time.clock)
    yield client
    await client.aclose()


async def test_a_service_that_does_not_speak_securely_is_told_of(served: Served) -> None:
    time = Hurry()
    async with client_of(served.server.url.replace("http:", "https:"), time) as client:
        (outcome,) = await client.preprocess([request()])
        assert isinstance(failed(outcome).error, Unreachable)
        assert "No secure connection" in failed(outcome).error.what
        assert "address" in failed(outcome).error.remedy
        assert failed(outcome).final


@pytest.mark.skipif(not CAN_BE_MADE, reason="makes the certificate")
async def test_a_service_that_cannot_show_who_it_is_gets_nothing(tmp_path: Path) -> None:
    context = await asyncio.to_thread(nobodys_context, tmp_path)
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read())
        writer.close()

    server = await asyncio.start_server(listen, "localhost", ssl=context)
    port = server.sockets[0].getsockname()[1]
    time = Hurry()
    async with server, client_of(f"https://localhost:{port}", time) as client:
        (outcome,) = await client.preprocess([request()])
        assert "No secure connection" in failed(outcome).error.what
        assert "date and time" in failed(outcome).error.remedy
        assert failed(outcome).final
        assert time.pauses == [], "trying again would not help"
    assert heard == []

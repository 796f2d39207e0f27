"""Small guides through our client and our server over loopback, beside the bare engine."""

from __future__ import annotations

import asyncio
import base64
import tempfile
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

from core.api.requests import Preprocess
from core.codec import decode
from core.encoding import encode
from core.local.engine import LocalEngine
from core.picture import Picture
from core.preprocessor import Preprocessor
from core.runware.client import RunwareClient
from core.runware.outcome import Delivered
from core.runware.service import Service
from core.server.running import RunningServer, ServerSettings
from core.task import DeliveryMethod, OutputFormat, OutputType, PreprocessTask
from tests.benchmarks.measuring import medians_ms, print_table
from tests.benchmarks.samples import photo_like

TASKS = 200
SIDE = 128
AT_ONCE = 8
ROUNDS = 3
HEAD = ("way", "a second", "ms each", "of the bare engine")

_low = count()


def report() -> None:
    """Print how many guides a second come by each way."""
    with tempfile.TemporaryDirectory() as folder:
        server = RunningServer.start(LocalEngine, ServerSettings(folder=Path(folder)))
        try:
            asyncio.run(_report(server))
        finally:
            server.stop()


async def _report(server: RunningServer) -> None:
    async def key() -> str:
        return server.key

    client = RunwareClient(Service(server.url), key)
    engine = LocalEngine()
    pixels = photo_like(SIDE)
    picture = Picture(pixels, "benchmark")
    file = encode(pixels, OutputFormat.PNG, 95)
    uri = f"data:image/png;base64,{base64.b64encode(file).decode()}"
    uploaded = await client.upload(uri)

    async def bare() -> None:
        for task in _tasks():
            await engine.run(picture, task)

    async def from_file_to_file() -> None:
        for task in _tasks():
            guide = await engine.run(Picture(decode(file), "benchmark"), task)
            encode(guide.pixels, task.output_format, task.output_quality)

    def one_by_one(image: str, output: OutputType) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            for task in _tasks(output):
                await _bring(client, [Preprocess(task, image)])

        return run

    async def at_once() -> None:
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(task: PreprocessTask) -> None:
            async with turns:
                await _bring(client, [Preprocess(task, uri)])

        await asyncio.gather(*map(one, _tasks()))

    async def together() -> None:
        await _bring(client, [Preprocess(task, uri) for task in _tasks()])

    async def asked_after() -> None:
        tasks = _tasks(OutputType.URL, DeliveryMethod.ASYNC)
        await _bring(client, [Preprocess(task, uploaded) for task in tasks])

    ways: dict[str, Callable[[], Awaitable[None]]] = {
        "the bare engine": bare,
        "the same, from PNG to PNG": from_file_to_file,
        "served, one by one": one_by_one(uri, OutputType.BASE64),
        "served, one by one, uploaded, by address": one_by_one(uploaded, OutputType.URL),
        f"served, {AT_ONCE} at once": at_once,
        "served, all in one call": together,
        "served, all in one call, async, by address": asked_after,
    }
    times = await medians_ms(list(ways.values()), ROUNDS)
    rows = [
        [way, f"{1000 * TASKS / ms:.0f}", f"{ms / TASKS:.2f}", f"{times[0] / ms:.2f}"]
        for way, ms in zip(ways, times, strict=True)
    ]
    print_table(f"{TASKS} canny guides of {SIDE} x {SIDE}, in one process", HEAD, rows)
    await client.aclose()
    await engine.aclose()


def _tasks(
    output: OutputType = OutputType.BASE64, delivery: DeliveryMethod = DeliveryMethod.SYNC
) -> list[PreprocessTask]:
    """So many tasks, none of which looks like the one before."""
    return [
        PreprocessTask(
            preprocessor=Preprocessor.CANNY,
            options={"lowThresholdCanny": next(_low) % 200},
            output_format=OutputFormat.PNG,
            output_type=output,
            delivery_method=delivery,
        )
        for _ in range(TASKS)
    ]


async def _bring(client: RunwareClient, requests: list[Preprocess]) -> None:
    for outcome in await client.preprocess(requests):
        assert isinstance(outcome, Delivered), outcome


if __name__ == "__main__":
    report()

"""Our real client, our real server, and the layer between them: the scene of all these stories."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.api.requests import Preprocess
from core.backoff import Clock
from core.codec import decode
from core.runware.client import RunwareClient
from core.runware.outcome import Delivered, Outcome, Undelivered
from core.runware.service import Service
from core.server.running import RunningServer, ServerSettings
from core.task import PreprocessTask
from tests.core.pictures import noise, saved
from tests.core.server.engines import QuickEngine
from tests.faults.layer import Layer, layer_before

KEY = "the-key-of-the-story-0123456789"
PATIENCE_S = 30.0
LONG_S = 1e5
"""A wait limit that no story reaches: its clock is in a hurry, and the server is not."""

PICTURE = noise((24, 32, 3))
PICTURE_URI = "data:image/png;base64," + base64.b64encode(
    saved(Image.fromarray(PICTURE), "PNG")
).decode("ascii")
GUIDE_FILE = saved(Image.fromarray(255 - PICTURE), "PNG")
"""What the engine makes of it."""


class Hurry:
    """A clock on which pauses pass at once; `pauses` are those that were asked for, in seconds."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        # The longest pause that there may be, so that what is asked for can be told.
        self.clock = Clock(now=self._now, wall=time.time, sleep=self._sleep, chance=lambda: 1.0)

    def _now(self) -> float:
        return time.monotonic() + sum(self.pauses)

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)


@dataclass
class Served:
    """A server over an engine that the tests hold in their hands."""

    engine: QuickEngine
    server: RunningServer


@contextmanager
def serving(folder: Path, **settings: Any) -> Iterator[Served]:
    """A server that keeps its things in `folder`."""
    engine = QuickEngine()
    given = ServerSettings(**{"folder": folder, "key": KEY, **settings})
    server = RunningServer.start(lambda: engine, given)
    try:
        yield Served(engine, server)
    finally:
        engine.gate.set()
        server.stop()


@dataclass
class Scene:
    """`key` is what the client has for a key at the moment."""

    engine: QuickEngine
    layer: Layer
    service: Service
    time: Hurry = field(default_factory=Hurry)
    key: str = field(default=KEY, repr=False)

    def __post_init__(self) -> None:
        self.client = self.another_client()

    def another_client(self) -> RunwareClient:
        """A client as after a restart of the program."""
        return RunwareClient(self.service, self._key, self.time.clock)

    async def _key(self) -> str:
        return self.key

    async def order(self, request: Preprocess) -> Outcome:
        (outcome,) = await self.client.preprocess([request])
        return outcome

    async def begun(self) -> None:
        """Return when the engine has begun with a guide."""
        assert await asyncio.to_thread(self.engine.begun.wait, PATIENCE_S)

    @property
    def made(self) -> int:
        """How many guides the server has begun to make: what would be paid for."""
        return len(self.engine.tasks)

    def asked(self, *task_types: str) -> list[dict[str, Any]]:
        """The tasks of these types that came to the layer, one by one."""
        bodies = [json.loads(asked.body) for asked in self.layer.asked if asked.is_task]
        return [task for body in bodies for task in body if task["taskType"] in task_types]


@asynccontextmanager
async def scene(served: Served, **service: Any) -> AsyncIterator[Scene]:
    """A client of a layer before that server; `service`: limits of its own."""
    engine = served.engine
    engine.gate.set()
    engine.begun.clear()
    engine.error = None
    engine.tasks.clear()
    engine.pictures.clear()
    async with layer_before(served.server.url) as layer:
        here = Scene(engine, layer, Service(layer.origin, **{"wait_s": LONG_S, **service}))
        try:
            yield here
        finally:
            engine.gate.set()
            await here.client.aclose()


async def until(condition: Callable[[], object]) -> None:
    """Return when `condition` holds, of which nobody tells."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0)


def request(image: str = PICTURE_URI, **fields: Any) -> Preprocess:
    """A task for the picture, delivered as the application itself asks for it, save `fields`."""
    asked = {
        "preprocessor": "canny",
        "output_format": "PNG",
        "delivery_method": "async",
        **fields,
    }
    return Preprocess(PreprocessTask(**asked), image)


def is_the_guide(outcome: Outcome) -> bool:
    """Whether the picture's guide has come, whole. Fails with the error where there is one."""
    assert isinstance(outcome, Delivered), outcome
    return np.array_equal(decode(outcome.data), 255 - PICTURE)


def failed(outcome: Outcome) -> Undelivered:
    assert isinstance(outcome, Undelivered), outcome
    return outcome

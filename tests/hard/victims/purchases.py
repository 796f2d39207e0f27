"""Guides are bought from a service on this computer, and whoever buys is killed."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import count
from pathlib import Path

import numpy as np

from core.picture import Picture
from core.preprocessor import Preprocessor
from core.runware.engine import RunwareEngine
from core.runware.service import Service
from core.server.running import RunningServer, ServerSettings
from core.task import DeliveryMethod, OutputFormat, PreprocessTask
from tests.core.server.engines import QuickEngine
from tests.hard import victim
from tests.hard.left import grow_old, unfinished
from tests.hard.nursery import tell

IMPORTS = (
    "httpx",
    "cv2",
    "PIL.Image",
    "core.runware.connection",
    "core.runware.results",
    "core.runware.outgoing",
    "core.runware.guides",
)
TASK = PreprocessTask(
    preprocessor=Preprocessor.TILE,
    delivery_method=DeliveryMethod.SYNC,
    output_format=OutputFormat.PNG,
)
KEY = "the-key-of-the-service-0123456789"


def work(folder: Path, turn: int) -> None:
    """Buy one guide after the other."""
    asyncio.run(_buy(folder, turn))


async def _buy(folder: Path, turn: int) -> None:
    engine = _engine(folder)
    for number in count(1000 * turn):
        tell("begin", number)
        await engine.run(_picture(number), TASK)
        tell("bought", number)


class Victim(victim.Victim):
    """The service, which counts how often it makes each guide: so often it is paid for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._maker = QuickEngine()
        settings = ServerSettings(folder=folder / "service", key=KEY)
        self._server = RunningServer.start(lambda: self._maker, settings)
        (folder / "address").write_text(self._server.url)
        self._wanted: set[int] = set()

    def check(self, lines: list[list[str]], turn: int) -> tuple[int, bool]:
        """What was told to be bought is here, and nobody is asked for it again."""
        begun = {int(words[1]) for words in lines if words[0] == "begin"}
        bought = {int(words[1]) for words in lines if words[0] == "bought"}
        self._wanted |= begun
        asyncio.run(self._look(bought))
        return len(bought), bool(begun - bought)

    def finish(self) -> None:
        """All that was wanted comes, and the service has made each once: nothing is paid twice."""
        grow_old(self._folder / "bought")
        asyncio.run(self._fetch())
        made = Counter(
            int(picture.pixels[0, 0, 0]) * 65536
            + int(picture.pixels[0, 0, 1]) * 256
            + int(picture.pixels[0, 0, 2])
            for picture in self._maker.pictures
        )
        assert made == dict.fromkeys(self._wanted, 1)
        assert unfinished(self._folder / "bought") == []

    def close(self) -> None:
        self._server.stop()

    async def _look(self, numbers: set[int]) -> None:
        engine = _engine(self._folder)
        for number in numbers:
            guide = await engine.find(_picture(number), TASK)
            assert guide is not None, number
            assert (guide.pixels == 255 - _picture(number).pixels).all()
        await engine.aclose()

    async def _fetch(self) -> None:
        engine = _engine(self._folder)
        for number in sorted(self._wanted):
            guide = await engine.run(_picture(number), TASK)
            assert (guide.pixels == 255 - _picture(number).pixels).all()
        await engine.aclose()


def _engine(folder: Path) -> RunwareEngine:
    async def key() -> str:
        return KEY

    service = Service((folder / "address").read_text())
    return RunwareEngine.at(service, key, folder / "bought")


def _picture(number: int) -> Picture:
    """One whose colour is its number."""
    colour = number // 65536, number // 256 % 256, number % 256
    return Picture(np.full((60, 80, 3), colour, np.uint8), str(number), "clipboard")

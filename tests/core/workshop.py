"""A workshop for the tests of the engine: makers that can be held up, and are remembered."""

from __future__ import annotations

import asyncio
import sys
import threading
import weakref
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np

from core.catalog import CATALOG
from core.local.engine import LocalEngine
from core.local.method import Maker, Opener
from core.options import Options
from core.picture import Picture, Pixels
from core.preprocessor import LocalMethod, Preprocessor, Quality
from core.task import PreprocessTask

PATIENCE_S = 30.0
"""How long a test waits for what must happen before it fails."""


def picture_of(width: int = 20, height: int = 14, value: int | None = None) -> Picture:
    """Noise, or a flat grey of `value`."""
    if value is None:
        noise = np.random.default_rng(width * height)
        return Picture(noise.integers(1, 255, (height, width, 3), np.uint8), "noise")
    return Picture(np.full((height, width, 3), value, np.uint8), f"grey {value}")


def canny(low: int = 100, **fields: Any) -> PreprocessTask:
    """A task for canny."""
    options = {"lowThresholdCanny": low}
    return PreprocessTask(preprocessor=Preprocessor.CANNY, options=options, **fields)


@asynccontextmanager
async def engine_of(opener: Opener) -> AsyncIterator[LocalEngine]:
    """An engine whose canny and tile are made by `opener`, and nothing else."""
    module = ModuleType(f"workshop_{id(opener)}")
    module.__dict__["open_here"] = opener
    sys.modules[module.__name__] = module
    local = LocalMethod(f"{module.__name__}:open_here", Quality.DRAFT, "by hand")
    made_here = (Preprocessor.CANNY, Preprocessor.TILE)
    rows = {
        name: replace(row, local=local if name in made_here else None)
        for name, row in CATALOG.items()
    }
    async with aclosing(LocalEngine(rows)) as engine:
        try:
            yield engine
        finally:
            del sys.modules[module.__name__]


def negative(rgb: Pixels) -> Maker:
    """An opener of negatives."""
    return lambda options: 255 - rgb


async def happens(event: threading.Event) -> None:
    """Wait for what happens on another thread."""
    assert await asyncio.to_thread(event.wait, PATIENCE_S)


class Workshop:
    """Makes negatives as soon as `gate` is set, which it is unless a test clears it."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Event()
        self.threads: set[threading.Thread] = set()
        self.opened: list[Pixels] = []
        self.made: list[Options] = []
        self.makers: weakref.WeakSet[_Negative] = weakref.WeakSet()

    def open(self, rgb: Pixels) -> Maker:
        self.threads.add(threading.current_thread())
        self.opened.append(rgb)
        maker = _Negative(self, rgb)
        self.makers.add(maker)
        return maker


class _Negative:
    def __init__(self, workshop: Workshop, rgb: Pixels) -> None:
        self._workshop = workshop
        self._rgb = rgb

    def __call__(self, options: Options) -> Pixels:
        self._workshop.threads.add(threading.current_thread())
        self._workshop.begun.set()
        assert self._workshop.gate.wait(PATIENCE_S)
        self._workshop.made.append(options)
        return 255 - self._rgb

"""Engines of the tests: one that can be held up, one that remembers, one that fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import numpy as np

from core.engine import ProgressListener, ignore_progress
from core.guide import Guide
from core.picture import Picture
from core.preprocessor import Preprocessor, Quality
from core.task import PreprocessTask


class QuickEngine:
    """Makes the negative of every picture as soon as `gate` is set, which it is at first."""

    name = "quick"

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Event()
        self.tasks: list[PreprocessTask] = []
        self.pictures: list[Picture] = []
        self.closed = False
        self.error: Callable[[], Exception] | None = None

    @property
    def offers(self) -> frozenset[Preprocessor]:
        return frozenset(Preprocessor)

    async def run(
        self, picture: Picture, task: PreprocessTask, progress: ProgressListener = ignore_progress
    ) -> Guide:
        self.tasks.append(task)
        self.pictures.append(picture)
        self.begun.set()
        while not self.gate.is_set():  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(0.005)
        if self.error is not None:
            raise self.error()
        width, height = task.guide_size(picture.width, picture.height)
        return Guide(
            np.ascontiguousarray(255 - picture.pixels[:height, :width]),
            task,
            self.name,
            "by hand",
            Quality.DRAFT,
            0.0,
        )

    async def aclose(self) -> None:
        self.closed = True

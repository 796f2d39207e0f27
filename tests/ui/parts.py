"""Parts of the window for tests of a few of them: an engine that does what a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from core.engine import ProgressListener, ignore_progress
from core.guide import Guide
from core.picture import Picture
from core.preprocessor import Preprocessor, Quality
from core.task import PreprocessTask
from ui.incoming import Incoming

PATIENCE_S = 5.0


@dataclass
class Job:
    """A guide that was asked for. It ends when the test says so."""

    picture: Picture
    task: PreprocessTask
    answer: asyncio.Future[Guide]
    cancelled: bool = False

    def finish(self) -> Guide:
        """Make the guide, a flat grey one."""
        width, height = self.task.guide_size(self.picture.width, self.picture.height)
        pixels = np.full((height, width), 77, np.uint8)
        guide = Guide(pixels, self.task, "patient", "waiting", Quality.FINAL, 0.0)
        self.answer.set_result(guide)
        return guide

    def fail(self, error: Exception) -> None:
        """Make no guide."""
        self.answer.set_exception(error)


@dataclass
class PatientEngine:
    """An Engine whose jobs wait for the test. `stubborn`: no job heeds its first cancellation."""

    name: str = "patient"
    offers: frozenset[Preprocessor] = frozenset(
        {Preprocessor.CANNY, Preprocessor.TILE, Preprocessor.SHUFFLE}
    )
    stubborn: bool = False
    jobs: list[Job] = field(default_factory=list)
    closed: bool = False

    async def run(
        self, picture: Picture, task: PreprocessTask, progress: ProgressListener = ignore_progress
    ) -> Guide:
        job = Job(picture, task, asyncio.get_running_loop().create_future())
        self.jobs.append(job)
        while True:
            try:
                return await asyncio.shield(job.answer)
            except asyncio.CancelledError:
                if job.cancelled or not self.stubborn:
                    job.cancelled = True
                    raise
                job.cancelled = True

    async def aclose(self) -> None:
        self.closed = True


def picture(width: int = 12, height: int = 8, name: str = "cat") -> Picture:
    """A picture of noise."""
    noise = np.random.default_rng(width).integers(0, 256, (height, width, 3), np.uint8)
    return Picture(noise, name, "a test")


def incoming(found: Picture) -> Incoming:
    """`found` as if it had been dropped."""

    async def load() -> Picture:
        return found

    return Incoming(found.name, load)


async def until(condition: Callable[[], object], what: str) -> None:
    """Let the loop run until `condition` is true."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, f"waited in vain until {what}"
        await asyncio.sleep(0.002)

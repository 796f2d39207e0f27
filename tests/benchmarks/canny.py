"""Canny beside bare OpenCV: a guide made from scratch, and a threshold that moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import cycle

import cv2

from core.local.engine import LocalEngine
from core.picture import Picture, Pixels
from core.preprocessor import Preprocessor
from core.task import PreprocessTask
from tests.benchmarks.measuring import medians_ms, print_table, rounds_for
from tests.benchmarks.samples import photo_like

LOW, HIGH = 100, 200
WHOLE_TARGET = 1.15
CHANGE_TARGET = 0.5
HEAD = ("side", "cv2.Canny(rgb) ms", "ours ms", "ratio", "target")


def report() -> None:
    """Print both tables."""
    with asyncio.Runner() as runner:
        engine = LocalEngine()
        report_whole(runner, engine)
        report_change(runner, engine)
        runner.run(engine.aclose())


def report_whole(runner: asyncio.Runner, engine: LocalEngine) -> None:
    """Array to array through the engine, for a picture that it has not seen before."""
    rows = []
    for side in (512, 1024, 2048, 4096):
        pixels = photo_like(side)
        task = _task(LOW)

        def ours(pixels: Pixels = pixels, task: PreprocessTask = task) -> object:
            return runner.run(engine.run(Picture(pixels, "benchmark"), task))

        bare, whole = medians_ms([_bare(pixels), ours], rounds_for(side))
        rows.append(_row(str(side), bare, whole, WHOLE_TARGET))
    print_table("Canny, array to array through LocalEngine.run", HEAD, rows)


def report_change(runner: asyncio.Runner, engine: LocalEngine) -> None:
    """A threshold change on an opened picture, through the engine, beside Canny from scratch."""
    rows = []
    for side in (2048, 4096):
        pixels = photo_like(side)
        picture = Picture(pixels, "benchmark")
        tasks = cycle((_task(LOW - 1), _task(LOW)))

        def changed(picture: Picture = picture, tasks: cycle[PreprocessTask] = tasks) -> object:
            return runner.run(engine.run(picture, next(tasks)))

        changed()
        bare, change = medians_ms([_bare(pixels), changed], rounds_for(side))
        rows.append(_row(str(side), bare, change, CHANGE_TARGET))
    print_table("Canny, a threshold change with the gradient kept", HEAD, rows)


def _task(low: int) -> PreprocessTask:
    options = {"lowThresholdCanny": low, "highThresholdCanny": HIGH}
    return PreprocessTask(preprocessor=Preprocessor.CANNY, options=options)


def _bare(pixels: Pixels) -> Callable[[], object]:
    return lambda: cv2.Canny(pixels, LOW, HIGH)


def _row(label: str, bare: float, ours: float, target: float) -> list[str]:
    return [label, f"{bare:.1f}", f"{ours:.1f}", f"{ours / bare:.2f}", f"<= {target:g}"]


if __name__ == "__main__":
    report()

"""Canny beside bare OpenCV: a guide made from scratch, and a threshold that moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import cycle

import cv2

from core.local.engine import LocalEngine
from core.local.lines.canny import open_canny
from core.options import Options
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
    asyncio.run(_report())


async def _report() -> None:
    engine = LocalEngine()
    await report_whole(engine)
    await report_change(engine)
    await engine.aclose()


async def report_whole(engine: LocalEngine) -> None:
    """Array to array for a picture not seen before: bare, ours, and ours by the engine's thread.

    The engine adds what it costs to hand work to a thread and its result back, about half a
    millisecond, whatever the size.
    """
    rows = []
    task = _task(LOW)
    options = Options(task.options)
    for side in (512, 1024, 2048, 4096):
        pixels = photo_like(side)

        def ours(pixels: Pixels = pixels, task: PreprocessTask = task) -> object:
            return engine.run(Picture(pixels, "benchmark"), task)

        def alone(pixels: Pixels = pixels) -> object:
            return open_canny(pixels)(options)

        calls = [_bare(pixels), alone, ours]
        bare, made, whole = await medians_ms(calls, rounds_for(side))
        rows.append([*_row(str(side), bare, made, WHOLE_TARGET), f"{whole:.1f}"])
    print_table("Canny, array to array", (*HEAD, "by the engine ms"), rows)


async def report_change(engine: LocalEngine) -> None:
    """A threshold change on an opened picture, through the engine, beside Canny from scratch."""
    rows = []
    for side in (2048, 4096):
        pixels = photo_like(side)
        picture = Picture(pixels, "benchmark")
        tasks = cycle((_task(LOW - 1), _task(LOW)))

        def changed(picture: Picture = picture, tasks: cycle[PreprocessTask] = tasks) -> object:
            return engine.run(picture, next(tasks))

        await engine.run(picture, _task(LOW))
        bare, change = await medians_ms([_bare(pixels), changed], rounds_for(side))
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

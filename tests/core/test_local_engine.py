"""The engine of this computer: one thread that makes what is asked for, and never mixes it up."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from contextlib import aclosing

import numpy as np
import pytest

from core.catalog import CATALOG
from core.engine import Progress
from core.errors import NotOffered
from core.local.engine import LocalEngine
from core.local.method import Maker, Opener
from core.picture import Pixels
from core.preprocessor import Preprocessor, Quality
from core.task import PreprocessTask
from tests.core.workshop import (
    PATIENCE_S,
    Workshop,
    canny,
    engine_of,
    happens,
    negative,
    picture_of,
)

CANNY, TILE, DEPTH = Preprocessor.CANNY, Preprocessor.TILE, Preprocessor.DEPTH


async def test_a_guide_says_how_it_was_made() -> None:
    picture, task = picture_of(20, 30), canny()
    async with engine_of(negative) as engine:
        guide = await engine.run(picture, task)
    np.testing.assert_array_equal(guide.pixels, 255 - picture.pixels)
    assert guide.task is task
    assert (guide.engine, guide.method, guide.quality) == (engine.name, "by hand", Quality.DRAFT)
    assert engine.name == "local"
    assert 0 < guide.seconds < PATIENCE_S
    assert (guide.cost_usd, guide.remark) == (None, "")


async def test_the_real_catalogue_is_what_is_offered_by_default() -> None:
    async with aclosing(LocalEngine()) as engine:
        assert engine.offers == {name for name, row in CATALOG.items() if row.local is not None}
        guide = await engine.run(picture_of(64, 48), canny(width=32))
    assert (guide.width, guide.height) == (32, 24)
    assert set(np.unique(guide.pixels)) <= {0, 255}


async def test_what_cannot_be_made_here_is_not_offered() -> None:
    told: list[Progress] = []
    async with engine_of(negative) as engine:
        assert engine.offers == {CANNY, TILE}
        with pytest.raises(NotOffered) as caught:
            await engine.run(picture_of(), PreprocessTask(preprocessor=DEPTH), told.append)
    assert caught.value.what.startswith("Depth ")
    assert caught.value.remedy
    assert told == []


async def test_all_work_is_done_on_one_thread_while_the_loop_goes_on() -> None:
    workshop = Workshop()
    workshop.gate.clear()
    async with engine_of(workshop.open) as engine:
        runs = [asyncio.ensure_future(engine.run(picture_of(), canny())) for _ in range(5)]
        await happens(workshop.begun)
        assert not any(run.done() for run in runs)
        workshop.gate.set()
        await asyncio.gather(*runs)
    assert len(workshop.threads) == 1
    assert threading.current_thread() not in workshop.threads


async def test_progress_is_told_on_the_loop_before_the_work_begins() -> None:
    workshop = Workshop()
    told: list[tuple[Progress, threading.Thread, int]] = []

    def listen(progress: Progress) -> None:
        told.append((progress, threading.current_thread(), len(workshop.opened)))

    async with engine_of(workshop.open) as engine:
        await engine.run(picture_of(), canny(), listen)
    assert told == [(Progress("making"), threading.current_thread(), 0)]


async def test_a_run_that_is_cancelled_before_its_turn_never_begins() -> None:
    workshop = Workshop()
    workshop.gate.clear()
    first, second, third = (picture_of(value=value) for value in (1, 2, 3))
    async with engine_of(workshop.open) as engine:
        running = asyncio.ensure_future(engine.run(first, canny()))
        await happens(workshop.begun)
        waiting = asyncio.ensure_future(engine.run(second, canny()))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        workshop.gate.set()
        await running
        await engine.run(third, canny())
    assert [int(pixels[0, 0, 0]) for pixels in workshop.opened] == [1, 3]


async def test_a_run_that_is_cancelled_at_work_is_dropped_and_the_engine_goes_on() -> None:
    workshop = Workshop()
    workshop.gate.clear()
    first, second = picture_of(value=1), picture_of(value=2)
    async with engine_of(workshop.open) as engine:
        running = asyncio.ensure_future(engine.run(first, canny()))
        await happens(workshop.begun)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        following = asyncio.ensure_future(engine.run(second, canny()))
        await asyncio.sleep(0)
        workshop.gate.set()
        np.testing.assert_array_equal((await following).pixels, 255 - second.pixels)
    assert len(workshop.made) == 2


@pytest.mark.parametrize(
    ("width", "height"), [(7, None), (None, 5), (7, 5), (19, 13), (1, 1), (500, 1), (13, None)]
)
async def test_a_picture_is_shrunk_to_exactly_the_size_of_the_guide(
    width: int | None, height: int | None
) -> None:
    workshop = Workshop()
    task = canny(width=width, height=height)
    async with engine_of(workshop.open) as engine:
        guide = await engine.run(picture_of(20, 14), task)
    expected = task.guide_size(20, 14)
    assert (guide.width, guide.height) == expected
    assert workshop.opened[0].shape == (expected[1], expected[0], 3)


async def test_a_pixel_of_a_shrunk_picture_is_the_mean_of_those_it_covers() -> None:
    picture = picture_of(40, 30)
    async with engine_of(lambda rgb: lambda options: rgb.copy()) as engine:
        guide = await engine.run(picture, canny(width=10, height=10))
    covered = picture.pixels.astype(float).reshape(10, 3, 10, 4, 3)
    np.testing.assert_allclose(guide.pixels, covered.mean(axis=(1, 3)), atol=0.51)


@pytest.mark.parametrize("width", [None, 7])
async def test_nobody_can_paint_on_a_picture_or_a_guide(width: int | None) -> None:
    picture = picture_of()
    workshop = Workshop()
    async with engine_of(workshop.open) as engine:
        guide = await engine.run(picture, canny(width=width))
    for pixels in (workshop.opened[0], guide.pixels, picture.pixels):
        assert pixels.flags.c_contiguous
        with pytest.raises(ValueError, match="read-only"):
            pixels[0, 0] = 0


async def test_nothing_found_is_told_and_is_no_failure() -> None:
    def all_black_but(spot: int) -> Opener:
        def make(rgb: Pixels) -> Pixels:
            guide = np.zeros(rgb.shape[:2], np.uint8)
            guide[-1, -1] = spot
            return guide

        return lambda rgb: lambda options: make(rgb)

    async with engine_of(all_black_but(0)) as engine:
        black = await engine.run(picture_of(), canny())
        plain = await engine.run(picture_of(), PreprocessTask(preprocessor=TILE))
    assert black.remark == CATALOG[CANNY].nothing_found != ""
    assert plain.remark == CATALOG[TILE].nothing_found == ""
    async with engine_of(all_black_but(1)) as engine:
        assert (await engine.run(picture_of(), canny())).remark == ""


async def test_thirty_runs_at_once_never_mix() -> None:
    def brighter(rgb: Pixels) -> Maker:
        return lambda options: rgb + np.uint8(options.number("lowThresholdCanny"))

    async with engine_of(brighter) as engine:
        guides = await asyncio.gather(
            *(engine.run(picture_of(20 + n, 20, value=n), canny(3 * n)) for n in range(30))
        )
    for n, guide in enumerate(guides):
        assert (guide.width, guide.height) == (20 + n, 20)
        assert set(np.unique(guide.pixels)) == {4 * n}
        assert guide.task == canny(3 * n)


async def test_closing_ends_the_thread_and_forgets_what_waits() -> None:
    workshop = Workshop()
    workshop.gate.clear()
    async with engine_of(workshop.open) as engine:
        running = asyncio.ensure_future(engine.run(picture_of(), canny()))
        await happens(workshop.begun)
        waiting = asyncio.ensure_future(engine.run(picture_of(), canny()))
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await waiting
    workshop.gate.set()
    await running
    (thread,) = workshop.threads
    await asyncio.to_thread(thread.join, PATIENCE_S)
    assert not thread.is_alive()
    assert len(workshop.opened) == 1
    with pytest.raises(RuntimeError, match="shutdown"):
        await engine.run(picture_of(), canny())


async def test_an_engine_that_never_worked_can_be_closed_twice() -> None:
    engine = LocalEngine()
    await engine.aclose()
    await engine.aclose()


def test_an_engine_is_there_before_opencv_is() -> None:
    script = (
        "import sys; from core.local.engine import LocalEngine; "
        "LocalEngine().offers; assert not {'cv2', 'PySide6'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)

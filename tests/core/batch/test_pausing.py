"""A batch can be followed, paused, gone on with, cancelled, and asked for again what failed."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from core.batch.batch import Batch
from core.batch.course import Ended, How
from core.batch.item import Change, State
from core.batch.pattern import NamePattern
from core.engine import Progress, ProgressListener, ignore_progress
from core.errors import EngineError
from core.guide import Guide
from core.local.engine import LocalEngine
from core.local.method import Maker
from core.picture import Picture, Pixels
from core.rendition import Rendition
from core.task import PreprocessTask
from tests.core.batch.given import CANNY, paths, picture, pictures, plan_of, run, states
from tests.core.server.engines import QuickEngine
from tests.core.workshop import Workshop, engine_of, happens

DONE, WAITING, WORKING = State.DONE, State.WAITING, State.WORKING
CANCELLED, SKIPPED, FAILED = State.CANCELLED, State.SKIPPED, State.FAILED


class Crowd(QuickEngine):
    """A quick engine that likes to be asked for several guides at once, and keeps no pictures.

    `most`: how many it was asked for at once. `most_pictures`: how many were in memory then.
    `seen`: those that it was given.
    """

    def __init__(self, at_once: int) -> None:
        super().__init__()
        self.at_once = at_once
        self.now = 0
        self.most = 0
        self.most_pictures = 0
        self.seen: list[weakref.ref[Picture]] = []

    async def run(
        self, picture: Picture, task: PreprocessTask, progress: ProgressListener = ignore_progress
    ) -> Guide:
        self.now += 1
        self.most = max(self.most, self.now)
        self.most_pictures = max(self.most_pictures, _pictures_in_memory())
        if not any(each() is picture for each in self.seen):
            self.seen.append(weakref.ref(picture))
        progress(Progress("waiting", 0.5))
        try:
            return await super().run(picture, task, progress)
        finally:
            self.now -= 1
            self.pictures.clear()


def _pictures_in_memory() -> int:
    return sum(isinstance(each, Picture) for each in gc.get_objects())


async def _until(state: State, count: int, batch: Batch) -> None:
    async with asyncio.timeout(30):
        while states(batch).count(state) < count:  # noqa: ASYNC110 - several things change it
            await asyncio.sleep(0.002)


async def test_changes_are_told_as_they_happen_with_progress_and_time_left(tmp_path: Path) -> None:
    batch = Batch.begin(plan_of(pictures(tmp_path, 3), to=tmp_path / "out"))
    assert batch.summary().left_s is None
    told: list[tuple[int, State, bool]] = []
    left: list[float | None] = []

    def listen(change: Change) -> None:
        told.append((change.item.number, change.item.state, change.progress is not None))
        left.append(batch.summary().left_s)

    await run(batch, listen)
    for number in range(6):
        mine = [(state, progress) for each, state, progress in told if each == number]
        assert mine == [(WORKING, False), (WORKING, True), (DONE, False)]
    assert left[0] is None
    assert all(seconds is not None and seconds >= 0 for seconds in left[-6:])
    summary = batch.summary()
    assert (summary.left_s, summary.over, summary.total) == (0.0, 6, 6)
    assert summary.counts[DONE] == 6


async def test_it_pauses_after_what_is_being_made_and_goes_on_where_it_was(tmp_path: Path) -> None:
    workshop = Workshop()
    batch = Batch.begin(plan_of(pictures(tmp_path, 4), to=tmp_path / "out"))
    async with engine_of(workshop.open) as engine:
        workshop.gate.clear()
        running = asyncio.create_task(batch.run(engine))
        await happens(workshop.begun)
        assert batch.is_running
        batch.pause()
        workshop.gate.set()
        assert await running == Ended(How.PAUSED)
        assert not batch.is_running
        assert states(batch) == [DONE] + [WAITING] * 7
        assert len(workshop.made) == 1
        assert (await batch.run(engine)).how is How.FINISHED
    assert states(batch) == [DONE] * 8
    assert len(workshop.made) == 8


async def test_cancelled_it_ends_at_once_and_leaves_only_whole_files(tmp_path: Path) -> None:
    workshop = Workshop()
    batch = Batch.begin(plan_of(pictures(tmp_path, 3), to=tmp_path / "out"))
    opened = 0

    def open_here(pixels: Pixels) -> Maker:
        nonlocal opened
        opened += 1
        if opened == 2:  # on the engine's one thread, so before the second guide is begun
            workshop.gate.clear()
            workshop.begun.clear()
        return workshop.open(pixels)

    async with engine_of(open_here) as engine:
        running = asyncio.create_task(batch.run(engine))
        await _until(DONE, 1, batch)
        await happens(workshop.begun)
        batch.cancel()
        # It does not wait for the engine, which is still held up.
        async with asyncio.timeout(5):
            assert await running == Ended(How.CANCELLED)
        workshop.gate.set()
        done = states(batch).count(DONE)
        assert Counter(states(batch)) == {DONE: done, CANCELLED: 6 - done}
        files = sorted((tmp_path / "out").iterdir())
        assert files == sorted(paths(batch))
        for file in files:
            Image.open(file).load()
        assert batch.retry(CANCELLED) == 6 - done
        assert (await batch.run(engine)).how is How.FINISHED
    assert states(batch) == [DONE] * 6


async def test_guides_that_wait_to_be_written_are_cancelled_as_well(tmp_path: Path) -> None:
    engine = Crowd(at_once=6)
    what = [picture(tmp_path / f"{number}.bmp", 1500, 1500) for number in range(6)]
    batch = Batch.begin(plan_of(what, CANNY, to=tmp_path / "out"))
    running = asyncio.create_task(batch.run(engine))
    async with asyncio.timeout(30):
        while len(engine.tasks) < 6 or engine.now:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
    # All are made, and two can be written at once, which takes long for so much noise.
    batch.cancel()
    assert await running == Ended(How.CANCELLED)
    done = states(batch).count(DONE)
    assert done < 6
    assert Counter(states(batch)) == {DONE: done, CANCELLED: 6 - done}


async def test_whoever_stops_waiting_stops_it_and_what_was_not_done_waits(tmp_path: Path) -> None:
    engine = QuickEngine()
    engine.gate.clear()
    batch = Batch.begin(plan_of(pictures(tmp_path, 2), to=tmp_path / "out"))
    running = asyncio.create_task(batch.run(engine))
    await _until(WORKING, 1, batch)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert states(batch) == [WAITING] * 4
    engine.gate.set()
    await batch.run(engine)
    assert states(batch) == [DONE] * 4


async def test_what_failed_is_made_when_it_is_asked_for_again(tmp_path: Path) -> None:
    what = pictures(tmp_path, 3)
    whole = what[1].read_bytes()
    what[1].write_text("<html>")
    batch = Batch.begin(plan_of(what, to=tmp_path / "out"))
    await run(batch)
    assert states(batch) == [DONE, DONE, FAILED, FAILED, DONE, DONE]
    what[1].write_bytes(whole)
    made = [path.stat().st_mtime_ns for path in paths(batch)]
    assert batch.retry() == 2
    assert batch.items[2].error is None
    await run(batch)
    assert states(batch) == [DONE] * 6
    again = [path.stat().st_mtime_ns for path in paths(batch)]
    assert [again[number] for number in (0, 1, 4, 5)] == made


async def test_what_failed_can_be_asked_for_again_while_it_runs(tmp_path: Path) -> None:
    engine = QuickEngine()
    batch = Batch.begin(plan_of(pictures(tmp_path, 3), CANNY, to=tmp_path / "out"))
    engine.error = lambda: EngineError("It is the night off.")

    def listen(change: Change) -> None:
        if change.item.state is FAILED:
            engine.error = None
            assert batch.retry() == 1

    assert (await batch.run(engine, listen)).how is How.FINISHED
    assert states(batch) == [DONE] * 3
    assert len(engine.tasks) == 4


async def test_guides_of_the_same_task_that_are_there_are_skipped(tmp_path: Path) -> None:
    what = pictures(tmp_path, 3)
    to = tmp_path / "out"
    await run(Batch.begin(plan_of(what[:2], CANNY, to=to)))
    plan = plan_of(what, CANNY, to=to, skip_existing=True)
    # One of another task, one that does not say what it is.
    other = plan.tasks[0].replace(options={"lowThresholdCanny": 7})
    await run(Batch.begin(plan_of(what[1:2], CANNY, to=to).replace(tasks=(other,))))
    await run(Batch.begin(plan_of(what[2:], CANNY, to=to, rendition=Rendition(metadata=False))))
    before = [path.read_bytes() for path in sorted(to.iterdir())]
    batch = Batch.begin(plan)
    await run(batch)
    assert states(batch) == [SKIPPED, DONE, SKIPPED]
    after = [path.read_bytes() for path in sorted(to.iterdir())]
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]


async def test_names_that_need_the_picture_are_skipped_once_it_is_open(tmp_path: Path) -> None:
    plan = plan_of(
        pictures(tmp_path, 2),
        to=tmp_path / "out",
        skip_existing=True,
        pattern=NamePattern("{name}-{preprocessor}-{width}.{ext}"),
    )
    await run(Batch.begin(plan))
    (tmp_path / "out" / "1-tile-40.png").unlink()
    batch = Batch.begin(plan)
    await run(batch)
    assert states(batch) == [SKIPPED, SKIPPED, SKIPPED, DONE]


async def test_an_engine_that_likes_it_is_asked_for_several_at_once(tmp_path: Path) -> None:
    engine = Crowd(8)
    engine.gate.clear()
    batch = Batch.begin(plan_of(pictures(tmp_path, 12), CANNY, to=tmp_path / "out"))
    running = asyncio.create_task(batch.run(engine))
    await _until(WORKING, 8, batch)
    assert engine.now == 8
    engine.gate.set()
    await running
    assert engine.most == 8
    assert states(batch) == [DONE] * 12


@pytest.mark.parametrize("at_once", [1, 8])
async def test_no_more_than_three_large_pictures_are_in_memory(
    tmp_path: Path, at_once: int
) -> None:
    one = picture(tmp_path / "0.png", 4000, 3000)
    what = [one, *(tmp_path / f"{number}.png" for number in range(1, 6))]
    for another in what[1:]:
        another.write_bytes(one.read_bytes())
    plan = plan_of(what, to=tmp_path / "out")
    tasks = tuple(task.replace(width=64, height=48) for task in plan.tasks)
    gc.collect()
    already = _pictures_in_memory()
    engine = Crowd(at_once)
    engine.gate.clear()
    batch = Batch.begin(plan.replace(tasks=tasks))
    running = asyncio.create_task(batch.run(engine))
    async with asyncio.timeout(30):
        while _pictures_in_memory() < already + 3:  # noqa: ASYNC110 - a thread reads them
            await asyncio.sleep(0.01)
    engine.gate.set()
    await running
    assert states(batch) == [DONE] * 12
    assert engine.most_pictures - already <= 3
    assert len(engine.seen) == 6, "each picture is opened once, for all that is made of it"
    gc.collect()
    assert _pictures_in_memory() == already


async def test_a_listener_that_fails_ends_it_and_is_heard(tmp_path: Path) -> None:
    batch = Batch.begin(plan_of(pictures(tmp_path, 3), CANNY, to=tmp_path / "out"))

    def listen(change: Change) -> None:
        if change.item.state is DONE:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        await run(batch, listen)
    assert batch.items[0].state is DONE
    await run(batch)
    assert states(batch) == [DONE] * 3


async def test_it_does_not_run_twice_at_a_time(tmp_path: Path) -> None:
    batch = Batch.begin(plan_of(pictures(tmp_path, 1), CANNY, to=tmp_path / "out"))
    engine = LocalEngine()
    running = asyncio.create_task(batch.run(engine))
    await _until(WORKING, 1, batch)
    with pytest.raises(RuntimeError):
        await batch.run(engine)
    await running
    await engine.aclose()

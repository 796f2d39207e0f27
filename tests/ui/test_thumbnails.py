"""Thumbnails come one by one while nothing else is to be done, and only those that must change."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QSize

from core.errors import EngineError
from core.guide import Guide
from core.picture import Picture
from core.preprocessor import Preprocessor, Quality
from tests.stories.desk import shown_pixels
from tests.ui.parts import Job, PatientEngine, incoming, picture, until
from ui.incoming import Incoming
from ui.session import Session
from ui.thumbnail import Thumbnail
from ui.thumbnails import SLOW_S, Thumbnails

CANNY, TILE, SHUFFLE = Preprocessor.CANNY, Preprocessor.TILE, Preprocessor.SHUFFLE
LOW = "lowThresholdCanny"


class Desk:
    """A session whose guides and thumbnails come when the test says so, and all that is told."""

    def __init__(self, rest_s: float = 0.0) -> None:
        self.guides, self.idle = PatientEngine(), PatientEngine()
        self.session = Session(self.guides)
        self.thumbnails = Thumbnails(self.session, self.idle, rest_s)
        self.told: list[tuple[Preprocessor, Any]] = []
        self.thumbnails.changed.connect(lambda name, what: self.told.append((name, what)))
        self.thumbnails.failed.connect(lambda name, error: self.told.append((name, error)))

    async def open(self, shown: Picture) -> None:
        """Open `shown` and wait until its first guide is asked for."""
        asked = len(self.guides.jobs)
        self.session.open([incoming(shown)])
        await until(lambda: len(self.guides.jobs) > asked, "a guide is asked for")

    async def finish_guide(self) -> None:
        """Make the guide that is asked for."""
        await until(lambda: self._waits(self.guides), "a guide is asked for")
        self.guides.jobs[-1].finish()
        await until(lambda: not self.session.working, "the guide is there")

    async def next(self) -> Job:
        """The thumbnail that the idle engine makes now."""
        await until(lambda: self._waits(self.idle), "a thumbnail is asked for")
        return self.idle.jobs[-1]

    async def idles(self) -> None:
        """Wait until no thumbnail is made, nor waits for anything but the session."""
        await until(lambda: not self.thumbnails.busy, "nothing is to be done")

    async def finish_all(self) -> list[Preprocessor]:
        """Make all thumbnails that are asked for; of which preprocessors they are, in order."""
        names = []
        while self.thumbnails.busy:
            await until(lambda: self._waits(self.idle) or not self.thumbnails.busy, "one begins")
            if self._waits(self.idle):
                names.append(self.idle.jobs[-1].task.preprocessor)
                self.idle.jobs[-1].finish()
        return names

    @staticmethod
    def _waits(engine: PatientEngine) -> bool:
        return bool(engine.jobs) and not engine.jobs[-1].answer.done()

    @property
    def names(self) -> list[Preprocessor]:
        """Of which preprocessors a thumbnail came, in order."""
        return [name for name, what in self.told if isinstance(what, Thumbnail)]

    async def aclose(self) -> None:
        await self.session.aclose()
        await self.thumbnails.aclose()


async def _with_guide(shown: Picture | None = None, rest_s: float = 0.0) -> Desk:
    """A desk with a picture and its guide."""
    desk = Desk(rest_s)
    desk.session.open([incoming(shown or picture())])
    await desk.finish_guide()
    return desk


async def _with_all(rest_s: float = 0.0) -> Desk:
    """A desk with a picture and all thumbnails."""
    desk = await _with_guide(rest_s=rest_s)
    assert await desk.finish_all() == [TILE, SHUFFLE]
    desk.told.clear()
    return desk


async def test_all_thumbnails_come_that_of_the_guide_shown_first() -> None:
    desk = await _with_guide()
    await desk.next()
    assert desk.names == [CANNY], "from the guide itself, before any other is made"
    assert await desk.finish_all() == [TILE, SHUFFLE]
    assert desk.names == [CANNY, TILE, SHUFFLE]
    assert desk.told[:3] == [(CANNY, None), (TILE, None), (SHUFFLE, None)]
    await desk.aclose()


async def test_none_is_begun_while_a_guide_is_made() -> None:
    desk = Desk()
    desk.session.open([incoming(picture())])
    await until(lambda: desk.session.working, "a guide is being made")
    await desk.idles()
    assert (desk.told[3:], desk.idle.jobs) == ([], [])
    await desk.finish_guide()
    assert await desk.finish_all() == [TILE, SHUFFLE]
    await desk.aclose()


async def test_the_one_that_runs_is_kept_and_the_next_waits_for_the_guide() -> None:
    desk = await _with_guide()
    running = await desk.next()
    desk.session.set_options({LOW: 20})
    await until(lambda: desk.session.working, "a guide is being made")
    running.finish()
    await desk.idles()
    assert desk.names == [CANNY, TILE]
    assert len(desk.idle.jobs) == 1
    await desk.finish_guide()
    assert await desk.finish_all() == [SHUFFLE]
    assert desk.names == [CANNY, TILE, CANNY, SHUFFLE]
    await desk.aclose()


async def test_none_is_begun_while_a_picture_is_opened() -> None:
    desk = await _with_guide()
    arrived = asyncio.Event()

    async def load() -> Picture:
        await arrived.wait()
        return picture(name="dog")

    running = await desk.next()
    desk.session.open([Incoming("dog", load)])
    running.finish()
    await desk.idles()
    assert len(desk.idle.jobs) == 1
    desk.session.stop()
    assert await desk.finish_all() == [SHUFFLE]
    await desk.aclose()


async def test_none_is_begun_before_the_session_has_rested() -> None:
    desk = await _with_guide(rest_s=3_600)
    for low in (20, 30):
        desk.session.set_options({LOW: low})
        await desk.finish_guide()
        assert desk.thumbnails.busy, "it waits"
        assert (desk.names, desk.idle.jobs) == ([], [])
    await desk.aclose()


async def test_after_a_change_the_rest_is_as_long_as_asked_for() -> None:
    desk = await _with_all(rest_s=0.2)
    now = asyncio.get_running_loop().time
    moved = now()
    desk.session.set_options({LOW: 20})
    desk.session.stop()
    await desk.next()
    assert now() >= moved + 0.18, "Qt's timers may come a twentieth early"
    await desk.aclose()


async def test_a_changed_option_renews_only_its_own_thumbnail() -> None:
    desk = await _with_all()
    desk.session.set_options({LOW: 20})
    await desk.finish_guide()
    assert await desk.finish_all() == []
    assert desk.names == [CANNY]
    desk.session.choose(SHUFFLE)
    await desk.finish_guide()
    await desk.finish_all()
    desk.told.clear()
    desk.session.set_options({"seed": 5})
    await desk.finish_guide()
    assert await desk.finish_all() == []
    assert desk.names == [SHUFFLE]
    await desk.aclose()


async def test_choosing_another_shows_its_guide_and_makes_none_anew() -> None:
    desk = await _with_all()
    for name in (TILE, CANNY, TILE):
        desk.session.choose(name)
        await desk.finish_guide()
        assert await desk.finish_all() == []
    assert desk.names == [TILE]
    await desk.aclose()


async def test_of_what_was_stopped_a_thumbnail_is_made_all_the_same() -> None:
    desk = await _with_all()
    desk.session.set_options({LOW: 20})
    desk.session.stop()
    job = await desk.next()
    assert job.task.options[LOW] == 20
    assert await desk.finish_all() == [CANNY]
    assert desk.names == [CANNY]
    await desk.aclose()


async def test_an_option_that_moves_while_its_thumbnail_is_made_has_it_made_again() -> None:
    desk = await _with_all()
    desk.session.set_options({LOW: 20})
    desk.session.stop()
    await desk.next()
    desk.session.set_options({LOW: 30})
    desk.session.stop()
    assert await desk.finish_all() == [CANNY, CANNY]
    assert [job.task.options[LOW] for job in desk.idle.jobs[-2:]] == [20, 30]
    await desk.aclose()


async def test_an_option_that_is_put_back_at_once_makes_nothing() -> None:
    desk = await _with_all()
    desk.session.set_options({LOW: 20})
    desk.session.stop()
    desk.session.reset_options()
    assert await desk.finish_all() == []
    assert desk.names == []
    await desk.aclose()


async def test_another_picture_takes_all_thumbnails_away_and_drops_the_one_that_runs() -> None:
    desk = await _with_guide(picture(name="cat"))
    old = await desk.next()
    desk.told.clear()
    desk.session.open([incoming(picture(20, 10, name="dog"))])
    await until(lambda: desk.told, "another picture is shown")
    assert desk.told == [(CANNY, None), (TILE, None), (SHUFFLE, None)]
    await until(lambda: old.cancelled, "the old one is dropped")
    old.finish()
    await desk.finish_guide()
    assert await desk.finish_all() == [TILE, SHUFFLE]
    assert desk.names == [CANNY, TILE, SHUFFLE]
    assert {job.picture.name for job in desk.idle.jobs[1:]} == {"dog"}
    await desk.aclose()


async def test_a_failure_is_told_once_and_the_others_come() -> None:
    desk = await _with_guide()
    error = EngineError("The network is damaged.")
    (await desk.next()).fail(error)
    await until(lambda: (TILE, error) in desk.told, "the failure is told")
    assert await desk.finish_all() == [SHUFFLE]
    assert desk.names == [CANNY, SHUFFLE]
    desk.session.set_size(4, None)
    await desk.finish_guide()
    assert await desk.finish_all() == [], "what failed is not tried again"
    desk.session.choose(TILE)
    desk.session.set_options({"tileFactor": 2.0})
    desk.session.stop()
    assert await desk.finish_all() == [TILE], "but with other options it is"
    await desk.aclose()


async def test_the_copy_is_small_and_the_same_for_all() -> None:
    desk = await _with_guide(picture(3000, 2000))
    await desk.next()
    await desk.finish_all()
    first, second = (job.picture for job in desk.idle.jobs)
    assert first is second
    assert (first.width, first.height) == (768, 512)
    await desk.aclose()


async def test_what_runs_ends_with_the_session() -> None:
    desk = await _with_guide()
    running = await desk.next()
    await desk.aclose()
    assert running.cancelled
    assert not desk.thumbnails.busy


async def test_a_guide_of_another_shape_is_shown_in_that_of_the_picture() -> None:
    desk = await _with_guide(picture(120, 60))
    desk.session.set_size(30, 60)
    await desk.finish_guide()
    await desk.finish_all()
    thumbnail = [what for name, what in desk.told if name is CANNY][-1]
    image = thumbnail.image(QSize(70, 56))
    assert (image.width(), image.height()) == (70, 35)
    await desk.aclose()


async def test_of_the_guide_of_a_strip_the_same_part_is_seen_as_of_the_others() -> None:
    desk = Desk()
    desk.session.open([incoming(picture(100, 10))])
    await until(lambda: desk.guides.jobs, "a guide is asked for")
    pixels = np.full((10, 100), 9, np.uint8)
    pixels[:, 45:55] = 240
    task = desk.guides.jobs[0].task
    guide = Guide(pixels, task, "patient", "waiting", Quality.FINAL, 0.0)
    desk.guides.jobs[0].answer.set_result(guide)
    job = await desk.next()
    assert (job.picture.width, job.picture.height) == (30, 10)
    (thumbnail,) = [what for name, what in desk.told if name is CANNY and what]
    shown = shown_pixels(thumbnail.image(QSize(60, 60)))
    assert shown.shape == (20, 60, 3)
    assert (shown[10, :, 0] > 120).mean() == pytest.approx(1 / 3, abs=0.04)
    await desk.aclose()


async def test_the_one_whose_method_is_another_is_made_anew() -> None:
    desk = await _with_all()
    desk.thumbnails.make_anew(TILE)
    assert await desk.finish_all() == [TILE]
    assert desk.names == [TILE]
    await desk.aclose()


async def test_a_method_that_changes_while_its_thumbnail_is_made_makes_it_once_more() -> None:
    desk = await _with_all()
    desk.thumbnails.make_anew(TILE)
    job = await desk.next()
    desk.thumbnails.make_anew(TILE)
    job.finish()
    assert await desk.finish_all() == [TILE]
    await desk.aclose()


async def test_the_guide_shown_by_another_method_gives_its_thumbnail_anew() -> None:
    desk = await _with_all()
    desk.session.make_anew()
    await until(lambda: desk._waits(desk.guides), "a guide is asked for")
    job = desk.guides.jobs[-1]
    job.answer.set_result(
        Guide(np.full((8, 12), 9, np.uint8), job.task, "patient", "another", Quality.FINAL, 0.0)
    )
    await until(lambda: desk.names == [CANNY], "its thumbnail came")
    assert await desk.finish_all() == []
    await desk.aclose()


async def test_what_takes_long_is_told() -> None:
    desk = await _with_guide()
    slow: list[tuple[Preprocessor, str]] = []
    desk.thumbnails.slow.connect(lambda name, method: slow.append((name, method)))
    job = await desk.next()
    pixels = np.full((8, 12), 9, np.uint8)
    job.answer.set_result(Guide(pixels, job.task, "patient", "large", Quality.FINAL, SLOW_S + 1))
    await until(lambda: slow, "it is told")
    assert slow == [(TILE, "large")]
    assert await desk.finish_all() == [SHUFFLE]
    assert slow == [(TILE, "large")]
    await desk.aclose()

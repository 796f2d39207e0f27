"""The session keeps picture, task and guide in step, whatever comes late or goes wrong."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from core.catalog import CATALOG
from core.engine import Engine
from core.errors import EngineError, InvalidTask, PictureError
from core.options import Options
from core.picture import Picture
from core.preprocessor import Preprocessor
from core.service_choices import EngineName
from core.task import PreprocessTask
from tests.ui.parts import Job, PatientEngine, incoming, picture, until
from ui.incoming import Incoming
from ui.session import Session

LOW, HIGH = "lowThresholdCanny", "highThresholdCanny"


class Heard:
    """All that a session has told, in order."""

    def __init__(self, session: Session) -> None:
        self.told: list[tuple[str, Any]] = []
        for name in ("picture", "opening", "preprocessor", "options", "guide", "working"):
            signal = getattr(session, f"{name}_changed")
            signal.connect(lambda value, name=name: self.told.append((name, value)))
        session.size_changed.connect(lambda *size: self.told.append(("size", size)))
        session.not_opened.connect(lambda _, error: self.told.append(("failed", error)))
        session.not_made.connect(lambda error: self.told.append(("failed", error)))

    def of(self, name: str) -> list[Any]:
        return [value for told, value in self.told if told == name]


def _session(stubborn: bool = False) -> tuple[Session, PatientEngine, Heard]:
    engine = PatientEngine(stubborn=stubborn)
    checked: Engine = engine
    session = Session(checked)
    return session, engine, Heard(session)


async def _job(engine: PatientEngine, number: int) -> Job:
    """The job of that number, once the engine has it."""
    await until(lambda: len(engine.jobs) >= number, f"job {number} is asked for")
    return engine.jobs[number - 1]


async def _with_guide(session: Session, engine: PatientEngine, shown: Picture) -> None:
    """Open `shown` and make its first guide."""
    session.open([incoming(shown)])
    (await _job(engine, len(engine.jobs) + 1)).finish()
    await until(lambda: session.guide and not session.working, "the guide is there")


def _broken(what: str, log: list[str] | None = None) -> Incoming:
    async def load() -> Picture:
        if log is not None:
            log.append(what)
        raise PictureError(what)

    return Incoming(what, load)


async def test_a_picture_becomes_a_guide() -> None:
    session, engine, heard = _session()
    cat = picture()
    session.open([incoming(cat)])
    job = await _job(engine, 1)
    assert session.working
    assert (job.picture, job.task) == (cat, session.task)
    guide = job.finish()
    await until(lambda: not session.working, "the guide is made")
    assert session.guide is not None
    assert session.guide.guide is guide
    assert not session.stale
    assert [name for name, _ in heard.told] == [
        "opening",
        "picture",
        "working",
        "opening",
        "guide",
        "working",
    ]
    assert heard.of("opening") == ["cat", ""]
    assert heard.of("working") == [True, False]
    await session.aclose()


async def test_setting_what_is_set_already_does_nothing() -> None:
    session, engine, heard = _session()
    await _with_guide(session, engine, picture())
    heard.told.clear()
    session.choose(Preprocessor.CANNY)
    session.set_options({LOW: 100})
    session.set_options({LOW: 100.0})
    session.reset_options()
    session.set_size(None, None)
    session.make_again()
    await asyncio.sleep(0)
    assert heard.told == []
    assert len(engine.jobs) == 1
    await session.aclose()


async def test_choices_before_there_is_a_picture_make_nothing_yet() -> None:
    session, engine, heard = _session()
    session.choose(Preprocessor.TILE)
    session.set_options({"tileFactor": 2.0})
    session.set_size(6, None)
    assert [name for name, _ in heard.told] == ["preprocessor", "options", "options", "size"]
    session.open([incoming(picture())])
    job = await _job(engine, 1)
    assert job.task.preprocessor is Preprocessor.TILE
    assert dict(job.task.options) == {"tileFactor": 2.0}
    assert job.task.width == 6
    await session.aclose()


async def test_an_invalid_option_changes_nothing() -> None:
    session, engine, heard = _session()
    await _with_guide(session, engine, picture())
    heard.told.clear()
    for changes in ({LOW: 250}, {LOW: -1}, {"nothing": 1}):
        with pytest.raises(InvalidTask):
            session.set_options(changes)
    assert heard.told == []
    assert session.options == {LOW: 100, HIGH: 200}
    await session.aclose()


async def test_every_preprocessor_keeps_the_options_it_had() -> None:
    session, _, _ = _session()
    session.set_options({LOW: 11})
    session.choose(Preprocessor.TILE)
    session.set_options({"tileFactor": 2.0})
    session.choose(Preprocessor.CANNY)
    assert session.options[LOW] == 11
    assert session.all_options[Preprocessor.TILE] == {"tileFactor": 2.0}
    session.reset_options()
    assert session.options == CATALOG[Preprocessor.CANNY].complete({})
    assert session.all_options[Preprocessor.TILE] == {"tileFactor": 2.0}


async def test_an_earlier_task_is_asked_for_again_with_all_that_it_says() -> None:
    session, _, _ = _session()
    session.set_size(5, None)
    wanted = PreprocessTask(
        preprocessor=Preprocessor.CANNY, options={LOW: 20, HIGH: 90}, width=8, height=6
    )
    session.choose(Preprocessor.TILE)
    session.ask_for(wanted, EngineName.LOCAL)
    assert session.task == wanted
    session.ask_for(PreprocessTask(preprocessor=Preprocessor.TILE), EngineName.RUNWARE)
    assert session.engine_name is EngineName.RUNWARE
    assert session.size == (None, None), "the size is the task's as well"
    await session.aclose()


async def test_the_guide_stays_and_is_stale_until_the_next_is_made() -> None:
    session, engine, _ = _session()
    await _with_guide(session, engine, picture())
    first = session.guide
    session.set_options({LOW: 50})
    assert session.stale
    assert session.guide is first
    second = await _job(engine, 2)
    session.set_options({LOW: 60})
    second.finish()
    await until(lambda: session.guide is not first, "the second guide is shown")
    assert session.stale, "it follows the slider, but is not what is wanted yet"
    (await _job(engine, 3)).finish()
    await until(lambda: not session.working, "all is made")
    assert not session.stale
    assert session.guide is not None
    assert session.guide.guide.task.options[LOW] == 60
    await session.aclose()


async def test_of_many_changes_meanwhile_only_the_last_is_made() -> None:
    session, engine, _ = _session()
    await _with_guide(session, engine, picture())
    session.set_options({LOW: 1})
    job = await _job(engine, 2)
    for low in range(2, 90):
        session.set_options({LOW: low})
        await asyncio.sleep(0)
    job.finish()
    (await _job(engine, 3)).finish()
    await until(lambda: not session.working, "all is made")
    assert len(engine.jobs) == 3
    assert engine.jobs[-1].task.options[LOW] == 89
    await session.aclose()


@pytest.mark.parametrize("stubborn", [False, True])
async def test_a_late_guide_of_another_picture_is_never_shown(stubborn: bool) -> None:
    session, engine, heard = _session(stubborn)
    session.open([incoming(picture(name="cat"))])
    late = await _job(engine, 1)
    session.open([incoming(picture(name="dog"))])
    await until(lambda: late.cancelled, "the cat is given up")
    if stubborn:
        late.finish()
    (await _job(engine, 2)).finish()
    await until(lambda: session.guide, "the dog's guide is there")
    assert session.picture is not None
    assert session.picture.picture.name == "dog"
    assert [shown.guide.task for shown in heard.of("guide") if shown] == [engine.jobs[1].task]
    await session.aclose()


async def test_a_late_guide_of_another_preprocessor_is_never_shown() -> None:
    session, engine, heard = _session(stubborn=True)
    session.open([incoming(picture())])
    late = await _job(engine, 1)
    session.choose(Preprocessor.TILE)
    await until(lambda: late.cancelled, "canny is given up")
    late.finish()
    (await _job(engine, 2)).finish()
    await until(lambda: session.guide, "the tile is there")
    assert [shown.guide.task.preprocessor for shown in heard.of("guide")] == [Preprocessor.TILE]
    await session.aclose()


async def test_a_new_picture_takes_the_old_guide_away() -> None:
    session, engine, heard = _session()
    await _with_guide(session, engine, picture(name="cat"))
    heard.told.clear()
    session.open([incoming(picture(name="dog"))])
    await _job(engine, 2)
    names = [name for name, _ in heard.told]
    assert names.index("guide") < names.index("picture"), "never a cat's guide beside a dog"
    assert session.guide is None
    assert not session.stale
    await session.aclose()


async def test_an_error_leaves_the_guide_where_it_is() -> None:
    session, engine, heard = _session()
    await _with_guide(session, engine, picture())
    shown = session.guide
    session.set_options({LOW: 50})
    error = EngineError("No.", "Try again.")
    (await _job(engine, 2)).fail(error)
    await until(lambda: heard.of("failed"), "the error is told")
    await until(lambda: not session.working, "nothing is made")
    assert heard.of("failed") == [error]
    assert session.guide is shown
    assert session.stale
    session.make_again()
    (await _job(engine, 3)).finish()
    await until(lambda: not session.stale, "the second try has worked")
    await session.aclose()


async def test_an_unforeseen_error_is_told_as_one_of_ours() -> None:
    session, engine, heard = _session()
    session.open([incoming(picture())])
    (await _job(engine, 1)).fail(ZeroDivisionError("by zero"))
    await until(lambda: heard.of("failed"), "the error is told")
    (error,) = heard.of("failed")
    assert isinstance(error, EngineError)
    assert "ZeroDivisionError" in error.details
    await session.aclose()


async def test_the_first_form_that_can_be_read_is_opened() -> None:
    session, _engine, heard = _session()
    tried: list[str] = []
    cat = picture()
    session.open([_broken("a", tried), _broken("b", tried), incoming(cat), _broken("c", tried)])
    await until(lambda: session.picture, "the picture is there")
    assert session.picture is not None
    assert session.picture.picture is cat
    assert tried == ["a", "b"]
    assert heard.of("failed") == []
    await session.aclose()


async def test_where_none_can_be_read_the_first_reason_is_told_and_all_stays() -> None:
    session, engine, heard = _session()
    await _with_guide(session, engine, picture())
    shown, guide = session.picture, session.guide
    session.open([_broken("a"), _broken("b")])
    await until(lambda: heard.of("failed"), "the error is told")
    await until(lambda: heard.of("opening")[-1] == "", "nothing is being opened")
    assert [error.what for error in heard.of("failed")] == ["a"]
    assert (session.picture, session.guide) == (shown, guide)
    assert not session.stale
    await session.aclose()


async def test_what_is_wanted_of_a_picture_is_asked_for_once_that_is_open() -> None:
    session, engine, heard = _session()
    await _with_guide(session, engine, picture())
    before = session.task
    tile = PreprocessTask(preprocessor=Preprocessor.TILE, options={"tileFactor": 8}, width=6)
    session.open([_broken("a")], (tile, EngineName.LOCAL))
    await until(lambda: heard.of("failed"), "the error is told")
    assert session.task == before
    assert not session.stale
    dog = picture(name="dog")
    session.open([incoming(dog)], (tile, EngineName.LOCAL))
    assert session.preprocessor is not Preprocessor.TILE, "it is not open yet"
    job = await _job(engine, 2)
    assert (job.picture, job.task.preprocessor) == (dog, Preprocessor.TILE)
    assert (job.task.options["tileFactor"], job.task.width) == (8, 6)
    assert len(engine.jobs) == 2, "nothing else is made of either picture on the way"
    await session.aclose()


async def test_nothing_to_open_is_nothing() -> None:
    session, _, heard = _session()
    session.open([])
    assert heard.told == []


async def test_a_later_drop_stops_an_earlier_one() -> None:
    session, _engine, heard = _session()
    never: asyncio.Future[Picture] = asyncio.get_running_loop().create_future()

    started = asyncio.Event()

    async def load() -> Picture:
        started.set()
        return await never

    session.open([Incoming("slow", load)])
    await started.wait()
    dog = picture(name="dog")
    session.open([incoming(dog)])
    await until(lambda: session.picture, "a picture is there")
    assert never.cancelled()
    assert session.picture is not None
    assert session.picture.picture is dog
    assert [shown.picture for shown in heard.of("picture")] == [dog]
    assert heard.of("opening") == ["slow", "", "dog", ""]
    await session.aclose()


async def test_the_same_picture_dropped_twice_is_opened_twice() -> None:
    session, engine, heard = _session()
    cat = picture()
    await _with_guide(session, engine, cat)
    await _with_guide(session, engine, cat)
    assert len(heard.of("picture")) == len(engine.jobs) == 2
    await session.aclose()


async def test_stop_gives_up_what_runs_and_keeps_what_is_shown() -> None:
    session, engine, heard = _session()
    await _with_guide(session, engine, picture())
    shown = session.guide
    session.set_options({LOW: 50})
    job = await _job(engine, 2)
    session.stop()
    assert not session.working
    await until(lambda: job.cancelled, "the engine is told")
    assert session.guide is shown
    assert session.stale
    session.stop()
    assert heard.of("working") == [True, False, True, False]
    await session.aclose()


async def test_of_a_size_that_is_being_typed_only_the_last_is_made() -> None:
    session, engine, _ = _session()
    await _with_guide(session, engine, picture(600, 400))
    for width in (5, 51, 512):
        session.set_size(width, None)
        await asyncio.sleep(0)
    job = await _job(engine, 2)
    assert (job.task.width, job.task.height) == (512, None)
    job.finish()
    await until(lambda: not session.working, "all is made")
    assert session.guide is not None
    assert (session.guide.guide.width, session.guide.guide.height) == (512, 341)
    assert len(engine.jobs) == 2
    await session.aclose()


async def test_what_is_remembered_of_a_preprocessor_that_is_gone_does_no_harm() -> None:
    tile = Options({"tileFactor": 9.0})
    session = Session(PatientEngine(), Preprocessor.OPENPOSE, {Preprocessor.TILE: tile})
    assert session.preprocessor is Preprocessor.CANNY
    assert list(session.offers) == [Preprocessor.CANNY, Preprocessor.TILE, Preprocessor.SHUFFLE]
    session.choose(Preprocessor.TILE)
    assert session.options == tile


async def test_closing_ends_all_that_runs_and_tells_nothing_more() -> None:
    session, engine, heard = _session()
    await _with_guide(session, engine, picture())
    session.set_options({LOW: 50})
    job = await _job(engine, 2)
    session.open([incoming(picture(name="dog"))])
    await session.aclose()
    assert job.cancelled
    assert not session.working
    assert heard.of("failed") == []
    await session.aclose()


async def test_the_guide_that_is_there_is_made_anew_when_it_would_be_another() -> None:
    session, engine, _ = _session()
    await _with_guide(session, engine, picture())
    before = session.guide
    session.make_anew()
    assert session.working
    assert session.guide is before, "it stays until the new one is there"
    await until(lambda: len(engine.jobs) == 2, "it is asked for again")
    engine.jobs[-1].finish()
    await until(lambda: session.guide is not before, "the new one is there")
    await session.aclose()

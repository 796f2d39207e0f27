"""A batch outlives the program that runs it: what was done stays done, the rest is made later."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from core.batch.batch import Batch
from core.batch.course import How
from core.batch.database import FILE_NAME
from core.batch.item import Change, State
from core.batch.pattern import NamePattern
from core.batch.plan import parse_plan
from core.errors import PictureError, UnderdrawingError
from core.file_format import FileFormat
from core.fit import Fit
from core.preprocessor import Preprocessor
from core.rendition import Rendition
from core.service_choices import EngineName
from core.wording import Said
from tests.core.batch.given import CANNY, TILE, path_of, paths, picture, pictures, plan_of, run
from tests.core.batch.given import states as states_of

DONE, FAILED, WAITING = State.DONE, State.FAILED, State.WAITING


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "batch"


async def test_it_goes_on_after_a_restart_in_another_folder(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pictures(tmp_path, 4)
    (tmp_path / "3.png").write_text("<html>")
    batch = Batch.begin(plan_of(["3.png", "0.png", "1.png", "2.png"], to=Path("out")), folder)

    def listen(change: Change) -> None:
        if change.item.state is DONE:
            batch.pause()

    assert (await run(batch, listen)).how is How.PAUSED
    before = list(batch.items)
    plan = batch.plan
    batch.close()

    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    batch = _opened(folder)
    assert batch.plan == plan
    for old, new in zip(before, batch.items, strict=True):
        assert (old.state, old.path, old.result) == (new.state, new.path, new.result)
        assert str(old.error) == str(new.error)
        assert isinstance(new.error, PictureError) == isinstance(old.error, PictureError)
    written = {path: path.stat().st_mtime_ns for path in paths(batch)}
    assert 1 <= len(written) < 6
    assert (await run(batch)).how is How.FINISHED
    assert states_of(batch) == [FAILED] * 2 + [DONE] * 6
    assert written == {path: path.stat().st_mtime_ns for path in written}
    assert all(path_of(item).parent == tmp_path / "out" for item in batch.items)
    batch.close()


def test_all_of_a_plan_comes_back(tmp_path: Path) -> None:
    plan = plan_of(
        [tmp_path / "a.png", "https://example.com/a.png"],
        CANNY,
        Preprocessor.SHUFFLE,
        to=tmp_path,
        pattern=NamePattern("{number}/{name}.{ext}"),
        rendition=Rendition(FileFormat.WEBP, 40, transparent=True, fit=Fit(512, multiple=8)),
        keypoints=True,
        skip_existing=True,
        limit_usd=1.5,
        engine=EngineName.RUNWARE,
    )
    tasks = [task.replace(width=64) for task in plan.tasks]
    plan = plan.replace(tasks=tuple(tasks))
    picture(tmp_path / "a.png")
    assert parse_plan(plan.plain()) == plan


@pytest.mark.skipif(os.name != "posix", reason="names that are no UTF-8")
async def test_names_that_are_no_text_are_kept(tmp_path: Path, folder: Path) -> None:
    odd = picture(tmp_path / os.fsdecode(b"caf\xe9.png"))
    target = os.fsdecode(b"guide \xff.png")
    batch = Batch.begin(plan_of([odd], CANNY, to=tmp_path, file_name=target), folder)
    batch.close()
    batch = _opened(folder)
    await run(batch)
    assert (tmp_path / target).exists()
    batch.close()


def test_one_window_at_a_time_has_it(tmp_path: Path, folder: Path) -> None:
    plan = plan_of(pictures(tmp_path, 1), CANNY, to=tmp_path)
    first = Batch.begin(plan, folder)
    for another in (Batch.open, lambda folder: Batch.begin(plan, folder)):
        with pytest.raises(UnderdrawingError, match="Another window of Underdrawing has"):
            another(folder)
    first.close()
    _opened(folder).close()


async def test_a_new_batch_takes_the_place_of_the_old_and_a_forgotten_one_is_gone(
    tmp_path: Path, folder: Path
) -> None:
    assert Batch.open(folder) is None
    Batch.begin(plan_of(pictures(tmp_path, 5), to=tmp_path / "a"), folder).close()
    Batch.begin(plan_of(pictures(tmp_path, 2), TILE, to=tmp_path / "b"), folder).close()
    batch = _opened(folder)
    assert len(batch.items) == 2
    await run(batch)
    batch.forget()
    assert Batch.open(folder) is None
    assert len(list((tmp_path / "b").iterdir())) == 2


@pytest.mark.parametrize("damage", ["no database", "newer", "no plan"])
def test_a_list_that_cannot_be_read_is_told_and_kept_beside_the_next(
    tmp_path: Path, folder: Path, damage: str
) -> None:
    plan = plan_of(pictures(tmp_path, 1), CANNY, to=tmp_path)
    Batch.begin(plan, folder).close()
    file = folder / FILE_NAME
    if damage == "no database":
        file.write_bytes(b"no database " * 999)
    else:
        with sqlite3.connect(file) as database:
            what = "PRAGMA user_version = 99" if damage == "newer" else "UPDATE plans SET plan='{'"
            database.execute(what)
        database.close()
    with pytest.raises(UnderdrawingError, match="cannot be read"):
        Batch.open(folder)
    Batch.begin(plan, folder).close()
    assert len(_opened(folder).items) == 1
    # A plan that is no plan is simply another's place; what is no list is set aside.
    assert (folder / f"damaged-{FILE_NAME}").exists() == (damage != "no plan")


async def test_names_that_were_given_stay_given(tmp_path: Path, folder: Path) -> None:
    what = [picture(tmp_path / str(number) / "cat.png") for number in range(3)]
    plan = plan_of(what, CANNY, to=tmp_path / "out", pattern=NamePattern("{name}-{width}.{ext}"))
    batch = Batch.begin(plan, folder)

    def listen(change: Change) -> None:
        if change.item.state is DONE:
            batch.pause()

    await run(batch, listen)
    batch.close()
    batch = _opened(folder)
    await run(batch)
    assert [path.name for path in paths(batch)] == ["cat-40.png", "cat-2-40.png", "cat-3-40.png"]
    batch.close()
    batch = _opened(folder)
    remark = batch.items[2].remark
    assert remark == "Numbered 3: another picture is called cat, too."
    assert isinstance(remark, Said), "it can be told in German"
    batch.close()


async def test_a_list_whose_disk_fails_stops_it_with_a_sentence(
    tmp_path: Path, folder: Path
) -> None:
    batch = Batch.begin(plan_of(pictures(tmp_path, 3), CANNY, to=tmp_path / "out"), folder)
    batch.close()  # as good as a disk that has gone
    ended = await run(batch)
    assert ended.how is How.STOPPED
    assert ended.why is not None
    assert ended.why.what == f"The list of the batch in {folder} cannot be used."
    assert states_of(batch) == [WAITING] * 3


def _opened(folder: Path) -> Batch:
    batch = Batch.open(folder)
    assert batch is not None
    return batch

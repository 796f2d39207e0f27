"""Guides go where their pictures lie, wherever that is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.batch.batch import Batch
from core.batch.beside import beside, is_beside
from core.batch.course import How
from core.batch.gather import gather
from core.batch.making import stops_all
from core.batch.pattern import NamePattern
from core.batch.plan import Plan
from core.errors import ExportError, UsageError
from tests.core.batch.given import CANNY, TILE, paths, picture, plan_of, run


def _plan(folder: Path, *names: str) -> Plan:
    return plan_of([picture(folder / name) for name in names], TILE, to=folder / "nowhere")


async def test_each_guide_lies_beside_its_picture(tmp_path: Path) -> None:
    plan = beside(_plan(tmp_path, "a.png", "trip/b.png", "trip/day one/a.png", "b.png"))
    assert is_beside(plan)
    batch = Batch.begin(plan)
    assert (await run(batch)).how is How.FINISHED
    assert paths(batch) == [
        tmp_path / "a-tile.png",
        tmp_path / "trip" / "b-tile.png",
        tmp_path / "trip" / "day one" / "a-tile.png",
        tmp_path / "b-tile.png",
    ]
    assert not (tmp_path / "nowhere").exists()


async def test_pictures_of_one_folder_and_those_of_a_searched_one(tmp_path: Path) -> None:
    for name in ("photos/trip/a.png", "photos/trip/day/b.png"):
        picture(tmp_path / name)
    found = gather([tmp_path / "photos"], recursive=True).sources
    plan = beside(_plan(tmp_path, "photos/trip/a.png").replace(sources=tuple(found)))
    assert plan.folder == tmp_path / "photos" / "trip"
    batch = Batch.begin(plan)
    await run(batch)
    assert [path.parent for path in paths(batch)] == [
        tmp_path / "photos" / "trip",
        tmp_path / "photos" / "trip" / "day",
    ]


def test_a_plan_that_goes_to_a_folder_is_told_apart(tmp_path: Path) -> None:
    plan = _plan(tmp_path, "a.png", "trip/b.png")
    assert not is_beside(plan)
    assert not is_beside(plan.replace(pattern=NamePattern("{folder}/{name}.{ext}")))
    assert is_beside(beside(plan).absolute())


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such names at all")
@pytest.mark.parametrize("folder", ["a:b", "dot.", "CON"])
def test_a_folder_that_names_cannot_lead_to_is_refused(tmp_path: Path, folder: str) -> None:
    plan = _plan(tmp_path, "a.png", f"{folder}/b.png")
    with pytest.raises(UsageError, match="cannot be written into"):
        beside(plan)
    assert beside(_plan(tmp_path, f"{folder}/b.png")).folder == tmp_path / folder


def test_what_lies_in_no_folder_is_refused(tmp_path: Path) -> None:
    plan = plan_of(["https://example.org/" + "cat" * 40], CANNY, to=tmp_path)
    with pytest.raises(UsageError, match="lies in no folder") as told:
        beside(plan)
    assert len(told.value.what) < 120


def test_one_that_cannot_be_written_stops_nobody_where_its_folder_takes_files(
    tmp_path: Path,
) -> None:
    error = ExportError("It would replace a picture.")
    plan = beside(_plan(tmp_path, "a/one.png", "b/two.png"))
    (tmp_path / "file").touch()
    closed = plan.replace(folder=tmp_path / "file")
    assert not stops_all(error, closed, tmp_path / "a" / "one-tile.png")
    assert stops_all(error, closed, tmp_path / "file" / "one-tile.png")
    assert stops_all(error, closed, None)

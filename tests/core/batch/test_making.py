"""Many pictures into many guides: each is told of, and none spoils another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.batch.batch import Batch
from core.batch.course import Ended, How
from core.batch.item import Item, State
from core.batch.plan import Plan, tasks_of
from core.catalog import CATALOG
from core.engine import ProgressListener, ignore_progress
from core.errors import ExportError, PictureError
from core.file_format import FileFormat
from core.fit import Fit
from core.guide import Guide
from core.picture import Picture
from core.preprocessor import Preprocessor
from core.provenance import read_task
from core.rendering import render
from core.rendition import Rendition
from core.task import PreprocessTask
from tests.core.batch.given import CANNY, TILE, path_of, paths, picture, plan_of, run, states
from tests.core.guides import guide_of

DONE, FAILED = State.DONE, State.FAILED


async def test_every_picture_gets_every_guide_in_order(tmp_path: Path) -> None:
    what = [picture(tmp_path / "b.png"), picture(tmp_path / "a.png", 7, 5)]
    batch = Batch.begin(plan_of(what, TILE, CANNY, to=tmp_path / "deep" / "out"))
    changes: list[Item] = []
    assert await run(batch, lambda change: changes.append(change.item)) == Ended(How.FINISHED)
    assert [path.name for path in paths(batch)] == [
        "b-tile.png",
        "b-canny.png",
        "a-tile.png",
        "a-canny.png",
    ]
    begun = [item.number for item in changes if item.state is State.WORKING]
    assert list(dict.fromkeys(begun)) == [0, 1, 2, 3]
    for item in batch.items:
        assert item.result is not None
        assert path_of(item).parent == tmp_path / "deep" / "out"
        with Image.open(path_of(item)) as image:
            assert image.size == item.result.size == ((40, 30) if item.picture == 0 else (7, 5))
    with Image.open(tmp_path / "deep" / "out" / "a-tile.png") as image:
        assert image.mode == "RGB"


async def test_a_picture_that_cannot_be_read_fails_once_for_each_guide(tmp_path: Path) -> None:
    (tmp_path / "page.png").write_text("<html>")
    good = picture(tmp_path / "good.png")
    batch = Batch.begin(plan_of([tmp_path / "page.png", good], to=tmp_path / "out"))
    assert (await run(batch)).how is How.FINISHED
    assert states(batch) == [FAILED, FAILED, DONE, DONE]
    first, second = batch.items[:2]
    assert isinstance(first.error, PictureError)
    assert first.error is second.error


async def test_an_engine_without_the_preprocessor_spoils_nothing_else(tmp_path: Path) -> None:
    rows = {**CATALOG, Preprocessor.SEG: replace(CATALOG[Preprocessor.SEG], local=None)}
    what = [picture(tmp_path / "a.png")]
    batch = Batch.begin(plan_of(what, Preprocessor.SEG, CANNY, to=tmp_path))
    await run(batch, rows=rows)
    assert states(batch) == [FAILED, DONE]


async def test_a_fault_that_nobody_foresaw_spoils_nothing_else(tmp_path: Path) -> None:
    what = [picture(tmp_path / "a.png"), picture(tmp_path / "b.png", 9, 9)]
    batch = Batch.begin(plan_of(what, CANNY, to=tmp_path))
    await run(batch, engine=_Faulty())
    assert states(batch) == [FAILED, DONE]
    error = batch.items[0].error
    assert error is not None
    assert "through a fault in Underdrawing" in error.what
    assert "RuntimeError: of all things" in error.details


async def test_a_guide_of_before_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a-canny.png").write_bytes(b"of before")
    await run(Batch.begin(plan_of([picture(tmp_path / "a.png")], CANNY, to=tmp_path)))
    with Image.open(tmp_path / "a-canny.png") as image:
        assert image.size == (40, 30)


@pytest.mark.parametrize("disguise", ["itself", "address", "symbolic link", "hard link", "later"])
async def test_a_guide_never_replaces_a_picture(tmp_path: Path, disguise: str) -> None:
    cat = picture(tmp_path / "a.png")
    before = cat.read_bytes()
    target = tmp_path / "a-canny.png"
    what: list[str | Path] = [cat]
    pattern = {}
    match disguise:
        case "itself" | "address":
            target = cat
            what = [cat if disguise == "itself" else cat.as_uri()]
            pattern = {"file_name": "a.png"}
        case "symbolic link":
            target.symlink_to(cat)
        case "hard link":
            target.hardlink_to(cat)
        case "later":
            what.append(picture(target, 9, 9))
            before = target.read_bytes()
    batch = Batch.begin(plan_of(what, CANNY, to=tmp_path, **pattern))
    assert (await run(batch)).how is How.FINISHED
    error = batch.items[0].error
    assert isinstance(error, ExportError)
    assert error.what == f"The guide would replace the picture {target.name}."
    assert target.read_bytes() == before
    assert cat.exists()


async def test_a_guide_goes_out_in_the_form_that_was_asked_for_as_far_as_it_is_for_it(
    tmp_path: Path,
) -> None:
    rendition = Rendition(FileFormat.TIFF, invert=True, fit=Fit(128, multiple=64))
    what = [picture(tmp_path / "a.png")]
    batch = Batch.begin(plan_of(what, to=tmp_path / "out", rendition=rendition))
    engine = _Remembering()
    await run(batch, engine=engine)
    assert [path.name for path in paths(batch)] == ["a-canny.tiff", "a-tile.tiff"]
    for item, task, guide in zip(batch.items, batch.plan.tasks, engine.guides, strict=True):
        assert item.result is not None
        assert item.result.size == (128, 64)
        with Image.open(path_of(item)) as image:
            np.testing.assert_array_equal(np.asarray(image), render(guide, rendition.suited(guide)))
        told = read_task(path_of(item))
        assert told is not None
        assert (told.task, told.picture) == (task, "a")


async def test_options_are_shared_or_of_one_preprocessor(tmp_path: Path) -> None:
    tasks = tasks_of(
        [CANNY, TILE, Preprocessor.SHUFFLE],
        {"seed": 3, "lowThresholdCanny": 20, "highThresholdCanny": 60},
        {CANNY: {"lowThresholdCanny": 30}},
        width=20,
    )
    source = plan_of([picture(tmp_path / "a.png")], to=tmp_path).sources
    batch = Batch.begin(Plan(source, tasks, tmp_path / "out"))
    await run(batch)
    told = [read_task(path) for path in paths(batch)]
    assert [each.task for each in told if each is not None] == list(tasks)
    assert tasks[0].options == {"lowThresholdCanny": 30, "highThresholdCanny": 60}
    assert tasks[2].options["seed"] == 3


async def test_depth_that_has_only_8_bits_is_written_with_them_and_that_is_said(
    tmp_path: Path,
) -> None:
    what = [picture(tmp_path / "a.png")]
    plan = plan_of(what, Preprocessor.DEPTH, to=tmp_path, rendition=Rendition(deep=True))
    batch = Batch.begin(plan)
    await run(batch, engine=_Remembering())
    result = batch.items[0].result
    assert result is not None
    assert result.remark == "Written with 8 bits: it has no more."
    assert batch.summary().remarked == 1
    with Image.open(tmp_path / "a-depth.png") as image:
        assert image.mode == "L"


class _Remembering:
    """An engine that makes the same of everything, in 8 bits, and remembers it."""

    name = "remembering"
    offers = frozenset(Preprocessor)

    def __init__(self) -> None:
        self.guides: list[Guide] = []

    async def run(
        self, picture: Picture, task: PreprocessTask, progress: ProgressListener = ignore_progress
    ) -> Guide:
        guide = guide_of(task.preprocessor, picture.pixels[..., 0], options=task.options)
        self.guides.append(guide)
        return guide

    async def aclose(self) -> None:
        """It has nothing to let go of."""


class _Faulty(_Remembering):
    """An engine with a fault that shows on large pictures."""

    async def run(
        self, picture: Picture, task: PreprocessTask, progress: ProgressListener = ignore_progress
    ) -> Guide:
        if picture.width > 9:
            raise RuntimeError("of all things")
        return await super().run(picture, task, progress)

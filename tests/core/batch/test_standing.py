"""What is told to be there before a batch is begun is what its run leaves alone."""

from __future__ import annotations

from pathlib import Path

from core.batch.batch import Batch
from core.batch.item import State
from core.batch.plan import tasks_of
from core.batch.standing import standing
from tests.core.batch.given import CANNY, TILE, picture, pictures, plan_of, run, states


async def test_what_is_said_to_be_there_is_skipped(tmp_path: Path) -> None:
    what = pictures(tmp_path, 3)
    same = picture(tmp_path / "other" / "1.png")
    await run(Batch.begin(plan_of([what[1], same], CANNY, to=tmp_path / "out")))
    plan = plan_of([*what, same], to=tmp_path / "out", skip_existing=True)
    assert standing(plan) == {CANNY: 2}
    batch = Batch.begin(plan)
    await run(batch)
    assert states(batch).count(State.SKIPPED) == 2
    assert standing(plan) == {CANNY: 4, TILE: 4}


async def test_what_is_to_be_made_anew_or_by_other_options_is_not_there(tmp_path: Path) -> None:
    plan = plan_of(pictures(tmp_path, 2), CANNY, to=tmp_path / "out", skip_existing=True)
    await run(Batch.begin(plan))
    assert standing(plan) == {CANNY: 2}
    assert standing(plan.replace(skip_existing=False)) == {}
    other = tasks_of([CANNY], {"lowThresholdCanny": 7})
    assert standing(plan.replace(tasks=other)) == {}


def test_it_ends_early_and_takes_no_address_for_a_file(tmp_path: Path) -> None:
    what = pictures(tmp_path, 3)
    for path in what:
        picture(tmp_path / "out" / f"{path.stem}-tile.png")
    plan = plan_of(
        ["https://example.com/a.png", *what], TILE, to=tmp_path / "out", skip_existing=True
    )
    assert standing(plan) == {TILE: 3}
    turns = iter([False, False, True])
    assert standing(plan, lambda: next(turns)) == {TILE: 1}


def test_nothing_is_there_where_the_disk_does_not_answer(tmp_path: Path) -> None:
    what = [*pictures(tmp_path / "a", 1), *pictures(tmp_path / "b", 1)]
    # Too long for any disk, about which pathlib fails as about a share that is gone.
    plan = plan_of(what, to=tmp_path / ("x" * 300), skip_existing=True)
    assert standing(plan) == {}
    assert len(Batch.begin(plan).items) == 4

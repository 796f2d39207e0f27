"""A guide that is there stays only if it is of this very picture, whatever others are called."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from core.batch.batch import Batch
from core.batch.item import State
from core.batch.pattern import NamePattern
from core.batch.there import BY_NAME
from core.errors import EngineError
from core.rendition import Rendition
from tests.core.batch.given import CANNY, TILE, picture, plan_of, run, states
from tests.core.server.engines import QuickEngine

DONE, SKIPPED = State.DONE, State.SKIPPED


async def again(what: Sequence[str | Path], tmp_path: Path, **more: Any) -> list[tuple[State, str]]:
    """What comes of each guide of `what` in out/, and what it is called."""
    batch = Batch.begin(plan_of(what, TILE, to=tmp_path / "out", skip_existing=True, **more))
    await run(batch)
    return [(item.state, item.path.name if item.path else "") for item in batch.items]


async def test_another_picture_of_the_same_name_is_not_taken_for_it(tmp_path: Path) -> None:
    png = picture(tmp_path / "pic.png")
    assert await again([png], tmp_path) == [(DONE, "pic-tile.png")]
    before = (tmp_path / "out/pic-tile.png").read_bytes()
    jpg = picture(tmp_path / "pic.jpg")
    twice = [(DONE, "pic-2-tile.png"), (SKIPPED, "pic-tile.png")]
    assert await again([jpg, png], tmp_path) == twice
    assert (tmp_path / "out/pic-tile.png").read_bytes() == before
    # In another order, and alone, each goes by the name that it has.
    assert await again([png, jpg], tmp_path) == [(SKIPPED, name) for _, name in twice[::-1]]
    assert await again([jpg], tmp_path) == [(SKIPPED, "pic-2-tile.png")]


async def test_one_more_in_the_folder_changes_the_name_of_no_other(tmp_path: Path) -> None:
    old = [picture(tmp_path / folder / "pic.png") for folder in "bdf"]
    names = ["pic-tile.png", "pic-2-tile.png", "pic-3-tile.png"]
    assert await again(old, tmp_path) == [(DONE, name) for name in names]
    new = [picture(tmp_path / folder / "pic.png") for folder in "ae"]
    found = await again([new[0], old[0], old[1], new[1], old[2]], tmp_path)
    assert found == [
        (DONE, "pic-4-tile.png"),
        (SKIPPED, "pic-tile.png"),
        (SKIPPED, "pic-2-tile.png"),
        (DONE, "pic-5-tile.png"),
        (SKIPPED, "pic-3-tile.png"),
    ]


async def test_a_number_is_not_given_where_that_is_the_name_of_another(tmp_path: Path) -> None:
    old = [picture(tmp_path / "pic.png"), picture(tmp_path / "pic-2.png")]
    await again(old, tmp_path)
    new = picture(tmp_path / "pic.jpg")
    assert await again([new, *old], tmp_path) == [
        (DONE, "pic-3-tile.png"),
        (SKIPPED, "pic-tile.png"),
        (SKIPPED, "pic-2-tile.png"),
    ]


async def test_a_picture_that_has_changed_is_made_anew(tmp_path: Path) -> None:
    what = picture(tmp_path / "pic.png")
    await again([what], tmp_path)
    picture(what, 41, 30)
    assert await again([what], tmp_path) == [(DONE, "pic-tile.png")]
    assert await again([what], tmp_path) == [(SKIPPED, "pic-tile.png")]


async def test_two_files_that_are_the_same_have_each_its_own(tmp_path: Path) -> None:
    one = picture(tmp_path / "a/pic.png")
    two = tmp_path / "b/pic.png"
    two.parent.mkdir()
    shutil.copyfile(one, two)
    await again([one, two], tmp_path)
    assert [state for state, _ in await again([one, two], tmp_path)] == [SKIPPED, SKIPPED]


async def test_a_name_that_is_a_number_is_no_proof(tmp_path: Path) -> None:
    pattern = NamePattern("{number}-{preprocessor}.{ext}")
    later = picture(tmp_path / "b.png")
    await again([later], tmp_path, pattern=pattern)
    earlier = picture(tmp_path / "a.png")
    found = await again([earlier, later], tmp_path, pattern=pattern)
    assert found == [(DONE, "1-tile.png"), (DONE, "2-tile.png")]


async def test_text_that_is_a_picture_is_known_by_what_it_holds(tmp_path: Path) -> None:
    texts = [
        "data:image/png;base64," + base64.b64encode(picture(tmp_path / name).read_bytes()).decode()
        for name in ("a.png", "b.png")
    ]
    await again(texts[:1], tmp_path)
    assert await again(texts[:1], tmp_path) == [(SKIPPED, "picture-tile.png")]
    assert await again(texts[1:], tmp_path) == [(DONE, "picture-tile.png")]


async def _without_metadata(what: Sequence[Path], tmp_path: Path, **more: Any) -> None:
    bare = Rendition(metadata=False)
    await run(Batch.begin(plan_of(what, TILE, to=tmp_path / "out", rendition=bare, **more)))


async def test_what_does_not_say_is_taken_by_its_name_and_that_is_told(tmp_path: Path) -> None:
    what = picture(tmp_path / "pic.png")
    await _without_metadata([what], tmp_path)
    batch = Batch.begin(plan_of([what], TILE, to=tmp_path / "out", skip_existing=True))
    await run(batch)
    assert states(batch) == [SKIPPED]
    assert batch.items[0].remark == BY_NAME


async def test_what_does_not_say_is_nobodys_where_two_have_the_name(tmp_path: Path) -> None:
    what = [picture(tmp_path / "pic.png"), picture(tmp_path / "pic.jpg")]
    await _without_metadata(what[:1], tmp_path)
    assert [state for state, _ in await again(what, tmp_path)] == [DONE, DONE]
    # Folders tell them apart if names have them.
    by_folder = NamePattern("{folder}/{name}.{ext}")
    apart = [picture(tmp_path / folder / "pic.png") for folder in "ab"]
    await _without_metadata(apart, tmp_path, pattern=by_folder)
    found = await again(apart, tmp_path, pattern=by_folder)
    assert [state for state, _ in found] == [SKIPPED, SKIPPED]
    by_number = NamePattern("{number}.{ext}")
    await _without_metadata(apart[:1], tmp_path, pattern=by_number)
    assert await again(apart[1:], tmp_path, pattern=by_number) == [(DONE, "1.png")]


async def test_names_of_addresses_and_of_text_count_as_well(tmp_path: Path) -> None:
    file = picture(tmp_path / "pic.png")
    await _without_metadata([file], tmp_path)
    for other, state in (
        ("https://example.invalid/a/pic.jpg?size=3", DONE),
        ("https://[", SKIPPED),
        ("data:,", SKIPPED),
        ("https://example.invalid/other.jpg", SKIPPED),
    ):
        found = await again([file, other], tmp_path)
        assert found[0][0] is state, other
        await _without_metadata([file], tmp_path)


async def test_what_an_older_version_wrote_is_taken_by_the_name_that_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    what = picture(tmp_path / "pic.png")
    with monkeypatch.context() as patched:
        patched.setattr("core.source.mark_of", lambda data: "")
        await again([what], tmp_path)
    assert await again([what], tmp_path) == [(SKIPPED, "pic-tile.png")]
    pattern = NamePattern("guide.{ext}")
    with monkeypatch.context() as patched:
        patched.setattr("core.source.mark_of", lambda data: "")
        await again([what], tmp_path, pattern=pattern)
    other = picture(tmp_path / "other.png")
    assert await again([other], tmp_path, pattern=pattern) == [(DONE, "guide.png")]


async def test_nothing_is_asked_of_anybody_where_all_is_there(tmp_path: Path) -> None:
    what = [picture(tmp_path / "a.png"), picture(tmp_path / "b.png")]
    plan = plan_of(what, CANNY, TILE, to=tmp_path / "out", skip_existing=True)
    await run(Batch.begin(plan))
    engine = QuickEngine()
    engine.error = lambda: EngineError("It is the night off.")
    batch = Batch.begin(plan)
    await batch.run(engine)
    assert states(batch) == [SKIPPED] * 4

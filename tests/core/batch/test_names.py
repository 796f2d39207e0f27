"""What guides are called: by a pattern, each by a name of its own, on every file system."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.batch.batch import Batch
from core.batch.gather import Source
from core.batch.pattern import FIELDS, NamePattern
from core.batch.plan import Plan, tasks_of
from core.errors import ExportError
from core.export import NAME_BYTES_MAX, safe_name
from core.file_format import FileFormat
from core.fit import Fit
from core.preprocessor import Preprocessor
from core.rendition import Rendition
from tests.core.batch.given import CANNY, TILE, paths, picture, plan_of, run

VALUES = {**dict.fromkeys(FIELDS, "x"), "name": "cat", "preprocessor": "canny", "ext": "png"}


def _planned(plan: Plan) -> list[str | None]:
    batch = Batch.begin(plan)
    found = [
        None if item.path is None else item.path.relative_to(plan.folder).as_posix()
        for item in batch.items
    ]
    batch.close()
    return found


def _named(tmp_path: Path, pattern: str, *names: str, **more: Any) -> list[str | None]:
    what = [tmp_path / name for name in names]
    return _planned(plan_of(what, to=tmp_path / "out", pattern=NamePattern(pattern), **more))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{name}-{kind}.{ext}", "{kind} is not known in names of guides."),
        ("{}.{ext}", "{} is not known in names of guides."),
        ("{name-{ext}.{ext}", "has a brace without its other."),
        ("{{name}}.{ext}", "has a brace without its other."),
        ("{name}.png", "does not end with .{ext}."),
        ("", "The pattern is empty."),
        ("/{name}.{ext}", "Names of guides stay in the folder."),
        ("../{name}.{ext}", "Names of guides stay in the folder."),
        ("a//{name}.{ext}", "Names of guides stay in the folder."),
        ("{folder}/../{name}.{ext}", "Names of guides stay in the folder."),
        ("c:/{name}.{ext}", "c: cannot be a name on every system."),
        ("a\\{name}.{ext}", "cannot be a name on every system."),
        ("what?/{name}.{ext}", "what? cannot be a name on every system."),
        ("con/{name}.{ext}", "con cannot be a name on every system."),
        ("nul.{ext}", "nul.{ext} cannot be a name on every system."),
        (".hidden/{name}.{ext}", ".hidden cannot be a name on every system."),
        ("{name} /{name}.{ext}", "{name}  cannot be a name on every system."),
        (".{ext}", ".{ext} cannot be a name on every system."),
        ("a\n{name}.{ext}", "cannot be a name on every system."),
        ("x" * 200 + "{name}.{ext}", "is too long for a name."),
    ],
)
def test_a_pattern_that_cannot_be_kept_to_is_refused_when_it_is_made(text: str, what: str) -> None:
    with pytest.raises(ExportError) as caught:
        NamePattern(text)
    assert what in caught.value.what
    assert caught.value.remedy


_PARTS = st.lists(
    st.sampled_from([f"{{{name}}}" for name in FIELDS]) | st.text("aé- ._", min_size=1, max_size=4),
    min_size=1,
    max_size=4,
).map("".join)


@given(
    st.lists(_PARTS, min_size=1, max_size=3).map("/".join),
    st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=300)),
    st.integers(1, 10_000),
)
def test_whatever_is_in_the_fields_the_path_is_safe_and_stays_in_the_folder(
    text: str, values: dict[str, str], number: int
) -> None:
    try:
        pattern = NamePattern(text + ".{ext}")
    except ExportError:
        return
    path = pattern.path({**VALUES, **values}, number)
    assert not path.is_absolute()
    for part in path.parts:
        assert safe_name(part) == part
        assert part not in (".", "..")
        assert "/" not in part
        elastic_only = {"name", "folder"}.issuperset(values)
        assert not elastic_only or len(part.encode()) <= NAME_BYTES_MAX


def test_all_fields_are_filled_in(tmp_path: Path) -> None:
    pattern = "{date}/{folder}/{number}-{name}-{preprocessor}.{ext}"
    names = [f"photos/p{number}.jpg" for number in range(10)]
    found = _named(
        tmp_path, pattern, *names, day=date(2026, 3, 4), rendition=Rendition(FileFormat.WEBP)
    )
    assert found[:3] == [
        "2026-03-04/photos/01-p0-canny.webp",
        "2026-03-04/photos/01-p0-tile.webp",
        "2026-03-04/photos/02-p1-canny.webp",
    ]
    assert found[-1] == "2026-03-04/photos/10-p9-tile.webp"


async def test_a_size_in_a_name_is_that_of_the_file(tmp_path: Path) -> None:
    plan = plan_of(
        [picture(tmp_path / "a.png", 40, 30)],
        to=tmp_path / "out",
        pattern=NamePattern("{width}x{height}/{name}-{preprocessor}.{ext}"),
        rendition=Rendition(fit=Fit(80)),
    )
    assert _planned(plan) == [None, None], "nobody has looked at the picture yet"
    batch = Batch.begin(plan)
    await run(batch)
    assert [path.relative_to(tmp_path).as_posix() for path in paths(batch)] == [
        "out/80x60/a-canny.png",
        "out/80x60/a-tile.png",
    ]
    assert all(path.exists() for path in paths(batch))


async def test_what_comes_from_no_file_is_named_when_it_is_there(tmp_path: Path) -> None:
    import base64

    data = base64.b64encode(picture(tmp_path / "a.png").read_bytes()).decode()
    what = [f"data:image/png;base64,{data}", f"data:image/png;base64,{data}"]
    plan = plan_of(what, CANNY, to=tmp_path / "out", pattern=NamePattern("{folder}/{name}.{ext}"))
    batch = Batch.begin(plan)
    await run(batch)
    assert [path.relative_to(tmp_path).as_posix() for path in paths(batch)] == [
        "out/picture.png",
        "out/picture-2.png",
    ]


def test_pictures_of_one_name_are_numbered_in_order_and_told(tmp_path: Path) -> None:
    what = [tmp_path / name for name in ("1/cat.png", "2/cat-2.png", "3/Cat.png", "4/cat.webp")]
    batch = Batch.begin(plan_of(what, to=tmp_path / "out"))
    assert [item.path.name for item in batch.items if item.path][::2] == [
        "cat-canny.png",
        "cat-2-canny.png",
        "Cat-3-canny.png",
        "cat-4-canny.png",
    ]
    remarks = [item.remark for item in batch.items]
    assert remarks[0] == remarks[2] == ""
    assert remarks[4] == remarks[5] == "Numbered 3: another picture is called Cat, too."


def test_guides_that_the_pattern_does_not_tell_apart_are_numbered(tmp_path: Path) -> None:
    found = _named(tmp_path, "{name}.{ext}", "a.png", "b.png")
    assert found == ["a.png", "a-2.png", "b.png", "b-2.png"]
    found = _named(tmp_path, "guides/guide.{ext}", "a.png", "b.png")
    assert found == [f"guides/guide{tail}.png" for tail in ("", "-2", "-3", "-4")]


def test_accents_that_are_written_in_two_ways_are_one_name(tmp_path: Path) -> None:
    found = _named(tmp_path, "{name}.{ext}", "1/\u00e9.png", "2/e\u0301.png")
    assert len({name and name.split("-")[-1] for name in found}) == 4


def test_long_names_that_differ_only_at_the_end_are_kept_apart(tmp_path: Path) -> None:
    what = [tmp_path / ("x" * 248 + last + ".png") for last in "ab"]
    names = _planned(plan_of(what, CANNY, to=tmp_path / "out"))
    assert names == ["x" * 245 + "-canny.png", "x" * 243 + "-2-canny.png"]


def test_five_thousand_pictures_of_one_name_are_named_soon(tmp_path: Path) -> None:
    sources = tuple(Source(tmp_path / str(number) / "cat.png") for number in range(5000))
    names = _planned(Plan(sources, tasks_of([TILE], {}), tmp_path))
    assert len(set(names)) == 5000
    assert names[-1] == "cat-5000-tile.png"


def test_names_in_a_folder_that_was_searched_have_the_way_to_them(tmp_path: Path) -> None:
    plan = Plan(
        (Source(tmp_path / "photos/2024/trip/a.png", "photos/2024/trip"),),
        tasks_of([Preprocessor.SEG], {}),
        tmp_path,
        NamePattern("{folder}/{folder}-{name}.{ext}"),
    )
    assert _planned(plan) == ["photos/2024/trip/photos-2024-trip-a.png"]

"""Many pictures into many guides: each is told of, and none spoils another."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.catalog import CATALOG
from core.convert import Destination, Failed, Made, convert
from core.engine import ProgressListener, ignore_progress
from core.errors import ExportError, PictureError
from core.file_format import FileFormat
from core.fit import Fit
from core.guide import Guide
from core.local.engine import LocalEngine
from core.picture import Picture
from core.preprocessor import Entry, Preprocessor
from core.provenance import read_task
from core.rendering import render
from core.rendition import Rendition
from core.task import PreprocessTask
from tests.core.guides import guide_of

CANNY = PreprocessTask(preprocessor=Preprocessor.CANNY)
TILE = PreprocessTask(preprocessor=Preprocessor.TILE)


def _picture(path: Path, width: int = 40, height: int = 30) -> Path:
    path.parent.mkdir(exist_ok=True)
    Image.effect_noise((width, height), 90).save(path)
    return path


def _into(folder: Path) -> Destination:
    return Destination(folder, Rendition())


def _results(
    pictures: Sequence[str | Path],
    tasks: Sequence[PreprocessTask],
    to: Destination,
    rows: Mapping[Preprocessor, Entry] = CATALOG,
) -> list[Made | Failed]:
    async def collect() -> list[Made | Failed]:
        engine = LocalEngine(rows)
        try:
            return [result async for result in convert(engine, pictures, tasks, to)]
        finally:
            await engine.aclose()

    return asyncio.run(collect())


def _names(results: Sequence[Made | Failed]) -> list[str]:
    return [result.path.name for result in results if isinstance(result, Made)]


def test_every_picture_gets_every_guide_in_order(tmp_path: Path) -> None:
    pictures = [_picture(tmp_path / "b.png"), _picture(tmp_path / "a.png", 7, 5)]
    results = _results(pictures, [TILE, CANNY], _into(tmp_path / "deep" / "out"))
    assert _names(results) == ["b-tile.png", "b-canny.png", "a-tile.png", "a-canny.png"]
    for result in results:
        assert isinstance(result, Made)
        assert result.path.parent == tmp_path / "deep" / "out"
        with Image.open(result.path) as image:
            assert image.size == (result.guide.width, result.guide.height)
            np.testing.assert_array_equal(np.asarray(image), result.guide.pixels)


def test_a_picture_that_cannot_be_read_fails_once_for_each_guide(tmp_path: Path) -> None:
    (tmp_path / "page.png").write_text("<html>")
    good = _picture(tmp_path / "good.png")
    results = _results([tmp_path / "page.png", good], [CANNY, TILE], _into(tmp_path / "out"))
    assert [type(result) for result in results] == [Failed, Failed, Made, Made]
    first, second = results[:2]
    assert isinstance(first, Failed)
    assert isinstance(second, Failed)
    assert isinstance(first.error, PictureError)
    assert first.error is second.error
    assert [first.preprocessor, second.preprocessor] == ["canny", "tile"]
    assert first.picture == str(tmp_path / "page.png")


def test_an_engine_without_the_preprocessor_spoils_nothing_else(tmp_path: Path) -> None:
    missing = PreprocessTask(preprocessor=Preprocessor.SEG)
    rows = {**CATALOG, Preprocessor.SEG: replace(CATALOG[Preprocessor.SEG], local=None)}
    results = _results([_picture(tmp_path / "a.png")], [missing, CANNY], _into(tmp_path), rows)
    assert [type(result) for result in results] == [Failed, Made]


def test_pictures_of_one_name_are_numbered_in_order(tmp_path: Path) -> None:
    pictures = [
        _picture(tmp_path / folder / name)
        for folder, name in [
            ("1", "cat.png"),
            ("2", "cat-2.png"),
            ("3", "Cat.png"),
            ("4", "cat.webp"),
        ]
    ]
    results = _results(pictures, [CANNY, TILE], _into(tmp_path / "out"))
    assert _names(results)[::2] == [
        "cat-canny.png",
        "cat-2-canny.png",
        "Cat-3-canny.png",
        "cat-4-canny.png",
    ]
    remarks = [result.remark for result in results if isinstance(result, Made)]
    assert remarks[0] == remarks[2] == ""
    assert remarks[4] == remarks[5] == "Numbered 3: another picture is called Cat, too."


def test_long_names_that_differ_only_at_the_end_are_kept_apart(tmp_path: Path) -> None:
    pictures = [_picture(tmp_path / ("x" * 248 + last + ".png")) for last in "ab"]
    names = _names(_results(pictures, [CANNY], _into(tmp_path / "out")))
    assert names == ["x" * 245 + "-canny.png", "x" * 243 + "-2-canny.png"]


def test_a_guide_of_before_is_replaced(tmp_path: Path) -> None:
    picture = _picture(tmp_path / "a.png")
    (tmp_path / "a-canny.png").write_bytes(b"of before")
    _results([picture], [CANNY], _into(tmp_path))
    with Image.open(tmp_path / "a-canny.png") as image:
        assert image.size == (40, 30)


@pytest.mark.parametrize("disguise", ["itself", "address", "symbolic link", "hard link", "later"])
def test_a_guide_never_replaces_a_picture(tmp_path: Path, disguise: str) -> None:
    picture = _picture(tmp_path / "a.png")
    before = picture.read_bytes()
    target = tmp_path / "a-canny.png"
    pictures: list[str | Path] = [picture]
    match disguise:
        case "itself":
            target = picture
        case "address":
            target = picture
            pictures = [picture.as_uri()]
        case "symbolic link":
            target.symlink_to(picture)
        case "hard link":
            target.hardlink_to(picture)
        case "later":
            pictures.append(_picture(target, 9, 9))
            before = target.read_bytes()
    to = Destination(tmp_path, Rendition(), target.name)
    result = _results(pictures, [CANNY], to)[0]
    assert isinstance(result, Failed)
    assert isinstance(result.error, ExportError)
    assert result.error.what == f"The guide would replace the picture {target.name}."
    assert target.read_bytes() == before
    assert picture.exists()


def test_a_file_in_place_of_the_folder_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    pictures = [_picture(tmp_path / "a.png")]
    for folder, what in [
        (tmp_path / "out", f"{tmp_path / 'out'} is a file, not a folder."),
        (tmp_path / "out" / "in", f"The folder {tmp_path / 'out' / 'in'} could not be made: "),
    ]:
        (result,) = _results(pictures, [CANNY], _into(folder))
        assert isinstance(result, Failed)
        assert result.error.what.startswith(what)


def test_a_reader_that_goes_away_leaves_nothing_half_done(tmp_path: Path) -> None:
    async def take_one() -> None:
        engine = LocalEngine()
        results = convert(engine, [picture], [CANNY, TILE], _into(tmp_path / "out"))
        await anext(results)
        await results.aclose()
        await engine.aclose()

    picture = _picture(tmp_path / "a.png")
    asyncio.run(take_one())
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a-canny.png"]


def test_a_guide_goes_out_in_the_form_that_was_asked_for_as_far_as_it_is_for_it(
    tmp_path: Path,
) -> None:
    rendition = Rendition(FileFormat.TIFF, invert=True, fit=Fit(128, multiple=64))
    results = _results(
        [_picture(tmp_path / "a.png")], [CANNY, TILE], Destination(tmp_path / "out", rendition)
    )
    assert _names(results) == ["a-canny.tiff", "a-tile.tiff"]
    for result, task in zip(results, (CANNY, TILE), strict=True):
        assert isinstance(result, Made)
        assert (result.guide.width, result.guide.height) == (40, 30)
        assert result.size == (128, 64)
        shown = render(result.guide, rendition.suited(result.guide))
        with Image.open(result.path) as image:
            np.testing.assert_array_equal(np.asarray(image), shown)
        told = read_task(result.path)
        assert told is not None
        assert (told.task, told.picture) == (task, "a")


class _Shallow:
    """An engine that makes depth of 8 bits."""

    name = "shallow"
    offers = frozenset({Preprocessor.DEPTH})

    async def run(
        self, picture: Picture, task: PreprocessTask, progress: ProgressListener = ignore_progress
    ) -> Guide:
        return guide_of(Preprocessor.DEPTH, picture.pixels[..., 0])

    async def aclose(self) -> None:
        """It has nothing to let go of."""


async def test_depth_that_has_only_8_bits_is_written_with_them_and_that_is_said(
    tmp_path: Path,
) -> None:
    picture, to = _picture(tmp_path / "a.png"), Destination(tmp_path, Rendition(deep=True))
    depth = PreprocessTask(preprocessor=Preprocessor.DEPTH)
    (result,) = [result async for result in convert(_Shallow(), [picture], [depth], to)]
    assert isinstance(result, Made)
    assert result.remark == "Written with 8 bits: it has no more."
    with Image.open(result.path) as image:
        assert image.mode == "L"

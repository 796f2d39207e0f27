"""Pictures are gathered from files and folders, in an order for people, each of them once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.batch.batch import Batch
from core.batch.gather import Gathered, gather
from tests.core.batch.given import CANNY, picture, plan_of, run


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of photos, with what else lies about in such a folder."""
    folder = tmp_path / "photos"
    for name in ("10.png", "9.png", "Zebra.jpg", "apple.png", "trip/2.png", "trip/day 1/1.png"):
        picture(folder / name)
    shutil.copy(folder / "9.png", folder / "without suffix")
    shutil.copy(folder / "9.png", folder / "._9.png")
    (folder / "notes.txt").write_text("These are the photos.")
    (folder / "page.png").write_text("<html>")
    picture(folder / ".thumbnails" / "9.png")
    return folder


def _names(found: Gathered, folder: Path) -> list[str]:
    return [Path(source.what).relative_to(folder).as_posix() for source in found.sources]


def _gathered(*named: str | Path, recursive: bool = True, apart: Path | None = None) -> Gathered:
    return gather(named, recursive=recursive, apart=apart)


def _whats(found: Gathered) -> Sequence[str | Path]:
    return [source.what for source in found.sources]


def test_a_folder_is_searched_for_pictures_in_natural_order(photos: Path) -> None:
    found = _gathered(photos)
    own = ["9.png", "10.png", "apple.png", "without suffix", "Zebra.jpg"]
    assert _names(found, photos) == [*own, "trip/2.png", "trip/day 1/1.png"]
    folders = [source.folder for source in found.sources]
    assert folders == ["photos"] * 5 + ["photos/trip", "photos/trip/day 1"]
    page = "1 file in photos (page.png) is called a picture and is none."
    assert [error.what for error in found.unread] == [page]
    assert _names(_gathered(photos, recursive=False), photos) == own


def test_a_file_that_is_named_twice_comes_once(photos: Path) -> None:
    (photos.parent / "link.png").symlink_to(photos / "9.png")
    ten = photos / "10.png"
    found = _gathered(ten, photos, ten.as_uri(), photos.parent / "link.png", photos / "trip")
    assert _whats(found)[0] == ten
    assert len(found.sources) == 7


def test_what_is_no_file_stays_as_it_is_and_comes_once(photos: Path) -> None:
    named = ["https://example.com/a.png", "gone.png", "https://example.com/a.png", "gone.png"]
    assert _whats(_gathered(*named)) == named[:2]


def test_what_lies_where_no_disk_answers_is_left_to_who_opens_it(photos: Path) -> None:
    # Too long for any disk, about which pathlib fails as about a share that is gone.
    gone = photos / ("x" * 300)
    assert _whats(_gathered(gone, photos / "9.png")) == [gone, photos / "9.png"]


def test_the_folder_of_guides_is_not_searched(photos: Path) -> None:
    picture(photos / "guides" / "a.png")
    assert "guides/a.png" in _names(_gathered(photos), photos)
    assert len(_gathered(photos, apart=photos / "guides").sources) == 7


async def test_guides_of_ours_are_no_pictures(photos: Path) -> None:
    before = _names(_gathered(photos), photos)
    batch = Batch.begin(plan_of([photos / "9.png"], CANNY, to=photos))
    await run(batch)
    assert (photos / "9-canny.png").exists()
    assert _names(_gathered(photos), photos) == before


def test_folders_without_pictures_are_told(photos: Path) -> None:
    for name in ("empty", "texts"):
        (photos.parent / name).mkdir()
    (photos.parent / "texts" / "a.txt").touch()
    found = _gathered(photos.parent / "empty", photos, photos / "trip", photos.parent / "texts")
    assert len(found.sources) == 7
    told = [error.what for error in found.unread if "called a picture" not in error.what]
    assert told == [
        f"There is no picture in {photos.parent / name}." for name in ("empty", "texts")
    ]


def test_of_many_files_that_are_no_pictures_some_are_named(photos: Path) -> None:
    for number in range(4):
        (photos / f"no {number}.JPG").touch()
    (error,) = _gathered(photos).unread
    names = "no 0.JPG, no 1.JPG, no 2.JPG, …"
    assert error.what == f"5 files in photos ({names}) are called pictures and are none."


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_a_folder_that_may_not_be_searched_is_told_and_the_rest_is_found(photos: Path) -> None:
    folder = Path(tempfile.mkdtemp()) / "photos"
    shutil.copytree(photos, folder)
    for each in (folder.parent, folder):
        each.chmod(0o755)
    (folder / "trip").chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        found = _gathered(folder)
    finally:
        if root:
            os.seteuid(0)
        (folder / "trip").chmod(0o755)
        shutil.rmtree(folder.parent)
    assert len(found.sources) == 5
    assert found.unread[0].what.startswith(f"The folder {folder / 'trip'} could not be searched: ")


def test_pipes_and_links_in_a_circle_are_passed_by(photos: Path) -> None:
    if os.name == "posix":
        os.mkfifo(photos / "pipe.png")
    (photos / "trip" / "up").symlink_to(photos, target_is_directory=True)
    (photos / "broken.png").symlink_to(photos / "nowhere.png")
    assert len(_gathered(photos).sources) == 7

"""At the command line: folders are converted, guides named by a pattern, what is there stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.provenance import read_task
from tests.core.batch.given import picture
from ui.__main__ import main

Output = pytest.CaptureFixture[str]


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder photos with four pictures, two of them deeper, where the commands run."""
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate(("2.png", "10.jpg", "trip/cat.png", "trip/day/cat.png")):
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        noise = np.random.default_rng(number).integers(0, 256, (30, 40, 3), np.uint8)
        Image.fromarray(noise).save(path)
    (tmp_path / "photos" / "notes.txt").write_text("Four pictures.")
    return tmp_path / "photos"


def _convert(*argv: str) -> int:
    return main(["convert", *argv])


def _objects(output: Output) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.readouterr().out.splitlines()]


def _files(folder: str) -> list[str]:
    top = Path(folder)
    return sorted(path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file())


def test_a_folder_is_converted_with_the_folders_in_it(photos: Path, capsys: Output) -> None:
    assert _convert("photos", "--recursive", "-p", "tile", "-o", "out", "--json") == 0
    objects = _objects(capsys)
    pictures = ("2.png", "10.jpg", "trip/cat.png", "trip/day/cat.png")
    assert [item["picture"] for item in objects] == [str(Path("photos", name)) for name in pictures]
    assert _files("out") == ["10-tile.png", "2-tile.png", "cat-2-tile.png", "cat-tile.png"]
    assert "another picture is called cat" in objects[3]["remark"]


def test_the_guides_of_before_are_not_converted_again(photos: Path, capsys: Output) -> None:
    command = ("photos", "-r", "-p", "tile", "--json", "-o")
    for folder in ("photos/guides", "photos"):
        for _ in range(2):
            assert _convert(*command, folder) == 0
            assert len(_objects(capsys)) == 4


def test_guides_are_named_by_a_pattern(photos: Path) -> None:
    pattern = "{preprocessor}/{folder}/{number} {name}, {width} x {height}.{ext}"
    assert _convert("photos", "-r", "-p", "tile,canny", "-o", "out", "--pattern", pattern) == 0
    assert _files("out") == sorted(
        f"{preprocessor}/{name}, 40 x 30.png"
        for preprocessor in ("canny", "tile")
        for name in ("photos/1 2", "photos/2 10", "photos/trip/3 cat", "photos/trip/day/4 cat")
    )


def test_a_folder_without_pictures_is_told_and_the_others_are_made(
    photos: Path, capsys: Output
) -> None:
    Path("empty").mkdir()
    assert _convert("empty", "photos/trip", "-r", "-p", "tile", "-o", "out") == 1
    said = capsys.readouterr()
    assert said.err == "underdrawing: There is no picture in empty. Choose another folder.\n"
    assert len(said.out.splitlines()) == 2
    assert _convert("empty", "-r", "-p", "tile", "-o", "nowhere") == 1
    assert not Path("nowhere").exists()


def test_guides_that_are_there_are_left_alone_if_they_are_of_the_same_task(
    photos: Path, capsys: Output
) -> None:
    command = ("photos/2.png", "photos/10.jpg", "-p", "canny", "-o", "out", "--skip-existing")
    assert _convert(command[0], *command[2:]) == 0
    before = Path("out/2-canny.png").stat().st_mtime_ns
    capsys.readouterr()
    assert _convert(*command) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{Path('out/2-canny.png')}  already there"
    assert second.startswith(f"{Path('out/10-canny.png')}  40 x 30  ")
    assert _convert(*command, "--json") == 0
    assert _objects(capsys)[0] == {
        "picture": "photos/2.png",
        "preprocessor": "canny",
        "path": str(Path("out/2-canny.png")),
        "skipped": True,
    }
    assert Path("out/2-canny.png").stat().st_mtime_ns == before
    assert _convert(*command, "--low", "7") == 0
    told = read_task(Path("out/2-canny.png"))
    assert told is not None
    assert told.task.options["lowThresholdCanny"] == 7


def test_a_guide_of_another_picture_of_the_same_name_is_never_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("photos/pic.png", "photos/pic.jpg"):
        picture(Path(name))
        assert _convert("photos", "-r", "-p", "tile", "-o", "out", "--skip-existing") == 0
    assert [line.split("  ")[:2] for line in capsys.readouterr().out.splitlines()] == [
        [str(Path("out/pic-tile.png")), "40 x 30"],
        [str(Path("out/pic-2-tile.png")), "40 x 30"],
        [str(Path("out/pic-tile.png")), "already there"],
    ]
    assert _convert("photos/pic.png", "-p", "tile", "-o", "bare", "--no-metadata") == 0
    capsys.readouterr()
    assert _convert("photos/pic.png", "-p", "tile", "-o", "bare", "--skip-existing", "--json") == 0
    (told,) = _objects(capsys)
    assert told["skipped"] is True
    assert told["remark"].startswith("Known by its name alone")


def test_wildcards_that_no_shell_has_replaced_mean_what_they_mean_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("10.png", "9.png", "[9].png", "b/9.png", "d[2]/7.png", ".hidden.png"):
        picture(Path(name))

    def made(*typed: str) -> list[str]:
        assert _convert(*typed, "-p", "tile", "-o", "out") == 0
        lines = capsys.readouterr().out.splitlines()
        return [Path(line.split("  ")[0]).name for line in lines]

    assert made("*.png") == ["9-tile.png", "10-tile.png", "[9]-tile.png"]
    assert made("./?.png", "b/*") == ["9-tile.png", "9-2-tile.png"]
    assert made("**/9.png") == ["9-tile.png", "9-2-tile.png"]
    # What is the name of a file is that file, and so it is with a folder; none is a picture.
    assert made("d[2]/*") == ["7-tile.png"]
    assert made("*") == ["9-tile.png", "10-tile.png", "[9]-tile.png"]
    assert made("[9].png") == ["[9]-tile.png"]
    assert made(str(tmp_path / "1[0-3].png")) == ["10-tile.png"]


def test_a_file_that_is_named_twice_is_converted_once(photos: Path, capsys: Output) -> None:
    one = ("photos/2.png", "./photos/2.png", str(Path("photos/2.png").absolute()), "photos/2.p*")
    assert _convert(*one, "-p", "tile", "-o", "out") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert _files("out") == ["2-tile.png"]


def test_what_would_spoil_all_guides_is_told_once(photos: Path, capsys: Output) -> None:
    Path("out").touch()
    command = ("photos", "-r", "-p", "canny,tile", "-o", "out/")
    assert _convert(*command) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "underdrawing: out is a file, not a folder. Choose another folder."
    ]
    assert _convert(*command, "--json") == 1
    objects = _objects(capsys)
    assert len(objects) == 8, "in JSON counts add up"
    assert {item["error"] for item in objects} == {
        "out is a file, not a folder. Choose another folder."
    }

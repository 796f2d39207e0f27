"""At the command line: wrong commands are explained, and help, lists and the version are there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from core.catalog import CATALOG
from core.paths import settings_file
from ui.__main__ import main

OFFERED = [name.value for name, entry in CATALOG.items() if entry.local]
Output = pytest.CaptureFixture[str]


@pytest.fixture
def cat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """cat.png, alone in the folder where the commands run."""
    monkeypatch.chdir(tmp_path)
    Image.effect_noise((64, 48), 90).save("cat.png")
    return tmp_path / "cat.png"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("-p canny -o out --low 300", "--low cannot be 300. Allowed: a whole number from 0 to 255"),
        ("-p canny -o out --low 1.5", "--low: invalid int value: '1.5'"),
        ("-p canny -o out --low 200 --high 100", "Allowed: less than --high, which is 100."),
        ("-p canny -o out --low 220", "--high is 200 when it is not given. Give --high as well"),
        ("-p canny -o out --high 50", "--low is 100 when it is not given. Give --low as well"),
        ("-p canny -o out --seed 3", "--seed is an option of shuffle only"),
        ("-p tile -o out --seed 3 --low 3", "--low is an option of canny only"),
        ("-p shuffle -o out --seed 99999999999999999", "--seed cannot be 99999999999999999"),
        ("-p canny -o out --width 0", "--width cannot be 0. Allowed: a whole number from 1 on."),
        ("-p canny -o out --height -4", "--height cannot be -4"),
        ("-p canny -o out --quality 101", "--quality cannot be 101"),
        ("-p canny -o out --quality 19 --format webp", "whole number from 20 to 100"),
        ("-p canny -o out --hands-and-face", "--hands-and-face is an option of openpose only"),
        ("-p canny -o out --keypoints", "--keypoints is for openpose only"),
        ("-p tile -o out --set =5", "--set =5 is not an option with a value"),
        ("-p tile -o out --set tileFactor", "--set tileFactor is not an option with a value"),
        ("-p tile -o out --set factor=3", "There is no option called factor"),
        ("-p tile -o out --set tileFactor=99", "--set tileFactor cannot be 99. Allowed: a numb"),
        ("-p tile -o out --set tileFactor=big", "--set tileFactor cannot be 'big'"),
        ("-p canny -o out --set tileFactor=3", "--set tileFactor is an option of tile only"),
        ("-p canny -o out --low 3 --set lowThresholdCanny=4", "lowThresholdCanny is given twice"),
        ("-p openpose -o o --set includeHandsAndFaceOpenPose=2", "cannot be '2'. Allowed: on or"),
        ("-p shuffle -o out --engine runware --seed 3", "--seed is not for --engine runware"),
        ("-p tile -o o --engine runware --set tileFactor=2", "tileFactor is not for --engine runw"),
        (
            "-p openpose -o o --engine runware --keypoints",
            "--keypoints is not for --engine run",
        ),
        ("-p canny -o out --engine other", "invalid choice: 'other'"),
        ("-p canny,sketch -o out", "There is no preprocessor called sketch. There are: canny, "),
        ("-p , -o out", "-p names no preprocessor"),
        ("-p canny", "the following arguments are required: -o/--output"),
        ("-o out", "the following arguments are required: -p/--preprocessors"),
        ("-p canny,tile -o out.png", "2 guides do not fit into one file, out.png"),
        ("cat.png -p canny -o out.png", "2 guides do not fit into one file, out.png"),
        ("-p canny -o out.webp --format png", "--format png is not what out.webp says"),
        ("-p canny -o out.gif", "Guides are not written as .gif"),
        ("-p canny -o out --format gif", "invalid choice: 'gif'"),
        ("-p canny -o out --lo 3", "unrecognized arguments: --lo"),
        ("-p canny -o out --pattern {name}.png", "--pattern: {name}.png does not end with .{ext}"),
        ("-p canny -o out --pattern {who}.{ext}", "--pattern: {who} is not known in names of gui"),
        ("-p canny -o out --pattern ../{name}.{ext}", "Names of guides stay in the folder."),
        ("-p canny -o out.png --pattern {name}.{ext}", "--pattern is for a folder of guides."),
        ("-p canny -o out.png -r", "--recursive is for a folder of guides. Name one with -o."),
        ("-p canny -o out --limit 1", "--limit is for --engine runware only."),
        ("-p canny -o out --engine runware --limit -1", "--limit cannot be -1.0. Allowed: an amo"),
        ("-p canny -o out --engine runware --limit nan", "--limit cannot be nan."),
        ("\x1b[31mno*.png -p canny -o out", r"No file is called like \x1b[31mno*.png."),
        ("no*.png -p canny -o out", "No file is called like no*.png. Check the folder, and the"),
        ("- -p canny -o out", "cannot be read from standard input (-)"),
    ],
)
def test_a_wrong_command_is_explained_and_does_nothing(
    cat: Path, capsys: Output, typed: str, answer: str
) -> None:
    assert main(["convert", "cat.png", *typed.split()]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("usage: underdrawing convert PICTURE... -p ")
    assert answer in said.err
    assert said.out == ""
    assert [path.name for path in cat.parent.iterdir()] == ["cat.png"]


def test_an_unset_variable_does_not_write_here(cat: Path, capsys: Output) -> None:
    assert main(["convert", "cat.png", "-p", "canny", "-o", ""]) == 2
    assert "-o names neither a folder nor a file" in capsys.readouterr().err


def test_no_picture_is_wrong_usage(capsys: Output) -> None:
    assert main(["convert", "-p", "canny", "-o", "out"]) == 2
    assert "There is no PICTURE to convert." in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["a.png", "-"], ["-"], ["--frobnicate"]])
def test_the_window_takes_pictures_and_nothing_else(capsys: Output, argv: list[str]) -> None:
    assert main(argv) == 2
    assert capsys.readouterr().err.startswith("usage: underdrawing [PICTURE...]\n")


def test_the_list_names_what_is_offered_and_what_is_a_draft(capsys: Output) -> None:
    assert main(["preprocessors"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["NAME", "TITLE", "QUALITY", "DESCRIPTION"]
    assert [row.split()[0] for row in rows] == OFFERED
    column = head.index("QUALITY")
    for name, row in zip(OFFERED, rows, strict=True):
        entry = CATALOG[name]  # type: ignore[index] # a StrEnum equals its text
        assert entry.local is not None
        assert row[column:].split("  ")[0].strip() == entry.local.quality
        assert row.endswith(f"  {entry.description}")


def test_the_list_in_json_has_what_a_program_needs(capsys: Output) -> None:
    assert main(["preprocessors", "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    objects = {item["name"]: item for item in map(json.loads, lines)}
    assert list(objects) == OFFERED
    assert objects["canny"]["options"][0] == {
        "name": "lowThresholdCanny",
        "title": "Low threshold",
        "hint": "Weak edges above this stay if they touch a strong one. Lower: longer lines.",
        "type": "integer",
        "minimum": 0,
        "maximum": 255,
        "step": 1,
        "default": 100,
        "choices": None,
        "local": False,
    }
    assert objects["tile"]["options"][0]["type"] == "number"
    assert objects["seg"]["quality"] == "draft"
    assert objects["seg"]["caveat"]
    assert all(item["description"] and item["method"] for item in objects.values())


def test_damaged_settings_are_said_and_left_to_the_window(cat: Path, capsys: Output) -> None:
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("rubbish")
    assert main(["convert", str(cat), "-p", "canny", "-o", "out"]) == 0
    assert f"The settings in {path} cannot be read" in capsys.readouterr().err
    assert path.read_text() == "rubbish"


@pytest.mark.parametrize("command", [[], ["convert"], ["preprocessors"]])
def test_every_command_has_help_with_examples(capsys: Output, command: list[str]) -> None:
    assert main([*command, "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(" ".join(["usage: underdrawing", *command]))
    assert "\nexamples:\n  underdrawing" in said
    assert max(map(len, said.splitlines())) <= 100


def test_the_version_is_that_of_the_project(capsys: Output) -> None:
    assert main(["--version"]) == 0
    project = Path(__file__).parents[2] / "pyproject.toml"
    version = capsys.readouterr().out.removeprefix("underdrawing ").strip()
    assert f'version = "{version}"' in project.read_text()

"""Somebody has added a network: convert makes guides by it, or by what is chosen, and says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.catalog import CATALOG
from core.library.adding import add_file
from core.library.rows import ROWS
from core.library.shelf import Shelf
from core.local.seg.ade20k import INDEX, PALETTE
from core.paths import library_folder, settings_file
from core.preprocessor import Preprocessor
from core.provenance import read_task
from core.settings import Settings, SettingsFile
from tests.core.local.library.standing import noise
from tests.hub.graphs import class_by_position
from ui.__main__ import main

Output = pytest.CaptureFixture[str]

NAME = "upernet-convnext-tiny-ade"
ROW = ROWS[NAME]


@pytest.fixture(autouse=True)
def cat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A picture in the folder that we are in."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "cat.png"
    Image.fromarray(noise(48, 64)).save(path)
    return path


@pytest.fixture
def added(tmp_path: Path) -> Shelf:
    """A library with a network that sees the sky above and a person below."""
    content = class_by_position(ROW.files[0], [[INDEX["sky"]], [INDEX["person"]]])
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    shelf = Shelf(library_folder())
    add_file(shelf, path, ROW)
    return shelf


def made(capsys: Output, *typed: str) -> dict[str, Any]:
    assert main(["convert", "cat.png", "-p", "seg", "-o", "seg.png", "--json", *typed]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def own() -> str:
    local = CATALOG[Preprocessor.SEG].local
    assert local is not None
    return local.method


def test_what_was_added_makes_the_guide_and_the_file_says_so(capsys: Output, added: Shelf) -> None:
    told = made(capsys)
    assert (told["method"], told["quality"]) == (ROW.title, "final")
    assert "remark" not in told
    guide = np.asarray(Image.open("seg.png"))
    assert (guide[:24] == PALETTE[INDEX["sky"]]).all()
    assert (guide[24:] == PALETTE[INDEX["person"]]).all()
    provenance = read_task(Path("seg.png"))
    assert provenance is not None
    assert (provenance.method, provenance.quality) == (ROW.title, "final")


def test_the_pack_makes_it_where_that_is_typed_or_chosen_in_the_window(
    capsys: Output, added: Shelf
) -> None:
    assert made(capsys, "--method", "pack")["method"] == own()
    chosen = Settings(methods={Preprocessor.SEG: "pack"})
    SettingsFile(settings_file()).save(chosen)
    assert made(capsys)["method"] == own()
    assert made(capsys, "--method", NAME)["method"] == ROW.title


def test_a_choice_that_is_gone_gives_way_to_the_pack_with_a_remark(
    capsys: Output, added: Shelf
) -> None:
    SettingsFile(settings_file()).save(Settings(methods={Preprocessor.SEG: NAME}))
    added.remove(ROW)
    told = made(capsys)
    assert (told["method"], told["quality"]) == (own(), "draft")
    assert told["remark"] == (
        f"{ROW.title} is not in the library. The guide was made by {own()} instead."
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--method", NAME], f"{NAME} is not in the library. underdrawing library add {NAME}"),
        (["--method", "dapth"], "There is no method called dapth. There are: pack, depth-anything"),
        (["--method", "hed"], "--method hed makes softedge only."),
        (["--method", "pack", "--method", "pack"], "--method is given twice for seg."),
        (["--method", "pack", "--engine", "runware"], "--method is not for --engine runware."),
    ],
)
def test_a_method_that_cannot_make_it_is_refused(
    capsys: Output, typed: list[str], said: str
) -> None:
    assert main(["convert", "cat.png", "-p", "seg", "-o", "out", *typed]) == 2
    assert said in capsys.readouterr().err
    assert not Path("out").exists()


def test_a_network_that_was_changed_is_not_what_is_typed(capsys: Output, added: Shelf) -> None:
    path = added.path_of(ROW)
    path.write_bytes(path.read_bytes()[:-1])
    assert main(["convert", "cat.png", "-p", "seg", "-o", "out", "--method", NAME]) == 2
    assert f"{NAME} is not as it was when it was added." in capsys.readouterr().err


def test_a_network_that_was_changed_and_looks_as_before_is_not_what_is_typed(
    capsys: Output, added: Shelf
) -> None:
    path = added.path_of(ROW)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert main(["convert", "cat.png", "-p", "seg", "-o", "seg.png", "--method", NAME]) == 1
    assert "is not as it was when it was added" in capsys.readouterr().err
    assert not Path("seg.png").exists()


def test_the_list_says_what_makes_what(capsys: Output, added: Shelf) -> None:
    assert main(["preprocessors"]) == 0
    *_, empty, head, row = capsys.readouterr().out.splitlines()
    assert empty == ""
    assert head.split() == ["MADE", "BY", "OR", "BY"]
    assert row.split() == ["seg", NAME, "pack"]
    assert main(["preprocessors", "--json"]) == 0
    objects = {each["name"]: each for each in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (objects["seg"]["method"], objects["seg"]["quality"]) == (ROW.title, "final")
    assert objects["seg"]["methods"] == [
        {"name": NAME, "title": ROW.title, "quality": "final", "used": True},
        {"name": "pack", "title": own(), "quality": "draft", "used": False},
    ]
    assert [method["name"] for method in objects["canny"]["methods"]] == ["pack"]

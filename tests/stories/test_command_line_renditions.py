"""A command writes guides in the form that the next program wants them in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.preprocessor import Preprocessor
from core.provenance import read_task
from ui.__main__ import main

Output = pytest.CaptureFixture[str]


@pytest.fixture
def cat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A picture of 120 x 90 pixels, cat.png, where the command is typed."""
    monkeypatch.chdir(tmp_path)
    noise = np.random.default_rng(2).integers(0, 256, (6, 8, 3), np.uint8)
    Image.fromarray(noise).resize((120, 90), Image.Resampling.NEAREST).save("cat.png")
    return tmp_path / "cat.png"


def _pixels(path: str) -> Any:
    with Image.open(path) as image:
        return np.asarray(image)


def _convert(typed: str) -> int:
    return main(["convert", "cat.png", *typed.split()])


def test_a_drawing_goes_onto_a_canvas(cat: Path) -> None:
    assert _convert("-p canny -o lines.png") == 0
    assert _convert("-p canny -o ink.tiff --invert --transparent") == 0
    ink = _pixels("ink.tiff")
    np.testing.assert_array_equal(ink[..., 1], _pixels("lines.png"))
    assert not ink[..., 0].any()


def test_guides_get_the_size_of_the_model(cat: Path) -> None:
    assert _convert("-p canny,tile -o out --short-side 256 --multiple 64 --format webp") == 0
    assert _convert("-p canny,tile -o out --long-side 100 --multiple 64 --pad") == 0
    for name in ("canny", "tile"):
        assert _pixels(f"out/cat-{name}.webp").shape[:2] == (256, 320)
        assert _pixels(f"out/cat-{name}.png").shape[:2] == (128, 128)


def test_the_size_that_is_told_is_that_of_the_file(cat: Path, capsys: Output) -> None:
    assert _convert("-p tile -o a.png --long-side 200 --json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["width"], told["height"]) == (200, 150)
    assert _convert("-p tile -o a.png --long-side 200") == 0
    assert "a.png  200 x 150  " in capsys.readouterr().out


def test_only_those_are_inverted_that_have_a_negative(cat: Path) -> None:
    assert _convert("-p canny,tile -o plain") == 0
    assert _convert("-p canny,tile -o out --invert") == 0
    np.testing.assert_array_equal(
        _pixels("out/cat-canny.png"), 255 - _pixels("plain/cat-canny.png")
    )
    np.testing.assert_array_equal(_pixels("out/cat-tile.png"), _pixels("plain/cat-tile.png"))


def test_a_file_says_how_it_was_made_unless_it_shall_not(cat: Path) -> None:
    assert _convert("-p canny -o a.jpg --low 20 --high 70 --width 64") == 0
    assert _convert("-p canny -o b.jpg --no-metadata") == 0
    told = read_task(Path("a.jpg"))
    assert told is not None
    assert (told.task.preprocessor, told.picture) == (Preprocessor.CANNY, "cat")
    assert dict(told.task.options) == {"lowThresholdCanny": 20, "highThresholdCanny": 70}
    assert (told.task.width, told.task.height) == (64, None)
    assert read_task(Path("b.jpg")) is None


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("-p tile -o out --invert", "--invert is for canny, softedge, lineart, "),
        ("-p seg,depth -o out --transparent", "mlsd, openpose only. Leave it out, or add one"),
        ("-p canny -o out --16-bit", "--16-bit is for depth only"),
        ("-p depth -o out.jpg --16-bit", "A JPG file has 8 bits. Choose PNG or TIFF for 16."),
        ("-p canny -o out.jpg --transparent", "A JPG file cannot be transparent"),
        ("-p canny,depth -o o --transparent --16-bit", "16 bits has no transparent ground"),
        ("-p depth -o out --16-bit --engine runware", "--16-bit is not for --engine runware"),
        ("-p canny -o out --long-side 20", "A side of 20 pixels is not possible"),
        ("-p canny -o out --long-side 99 --short-side 99", "not allowed with argument"),
        ("-p canny -o out --multiple 7", "multiples of 7. Choose 1, 8 or 64."),
        ("-p canny -o out --long-side 512 --pad", "--pad is for --multiple only"),
    ],
)
def test_what_cannot_be_is_explained_before_anything_is_made(
    cat: Path, capsys: Output, typed: str, answer: str
) -> None:
    assert _convert(typed) == 2
    assert answer in " ".join(capsys.readouterr().err.split())
    assert [path.name for path in cat.parent.iterdir()] == ["cat.png"]

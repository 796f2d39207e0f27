"""Who follows CONTRIBUTING.md has a preprocessor more, everywhere, and nothing else to do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
ENDS = {"core/preprocessor.py": '    SHUFFLE = "shuffle"\n', "core/catalog/colours.py": "    ),\n"}
"""After the last of these, what belongs into a file that is there already is put."""
THERE = re.compile(r".+\n    # \.\.\. .+ that are there\n")
"""How a piece begins that shows where in a file it belongs."""


@dataclass(frozen=True)
class Piece:
    """What the page says is to be written into the file `path`."""

    path: str
    text: str


def pieces() -> list[Piece]:
    """The pieces of the chapter on preprocessors: each block goes where the words before it say."""
    chapter = PAGE.partition("\n## A preprocessor\n")[2].partition("\n## ")[0]
    found = []
    for part in re.finditer(r"\*\*(.+?)```python\n(.+?)```", chapter, re.DOTALL):
        files = re.findall(r"`((?:core|tests)/\S+\.py)`", part[1])
        found.append(Piece(next(file for file in files if "method.py" not in file), part[2]))
    return found


@dataclass(frozen=True)
class Copy:
    """A copy of the source, in which the page was followed."""

    root: Path
    picture: Path

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        path = {"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, "-P", *arguments],
            cwd=self.root,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **path, **environ},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    root = tmp_path_factory.mktemp("source")
    for folder in ("core", "ui", "tests", "resources"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "NOTICE"):
        shutil.copy(ROOT / name, root)
    picture = root / "ramp.png"
    ramp = np.linspace(0, 255, 120).astype(np.uint8)
    Image.fromarray(np.dstack([np.tile(ramp, (80, 1))] * 3)).save(picture)
    for piece in pieces():
        write(root, piece)
    return Copy(root, picture)


def write(root: Path, piece: Piece) -> None:
    file = root / piece.path
    if piece.path not in ENDS:
        assert not file.exists(), f"{piece.path} is no new file"
        file.write_text(piece.text, "utf-8")
        return
    inside = THERE.sub("", piece.text, count=1).removesuffix(")\n")
    assert inside != piece.text
    before, end, after = file.read_text("utf-8").rpartition(ENDS[piece.path])
    assert end
    file.write_text(before + end + inside + after, "utf-8")


def test_it_takes_a_name_a_module_a_row_and_a_test() -> None:
    assert [piece.path for piece in pieces()] == [
        "core/preprocessor.py",
        "core/local/light.py",
        "core/catalog/colours.py",
        "tests/core/local/test_light.py",
    ]


def test_the_command_line_offers_it(copy: Copy, tmp_path: Path) -> None:
    listed = copy.run("-m", "ui", "preprocessors")
    assert listed.returncode == 0, listed.stderr
    assert re.search(r"^light\b", listed.stdout, re.MULTILINE), listed.stdout
    asked = ("convert", str(copy.picture), "-p", "light", "--set", "lightLevels=3")
    made = copy.run("-m", "ui", *asked, "-o", str(tmp_path / "guide.png"))
    assert made.returncode == 0, made.stderr
    with Image.open(tmp_path / "guide.png") as guide:
        assert np.unique(np.asarray(guide)).tolist() == [0, 128, 255]


def test_runware_is_never_asked_for_what_it_does_not_have(copy: Copy, tmp_path: Path) -> None:
    asked = ("convert", str(copy.picture), "-p", "light", "--engine", "runware")
    nobody = {"RUNWARE_API_KEY": "a-key-of-some-length", "RUNWARE_API_URL": "http://127.0.0.1:9/v1"}
    done = copy.run("-m", "ui", *asked, "-o", str(tmp_path / "guide.png"), **nobody)
    assert done.returncode == 1
    assert "Runware has no preprocessor Light." in done.stderr


def test_the_window_and_the_served_api_offer_it(copy: Copy) -> None:
    done = copy.run("-m", "tests.packaging.newcomer", "light", str(copy.picture))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    levels = [0, 85, 170, 255]
    assert told["window"] == {
        "tile": "Light",
        "thumbnail": True,
        "menu": "Light",
        "options": ["lightLevels"],
        "levels": levels,
    }
    assert told["api"]["levels"] == levels
    assert "lightLevels" in told["api"]["described"]


def test_its_own_test_and_those_that_walk_the_catalogue_take_it(copy: Copy) -> None:
    walking = ("tests/core/test_catalog.py", "tests/core/local/test_every_local_method.py")
    without_qt = ("-p", "no:pytest-qt", "-p", "tests.without_qt", "-p", "no:cacheprovider")
    chosen = "light or there_are_the or all_can_be_made"
    done = copy.run(
        *("-m", "pytest", "-q", *without_qt, "-k", chosen, *walking),
        "tests/core/local/test_light.py",
    )
    assert done.returncode == 0, done.stdout
    assert int(re.findall(r"(\d+) passed", done.stdout)[0]) > 20


def test_it_is_written_as_the_house_writes(copy: Copy) -> None:
    files = [piece.path for piece in pieces()]
    for check in (("check", "--no-cache"), ("format", "--no-cache", "--check")):
        done = copy.run("-m", "ruff", *check, *files)
        assert done.returncode == 0, done.stdout + done.stderr
    done = copy.run("-m", "mypy", "--cache-dir", str(copy.root / "types"), *files[1:2])
    assert done.returncode == 0, done.stdout


def test_every_file_that_the_page_names_is_there() -> None:
    new = {"core/local/light.py", "tests/core/local/test_light.py"}
    named = set(re.findall(r"`((?:core|ui|tests|packaging|resources)/[\w/.]+)`", PAGE)) - new
    assert len(named) > 10
    missing = [name for name in named if not (ROOT / name).exists()]
    assert missing == ["resources/translations/underdrawing_xx.ts"]

"""The user guide: whole, true to the window, light, and made of the tour's pictures."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

import guide
from core.catalog import CATALOG
from core.paths import user_guide
from guide_pages import faults, read_page

FOLDER = user_guide().parent
PAGES = sorted(path.name for path in FOLDER.glob("*.html"))


@pytest.fixture(scope="module")
def keys(qapp: QApplication) -> frozenset[str]:
    return frozenset(guide.window_keys())


@pytest.fixture(scope="module")
def labels() -> frozenset[str]:
    return frozenset(guide.window_labels())


def test_nothing_is_wrong_with_it(keys: frozenset[str], labels: frozenset[str]) -> None:
    assert list(faults(FOLDER, keys, labels)) == []
    assert len(PAGES) == 12


def test_it_opens_without_a_network() -> None:
    for path in FOLDER.iterdir():
        if path.suffix in (".html", ".css"):
            text = path.read_text("utf-8")
            assert "<script" not in text
            assert not re.search(r'(src|srcset|href)="https?:|url\(', text), path.name


def test_every_preprocessor_has_a_section_with_all_its_options() -> None:
    told = read_page(FOLDER / "guides.html").titles
    for name, entry in CATALOG.items():
        if not entry.of_the_api:
            continue
        words = " ".join(told[name.value].split())
        for text in (entry.title, entry.description):
            assert text in words, name
        for option in entry.options:
            assert f"{option.title} {option.hint}" in words, option.name


def test_the_lists_of_options_are_written_from_the_catalogue(tmp_path: Path) -> None:
    page = tmp_path / "guides.html"
    whole = (FOLDER / "guides.html").read_text("utf-8")
    page.write_text(whole.replace("<dt>Low threshold</dt>", "<dt>Lowest</dt>"), "utf-8")
    guide.write_options(page)
    assert page.read_text("utf-8") == whole, "python3 packaging/guide.py --options writes them"


def test_its_pictures_are_those_of_the_tour(tmp_path: Path) -> None:
    tour, made = tmp_path / "tour", tmp_path / "made"
    tour.mkdir()
    for number, state in enumerate(guide.WINDOWS.values()):
        for theme in ("light", "dark"):
            Image.new("RGB", (1280, 800), (number, 9, 9)).save(tour / f"{state}-{theme}.png")
    guide.rebuild(tour, made)
    there = {path.name for path in (FOLDER / "pictures").iterdir()}
    assert {path.name for path in made.iterdir()} == there
    with Image.open(made / "window-dark.webp") as shot:
        assert shot.size == (960, 600)
    with Image.open(made / "guide-depth.webp") as small:
        assert small.width == guide.THUMB_WIDTH


Spoil = Callable[[Path], None]


def replace(name: str, before: str, after: str) -> Spoil:
    def spoil(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert before in text
        (folder / name).write_text(text.replace(before, after, 1), "utf-8")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (replace("index.html", 'href="in-and-out.html#way-out"', 'href="out.html"'), "no out.html"),
        (replace("guides.html", 'href="#canny"', 'href="#cany"'), "no #cany"),
        (replace("index.html", "in-and-out.html#way-out", "in-and-out.html#out"), "out.html#out"),
        (replace("keys.html", "<kbd>Ctrl+B</kbd>", "<kbd>Ctrl+K</kbd>"), "no such key as Ctrl+K"),
        (replace("runware.html", "<em>Buy this", "<em>Pay this"), "has no Pay this guide"),
        (replace("compare.html", "The window with the wipe: ", ""), ""),
        (replace("compare.html", 'alt="', 'alt="" title="'), "is not described"),
        (replace("compare.html", 'width="960"', 'width="900"'), "is 960 x 660"),
        (replace("compare.html", "wipe-dark.webp", "wipe.webp"), "wipe-dark.webp is not used"),
        (replace("many.html", "</ol>\n<figure>", "<figure>"), "is not closed"),
        (replace("many.html", "<h1>", '<h2>A</h2><h1 id="x">'), "its one title"),
        (replace("library.html", ">Better guides</a>", ">More</a>"), "other chapters"),
        (replace("trouble.html", 'id="slow"', 'id="memory"'), "#memory is there twice"),
        (replace("runware.html", 'href="guide.css"', 'href="https://a.example/b"'), "in the guide"),
        (lambda folder: (folder / "runware.html").unlink(), "the chapters are not the pages"),
        (lambda folder: (folder / "big.bin").write_bytes(b"0" * 2**21), "bytes are more than"),
    ],
)
def test_what_is_wrong_is_named(
    spoil: Spoil, said: str, keys: frozenset[str], labels: frozenset[str], tmp_path: Path
) -> None:
    folder = tmp_path / "guide"
    shutil.copytree(FOLDER, folder)
    spoil(folder)
    found = list(faults(folder, keys, labels))
    assert any(said in fault for fault in found) if said else not found, found

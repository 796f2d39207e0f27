"""The user guide: whole, true to the window, light, and made of the tour's pictures."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace as replaced
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

import guide
from core.catalog import CATALOG
from core.paths import user_guide
from guide_faults import faults
from guide_options import write_lists
from guide_pages import read_page
from guide_words import Words, all_words
from ui.language import ENGLISH

FOLDER = guide.GUIDE
LANGUAGES = [ENGLISH, "de"]


@pytest.fixture(scope="module")
def words(qapp: QApplication) -> dict[str, Words]:
    return all_words()


def test_nothing_is_wrong_with_it(words: dict[str, Words]) -> None:
    assert list(faults(FOLDER, words)) == []
    assert list(words) == LANGUAGES
    for language in LANGUAGES:
        assert len(list((FOLDER / language).glob("*.html"))) == 12


def test_it_opens_without_a_network() -> None:
    for path in FOLDER.rglob("*"):
        if path.suffix in (".html", ".css"):
            text = path.read_text("utf-8")
            assert "<script" not in text
            assert not re.search(r'(src|srcset|href)="https?:|url\(', text), path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_page_and_it_has_the_same_ids(language: str) -> None:
    for path in (FOLDER / ENGLISH).glob("*.html"):
        page = read_page(FOLDER / language / path.name)
        assert page.anchors == read_page(path).anchors, path.name
        assert page.language == language
        assert user_guide(language) == FOLDER / language / "index.html"


def test_a_language_without_a_guide_has_the_english_one() -> None:
    assert user_guide("fr") == FOLDER / ENGLISH / "index.html"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_preprocessor_has_a_section_with_all_its_options(
    language: str, words: dict[str, Words]
) -> None:
    told, said = read_page(FOLDER / language / "guides.html").titles, words[language].texts
    for name, entry in CATALOG.items():
        if not entry.of_the_api:
            continue
        section = " ".join(told[name.value].split())
        for text in (entry.title, entry.description):
            assert said[text] in section, name
        for option in entry.options:
            assert f"{said[option.title]} {said[option.hint]}" in section, option.name


@pytest.mark.parametrize(
    ("language", "title"), [(ENGLISH, "Low threshold"), ("de", "Untere Schwelle")]
)
def test_the_lists_of_options_are_written_from_the_catalogue(
    language: str, title: str, words: dict[str, Words], tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    page = folder / language / "guides.html"
    whole = page.read_text("utf-8")
    page.write_text(whole.replace(f"<dt>{title}</dt>", "<dt>Lowest</dt>"), "utf-8")
    assert any("guide.py --options" in fault for fault in faults(folder, words))
    write_lists(folder, words)
    assert page.read_text("utf-8") == whole, "python3 packaging/guide.py --options writes them"


def test_keys_are_written_as_the_window_writes_them(words: dict[str, Words]) -> None:
    german = words["de"].keys
    keys = ("Ctrl+Shift+E", "Ctrl++", "Ctrl+-", "Ctrl+,", "Space", "Delete", "Enter", "Y", "F2")
    written = [german[key] for key in keys]
    assert written[:4] == ["Strg+Umschalt+E", "Strg++", "Strg+-", "Strg+,"]
    assert written[4:] == ["Leertaste", "Entf", "Eingabetaste", "Y", "F2"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("&Buy this guide", "no Diese Vorlage kaufen"),
        ("Wipe", "no Wischblende"),
        ("How sure", "guide.py --options"),
        ("Which way every surface faces.", "#normalbae does not say: Sonst etwas"),
    ],
)
def test_a_term_of_german_that_changes_is_noticed(
    source: str, said: str, words: dict[str, Words]
) -> None:
    german = words["de"]
    changed = replaced(german, texts={**german.texts, source: "Sonst etwas"})
    found = list(faults(FOLDER, {ENGLISH: words[ENGLISH], "de": changed}))
    assert found
    assert all(fault.startswith("de/") for fault in found)
    assert any(said in fault for fault in found), found


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


def test_a_language_of_the_window_may_be_without_a_guide(words: dict[str, Words]) -> None:
    assert list(faults(FOLDER, {**words, "fr": words[ENGLISH]})) == []


def copied(folder: Path) -> Path:
    shutil.copytree(FOLDER, folder / "guide")
    return folder / "guide"


Spoil = Callable[[Path], None]


def replace(language: str, name: str, before: str, after: str) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / language / name
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), "utf-8")

    return spoil


english, german = (partial(replace, language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            english("index.html", 'href="in-and-out.html#way-out"', 'href="out.html"'),
            "no out.html",
        ),
        (english("guides.html", 'href="#canny"', 'href="#cany"'), "no #cany"),
        (
            english("index.html", "in-and-out.html#way-out", "in-and-out.html#out"),
            "out.html#out",
        ),
        (
            english("keys.html", "<kbd>Ctrl+B</kbd>", "<kbd>Ctrl+K</kbd>"),
            "no such key as Ctrl+K",
        ),
        (english("runware.html", "<em>Buy this", "<em>Pay this"), "has no Pay this guide"),
        (english("compare.html", "The window with the wipe: ", ""), ""),
        (english("compare.html", 'alt="', 'alt="" title="'), "is not described"),
        (english("compare.html", 'width="960"', 'width="900"'), "is 960 x 660"),
        (english("compare.html", "wipe-dark.webp", "wipe.webp"), "wipe-dark.webp is not used"),
        (english("many.html", "</ol>\n<figure>", "<figure>"), "is not closed"),
        (english("many.html", "<h1>", '<h2>A</h2><h1 id="x">'), "its one title"),
        (english("library.html", ">Better guides</a>", ">More</a>"), "other chapters"),
        (english("trouble.html", 'id="slow"', 'id="memory"'), "#memory is there twice"),
        (
            english("runware.html", 'href="../guide.css"', 'href="https://a.example/b"'),
            "in the guide",
        ),
        (english("compare.html", "../de/compare.html", "../de/keys.html"), "other languages"),
        (german("compare.html", 'hreflang="en"', 'hreflang="de"'), "other languages"),
        (german("compare.html", 'lang="de"', 'lang="en"'), "language is not told"),
        (german("keys.html", "<kbd>Entf</kbd>", "<kbd>Delete</kbd>"), "no such key as Delete"),
        (german("keys.html", "<kbd>Strg+B</kbd>", "<kbd>Strg+H</kbd>"), "a key is in one"),
        (german("runware.html", "<em>Diese", "<em>Jene"), "has no Jene Vorlage kaufen"),
        (german("trouble.html", 'id="slow"', 'id="langsam"'), "langsam where en has dt slow"),
        (german("many.html", "<code>{date}</code>", "<code>{datum}</code>"), "a code is in"),
        (
            replace(
                "de", "trouble.html", 'href="runware.html">Runware</a>.', 'href="keys.html">R</a>.'
            ),
            "a link is in",
        ),
        (german("guides.html", "Harte, dünne", "Dünne"), "#canny does not say"),
        (lambda folder: (folder / "de" / "keys.html").unlink(), "the chapters are not the pages"),
        (lambda folder: (folder / "de" / "index.html").unlink(), "there is no de/index.html"),
        (
            lambda folder: (folder / "en" / "runware.html").unlink(),
            "the chapters are not the pages",
        ),
        (lambda folder: (folder / "big.bin").write_bytes(b"0" * 2**21), "bytes are more than"),
    ],
)
def test_what_is_wrong_is_named(
    spoil: Spoil, said: str, words: dict[str, Words], tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    spoil(folder)
    found = list(faults(folder, words))
    assert any(said in fault for fault in found) if said else not found, found

"""Finding guides again: search and filters."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from core.history.history import GuideHistory
from core.preprocessor import Preprocessor
from tests.core.history.made import bought, canny, made, pasted
from tests.core.pictures import noise


@pytest.fixture
def names(history: GuideHistory) -> list[str]:
    """The pictures in a history of several preprocessors and engines, the newest first."""
    grey = noise((48, 64))
    history.add(pasted(1, "Große Café-Szene"), made("softedge", grey, {}))
    history.add(pasted(2, "cat"), made("canny", grey, {}))
    history.pin(history.add(pasted(3, "CAT and dog"), made("lineart_anime", grey, {})), True)
    history.add(pasted(4, "house 100%"), bought())
    return ["house 100%", "CAT and dog", "cat", "Große Café-Szene"]


def _found(history: GuideHistory, *args: object, **filters: object) -> list[str]:
    entries = history.entries(*args, **filters)  # type: ignore[arg-type]
    return [entry.picture_name for entry in entries]


def test_the_newest_comes_first(history: GuideHistory, names: list[str]) -> None:
    assert _found(history) == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cat", ["CAT and dog", "cat"]),
        ("  Cat  dog ", ["CAT and dog"]),
        ("cat anime", ["CAT and dog"]),
        ("lineart_anime", ["CAT and dog"]),
        ("GROSSE", ["Große Café-Szene"]),
        ("cafe", ["Große Café-Szene"]),
        ("cafe\u0301", ["Große Café-Szene"]),
        ("depth", ["house 100%"]),
        ("%", ["house 100%"]),
        ("_", ["CAT and dog"]),
        ("cat house", []),
        ("'", []),
    ],
)
def test_every_word_is_in_the_picture_or_the_preprocessor(
    history: GuideHistory, names: list[str], text: str, expected: list[str]
) -> None:
    assert _found(history, text) == expected


def test_preprocessors_are_found_by_the_titles_of_the_window_s_language(
    folder: Path, history: GuideHistory, names: list[str]
) -> None:
    german = {Preprocessor.DEPTH: "Tiefenkarte"}
    there = GuideHistory(folder, title=lambda name: german.get(name, ""))
    assert _found(there, "tiefen") == ["house 100%"]
    assert _found(there, "depth") == ["house 100%"], "the API's names are found in every language"
    assert _found(there, "anime line art") == ["CAT and dog"], "and so are the English titles"
    there.close()


def test_filters_are_all_kept_to(history: GuideHistory, names: list[str]) -> None:
    assert _found(history, preprocessor=Preprocessor.CANNY) == ["cat"]
    assert _found(history, pinned=True) == ["CAT and dog"]
    assert _found(history, pinned=False) == ["house 100%", "cat", "Große Café-Szene"]
    assert _found(history, engine="runware") == ["house 100%"]
    assert _found(history, "cat", pinned=False, engine="local") == ["cat"]


def test_what_another_version_kept_is_read_as_far_as_it_can_be(
    history: GuideHistory, folder: Path
) -> None:
    first, second, third = (history.add(pasted(number), canny()) for number in (1, 2, 3))
    database = sqlite3.connect(folder / "current" / "history.sqlite3")
    for entry, change in (
        (first, {"options": {"lowThresholdCanny": 70, "sparkle": 3}}),
        (second, {"preprocessor": "holography"}),
    ):
        (text,) = database.execute("SELECT task FROM entries WHERE id = ?", (entry.id,)).fetchone()
        task = json.dumps(json.loads(text) | change)
        database.execute("UPDATE entries SET task = ? WHERE id = ?", (task, entry.id))
    database.commit()
    database.close()
    found = history.entries(limit=2)
    assert [entry.id for entry in found] == [third.id, first.id]
    assert found[1].task.options["lowThresholdCanny"] == 70
    assert len(history.clear()) == 3

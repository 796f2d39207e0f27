"""The list of pictures for the next batch: kept as it was, or, if it is damaged, not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.batch.planned import FILE_NAME, Planned, PlannedList
from core.errors import UnderdrawingError

LIST = (
    Planned(Path("photos/ä.png").absolute(), begun=True),
    Planned(Path("photos").absolute()),
    Planned("https://example.com/a.png"),
    Planned("https://example.com/b.png", aside=True),
)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    kept = PlannedList(tmp_path / "batch")
    assert kept.load() == (), "nothing was planned yet"
    kept.save(LIST)
    assert PlannedList(tmp_path / "batch").load() == LIST
    kept.save(())
    assert kept.load() == ()


def test_a_list_of_an_older_version_has_nothing_laid_aside(tmp_path: Path) -> None:
    address = "https://example.com/a.png"
    (tmp_path / FILE_NAME).write_text(
        json.dumps([{"what": address, "file": False, "begun": True}]), "utf-8"
    )
    assert PlannedList(tmp_path).load() == (Planned(address, begun=True),)


@pytest.mark.parametrize(
    "text",
    ["", "{", "7", '{"a": 1}', '[{"what": 7, "file": true, "begun": false}]', "[" * 100_000, "ÿ"],
)
def test_what_is_damaged_is_no_list(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, "latin-1")
    assert PlannedList(tmp_path).load() == ()


def test_a_disk_that_fails_is_told(tmp_path: Path) -> None:
    (tmp_path / "batch").write_text("a file where a folder should be")
    with pytest.raises(UnderdrawingError, match="The list of the batch"):
        PlannedList(tmp_path / "batch").save(LIST)

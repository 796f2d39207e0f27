"""Files are there as a whole or not at all, and what is left of others is cleared away in time."""

from __future__ import annotations

import os
from pathlib import Path

from core.whole_file import PART_KEPT_S, clear_parts, part_name, set_aside, write_whole

TOKEN = "0123456789abcdef"


def test_what_was_left_long_ago_goes_and_nothing_else(tmp_path: Path) -> None:
    old, new = tmp_path / part_name(TOKEN), tmp_path / part_name(f"{TOKEN}-2")
    theirs, guide = tmp_path / ".hidden.part", tmp_path / "cat.png"
    for file in (old, new, theirs, guide):
        file.touch()
    for file in (old, theirs, guide):
        then = file.stat().st_mtime - PART_KEPT_S - 60
        os.utime(file, (then, then))
    clear_parts(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted((new, theirs, guide))


def test_a_folder_that_is_gone_has_nothing_to_clear(tmp_path: Path) -> None:
    clear_parts(tmp_path / "gone")


def test_what_is_set_aside_never_replaces_what_was_before(tmp_path: Path) -> None:
    file = tmp_path / "list"
    for number in range(3):
        write_whole(file, str(number).encode())
        set_aside(file)
    found = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert found == {"list.damaged": "0", "list.damaged-2": "1", "list.damaged-3": "2"}

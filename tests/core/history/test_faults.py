"""The history where it is damaged or of a newer version, and where a second window has it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import pytest

from core.errors import UnderdrawingError
from core.history.history import GuideHistory
from tests.core.history.conftest import filled
from tests.core.history.made import canny, pasted


def _database(folder: Path) -> Path:
    return folder / "current" / "history.sqlite3"


def _aside(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.startswith("set-aside"))


def _spoil(file: Path) -> None:
    """Write over all pages but the first, where the tables are named."""
    data = bytearray(file.read_bytes())
    data[4096:] = b"\x5a" * (len(data) - 4096)
    file.write_bytes(data)


@pytest.mark.parametrize("damage", ["no database", "spoilt pages", "other tables"])
def test_a_damaged_history_is_set_aside_whole_and_a_new_one_begun(
    folder: Path, history: GuideHistory, damage: str
) -> None:
    filled(folder)
    file = _database(folder)
    if damage == "no database":
        file.write_bytes(b"not a database " * 1000)
    elif damage == "spoilt pages":
        _spoil(file)
    else:
        file.unlink()
        sqlite3.connect(file).execute("CREATE TABLE songs (name)").connection.close()
    spoilt = file.read_bytes()
    files = sorted(path.name for path in (folder / "current" / "files").iterdir())

    assert history.entries() == []
    (aside,) = _aside(folder)
    remark = f"The history of guides was damaged. It was set aside in {aside}, and a new one begun."
    assert history.take_remark() == remark
    assert history.take_remark() == ""
    # Of what could be opened, SQLite counts that in the first page.
    assert (aside / "history.sqlite3").read_bytes()[4096:] == spoilt[4096:]
    assert sorted(path.name for path in (aside / "files").iterdir()) == files
    entry = history.add(pasted(), canny())
    assert history.entries() == [entry]


def test_damage_that_comes_while_it_is_open_costs_no_new_guide(
    folder: Path, history: GuideHistory
) -> None:
    filled(folder)
    assert len(history.entries()) == 3
    history.close()
    there = GuideHistory(folder)
    assert there.size_bytes() > 0
    _spoil(_database(folder))
    entry = there.add(pasted(), canny())
    assert "was damaged" in there.take_remark()
    assert there.entries() == [entry]
    assert (there.guide(entry).pixels == canny().pixels).all()
    there.close()


def test_files_are_no_orphans_where_the_database_has_forgotten_them(
    folder: Path, history: GuideHistory
) -> None:
    filled(folder)
    database = sqlite3.connect(_database(folder))
    (page,) = database.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'by_picture'"
    ).fetchone()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("DELETE FROM entries WHERE id = 1")
    database.commit()
    database.close()
    data = bytearray(_database(folder).read_bytes())
    data[(page - 1) * 4096 : page * 4096] = bytes(4096)
    _database(folder).write_bytes(data)
    history.entries()
    (aside,) = _aside(folder)
    assert len(list((aside / "files").iterdir())) == 4, "three guides and the picture"


def test_a_newer_history_is_set_aside_and_can_be_put_back(
    folder: Path, history: GuideHistory
) -> None:
    filled(folder)
    database = sqlite3.connect(_database(folder))
    database.execute("PRAGMA user_version = 2")
    database.close()
    assert history.entries() == []
    (aside,) = _aside(folder)
    remark = history.take_remark()
    assert "is of a newer version of Underdrawing" in remark
    assert str(aside) in remark
    history.close()

    database = sqlite3.connect(aside / "history.sqlite3")
    database.execute("PRAGMA user_version = 1")
    database.close()
    shutil.rmtree(folder / "current")
    aside.rename(folder / "current")
    again = GuideHistory(folder)
    assert [again.guide(entry).width for entry in again.entries()] == [64, 64, 64]
    again.close()


def test_two_windows_that_find_the_damage_at_once_set_it_aside_once(folder: Path) -> None:
    filled(folder)
    _database(folder).write_bytes(b"not a database " * 1000)
    windows = [GuideHistory(folder) for _ in range(4)]
    with ThreadPoolExecutor(len(windows)) as pool:
        list(pool.map(lambda i: windows[i].add(pasted(), canny(i + 1)), range(len(windows))))
    assert len(_aside(folder)) == 1
    assert len(windows[0].entries()) == 4
    for window in windows:
        window.close()


def test_a_window_goes_on_where_another_has_set_the_history_aside(
    folder: Path, history: GuideHistory
) -> None:
    history.add(pasted(), canny(1))
    (folder / "current").rename(folder / "elsewhere")
    entry = history.add(pasted(), canny(2))
    other = GuideHistory(folder)
    assert other.entries() == [entry]
    assert (other.guide(entry).pixels == canny().pixels).all()
    other.close()


def test_two_windows_add_remove_and_open_at_once(folder: Path) -> None:
    windows = [GuideHistory(folder) for _ in range(2)]

    def busy(which: int) -> list[int]:
        kept = []
        for number in range(1, 13):
            guide = canny(number + 20 * which, number)
            entry = windows[which].add(pasted(number % 3), guide)
            assert (windows[1 - which].guide(entry).pixels == guide.pixels).all()
            if number % 3:
                kept.append(entry.id)
            else:
                windows[1 - which].remove([entry])
                windows[which].sweep()
        return kept

    with ThreadPoolExecutor(2) as pool:
        kept = sorted(chain.from_iterable(pool.map(busy, (0, 1))))
    third = GuideHistory(folder)
    entries = third.entries()
    assert sorted(entry.id for entry in entries) == kept
    assert all(third.picture(entry).width == 64 for entry in entries)
    for window in (*windows, third):
        window.close()


def test_a_guide_whose_file_was_deleted_is_told(folder: Path, history: GuideHistory) -> None:
    entry = history.add(pasted(), canny())
    for path in (folder / "current" / "files").glob("*.png"):
        path.unlink()
    with pytest.raises(UnderdrawingError, match="is gone from the history's folder"):
        history.guide(entry)
    assert history.entries() == [entry], "its task and picture can still be gone back to"
    assert history.picture(entry).name == "picture"


def test_what_is_kept_is_for_its_owner_alone(folder: Path, history: GuideHistory) -> None:
    history.add(pasted(), canny())
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0


def test_a_closed_history_says_so(history: GuideHistory) -> None:
    history.add(pasted(), canny())
    history.close()
    with pytest.raises(UnderdrawingError, match="cannot be used"):
        history.entries()


def test_guides_whose_list_was_emptied_are_set_aside_and_not_swept(
    folder: Path, history: GuideHistory
) -> None:
    filled(folder)
    for file in (folder / "current").glob("history.sqlite3*"):
        file.unlink()
    files = sorted(path.name for path in (folder / "current" / "files").iterdir())
    assert history.entries() == []
    (aside,) = _aside(folder)
    assert "was damaged" in history.take_remark()
    assert sorted(path.name for path in (aside / "files").iterdir()) == files


@pytest.mark.parametrize("what", ["current", "history.sqlite3", "opening.lock"])
def test_what_lies_in_the_place_of_a_file_is_put_aside(
    folder: Path, history: GuideHistory, what: str
) -> None:
    folder.mkdir()
    if what == "current":
        (folder / what).write_bytes(b"a file")
    elif what == "history.sqlite3":
        (folder / "current" / what).mkdir(parents=True)
    else:
        (folder / what).mkdir()
    entry = history.add(pasted(), canny())
    assert history.entries() == [entry]


def test_a_lock_that_is_no_lock_stops_nobody(folder: Path, history: GuideHistory) -> None:
    folder.mkdir()
    (folder / "opening.lock").write_bytes(b"no database " * 500)
    entry = history.add(pasted(), canny())
    assert history.entries() == [entry]
    assert (folder / "opening.lock.damaged").exists()

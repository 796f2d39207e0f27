"""What all SQLite files of the program do alike: begin, exclude, refuse, change whole or not."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core import tables
from core.tables import Damaged, Fault, fault_of, transaction

LISTS = """
CREATE TABLE brushes (
    name TEXT PRIMARY KEY,     -- a comment; with a semicolon
    width REAL
) WITHOUT ROWID;
CREATE TABLE strokes (brush TEXT);
CREATE INDEX by_brush ON strokes (brush);
"""
VERSION = 3


def _prepared(file: Path) -> sqlite3.Connection:
    return tables.opened(file, LISTS, VERSION, used=tables.share, wait_s=5)


def _fault(work: Callable[[], object]) -> Fault:
    with pytest.raises((OSError, sqlite3.Error)) as caught:
        work()
    return fault_of(caught.value)


def test_tables_are_made_once_and_what_is_in_them_stays(tmp_path: Path) -> None:
    with closing(_prepared(tmp_path / "a")) as first:
        assert tables.version_of(first) == VERSION
        first.execute("INSERT INTO brushes VALUES ('round', 3)")
    with closing(_prepared(tmp_path / "a")) as again:
        assert again.execute("SELECT * FROM brushes").fetchall() == [("round", 3.0)]


def test_programs_that_begin_a_file_at_once_all_find_it_whole(tmp_path: Path) -> None:
    troubles = []
    together = threading.Barrier(8)

    def begin() -> None:
        together.wait()
        try:
            with closing(_prepared(tmp_path / "a")) as connection:
                connection.execute("INSERT INTO strokes VALUES ('round')")
        except sqlite3.Error as error:
            troubles.append(error)

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    with closing(_prepared(tmp_path / "a")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM strokes").fetchone() == (8,)


@pytest.mark.parametrize(
    "change", ["PRAGMA user_version = 4", "PRAGMA user_version = 2", "DROP TABLE strokes"]
)
def test_another_version_or_other_tables_are_no_file_of_ours(tmp_path: Path, change: str) -> None:
    with closing(_prepared(tmp_path / "a")) as connection:
        connection.execute(change)
    before = (tmp_path / "a").read_bytes()
    assert _fault(lambda: _prepared(tmp_path / "a")) is Fault.DAMAGED
    assert (tmp_path / "a").read_bytes() == before


def test_tables_of_somebody_else_without_a_version_are_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a")) as theirs:
        theirs.execute("CREATE TABLE theirs (x)")
    with pytest.raises(Damaged):
        _prepared(tmp_path / "a")


def test_a_folder_and_what_is_no_database_are_damage(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert _fault(lambda: _prepared(tmp_path / "a")) is Fault.DAMAGED
    (tmp_path / "b").write_bytes(b"a letter, and no database" * 100)
    assert _fault(lambda: _prepared(tmp_path / "b")) is Fault.DAMAGED


def test_one_that_somebody_has_to_himself_is_busy_until_it_is_closed(tmp_path: Path) -> None:
    def own() -> sqlite3.Connection:
        return tables.opened(tmp_path / "a", LISTS, VERSION, used=tables.have_to_oneself, wait_s=0)

    first = own()
    assert _fault(own) is Fault.BUSY
    first.close()
    own().close()


def test_a_full_disk_is_told_from_other_faults(tmp_path: Path) -> None:
    with closing(_prepared(tmp_path / "a")) as connection:
        connection.execute("PRAGMA max_page_count = 8")
        huge = "x" * 100_000
        assert (
            _fault(lambda: connection.execute("INSERT INTO strokes VALUES (?)", (huge,)))
            is Fault.FULL
        )
    assert fault_of(OSError(errno.ENOSPC, "no space")) is Fault.FULL
    assert fault_of(OSError(errno.EACCES, "no permission")) is Fault.OTHER
    assert fault_of(sqlite3.ProgrammingError("closed")) is Fault.OTHER


def test_what_fails_in_the_middle_is_taken_back_whole(tmp_path: Path) -> None:
    with closing(_prepared(tmp_path / "a")) as connection:
        with pytest.raises(KeyboardInterrupt), transaction(connection):
            connection.execute("INSERT INTO strokes VALUES ('round')")
            raise KeyboardInterrupt
        assert connection.execute("SELECT * FROM strokes").fetchall() == []
        with transaction(connection):
            connection.execute("INSERT INTO strokes VALUES ('flat')")
        assert connection.execute("SELECT * FROM strokes").fetchall() == [("flat",)]


def test_what_the_disk_ended_by_itself_is_not_ended_twice(tmp_path: Path) -> None:
    with closing(_prepared(tmp_path / "a")) as connection:
        connection.execute("PRAGMA max_page_count = 8")

        def fill() -> None:
            with transaction(connection):
                connection.execute("INSERT INTO strokes VALUES (?)", ("x" * 100_000,))

        assert _fault(fill) is Fault.FULL
        assert not connection.in_transaction

"""Which networks of the library are on this computer: reading, verifying and removing them.

library/
  installed/ROW.ROLE.json   what was added, see core.library.records
  networks/SHA256.onnx      each network under its own hash
  parts/SHA256.part         what has been fetched so far, see core.library.part
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.library import rows as catalogue
from core.library.findings import Findings, stamp_of
from core.library.hashing import Heard, digest_of, ignore, size_of
from core.library.part import Busy, drop_part, part_path
from core.library.records import Record, Records
from core.library.row import ONLY, Row, RowFile
from core.library.sentences import busy_with, changed, not_added, unremovable, unwritable, who_is
from core.preprocessor import Preprocessor

ORPHAN_S = 86_400.0
"""How old a network must be that no record names to be removed, in seconds: nobody is adding it."""


class State(StrEnum):
    """How a network of the library is here."""

    ABSENT = "absent"
    PARTLY = "partly"  # some of its files, or of their bytes
    READY = "ready"
    CHANGED = "changed"  # a file is gone, or not what was added


@dataclass(frozen=True)
class Verdict:
    """What `Shelf.verify` found: READY if every byte is as it was added, else CHANGED."""

    row: Row
    state: State


class Shelf:
    """The networks in `folder`, which need not exist yet. Safe to share between threads.

    Other processes may add and remove at the same time: what is here is looked up each time.
    """

    def __init__(self, folder: Path, rows: Mapping[str, Row] | None = None) -> None:
        self.folder = folder
        self.rows = catalogue.ROWS if rows is None else rows
        self.records = Records(folder / "installed")
        self._findings = Findings()

    def row(self, name: str) -> Row:
        """The row called `name`; raises LibraryError if there is none."""
        row = self.rows.get(name)
        if row is None:
            raise who_is(name, self.rows)
        return row

    def state(self, row: Row) -> State:
        """How `row` is here, judged by names and sizes, and by what this run has found out."""
        records = [self.records.find(row, file) for file in row.files]
        if any(record is not None and not self._seems_whole(record) for record in records):
            return State.CHANGED
        if all(record is not None for record in records):
            return State.READY
        if any(records) or self.fetched_bytes(row):
            return State.PARTLY
        return State.ABSENT

    def is_ready(self, row: Row) -> bool:
        """Whether guides can be made with `row`."""
        return self.state(row) is State.READY

    def ready(self, preprocessor: Preprocessor | None = None) -> tuple[Row, ...]:
        """The rows that are here whole, the best first; only those that serve `preprocessor`."""
        serving = (
            row for row in self.rows.values() if preprocessor is None or preprocessor in row.serves
        )
        return tuple(sorted(filter(self.is_ready, serving), key=lambda row: row.rank))

    def missing(self, row: Row, *, reading: bool = False) -> tuple[RowFile, ...]:
        """The files of `row` that are not here, or not as they were added.

        By their sizes; `reading` them makes sure, and takes as long as that takes.
        """
        is_whole = self._is_whole if reading else self._seems_whole
        return tuple(
            file
            for file in row.files
            if (record := self.records.find(row, file)) is None or not is_whole(record)
        )

    def read(self, row: Row, role: str = ONLY) -> bytes:
        """The network of `row` for `role`, whole, its hash checked.

        Raises LibraryError if it was not added, is gone, or is not what was added.
        """
        record, path = self._found(row, role)
        try:
            content = path.read_bytes()
            stamp = stamp_of(path)
        except OSError as error:
            raise changed(row, path, str(error)) from error
        found = hashlib.sha256(content).hexdigest()
        self._findings.judge(record.sha256, stamp, right=found == record.sha256)
        if found != record.sha256:
            raise changed(row, path, f"{len(content)} bytes, sha256 {found}")
        return content

    def path_of(self, row: Row, role: str = ONLY) -> Path:
        """Where the network of `row` for `role` lies; its hash is checked once in a run.

        Raises LibraryError as `read` does.
        """
        record, path = self._found(row, role)
        try:
            stamp = stamp_of(path)
            known = self._findings.is_right(record.sha256, stamp)
            found = record.sha256 if known else digest_of(path).sha256
        except OSError as error:
            raise changed(row, path, str(error)) from error
        self._findings.judge(record.sha256, stamp, right=found == record.sha256)
        if found != record.sha256:
            raise changed(row, path, f"sha256 {found}")
        return path

    def remove(self, row: Row) -> None:
        """Take `row` away, with what has been fetched of it. Raises LibraryError, also where it is
        being fetched: that is not stopped.

        A network that another row has, too, stays. Removing what is not here does nothing.
        """
        gone = {
            record.sha256
            for file in row.files
            if (record := self.records.find(row, file)) is not None
        }
        try:
            self.records.forget(row)
            for sha256 in gone - self.records.named():
                self.network_path(sha256).unlink(missing_ok=True)
            for file in row.files:
                if file.sha256 is not None:
                    drop_part(part_path(self.folder, file.sha256))
        except Busy:
            raise busy_with(row) from None
        except OSError as error:
            raise unremovable(row, error) from error

    def verify(self, heard: Heard = ignore) -> tuple[Verdict, ...]:
        """Read every network that was added, and say of each row whether it is as it was added.

        What no record names is removed. Blocks for as long as reading takes.
        """
        verdicts = []
        for row in self.rows.values():
            records = [r for file in row.files if (r := self.records.find(row, file)) is not None]
            if records:
                good = [self._is_whole(record, heard) for record in records]
                verdicts.append(Verdict(row, State.READY if all(good) else State.CHANGED))
        self._sweep()
        return tuple(verdicts)

    def remember(self, row: Row, file: RowFile, record: Record) -> None:
        """The network that `record` names, which lies here whole, is that of `row`.

        Raises LibraryError.
        """
        try:
            stamp = stamp_of(self.network_path(record.sha256))
            self._findings.judge(record.sha256, stamp, right=True)
            self.records.save(row, file, record)
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def bytes_of(self, sha256: str) -> int | None:
        """How large the network of that hash is, whoever added it; None if none is here, whole."""
        try:
            digest = digest_of(self.network_path(sha256))
        except OSError:
            return None
        return digest.bytes if digest.sha256 == sha256 else None

    def network_path(self, sha256: str) -> Path:
        """Where the network of that hash belongs."""
        return self.folder / "networks" / f"{sha256}.onnx"

    def fetched_bytes(self, row: Row) -> int:
        """How much of `row` was fetched and is not whole yet."""
        return sum(
            size_of(part_path(self.folder, file.sha256))
            for file in self.missing(row)
            if file.sha256 is not None
        )

    def here_bytes(self, row: Row) -> int:
        """How much of `row` is here: files that are whole, as large as they are downloaded, and
        what was fetched of others."""
        missing = sum(file.bytes or file.about_bytes for file in self.missing(row))
        return row.bytes - missing + self.fetched_bytes(row)

    @property
    def size_bytes(self) -> int:
        """How much room the library takes."""
        return sum(map(size_of, (*self._files("networks"), *self._files("parts"))))

    def _found(self, row: Row, role: str) -> tuple[Record, Path]:
        record = self.records.find(row, row.file(role))
        if record is None:
            raise not_added(row)
        return record, self.network_path(record.sha256)

    def _is_whole(self, record: Record, heard: Heard = ignore) -> bool:
        path = self.network_path(record.sha256)
        try:
            stamp = stamp_of(path)
            right = digest_of(path, heard).sha256 == record.sha256
        except OSError:
            return False
        self._findings.judge(record.sha256, stamp, right=right)
        return right

    def _seems_whole(self, record: Record) -> bool:
        try:
            stamp = stamp_of(self.network_path(record.sha256))
        except OSError:
            return False
        is_wrong = self._findings.is_right(record.sha256, stamp) is False
        return stamp[0] == record.bytes and not is_wrong

    def _sweep(self) -> None:
        named, old = self.records.named(), time.time() - ORPHAN_S
        for path in self._files("networks"):
            try:
                if path.stem not in named and path.stat().st_mtime < old:
                    path.unlink()
            except OSError:  # it stays for the next time
                continue

    def _files(self, folder: str) -> Iterator[Path]:
        place = self.folder / folder
        return place.iterdir() if place.is_dir() else iter(())

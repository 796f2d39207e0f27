"""What is remembered of each file that was added: one small JSON file, there once the file is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from core.json_text import parse_json
from core.library.row import Row, RowFile
from core.whole_file import write_whole

SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Record:
    """A network that is kept: its sha256 and size, and the sha256 of the archive it came out of."""

    sha256: str
    bytes: int
    archive: str = ""

    def is_of(self, file: RowFile) -> bool:
        """Whether this is what the catalogue means by `file`, as far as that says."""
        if file.sha256 is None:
            return True
        if file.is_archive:
            return self.archive == file.sha256 or self.sha256 == file.member_sha256
        return self.sha256 == file.sha256


class Records:
    """The records in `folder`, one for each file of a row."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, row: Row, file: RowFile) -> Record | None:
        """That of `file`; None if there is none, or one that cannot be read or means another."""
        record = _read(self._path(row, file))
        return record if record is not None and record.is_of(file) else None

    def save(self, row: Row, file: RowFile, record: Record) -> None:
        """Remember `record`, whole or not at all. Raises OSError."""
        path = self._path(row, file)
        write_whole(path, json.dumps(asdict(record)).encode())

    def forget(self, row: Row) -> None:
        """Remember nothing of `row`. Raises OSError."""
        for file in row.files:
            self._path(row, file).unlink(missing_ok=True)

    def named(self) -> set[str]:
        """The sha256 of all networks that any record names, of rows that are gone too."""
        return {record.sha256 for record in self._all()}

    def _all(self) -> Iterator[Record]:
        if self._folder.is_dir():
            for path in self._folder.glob("*.json"):
                record = _read(path)
                if record is not None:
                    yield record

    def _path(self, row: Row, file: RowFile) -> Path:
        return self._folder / f"{row.name}.{file.role}.json"


def _read(path: Path) -> Record | None:
    try:
        found = parse_json(path.read_bytes())
        record = Record(str(found["sha256"]), int(found["bytes"]), str(found["archive"]))
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        return None
    return record if SHA256.fullmatch(record.sha256) else None

"""The pictures that are meant for the next batch, kept while the program does not run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.batch.database import explained
from core.json_text import parse_json
from core.whole_file import write_whole

FILE_NAME = "planned.json"


@dataclass(frozen=True)
class Planned:
    """What was named: a file or folder, or a text such as an address.

    `begun`: it stays only until others are brought, as a batch was begun with it. `aside`: it is
    not to be in the batch, but can be brought back.
    """

    what: str | Path
    begun: bool = False
    aside: bool = False


class PlannedList:
    """Keeps a list in `folder`, which is made when it is missing. All of it blocks."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def load(self) -> tuple[Planned, ...]:
        """What was kept; nothing where that is not there, or cannot be read."""
        try:
            return tuple(map(_parsed, parse_json(self._path.read_bytes())))
        except (OSError, LookupError, TypeError, ValueError, RecursionError):
            return ()

    def save(self, planned: Sequence[Planned]) -> None:
        """Keep these in place of what was kept. Raises UnderdrawingError where the disk fails."""
        try:
            write_whole(self._path, json.dumps(list(map(_plain, planned))).encode())
        except OSError as error:
            raise explained(error, self._path.parent) from error


def _plain(planned: Planned) -> dict[str, Any]:
    is_file = isinstance(planned.what, Path)
    what = str(planned.what.absolute()) if isinstance(planned.what, Path) else planned.what
    return {"what": what, "file": is_file, "begun": planned.begun, "aside": planned.aside}


def _parsed(plain: dict[str, Any]) -> Planned:
    what = plain["what"]
    if not isinstance(what, str):
        raise TypeError(what)
    # Versions before this one laid nothing aside.
    aside = bool(plain.get("aside", False))
    return Planned(Path(what) if plain["file"] else what, bool(plain["begun"]), aside)

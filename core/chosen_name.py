"""The name that somebody has chosen for a guide's file, and those that follow it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from core.export import fitted
from core.file_format import FileFormat

_NUMBERED = re.compile(r"(.+)-([2-9]|[1-9][0-9])")
"""A name that a counter has given. More digits, as of a year, are the name's own."""


@dataclass(frozen=True)
class ChosenName:
    """What is chosen goes on with a number at its end: "first", "first-2", "first-3".

    `stem`: without number and suffix. `number`: which of these it is, 1 for the one without any.
    """

    stem: str
    number: int = 1

    @classmethod
    def of(cls, path: Path) -> ChosenName:
        """That of the file at `path`: "first-2.png" is the second one."""
        found = _NUMBERED.fullmatch(path.stem)
        return cls(found[1], int(found[2])) if found else cls(path.stem)

    def numbered(self, number: int, format: FileFormat) -> str:
        """The file name that is the one chosen for 1, and the one after it for 2."""
        number += self.number - 1
        end = "" if number == 1 else f"-{number}"
        return fitted(self.stem, f"{end}{format.suffix}")

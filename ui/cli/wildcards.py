"""Names of pictures with wildcards, which Windows' shells hand over as they are, and quotes do."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Sequence
from pathlib import Path

from core.errors import UsageError
from core.export import identity
from core.on_disk import is_folder

_WILD = re.compile(r"[*?]|\[.[^]]*]")
_ADDRESS = re.compile(r"\s*[a-z][a-z0-9+.-]+:", re.IGNORECASE)
"""A drive of Windows has one letter."""


def expanded(names: Sequence[str]) -> list[str]:
    """`names`, and for each with wildcards that is no file, those of the files that it means.

    `*` and `?` stand for what they do in shells, `[ab]` for one of the signs in it, `**` for
    folders in folders; files come in natural order, and no folders. Raises UsageError where there
    are none.
    """
    return [each for name in names for each in _meant(name)]


def _meant(name: str) -> Sequence[str]:
    if not _WILD.search(name) or _ADDRESS.match(name) or identity(Path(name)) is not None:
        return [name]
    from core.batch.gather import natural  # noqa: PLC0415 - brings all that opens pictures with it

    # Not Path.glob: it would drop the ./ that was typed, and knows no pattern from the root on.
    folder, last = os.path.split(name)
    if is_folder(Path(folder)):  # one with brackets in its name means itself, as a file does
        name = os.path.join(glob.escape(folder), last)  # noqa: PTH118
    there = glob.glob(name, recursive=True)  # noqa: PTH207
    found = sorted((each for each in there if not is_folder(Path(each))), key=natural)
    if not found:
        raise UsageError(f"No file is called like {name}.", "Check the folder, and the wildcards.")
    return found

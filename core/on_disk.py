"""Asks disks that may be gone what is there, and makes folders.

Before Python 3.14 pathlib itself raises OSError where a disk does not answer, as a share that has
lost its connection, or where a name cannot be one.
"""

from __future__ import annotations

import os
from pathlib import Path

from core.errors import ExportError
from core.wording import say


def is_there(path: Path) -> bool:
    """Whether there is a file or folder at `path`; what cannot be asked about is not. It blocks."""
    return os.path.exists(path)  # noqa: PTH110 - see above


def is_folder(path: Path) -> bool:
    """Whether there is a folder at `path`; what cannot be asked about is none. It blocks."""
    return os.path.isdir(path)  # noqa: PTH112 - see above


def make_folder(folder: Path, remedy: str) -> None:
    """Make `folder` and those that it is in, unless they are there. Raises ExportError. It blocks.

    `remedy`: what a person can do where it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = say(
            "The folder {folder} could not be made: {reason}.", folder=folder, reason=error.strerror
        )
        raise ExportError(what, remedy, details=str(error)) from error

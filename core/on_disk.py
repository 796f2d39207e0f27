"""Whether there is something under a name, asked of disks that may be gone.

Before Python 3.14 pathlib itself raises OSError where a disk does not answer, as a share that has
lost its connection, or where a name cannot be one.
"""

from __future__ import annotations

import os
from pathlib import Path


def is_there(path: Path) -> bool:
    """Whether there is a file or folder at `path`; what cannot be asked about is not. It blocks."""
    return os.path.exists(path)  # noqa: PTH110 - see above


def is_folder(path: Path) -> bool:
    """Whether there is a folder at `path`; what cannot be asked about is none. It blocks."""
    return os.path.isdir(path)  # noqa: PTH112 - see above

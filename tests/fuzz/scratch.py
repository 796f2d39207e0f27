"""What targets have for themselves while the process runs: folders to write in, and a loop."""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

_IN_MEMORY = Path("/dev/shm")
_Result = TypeVar("_Result")
_runners: list[asyncio.Runner] = []


def scratch() -> Path:
    """A new folder, removed at the end; in memory where there is such a place: disks are slow."""
    elsewhere = "TMPDIR" in os.environ or not _IN_MEMORY.is_dir()
    folder = Path(tempfile.mkdtemp("-fuzz", dir=None if elsewhere else _IN_MEMORY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def awaited(coroutine: Coroutine[Any, Any, _Result]) -> _Result:
    """What `coroutine` gives, on one loop for all of them."""
    if not _runners:
        _runners.append(asyncio.Runner())
        atexit.register(_runners[0].close)
    return _runners[0].run(coroutine)

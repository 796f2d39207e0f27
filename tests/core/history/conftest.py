"""A history in a folder of its own, and a clock that is set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.history.history import GuideHistory


class Wall:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1_750_000_000.0


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "history"


@pytest.fixture
def history(folder: Path, wall: Wall) -> Iterator[GuideHistory]:
    history = GuideHistory(folder, clock=lambda: wall.now)
    yield history
    history.close()

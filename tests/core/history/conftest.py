"""A history in a folder of its own, what is in it, and a clock that is set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.history.history import GuideHistory
from tests.core.history.made import canny, pasted


class Wall:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1_750_000_000.0


def files_in(folder: Path) -> list[Path]:
    """The files of guides and pictures in the history at `folder`."""
    return sorted((folder / "current" / "files").iterdir())


def filled(folder: Path, count: int = 3) -> None:
    """Keep that many guides of one picture in a history at `folder`."""
    history = GuideHistory(folder)
    for low in range(1, count + 1):
        history.add(pasted(), canny(low))
    history.close()


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

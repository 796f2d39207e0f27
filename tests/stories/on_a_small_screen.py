"""Underdrawing on a screen of a size of its own, as a process of its own: Qt reads it at its start.

`python -m tests.stories.on_a_small_screen` starts it for the first time, then again with what it
has remembered of a larger one, and prints as JSON of each how far its frame, its panel and its
status line reach: `frame`, `side` and `status`, as left, top, right, bottom in pixels of the
screen; then the frames of its other windows, by name. `configure` says which QT_QPA_PLATFORM it
wants.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

from tests.stories.desk import Desk, play

FRAME_PX = 2
"""What Qt draws around a window on a screen that is none."""


def configure(folder: Path, width: int, height: int) -> str:
    """The QT_QPA_PLATFORM of a screen of that size, which is described in `folder`."""
    screen = {"name": "small", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96}
    path = folder / "screen.json"
    path.write_text(json.dumps({"windowFrameMargins": True, "screens": [screen]}), "utf-8")
    return f"offscreen:configfile={os.path.relpath(path)}"


def main() -> int:
    """Start it twice and tell of both."""
    told: list[dict[str, list[int]]] = []

    async def look(desk: Desk) -> None:
        window = desk.window
        parts = {
            name: _sides(QRect(part.mapToGlobal(QPoint()), part.size()))
            for name, part in (("side", window.side), ("status", window.status))
        }
        told.append({"frame": _sides(window.frameGeometry()), **parts})

    async def enlarge(desk: Desk) -> None:
        await look(desk)
        desk.window.resize(2000, 1400)  # as on a larger screen that is gone the next time
        desk.window.move(500, 300)
        (batch,) = await _open(desk, "batch")
        batch.resize(1900, 1300)
        batch.move(600, 400)

    async def look_at_others(desk: Desk) -> None:
        await look(desk)
        frames = {}
        for name in ("batch", "settings", "library", "keys", "about"):
            (other,) = await _open(desk, name)
            frames[name] = _sides(other.frameGeometry())
            other.close()
        told.append(frames)

    play(enlarge)
    play(look_at_others)
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


async def _open(desk: Desk, name: str) -> set[QWidget]:
    """The windows that are shown once that command is given, and were not there before."""
    before = set(QApplication.topLevelWidgets())
    getattr(desk.window.commands, name).trigger()

    def come() -> set[QWidget]:
        return {each for each in QApplication.topLevelWidgets() if each.isVisible()} - before

    await desk.until(come, "it is there")
    return come()


def _sides(place: QRect) -> list[int]:
    return [place.left(), place.top(), place.right(), place.bottom()]


if __name__ == "__main__":
    sys.exit(main())

"""The window on dense screens, for the tour; Qt reads the scale at its start, once a process."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from core.paths import sample_picture
from core.settings import Theme
from ui.__main__ import main as start
from ui.main_window import MainWindow
from ui.tile import THUMBNAIL

SCALES = (125, 150, 200)
"""In per cent."""
SIZE = (1024, 700)
PATIENCE_S = 60.0


def take_scaled(out: Path) -> int:
    """Save the window at every scale into `out`; returns an exit code."""
    running = [
        subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.tour_scales", str(out), str(scale)],
            env={**os.environ, "QT_SCALE_FACTOR": str(scale / 100)},
        )
        for scale in SCALES
    ]
    return max(each.wait() for each in running)


async def _take(window: MainWindow, out: Path, scale: int) -> None:
    window.resize(*SIZE)
    window.first_steps.end()
    window.opener.open_named(str(sample_picture()))
    async with asyncio.timeout(PATIENCE_S):
        while not _is_full(window):  # noqa: ASYNC110 - of Qt, which knows no asyncio.Event
            await asyncio.sleep(0.05)
    for theme in (Theme.DARK, Theme.LIGHT):
        window.commands.themes[theme].trigger()
        await asyncio.sleep(0.1)
        path = out / f"scale-{scale}-{theme}.png"
        if not window.grab().save(str(path)):
            raise OSError(f"{path} could not be written")
        print(path)


def _is_full(window: MainWindow) -> bool:
    tiles = window.side.picker.tiles
    items = [tiles.item(place) for place in range(tiles.count())]
    return window.session.guide is not None and all(item.data(THUMBNAIL) for item in items)


if __name__ == "__main__":
    folder, per_cent = Path(sys.argv[1]), int(sys.argv[2])
    sys.exit(start([], lambda window: _take(window, folder, per_cent)))

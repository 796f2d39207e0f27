"""An artist works the whole day: thousands of moves, hundreds of pictures, no more memory."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
import weakref
from functools import partial
from pathlib import Path

import pytest

from core.preprocessor import Preprocessor
from tests.stories.desk import Desk, play, write_picture

MOVES = 2_000
MOVES_TO_WARM_UP = 200
PICTURES = 200
PICTURES_TO_WARM_UP = 40
FILES = 8
"""So many different pictures are on the disk; they are opened in turns."""
SIDE = (640, 480)
BOUND_MB = 24.0
"""Much less than one held picture, guide or pyramid for every tenth move, or for every picture: of
these sides a picture takes 0.9 MB, and with its pyramid and guide over 3 MB."""
QUICK = (Preprocessor.CANNY, Preprocessor.TILE, Preprocessor.SHUFFLE)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def _resident_mb() -> float:
    """What this process holds, after everything that is free was given back to the system."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    status = Path("/proc/self/status").read_text("ascii")
    return next(
        int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:")
    )


def _shows(desk: Desk, file: Path) -> bool:
    return desk.picture is not None and desk.picture.name == file.stem


def test_two_thousand_moves_of_a_slider_hold_nothing(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", *SIDE)

    async def story(desk: Desk) -> None:
        await desk.settled()
        guides = 0

        def count() -> None:
            nonlocal guides
            guides += 1

        desk.session.guide_changed.connect(count)
        before = 0.0
        for move in range(MOVES):
            if move == MOVES_TO_WARM_UP:
                before = _resident_mb()
            # Each is another value, so that no guide is one that is there.
            desk.drag_slider("highThresholdCanny", 100 + move % 150)
            await asyncio.sleep(0)
            if move % 5 == 4:
                await desk.settled()
        guide = await desk.settled()
        assert guide.task.options["highThresholdCanny"] == 100 + (MOVES - 1) % 150
        assert guides >= MOVES / 5
        grown = _resident_mb() - before
        assert grown < BOUND_MB, f"{grown:.1f} MB more after {MOVES} moves"

    play(story, str(tmp_path / "cat.png"))


def test_two_hundred_pictures_hold_nothing(tmp_path: Path) -> None:
    files = [tmp_path / f"picture-{number}.png" for number in range(FILES)]
    for number, file in enumerate(files):
        write_picture(file, *SIDE, seed=number)

    async def story(desk: Desk) -> None:
        before = 0.0
        for number in range(PICTURES):
            if number == PICTURES_TO_WARM_UP:
                before = _resident_mb()
            file = files[number % FILES]
            desk.drop_files(file)
            await desk.until(partial(_shows, desk, file), f"{file.name} is open")
            desk.session.choose(QUICK[number % len(QUICK)])
            await desk.settled()
        grown = _resident_mb() - before
        assert grown < BOUND_MB, f"{grown:.1f} MB more after {PICTURES} pictures"

    play(story)


def test_a_window_that_is_closed_leaves_nothing_in_memory(tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", *SIDE)
    held: list[weakref.ref[object]] = []

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.drag_slider("lowThresholdCanny", 60, 70)
        guide = await desk.settled()
        held.extend(map(weakref.ref, (desk.window, desk.session, desk.picture, guide)))

    assert play(story, str(tmp_path / "cat.png")) == 0

    gc.collect()
    assert [thing() for thing in held] == [None] * 4

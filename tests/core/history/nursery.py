"""Starts programs that add to a history without end, to be killed: `python -m ... FOLDER`.

Everything is imported once; for each line that comes in, the number to begin with, a child is
forked. Lines that go out: "started PROCESS 0", "added NUMBER ID" when `add` has returned,
"removing NUMBER ID" before it does, and "ended PROCESS 0" when the child has.
"""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

import numpy as np

from core.guide import Guide
from core.history.history import GuideHistory
from core.history.images import lossless, thumbnail_data
from core.picture import Picture
from tests.core.history.made import made

LOOKS = 12
"""How many different tasks there are, so that guides are replaced as well."""
PICTURES = 5


def guide(number: int) -> Guide:
    """The guide that is added as the one of that number; every pixel depends on it."""
    pixels = np.random.default_rng(number).integers(0, 256, (90, 120), np.uint8)
    deep = pixels * np.uint16(257) if number % LOOKS % 2 else None
    return made("canny", pixels, {"lowThresholdCanny": 1 + number % LOOKS}, deep=deep)


def picture(number: int) -> Picture:
    """The picture of that guide, which came from no file."""
    which, _ = place(number)
    return Picture(np.full((40, 60, 3), which, np.uint8), str(number), "clipboard")


def say(word: str, number: int | str, entry: int) -> None:
    """Print a line in one piece, which a kill cannot cut in two."""
    os.write(sys.stdout.fileno(), f"{word} {number} {entry}\n".encode())


def place(number: int) -> tuple[int, int]:
    """Of guides with the same place only the newest is kept."""
    return number // LOOKS % PICTURES, number % LOOKS


def add_without_end(folder: Path, first: int) -> None:
    """Add the guides from `first` on, and remove some."""
    history = GuideHistory(folder)
    for number in count(first):
        entry = history.add(picture(number), guide(number))
        say("added", number, entry.id)
        if number % 7 == 0:
            for other in history.entries(limit=2)[1:]:
                say("removing", other.picture_name, other.id)
                history.remove([other])
                history.sweep()


def main(folder: Path) -> None:
    """Fork a child for every line, one at a time."""
    # Pillow and OpenCV are loaded when they are first used: here, not in every child.
    warm = guide(0)
    lossless(warm.pixels)
    thumbnail_data(warm)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            say("started", os.getpid(), 0)
            add_without_end(folder, int(line))
        os.waitpid(child, 0)
        say("ended", child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

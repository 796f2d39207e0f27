"""The local preprocessors other than Canny: first guide, changed option, memory."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import numpy as np

from core.catalog import CATALOG
from core.local.method import Opener
from core.options import NumberOption, Options
from core.picture import Pixels
from core.preprocessor import Entry, Preprocessor
from tests.benchmarks.measuring import medians_ms, print_table, rounds_for
from tests.benchmarks.samples import photo_like
from tests.methods import opener

SIDES = (1024, 2048)
HEAD = ("side, preprocessor", "option changed", "first ms", "changed ms", "memory MB", "pictures")


def report() -> None:
    """Print the table: a row for each option that is a number, at 1024 and 2048 pixels.

    Memory is the peak of a process that makes a guide and then one with other options, over what
    it held with the picture loaded; `pictures` is that in units of the picture.
    """
    rows = []
    for side in SIDES:
        pixels = photo_like(side)
        for entry in CATALOG.values():
            if entry.local is not None and entry.preprocessor is not Preprocessor.CANNY:
                rows += _rows(entry, pixels)
    print_table("Local preprocessors, array to array", HEAD, rows)


def steps(entry: Entry) -> list[tuple[str, Options]]:
    """For each option of `entry` that is a number: its name, and options with it a step away."""
    found = []
    for option in entry.options:
        if isinstance(option, NumberOption):
            away = option.default + option.step
            value = away if away <= option.maximum else option.default - option.step
            found.append((option.name, Options(entry.complete({option.name: value}))))
    return found


def _rows(entry: Entry, pixels: Pixels) -> list[list[str]]:
    side = pixels.shape[0]
    open_picture, defaults = opener(entry), Options(entry.complete({}))
    peak = _memory(entry.preprocessor, pixels)
    memory = (
        ("n/a", "n/a") if peak is None else (f"{peak / 1e6:.0f}", f"{peak / pixels.nbytes:.1f}")
    )

    def first() -> object:
        return open_picture(pixels)(defaults)

    rows = []
    for name, changed in steps(entry):
        calls = (first, _alternating(open_picture, pixels, (defaults, changed)))
        first_ms, changed_ms = asyncio.run(medians_ms(calls, rounds_for(side)))
        times = (f"{first_ms:.1f}", f"{changed_ms:.1f}")
        rows.append([f"{side} {entry.preprocessor}", name, *times, *memory])
    return rows


def _alternating(
    open_picture: Opener, pixels: Pixels, choices: tuple[Options, ...]
) -> Callable[[], object]:
    make, following = open_picture(pixels), cycle(choices)
    make(choices[-1])
    return lambda: make(next(following))


def _memory(preprocessor: Preprocessor, pixels: Pixels) -> int | None:
    """The peak in bytes, in a process of its own; None where that cannot be known."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "picture.npy"
        np.save(file, pixels)
        command = [sys.executable, "-m", "tests.benchmarks.memory", preprocessor, str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout) if done.stdout.strip() else None


if __name__ == "__main__":
    report()

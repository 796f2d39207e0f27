"""All twelve preprocessors: the time of a guide at 512 x 512, and 24 megapixels in one process.

`python -m tests.benchmarks.twelve large NAME` makes one large guide and prints, in bytes and in
seconds, the most that its process held and how long it took.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from typing import cast

import cv2
import numpy as np

from core.catalog import CATALOG
from core.options import Options, OptionValue
from core.paths import sample_picture
from core.picture import Pixels
from core.preprocessor import Entry, Preprocessor
from tests.benchmarks.measuring import medians_ms, print_table
from tests.benchmarks.memory import peak_bytes
from tests.methods import opener

HANDS_AND_FACE: dict[str, OptionValue] = {"includeHandsAndFaceOpenPose": True}
TARGETS_MS: dict[tuple[Preprocessor, bool], int] = {
    (Preprocessor.SOFTEDGE, False): 120,
    (Preprocessor.SCRIBBLE, False): 150,
    (Preprocessor.MLSD, False): 400,
    (Preprocessor.LINEART, False): 150,
    (Preprocessor.LINEART_ANIME, False): 150,
    (Preprocessor.DEPTH, False): 150,
    (Preprocessor.NORMALBAE, False): 150,
    (Preprocessor.OPENPOSE, False): 300,
    (Preprocessor.OPENPOSE, True): 800,
    (Preprocessor.SEG, False): 150,
}
"""On two cores; with hands and face or without."""

ROUNDS = 9
LARGE = (6000, 4000)
LARGE_LIMIT_MB = 1500


def report() -> None:
    """Print the tables: the first guide of an opened picture, then the large picture."""
    pixels = sample(512, 512)
    rows = []
    for entry in CATALOG.values():
        for more in (False, True) if entry.preprocessor is Preprocessor.OPENPOSE else (False,):
            ms = _first_ms(entry, pixels, HANDS_AND_FACE if more else {})
            target = TARGETS_MS.get((entry.preprocessor, more))
            rows.append(
                [
                    entry.preprocessor + (" with hands and face" if more else ""),
                    f"{ms:.1f}",
                    "" if target is None else str(target),
                    "" if target is None else f"{ms / target:.2f}",
                ]
            )
    head = ("preprocessor", "first guide ms", "target ms", "ratio")
    print_table(f"512 x 512, array to array, {os.cpu_count()} cores", head, rows)

    rows = [[name.value, *_large(name)] for name in Preprocessor]
    head = ("preprocessor", "s", f"peak MB (limit {LARGE_LIMIT_MB})", "")
    print_table(f"{LARGE[0]} x {LARGE[1]}, a process each, picture included", head, rows)


def sample(width: int, height: int) -> Pixels:
    """The still life at that size, read-only."""
    bgr = cv2.imread(str(sample_picture()))
    assert bgr is not None
    way = cv2.INTER_AREA if width < bgr.shape[1] else cv2.INTER_CUBIC
    resized = cast(Pixels, cv2.resize(bgr, (width, height), interpolation=way))
    rgb = cast(Pixels, cv2.cvtColor(resized, cv2.COLOR_BGR2RGB))
    rgb.flags.writeable = False
    return rgb


def _first_ms(entry: Entry, pixels: Pixels, changes: dict[str, OptionValue]) -> float:
    open_picture, options = opener(entry), Options(entry.complete(changes))
    return asyncio.run(medians_ms([lambda: open_picture(pixels)(options)], ROUNDS))[0]


def _large(name: Preprocessor) -> list[str]:
    command = [sys.executable, "-m", "tests.benchmarks.twelve", "large", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, held = done.stdout.split()
    megabytes = float(held) / 1e6
    return [seconds, f"{megabytes:.0f}", "" if megabytes < LARGE_LIMIT_MB else "over"]


def _make_large(name: str) -> None:
    entry = CATALOG[Preprocessor.parse(name)]
    pixels, open_picture = sample(*LARGE), opener(entry)
    options = Options(entry.complete({}))
    began = time.perf_counter()
    guide = open_picture(pixels)(options)
    seconds = time.perf_counter() - began
    assert guide.shape[:2] == pixels.shape[:2]
    sys.stdout.write(f"{seconds:.2f} {peak_bytes() or np.nan}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["large"]:
        _make_large(sys.argv[2])
    else:
        report()

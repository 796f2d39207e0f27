"""What the segments of BSDS500's photographs show, named by hand in `places.txt`.

Each line has the photograph, the number of the annotator whose segments they are, and a letter for
each segment that has at least LEAST of the area, in the order in which their first pixels are read:
s sky, w water, g grass, t trees, e soil and sand, r rock, n snow, m mountain, b building, d road, p
person, a animal, v and i vehicles, k boat, f flower, o other thing; a dot where it is unsure or
several, W, F and N in rooms.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

LEAST = 0.004  # of a picture: a segment that has a letter

Pixels = NDArray[np.uint8]


def places(folder: Path) -> Iterator[tuple[Pixels, Pixels, int, str]]:
    """Of each line: RGB, the boundaries as they are kept, the annotator, the letters.

    `folder` has `images` and `boundaries`; raises FileNotFoundError.
    """
    for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines():
        picture, annotator, letters = line.split()
        rgb = _read(folder / "images" / f"{picture}.jpg", cv2.IMREAD_COLOR_RGB)
        drawn = _read(folder / "boundaries" / f"{picture}.png", cv2.IMREAD_UNCHANGED)
        yield rgb, drawn, int(annotator), letters


def named(boundaries: Pixels, annotator: int, letters: str) -> Pixels:
    """The letter at each pixel, as a number; 0 where none is: (height, width)."""
    inside = ((boundaries >> annotator) & 1) == 0
    count, labels = cv2.connectedComponents(inside.astype(np.uint8), connectivity=4)
    sizes = np.bincount(labels.ravel(), minlength=count)
    large = [label for label in range(1, count) if sizes[label] >= LEAST * labels.size]
    table = np.zeros(count, np.uint8)
    for label, letter in zip(large, letters, strict=True):
        table[label] = ord(letter)
    return np.asarray(table[labels], np.uint8)


def _read(path: Path, flags: int) -> Pixels:
    read = cv2.imread(str(path), flags)
    if read is None:
        raise FileNotFoundError(path)
    return np.asarray(read, np.uint8)

"""How good line art is on drawings whose lines are known: F at 2 pixels.

F is the harmonic mean of how much of what is drawn lies on known lines, and how much of these is
drawn. Lines are thinned first and what is below 64 is left out, so that the width of a line and
faint traces do not count.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.lines.ridges import Ridges
from core.picture import Pixels, Plane

TOLERANCE = 2
VISIBLE = 64

PAIRS = "held-out.zip"


def precision_and_recall(guide: Pixels, known: Pixels) -> tuple[float, float]:
    """Of the lines of `guide`, 0..255, against the `known`, one pixel wide, 255."""
    plane = cv2.GaussianBlur(guide.astype(np.float32) / 255, (0, 0), 1)
    drawn = (Ridges.of(cast(Plane, plane), 0.01).above(0.1) > 0) & (guide >= VISIBLE)
    wanted = known > 127
    if not drawn.any() or not wanted.any():
        return float(not wanted.any()), float(not drawn.any())
    right = _distance(wanted)[drawn] <= TOLERANCE
    hit = _distance(drawn)[wanted] <= TOLERANCE
    return float(right.mean()), float(hit.mean())


def f_measure(guide: Pixels, known: Pixels) -> float:
    """F of the lines of `guide`, 0..1."""
    precision, recall = precision_and_recall(guide, known)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def pairs(folder: Path) -> Iterator[tuple[Pixels, Pixels]]:
    """The held-out drawings of the pack in `folder`, RGB, and their lines, one pixel wide."""
    with zipfile.ZipFile(folder / PAIRS) as archive:
        for name in sorted(name for name in archive.namelist() if name.endswith(".webp")):
            known = _image(archive.read(name.replace(".webp", ".png")), cv2.IMREAD_GRAYSCALE)
            rgb = np.ascontiguousarray(_image(archive.read(name), cv2.IMREAD_COLOR)[:, :, ::-1])
            yield rgb, known


def _image(content: bytes, way: int) -> Pixels:
    return cast(Pixels, cv2.imdecode(np.frombuffer(content, np.uint8), way))


def _distance(there: NDArray[np.bool_]) -> Plane:
    return cast(Plane, cv2.distanceTransform((~there).astype(np.uint8), cv2.DIST_L2, 5))

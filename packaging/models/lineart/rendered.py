"""Lines of rendered scenes, told from how near their surfaces are and which way they face.

On a plane nearness, 1 / distance, changes evenly from pixel to pixel, so that where it bends there
is a border or a corner. Frames are those of `scenes/render.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.lineart.layers import merged
from models.lineart.store import Photograph, Pixels
from models.scenes import chunks

BENT = 0.05
"""Least bend of the nearness, as a share of it."""
TURNED = 0.8
"""Cosine of the angle of two neighbouring surfaces, below which their border is a line."""
CROWDED = 0.05
"""Share of a frame, above which lines are those of leaves and grass, and teach nothing."""
COLOURED = 20
"""Least difference of neighbouring pixels where a picture may have a line of its own, as a printed
face has; it counts neither way."""


def scenes(folder: Path, known: dict[str, list[Photograph]]) -> list[Photograph]:
    """The frames in the files of `folder`, of which those of `known` are not read again.

    Files are those of `scenes/chunks.py`, and may come and go.
    """
    for name in chunks.waiting(folder):
        if name not in known:
            try:
                packed = chunks.opened(folder / name)
            except (OSError, ValueError):
                continue
            found = [_read(*frame) for frame in zip(*chunks.parts(packed), strict=True)]
            known[name] = [frame for frame in found if frame is not None]
    return [frame for frames in known.values() for frame in frames]


def lines(faces: Pixels, nearness: NDArray[Any]) -> NDArray[np.bool_]:
    """The lines, one pixel wide, of surfaces that face so, (n + 1) / 2 in 8 bits; see above."""
    near = nearness.astype(np.float32)
    normal = faces.astype(np.float32) / np.float32(127.5) - 1
    normal /= np.linalg.norm(normal, axis=2, keepdims=True) + np.float32(1e-6)
    found = np.zeros(near.shape, bool)
    for axis in (0, 1):
        values, facing = np.moveaxis(near, axis, 0), np.moveaxis(normal, axis, 0)
        there = np.moveaxis(found, axis, 0)
        before, here, after = values[:-2], values[1:-1], values[2:]
        most = np.maximum(np.maximum(before, after), here)
        there[1:-1] |= np.abs(before - 2 * here + after) > BENT * most + np.float32(1e-4)
        there[:-1] |= (facing[1:] * facing[:-1]).sum(axis=-1) < TURNED
    return merged(found)


def _read(rgb: Pixels, faces: Pixels, nearness: NDArray[Any]) -> Photograph | None:
    found = lines(faces, nearness)
    if not 0.003 < found.mean() < CROWDED:
        return None
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    square = np.ones((3, 3), np.uint8)
    coloured = cv2.dilate(grey, square).astype(np.int16) - cv2.erode(grey, square) > COLOURED
    doubtful = np.asarray(
        cv2.dilate(coloured.astype(np.uint8), np.ones((5, 5), np.uint8)), np.uint8
    )
    return Photograph(rgb, np.where(found, np.uint8(255), np.uint8(0)), doubtful)

"""The picture that is measured: always the same, with the texture of a photograph."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from core.picture import Pixels

SHAPES = 40


def photo_like(side: int) -> Pixels:
    """A square RGB picture of `side` pixels.

    Smooth coloured noise (a random grid of 16 pixel cells, enlarged with a cubic kernel), 40 discs
    with soft edges in random colours, and sensor noise of 0 to 5 levels on top. About a tenth of
    its pixels are edges at Canny's default thresholds, which is more than in most photographs.
    """
    random = np.random.default_rng(1)
    cells = random.integers(0, 256, (max(2, side // 16), max(2, side // 16), 3), dtype=np.uint8)
    picture = cv2.resize(cells, (side, side), interpolation=cv2.INTER_CUBIC)
    for _ in range(SHAPES):
        x, y = (int(value) for value in random.integers(0, side, 2))
        radius = int(random.integers(side // 50, side // 8))
        colour = tuple(int(value) for value in random.integers(0, 256, 3))
        cv2.circle(picture, (x, y), radius, colour, -1, cv2.LINE_AA)
    noise = random.integers(0, 6, picture.shape, dtype=np.uint8)
    pixels = cast(Pixels, cv2.add(picture, cast(Pixels, noise)))
    pixels.flags.writeable = False
    return pixels

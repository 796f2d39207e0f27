"""How networks of the library see a picture: at their size, in their range, in parts if it is long.

Pictures are resized as Pillow does, since the networks were trained and are run by others so: what
becomes smaller is the mean of all that it covers.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.picture import Pixels, Plane

BILINEAR, BICUBIC = Image.Resampling.BILINEAR, Image.Resampling.BICUBIC

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of the pixels of ImageNet, R, G, B, in 0..1."""


def resized(pixels: Pixels, height: int, width: int, kind: Image.Resampling) -> Pixels:
    """RGB `pixels` (any height, any width, 3) at that size."""
    if pixels.shape[:2] == (height, width):
        return pixels
    return np.asarray(Image.fromarray(pixels).resize((width, height), kind))


def planes(pixels: Pixels) -> Plane:
    """RGB `pixels` (height, width, 3) as (1, 3, height, width), 0..255."""
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None], np.float32)


def normalised(pixels: Pixels) -> Plane:
    """`planes` in 0..1, less ImageNet's mean, by its deviation."""
    made = planes(pixels)
    for channel, (mean, deviation) in enumerate(zip(MEAN, DEVIATION, strict=True)):
        made[0, channel] /= np.float32(255 * deviation)
        made[0, channel] -= np.float32(mean / deviation)
    return made


def parts(height: int, width: int, most: float) -> list[tuple[slice, slice]]:
    """The rows and columns of parts of a picture of that size, each at most `most` times as long as
    wide: the picture itself, or overlapping parts along its longer side, as few as have the two
    ends and share a third with each neighbour."""
    shorter, longer = min(height, width), max(height, width)
    side = min(longer, max(1, math.floor(most * shorter)))
    count = 1 if side == longer else 1 + math.ceil((longer - side) / max(1, side * 2 / 3))
    starts = np.rint(np.linspace(0, longer - side, count)).astype(int).tolist()
    along = [slice(start, start + side) for start in starts]
    across = slice(0, shorter)
    return [(part, across) if height > width else (across, part) for part in along]


def blend(where: list[slice], length: int) -> NDArray[np.float32]:
    """How much each part of a side of `length` counts at each place, as (parts, length).

    `where`: overlapping, in their order. In an overlap one fades into the next, over its middle
    third, since the outer thirds of a part lack their surroundings; everywhere it adds up to 1.
    """
    at = np.arange(length, dtype=np.float32) + np.float32(0.5)
    made = np.ones((len(where), length), np.float32)
    for index, (one, other) in enumerate(pairwise(where)):
        begin, end = float(other.start), float(one.stop)
        third = max((end - begin) / 3, 1e-3)
        risen = ((at - (begin + third)) / third).clip(0, 1)
        made[: index + 1] *= 1 - risen
        made[index + 1] *= risen
    return made

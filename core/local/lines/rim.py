"""The rim that scanners, film frames and programs leave along the sides of a picture.

It is a few pixels of one tone, and where it ends every finder of lines sees the longest edge of the
picture: a line along the frame, which the picture made from the guide then has as a frame. Bars as
wide as a letterbox's are a part of the picture.
"""

from __future__ import annotations

import numpy as np

from core.picture import Pixels

DEEPEST = 0.02  # of the shorter side
EVEN = 20  # levels by which a rim may differ from its own tone, in all but
UNEVEN = 0.1  # of its length
APART = 28  # levels by which what is inside differs from the rim, in so much
ALONG = 0.75  # of the length


def without_rim(pixels: Pixels) -> Pixels:
    """RGB `pixels` whose rims, if they have any, go on as what is inside of them does."""
    deepest = round(DEEPEST * min(pixels.shape[:2]))
    made = pixels
    for side in (np.s_[:], np.s_[::-1]):
        for turned in (False, True):
            seen = (made.transpose(1, 0, 2) if turned else made)[side]
            depth = _depth(seen[: deepest + 2])
            if depth:
                made = made.copy() if made is pixels else made
                band = (made.transpose(1, 0, 2) if turned else made)[side]
                band[:depth] = band[depth]
    return made


def _depth(rows: Pixels) -> int:
    """How many of the outermost `rows` (count, length, 3), the first one outside, are a rim.

    The row after the last of it counts as well: it is a mixture of what is on both sides.
    """
    tone = np.median(rows[:1], axis=1)[:, None].astype(np.int16)
    off = np.abs(rows - tone).max(axis=2)
    if (off[:1] > EVEN).mean() > UNEVEN:
        return 0
    inside = np.flatnonzero((off[:-1] > APART).mean(axis=1) > ALONG)
    return int(inside[0]) + 1 if inside.size else 0

"""From the inverse depth that a network tells to guides of depth."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from core.local.guided import Guided, share_kept
from core.local.library.closely import at_most, closely
from core.local.method import TellingMaker
from core.local.space.depth import USUAL, depth_maker, tolerance
from core.local.space.flat import has_one_tone
from core.local.space.scene import resized, working_size
from core.picture import Pixels, Plane

CUT = 0.1  # per cent of what was looked at that may be farther than black, and nearer than white
RADIUS = 2  # of the windows of the guided filter, in pixels of what was looked at


def open_near(pixels: Pixels, near: Callable[[], Plane]) -> TellingMaker:
    """Guides of RGB `pixels`: grey `uint8` (height, width), near is white; and the same in 16 bits.

    `near`: what tells inverse depth up to scale and shift, float32 (rows, columns) of the whole
    picture at any size; asked when it is first needed. Options: as those of
    `core.local.space.depth.open_depth`. A picture of a single tone is half as near as can be.
    """

    @cache
    def found() -> tuple[Plane, Pixels] | None:
        if has_one_tone(resized(pixels, *working_size(*pixels.shape[:2]))):
            return None
        told = near()
        far, close = np.percentile(told, (CUT, 100 - CUT))
        if not close > far:
            return None
        share = (told - np.float32(far)) / np.float32(close - far)
        return at_most(share.clip(0, 1), pixels)

    def guided(detail: float) -> Guided | None:
        seen = found()
        if seen is None:
            return None
        plane, small = seen
        return closely(plane[None], small, RADIUS, tolerance(detail), share_kept(detail, USUAL))

    return depth_maker(pixels, guided)

"""Depth by Depth Anything V2: L. Yang and others, Depth Anything V2, 2024.

The network tells inverse depth up to a scale and a shift, which the guide's range settles. It looks
at the whole picture at once, its shorter side at 518 pixels, so that there are no seams; a picture
longer than one of the cinema is looked at from further away.
"""

from __future__ import annotations

from functools import cache

from core.local.library.model import Model
from core.local.library.nearness import open_near
from core.local.library.views import BICUBIC, normalised, resized
from core.local.method import TellingMaker
from core.picture import Pixels, Plane

STRIDE = 14  # of the network; both sides are multiples of it
SIDE = 37 * STRIDE  # the shorter side that it looks at
LONGEST = 88 * STRIDE  # the longer side at most: what attention takes grows with its square
LEAST = 5 * STRIDE  # so much the shorter side of a panorama has at least, squeezed if need be


def open_depth(pixels: Pixels, model: Model) -> TellingMaker:
    """Guides of `pixels` as `core.local.space.depth.open_depth` has them, with its options."""

    @cache
    def near() -> Plane:
        seen = resized(pixels, *working_size(*pixels.shape[:2]), BICUBIC)
        return model.run(normalised(seen))[0].reshape(seen.shape[:2])

    return open_near(pixels, near)


def working_size(height: int, width: int) -> tuple[int, int]:
    """The height and width at which a picture of this size is looked at."""
    scale = min(SIDE / min(height, width), LONGEST / max(height, width))

    def side(length: int) -> int:
        return max(LEAST, round(length * scale / STRIDE) * STRIDE)

    return side(height), side(width)

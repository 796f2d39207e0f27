"""Depth: grey, near is white, relative to the picture; edges follow the picture at full size.

The form is that of the ControlNet annotators (MiDaS and its successors): inverse depth, from the
farthest to the nearest of the picture. Outliers do not count: the range is cut at percentiles.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from core.local.guided import Guided, bounded, guide, share_kept
from core.local.method import Drawn, TellingMaker
from core.local.networks import Networks
from core.local.space.inverse_depth import inverse_depth
from core.local.space.looking import FLAT, look
from core.local.space.scene import Scene
from core.options import Options
from core.picture import Pixels, Plane

CUT = 2.0  # per cent of the picture that may be farther than black, and nearer than white
LEAST_RANGE = 0.35  # of the middle, that black and white lie apart: no contrast out of nothing
RADIUS = 3  # of the windows of the guided filter, in pixels of the scene
USUAL = 60  # the edge detail at which borders stay where they were seen
STEPS = 65535  # what the kept depth is told in


def open_depth(pixels: Pixels, networks: Networks) -> TellingMaker:
    """Guides of `pixels`: grey `uint8` (height, width), near is white; and the same in 16 bits.

    Options: `depthFar` and `depthNear`, 0 to 100, the nearness that is black and that is white, in
    per cent of the picture's range; `depthEdges`, 0 to 100, how closely the borders in the guide
    follow the picture's colours; `depthInvert`, whether near is black instead. Of a picture that is
    flat every pixel is half as near as can be, and a remark says why.
    """

    @cache
    def scene() -> tuple[Scene, Plane] | None:
        seen = look(pixels, networks)
        return None if seen is None else (seen, nearness(inverse_depth(seen)))

    def guided(detail: float) -> Guided | None:
        found = scene()
        if found is None:
            return None
        seen, near = found
        guided = guide(near[None], seen.pixels, RADIUS, tolerance(detail))
        return bounded(guided, near[None], share_kept(detail, USUAL))

    return depth_maker(pixels, guided)


def depth_maker(pixels: Pixels, guided: Callable[[float], Guided | None]) -> TellingMaker:
    """Guides of RGB `pixels`, with the options and the result of `open_depth`.

    `guided`: what gives nearness, 0 to 1, as one plane of colours, by the detail of edges, 0 to
    100; None if everything is equally near.
    """

    @lru_cache(maxsize=1)
    def whole(detail: float) -> NDArray[np.uint16] | None:
        found = guided(detail)
        if found is None:
            return None
        made = np.empty(pixels.shape[:2], np.uint16)
        for rows, planes in found.strips(pixels):
            made[rows] = np.rint(planes[0].clip(0, 1) * STEPS).astype(np.uint16)
        return made

    def make(options: Options) -> Drawn:
        grey, deep = levels(options)
        depth = whole(options.number("depthEdges"))
        if depth is None:
            half = np.full(pixels.shape[:2], STEPS // 2, np.uint16)
            return Drawn(grey[half], remark=FLAT, deep=deep[half])
        return Drawn(grey[depth], deep=deep[depth])

    return make


def levels(options: Options) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """What each of the STEPS + 1 depths becomes in 8 and in 16 bits, by the options of depth."""
    far, near = options.number("depthFar") / 100, options.number("depthNear") / 100
    made = ((np.arange(STEPS + 1) / STEPS - far) / (near - far)).clip(0, 1)
    if options["depthInvert"]:
        made = 1 - made
    return np.rint(255 * made).astype(np.uint8), np.rint(STEPS * made).astype(np.uint16)


def nearness(inverse: Plane) -> Plane:
    """Inverse depth from the farthest, 0, to the nearest, 1; somewhat beyond at outliers."""
    far, near = np.percentile(inverse, (CUT, 100 - CUT))
    middle = (far + near) / 2
    spread = max(float(near - far), LEAST_RANGE * float(middle))
    return cast(Plane, ((inverse - middle) / spread + 0.5).astype(np.float32))


def tolerance(detail: float) -> float:
    """The guided filter's epsilon for `depthEdges`: from 80 levels of colour, squared, to 1.4."""
    return float(255**2 * 10 ** (-1 - 3.5 * detail / 100))

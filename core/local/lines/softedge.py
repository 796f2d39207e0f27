"""Soft edges: outlines of things, by a small network of our own.

The guide has the form of the ControlNet annotators' (HED: S. Xie, Z. Tu, Holistically-Nested Edge
Detection, 2015): grey, the brighter the surer it is that a thing ends there. The annotators look at
every picture with its shorter side at 512 pixels and enlarge what they find. Here that side is
between 512 and 768 pixels: as large as the picture where it is in between, and a picture so small
that it would have to be enlarged more than twice is enlarged twice. Outlines of a large picture are
crisper so, and still are those of things rather than of their texture.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.lines.rim import without_rim
from core.local.method import Maker
from core.local.networks import Networks
from core.local.tiles import Tiling, run_in_tiles
from core.options import Options
from core.picture import Pixels, Plane

NETWORK = "softedge"

_Array = TypeVar("_Array", bound=NDArray[Any])

LEAST_SIDE, MOST_SIDE = 512, 768
"""Between these is the shorter side, in pixels, at which a picture is usually looked at."""

MOST_ENLARGED = 2
"""How many times, at the usual detail."""

LONGEST = 10.0
"""Times the shorter side; a picture that is longer is looked at from further away."""

TILING = Tiling(stride=32, side=1152, overlap=512, margin=32)
"""Twice the network's stride, since it looks at half the size as well; tiles that take under 0.5
GB; overlaps of most of what it sees around a pixel: edges in tiles differ from those of the whole
picture by four levels of 255 at most."""


def open_softedge(pixels: Pixels, networks: Networks) -> Maker:
    """Guides of `pixels`: grey `uint8` (height, width), bright on outlines.

    Options: `softedgeDetail`, how many times closer than usual it looks, 0.5 to 2; `softedgeSafe`,
    whether the tones are 0, 127 and 255 only (see `safe`), which does not run the network again.
    """
    inner = without_rim(pixels)
    return guides(pixels, lambda side: soft_edges(inner, networks, side))


def guides(pixels: Pixels, edges: Callable[[float], Plane]) -> Maker:
    """Guides of `pixels` by `edges`, which gives, for a shorter side, what `soft_edges` does."""
    height, width, _ = pixels.shape

    @lru_cache(maxsize=1)
    def grey(detail: float) -> Pixels:
        found = edges(detail * usual_side(pixels, MOST_SIDE))
        return fitted(np.rint(255 * found).astype(np.uint8), height, width)

    def make(options: Options) -> Pixels:
        guide = grey(options.number("softedgeDetail"))
        return safe(guide) if options["softedgeSafe"] else guide.copy()

    return make


def usual_side(pixels: Pixels, most: int) -> int:
    """The shorter side at which `pixels` are usually looked at, at most `most`, at least 512."""
    shorter = int(min(pixels.shape[:2]))
    return min(max(shorter, min(MOST_ENLARGED * shorter, LEAST_SIDE)), most)


def soft_edges(pixels: Pixels, networks: Networks, side: float, tiling: Tiling = TILING) -> Plane:
    """How likely a thing ends at each pixel of RGB `pixels`: `float32` (height, width), 0 to 1.

    It has the size at which the picture is looked at: the shorter side about `side` pixels, which
    may be more than the picture has. `fitted` brings it to another.
    """

    def run(part: Pixels) -> Plane:
        planes = np.ascontiguousarray(part.transpose(2, 0, 1)[None], np.float32)
        return cast(Plane, networks.run(NETWORK, planes)[0][0, 0])

    return run_in_tiles(at_side(pixels, side), run, tiling)


def at_side(pixels: Pixels, side: float) -> Pixels:
    """RGB `pixels` with the shorter side about `side` pixels, fewer if they are very long."""
    height, width, _ = pixels.shape
    scale = min(side / min(height, width), side * LONGEST / max(height, width))
    return fitted(pixels, max(1, round(height * scale)), max(1, round(width * scale)))


def fitted(values: _Array, height: int, width: int) -> _Array:
    """`values` at that size: means of areas where it is smaller, else smoothly enlarged."""
    if values.shape[:2] == (height, width):
        return values
    smaller = height * width < values.shape[0] * values.shape[1]
    kind = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return cast(_Array, cv2.resize(values, (width, height), interpolation=kind))


def safe(guide: Pixels) -> Pixels:
    """Grey 0..255 in three tones: below a third 0, below two thirds 127, and 255.

    It is what the annotators' "safe" variants do, so that faint traces of the picture's content
    cannot pass; there it is done before enlarging, here after, which leaves exactly three tones.
    """
    tones = np.repeat(np.array([0, 127, 255], np.uint8), [85, 85, 86])
    return cast(Pixels, cv2.LUT(guide, tones))

"""Normals, and depth, by MoGe-2: R. Wang and others, MoGe-2: Accurate Monocular Geometry, 2025.

The network tells a point and a normal for each pixel, in OpenCV's axes: x to the right, y down, z
away from the viewer. ControlNet's colours are (n + 1) / 2 of left, up and to the viewer, so all
three turn around: 255 (0.5 - 0.5 n). Where it sees no surface, as in the sky, what it says of one
is not to be believed: there the guide faces the viewer, and nothing is farther.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import cast

import cv2
import numpy as np

from core.local.guided import share_kept
from core.local.library.closely import at_most, closely
from core.local.library.geometry import inverse_depth
from core.local.library.model import Model
from core.local.library.nearness import open_near
from core.local.library.views import planes
from core.local.method import Drawn, Maker, TellingMaker
from core.local.space.directions import TOWARDS, colours, unit
from core.local.space.normals import in_relief
from core.options import Options
from core.picture import Pixels, Plane
from core.preprocessor import Preprocessor

TOKENS = 2500  # the most that it was trained with: the finest
AREA = TOKENS * 16**2  # of what it looks at, in pixels: it tells 16 x 16 values by the token
LONGEST = 10.0  # times the shorter side; what is longer is squeezed

SURFACE = 0.5  # of the mask, below which nothing is there
USUAL = 50  # smoothness and detail at which the network's word is kept
RADIUS = 2  # of the guided filter, in pixels of what it looks at
CALMEST = 24  # the same at the highest smoothness
FOLDS = 12  # the same for what is a fold or a feature, and not the surface that it lies on
TEXTURE = 100.0  # the variance of colours that is no border there, in levels of 255 squared


def open_moge(pixels: Pixels, model: Model) -> Maker | TellingMaker:
    """Guides of `pixels`: depth or normals, whichever `model` is to make."""
    if model.preprocessor is Preprocessor.DEPTH:
        return open_near(pixels, lambda: _inverse_depth(pixels, model))
    return _open_normals(pixels, model)


def _open_normals(pixels: Pixels, model: Model) -> TellingMaker:
    """RGB `uint8` (height, width, 3), unit normals, with the options of `open_normalbae`.

    `normalRelief`: how steep, in per cent. `normalDetail`: how deep folds and features are, from 0
    over 50, as the network has them, to twice that at 100. `normalSmoothness`: above 50 surfaces
    become calmer within the picture's borders, below they follow its texture.
    """

    @cache
    def found() -> tuple[Plane, Pixels]:
        normals, small = at_most(-_normals(pixels, model), pixels)
        return np.ascontiguousarray(normals.transpose(2, 0, 1)), small

    @lru_cache(maxsize=1)
    def carved(detail: float) -> Plane:
        normals, small = found()
        if detail == USUAL:
            return unit(normals)
        surface = closely(normals, small, FOLDS, TEXTURE, 0)
        flat = np.concatenate([strip for _, strip in surface.strips(small)], axis=1)
        return unit(flat + np.float32(detail / USUAL) * (normals - flat))

    def make(options: Options) -> Drawn:
        relief, smooth = options.number("normalRelief"), options.number("normalSmoothness")
        normals = carved(options.number("normalDetail"))
        if relief != 100:
            normals = in_relief(normals, relief / 100)
        calm = max(0.0, smooth / USUAL - 1)
        radius = round(RADIUS + calm * (CALMEST - RADIUS))
        guided = closely(normals, found()[1], radius, _tolerance(smooth), share_kept(smooth, USUAL))
        made = np.empty(pixels.shape, np.uint8)
        for rows, strip in guided.strips(pixels):
            made[rows] = colours(strip)
        return Drawn(made)

    return make


def _tolerance(smoothness: float) -> float:
    """The guided filter's epsilon: from 1.4 levels of colour, squared, at 0, to 80 at 100."""
    return float(255**2 * 10 ** (-4.5 + 3.5 * smoothness / 100))


def _inverse_depth(pixels: Pixels, model: Model) -> Plane:
    """(height, width), at the size that the network looks at."""
    points, _, mask, *_ = _run(pixels, model)
    return inverse_depth(points[0], mask[0] >= SURFACE)


def _normals(pixels: Pixels, model: Model) -> Plane:
    """In OpenCV's axes, (height, width, 3), at the size that the network looks at."""
    _, normals, mask, *_ = _run(pixels, model)
    towards_viewer = -TOWARDS.reshape(3)
    return np.where(mask[0, ..., None] >= SURFACE, normals[0], towards_viewer)


def _run(pixels: Pixels, model: Model) -> tuple[Plane, ...]:
    size = working_size(*pixels.shape[:2])
    within = min(size[1], pixels.shape[1]), min(size[0], pixels.shape[0])
    shrunk = cv2.resize(pixels, within, interpolation=cv2.INTER_AREA)
    seen = cast(Pixels, cv2.resize(shrunk, size[::-1], interpolation=cv2.INTER_LINEAR))
    return model.run(planes(seen) / np.float32(255), TOKENS)


def working_size(height: int, width: int) -> tuple[int, int]:
    """The height and width at which a picture of this size is looked at: not enlarged, but for
    the shorter side of what is longer than LONGEST allows."""
    longer = max(height, width)
    height, width = (max(side, math.ceil(longer / LONGEST)) for side in (height, width))
    scale = min(1.0, math.sqrt(AREA / (height * width)))
    return max(1, round(height * scale)), max(1, round(width * scale))

"""Soft edges by HED: S. Xie, Z. Tu, Holistically-Nested Edge Detection, 2015.

Files of it have one of two forms. That of ControlNet's annotator sees red first, 0 to 255, and says
on five scales how likely an edge is, before the sigmoid: they are enlarged, and the mean is taken.
The older one sees blue first, 0 to 1, and has done all that when it gives its one output.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.library.model import Model
from core.local.library.views import planes
from core.local.lines.softedge import at_side, guides
from core.local.method import Maker
from core.local.tiles import Tiling, run_in_tiles
from core.picture import Pixels, Plane

_Array = TypeVar("_Array", bound=NDArray[Any])

TILING = Tiling(stride=32, side=1024, overlap=256, margin=32)
"""Twice its coarsest cell, so that no scale is cut off; tiles that take under a gigabyte."""


def open_softedge(pixels: Pixels, model: Model) -> Maker:
    """Guides of `pixels` as those of `core.local.lines.softedge`, with the same options."""

    def run(part: Pixels) -> Plane:
        height, width = _sides(model) or part.shape[:2]
        seen = _sized(part, height, width)
        if len(model.outputs()) == 1:
            (told,) = model.run(planes(seen[..., ::-1]) / np.float32(255))
            sure = _sized(told.reshape(told.shape[-2:]), height, width)
        else:
            scales = [
                _sized(told.reshape(told.shape[-2:]), height, width)
                for told in model.run(planes(seen))
            ]
            logits = np.mean(scales, axis=0, dtype=np.float32)
            sure = (1 / (1 + np.exp(-logits))).astype(np.float32)
        return _sized(sure, part.shape[0], part.shape[1])

    return guides(pixels, lambda side: run_in_tiles(at_side(pixels, side), run, TILING))


def _sides(model: Model) -> tuple[int, ...]:
    """The height and width that the file takes, if it takes no others."""
    sides = tuple(side for side in model.inputs()[0].shape[2:] if isinstance(side, int))
    return sides if len(sides) == 2 else ()


def _sized(values: _Array, height: int, width: int) -> _Array:
    if values.shape[:2] == (height, width):
        return values
    return cast(_Array, cv2.resize(values, (width, height), interpolation=cv2.INTER_LINEAR))

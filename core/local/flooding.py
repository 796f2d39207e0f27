"""Floods a landscape of heights from where it is told to begin: a watershed of any plane.

F. Meyer, Color image segmentation, 1992, as OpenCV has it, which knows pictures only.
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.picture import Plane

Floods = NDArray[np.int32]


def flooded(begun: Floods, heights: Plane) -> Floods:
    """Where floods get to from where they have `begun`, each a number above 0; 0 on the crests.

    They meet on the highest of `heights` (height, width), 0..1, between them. Where that is level,
    it is chance where; the same each time, and another in a mirror image.
    """
    # OpenCV climbs differences between neighbours. Of heights laid alternately above and below a
    # middle level, these are the sums of the two neighbours' heights.
    high = np.rint(np.pad(heights, 1, mode="edge").clip(0, 1) * 127)
    above = np.indices(high.shape).sum(axis=0) % 2 == 0
    hills = np.where(above, 128 + high, 128 - high).astype(np.uint8)
    # It keeps no flood on the border of a picture.
    made = cv2.watershed(cv2.merge([hills] * 3), np.pad(begun, 1))
    return cast(Floods, np.maximum(made[1:-1, 1:-1], 0))

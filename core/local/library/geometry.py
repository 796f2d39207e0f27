"""From points that lack a shift along the line of sight to inverse depth.

MoGe tells the points of a picture up to a shift in depth (R. Wang and others, MoGe: Unlocking
Accurate Monocular Geometry Estimation, 2024). The right one is that with which a pinhole camera
sees each point where its pixel is: (x, y) / (z + shift) is in proportion to the place there.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from core.picture import Plane

SAMPLES = 64  # rows and columns of points that are looked at
STEPS = 241  # of the shifts that are tried
NEAREST, FARTHEST = 1e-3, 1e3  # of the spread of depth: how near the camera is to the first point
BETTER = 1e-4  # by which another shift must agree better than none, to be believed
BEHIND = 1e-6  # a depth that is less is none


def inverse_depth(points: Plane, surface: NDArray[np.bool_]) -> Plane:
    """1 / depth of `points` (height, width, 3) where there is a `surface`, and 0 elsewhere."""
    depth = points[..., 2] + np.float32(shift(points, surface))
    near = 1 / np.maximum(depth, np.float32(BEHIND))
    return cast(Plane, np.where(surface & (depth > BEHIND), near, 0).astype(np.float32))


def shift(points: Plane, surface: NDArray[np.bool_]) -> float:
    """What is to be added to the z of `points`, by those that have a `surface`.

    0 where they agree as well with a camera as they are, such as on a wall that is faced.
    """
    height, width = surface.shape
    rows, columns = (
        np.linspace(0, side - 1, min(side, SAMPLES)).astype(int) for side in (height, width)
    )
    chosen = surface[np.ix_(rows, columns)]
    if not chosen.any():
        return 0.0
    at = np.stack(np.meshgrid(columns - (width - 1) / 2, rows - (height - 1) / 2), axis=-1)
    places, told = at[chosen], points[np.ix_(rows, columns)][chosen].astype(np.float64)
    first, spread = told[:, 2].min(), np.ptp(told[:, 2])
    tried = first - spread * np.geomspace(NEAREST, FARTHEST, STEPS)
    agreed = np.array([_agreement(told, places, -far) for far in tried])
    best = int(agreed.argmax())
    if first > BEHIND and agreed[best] < _agreement(told, places, 0.0) + BETTER:
        return 0.0
    # The top of the parabola through the best and its neighbours.
    if 0 < best < STEPS - 1:
        before, middle, after = agreed[best - 1 : best + 2]
        bend = 2 * middle - before - after
        part = (after - before) / (2 * bend) if bend > 0 else 0.0
        step = np.log(FARTHEST / NEAREST) / (STEPS - 1)
        far = spread * NEAREST * np.exp(step * (best + part))
        return float(far - first)
    return float(-tried[best])


def _agreement(points: NDArray[np.float64], places: NDArray[np.float64], more: float) -> float:
    """How well a camera sees `points` (n, 3), `more` far, at `places` (n, 2): 1 is exactly.

    The square of a cosine, so that the focal length does not matter.
    """
    seen = points[:, :2] / np.maximum(points[:, 2:] + more, BEHIND)
    lengths = (seen**2).sum() * (places**2).sum()
    together = (seen * places).sum()
    return float(max(together, 0) ** 2 / lengths) if lengths > 0 else 0.0

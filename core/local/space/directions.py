"""From slopes of distance to directions and colours, for one camera that is taken for granted.

The colours are (n + 1) / 2 of unit vectors whose axes are those of ControlNet's normals (NormalBae:
G. Bae, I. Budvytis, R. Cipolla, Estimating and Exploiting the Aleatoric Uncertainty in Surface
Normal Estimation, 2021): red points to the left, green up, blue to the viewer.

With (u, v) = (column - centre, row - centre) / focal length, a plane seen in perspective has an
inverse depth of a u + b v + c and the normal (a, b, c), so where the logarithm of its distance
changes by (g, h) over one focal length, its normal is (-g, -h, 1 + u g + v h).
"""

from __future__ import annotations

import math
from typing import cast

import cv2
import numpy as np

from core.picture import Pixels, Plane

FOCAL_LENGTH = 0.92  # of the longer side: a field of view of 57 degrees
UP, TOWARDS = np.eye(3, dtype=np.float32)[1:].reshape(2, 3, 1, 1)
STEEPEST = 0.05  # the least of a normal, before it is made a unit, that points to the viewer


def slopes(distance: Plane, sigma: float, aspect: float = 1.0) -> Plane:
    """How a logarithm of distance changes to the right and down, over one focal length.

    From (height, width) to (2, height, width), after a Gaussian of `sigma` pixels. A pixel is
    `aspect` times as high as it is wide. At its border a surface goes on as it was heading.
    """
    margin = math.ceil(4 * sigma) + 1
    padded = np.pad(distance, margin, mode="reflect", reflect_type="odd")
    down, across = np.gradient(cv2.GaussianBlur(padded, (0, 0), sigma))
    inside = (slice(margin, -margin), slice(margin, -margin))
    focal = focal_length(distance.shape, aspect)
    return np.stack([across[inside] * focal, down[inside] * focal / aspect]).astype(np.float32)


def facing(slopes: Plane, aspect: float = 1.0) -> Plane:
    """Unit normals of surfaces with these `slopes`: (3, height, width), left, up, to the viewer."""
    u, v = places(slopes.shape[1:], aspect)
    across, down = slopes
    towards = np.maximum(1 + u * across + v[:, None] * down, STEEPEST)
    return unit(np.stack([-across, -down, towards]))


def places(size: tuple[int, ...], aspect: float) -> tuple[Plane, Plane]:
    """(u, v) of each column and of each row of a picture of that height and width."""
    height, width = size
    focal = focal_length(size, aspect)
    u = (np.arange(width) + 0.5 - width / 2) / focal
    v = (np.arange(height) + 0.5 - height / 2) * aspect / focal
    return u.astype(np.float32), v.astype(np.float32)


def focal_length(size: tuple[int, ...], aspect: float) -> float:
    """The focal length taken for granted, in widths of a pixel."""
    return FOCAL_LENGTH * max(size[0] * aspect, size[1])


def unit(vectors: Plane) -> Plane:
    """`vectors` (3, height, width) made 1 long."""
    return cast(Plane, vectors / np.maximum(np.sqrt((vectors**2).sum(axis=0)), 1e-6))


def colours(normals: Plane) -> Pixels:
    """`normals` (3, height, width), of any length but 0, as RGB (height, width, 3)."""
    shown = (unit(normals) + 1) * 127.5
    return np.ascontiguousarray(np.rint(shown).astype(np.uint8).transpose(1, 2, 0))

"""A scene: a picture small, with what was seen of space in it; and the size at which it is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from core.picture import Pixels, Plane

AREA = 256 * 256
STRIDE = 16  # both sides are a multiple of it
LEAST, MOST = 5 * STRIDE, 50 * STRIDE  # longer pictures are squeezed


@dataclass(frozen=True, eq=False)
class Scene:
    """What is known of a picture; planes are float32 (height, width), about 256 x 256.

    `pixels`: RGB (height, width, 3). `distance`: the logarithm of the distance, but for a constant,
    soft. `facing`: unit normals (3, height, width) to the left, up and to the viewer, soft.
    `edges`, `things`, `sky`: how sure an outline, a thing, the sky is there, 0..1.
    `bodies`: as `things`, with round borders; each is in one piece.
    `aspect`: by how much more the height was shrunk than the width.
    """

    pixels: Pixels
    distance: Plane
    facing: Plane
    edges: Plane
    things: Plane
    bodies: Plane
    sky: Plane
    aspect: float


def both_ways(view: Pixels, network: Callable[[Pixels], Plane]) -> Plane:
    """The mean of what `network` makes of `view` and, mirrored back, of its mirror image."""
    back = network(np.ascontiguousarray(view[:, ::-1]))[:, ::-1]
    return cast(Plane, (network(view) + back) / 2)


def working_size(height: int, width: int) -> tuple[int, int]:
    """The height and width at which a picture of this size is looked at."""
    scale = math.sqrt(AREA / (height * width))

    def side(length: int) -> int:
        return min(max(LEAST, round(length * scale / STRIDE) * STRIDE), MOST)

    return side(height), side(width)


def resized(pixels: Pixels, height: int, width: int) -> Pixels:
    """`pixels` at this size: shrunk by area, enlarged smoothly."""
    within = min(pixels.shape[1], width), min(pixels.shape[0], height)
    shrunk = cv2.resize(pixels, within, interpolation=cv2.INTER_AREA)
    return cast(Pixels, cv2.resize(shrunk, (width, height), interpolation=cv2.INTER_LINEAR))

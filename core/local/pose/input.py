"""What the pose network sees in a picture: heat maps of joints and affinities of limbs.

The network is Lightweight OpenPose (D. Osokin, Real-time 2D Multi-Person Pose Estimation on CPU:
Lightweight OpenPose, 2018), trained on crops of 368 pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.networks import Networks
from core.picture import Pixels

NETWORK = "pose"
STRIDE = 8
"""Pixels of the network's input, across and down, that make one cell of its maps."""

SQUARES = 4
"""How many squares of its shorter side a picture is at most looked at as: what it costs. Longer
panoramas are made smaller."""


@dataclass(frozen=True, eq=False)
class Maps:
    """What the network says of each cell of a picture, of (rows, columns) cells.

    `joints`: float32 (18, rows, columns), how likely each joint of COCO-18 is there, 0..1;
    `limbs`: float32 (38, rows, columns), columns and rows of the unit vectors along 19 limbs, in
    the network's order; `cell`: columns and rows of pixels of the picture that make a cell.
    """

    joints: NDArray[np.float32]
    limbs: NDArray[np.float32]
    cell: tuple[float, float]


def look(pixels: Pixels, networks: Networks, side: int) -> Maps:
    """The maps of RGB `pixels`, of any size, seen with `side` as the length of the shorter side.

    Raises what Networks.run raises.
    """
    heatmaps, affinities = networks.run(NETWORK, prepared(pixels, side))
    rows, columns = heatmaps.shape[2:]
    height, width, _ = pixels.shape
    return Maps(heatmaps[0, :-1], affinities[0], (width / columns, height / rows))


def prepared(pixels: Pixels, side: int) -> NDArray[np.float32]:
    """What the network takes: (1, 3, height, width), blue first, (value - 128) / 256."""
    height, width, _ = pixels.shape
    columns, rows = cells(width, height, side)
    size = columns * STRIDE, rows * STRIDE
    method = cv2.INTER_AREA if size[0] < width else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(pixels, size, interpolation=method), np.float32)
    return np.ascontiguousarray((small[..., ::-1] - 128).transpose(2, 0, 1)[None] / 256)


def cells(width: int, height: int, side: int) -> tuple[int, int]:
    """Columns and rows of the maps of a picture of this size, at least 1, seen at `side`.

    The sides that the network sees are rounded to whole cells, which changes the proportions by
    a hundredth at most and spares a border that is not in the picture.
    """
    scale = min(side / min(width, height), side * math.sqrt(SQUARES / (width * height)))
    return max(1, round(width * scale / STRIDE)), max(1, round(height * scale / STRIDE))

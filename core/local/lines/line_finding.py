"""Which lines a picture has: the crests of what our own network of lines makes of it.

The network (`packaging/models/lineart`) draws lines two pixels wide, brightest in their middle. Of
those the middles are found (`ridges`), so that every line is of one width and none is double. What
lies beside a brighter line is its flank, and between two lines close to one another there is a
valley with ridges across; neither is a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.lines.pen import Drawing
from core.local.lines.ridges import Mask, Ridges
from core.local.networks import Networks
from core.local.tiles import Tiling, run_in_tiles
from core.picture import Pixels, Plane

NETWORK = "lineart"

TILING = Tiling(stride=16, side=1152, overlap=512, margin=16)
"""Tiles that take under 0.5 GB; overlaps as wide as those of soft edges, whose encoder it has."""

# Lengths are in pixels of the picture that is looked at.
SMOOTH = 1.0  # the Gaussian before ridges are looked for
BASE = 0.01  # see `distance_to_ridge`
BESIDE = 9  # the square in which a line is compared with others
FLANK = 0.5  # of the brightest there; what is less is beside a line
CREST = 0.2  # of its height must a line be higher than around, twice derived
NARROW = 0.7  # the Gaussian before contrast is measured
NEAR = 7  # the square in which it is measured: a line, and what is to both sides of it
SHORTEST = 6  # lines of less are left out
SHORT, SURE = 14, 0.6  # what is shorter must be so sure somewhere: an eye, and no speck of dust


class Output(IntEnum):
    """What the network draws: of what was drawn itself, or of a photograph."""

    INK = 0
    PENCIL = 1


@dataclass(frozen=True, eq=False)
class FoundLines:
    """The ridges of lines by how sure they are, and the contrast around, in levels of 255."""

    ridges: Ridges
    contrast: Plane

    def drawing(self, weak: Mask, strong: Mask, tone: Plane) -> Drawing:
        """The `weak` pixels in strokes that somewhere are `strong`, with their `tone`, 0..1."""
        kept = _lasting(weak & self._single(), strong, self.ridges.strength >= SURE)
        return Drawing.of(self.ridges.splat(kept), kept, tone)

    def _single(self) -> Mask:
        """Where a line is, and neither the flank of one nor a valley between two."""
        sure = self.ridges.strength
        around = cv2.dilate(sure, np.ones((BESIDE, BESIDE), np.uint8))
        crest = cv2.Laplacian(sure, cv2.CV_32F, ksize=3) < np.float32(-CREST) * sure
        return cast(Mask, (crest & (sure >= np.float32(FLANK) * around)).view(np.uint8))


def find_lines(
    pixels: Pixels, networks: Networks, output: Output, tiling: Tiling = TILING
) -> FoundLines:
    """The lines that the network draws of RGB `pixels`, and the greatest contrast of a channel."""

    def run(part: Pixels) -> Plane:
        planes = np.ascontiguousarray(part.transpose(2, 0, 1)[None], np.float32)
        return cast(Plane, networks.run(NETWORK, planes)[output][0, 0])

    sure = cv2.GaussianBlur(run_in_tiles(pixels, run, tiling), (0, 0), SMOOTH)
    smooth = cv2.GaussianBlur(pixels, (0, 0), NARROW)
    square = np.ones((NEAR, NEAR), np.uint8)
    range_ = cv2.subtract(cv2.dilate(smooth, square), cv2.erode(smooth, square))
    contrast = cast(Plane, range_.max(axis=2).astype(np.float32))
    return FoundLines(Ridges.of(cast(Plane, sure), BASE), contrast)


def _lasting(weak: Mask, strong: Mask, sure: NDArray[np.bool_]) -> Mask:
    """The `weak` pixels in strokes that are `strong` somewhere and long, or short and `sure`.

    Pieces up to two pixels apart are one stroke.
    """
    linked = cv2.dilate(weak, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(linked, connectivity=8)
    kept, certain = np.zeros(count, np.uint8), np.zeros(count, np.bool_)
    kept[labels[(strong & weak) > 0]] = 1
    certain[labels[sure & (weak > 0)]] = True
    extent = _extent(stats) - 2  # the dilation adds two
    kept[(extent < SHORTEST) | ((extent < SHORT) & ~certain)] = 0
    kept[0] = 0  # what is not weak
    return cast(Mask, kept[labels] & weak)


def _extent(stats: NDArray[Any]) -> NDArray[Any]:
    """The longer side of each component's bounding box, in pixels."""
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    return cast(NDArray[Any], sides.max(axis=1))

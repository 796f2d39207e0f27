"""Shuffle: the picture's colours and textures, swirled until its shapes are lost.

The content shuffle of ControlNet (L. Zhang et al., the `shuffle` annotator): every pixel takes its
colour from where two smooth random fields, one for x and one for y, send it. A field is uniform
noise on a grid of one cell for every 256 pixels, enlarged with a cubic kernel and stretched so
that it just reaches both sides of the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import cv2
import numpy as np
from numpy.random import MT19937, RandomState, SeedSequence
from numpy.typing import NDArray

from core.local.method import Maker
from core.options import Options
from core.picture import Pixels

CELL = 256
"""Pixels between neighbouring points of noise, and the margin of each field that is cut off."""

REMAP_SIDE = 2**15 - 2
"""The longest side, in pixels, that `cv2.remap` takes."""

Field = NDArray[np.float32]


def open_shuffle(pixels: Pixels) -> Maker:
    """Guides of `pixels`: RGB `uint8` of the same shape.

    Option: `seed`, any whole number from -2**63 to 2**63 - 1; each gives a guide of its own.
    """
    height, width, _ = pixels.shape

    def make(options: Options) -> Pixels:
        x, y = swirl(width, height, int(options.number("seed")))
        if max(width, height) <= REMAP_SIDE:
            return cast(Pixels, cv2.remap(pixels, x, y, cv2.INTER_LINEAR))
        rows = max(1, 2**16 // width)
        tops = range(0, height, rows)
        return np.concatenate([_remap(pixels, x[t : t + rows], y[t : t + rows]) for t in tops])

    return make


def swirl(width: int, height: int, seed: int) -> tuple[Field, Field]:
    """Where each pixel of a picture takes its colour: x in 0..width-1 and y in 0..height-1.

    Both are `float32` (height, width). The noise is that of `RandomState` over `MT19937`, which
    NumPy keeps as it is for good (its "Compatibility policy" for random numbers, and NEP 19), so a
    seed means the same swirl in every version; the two's complement makes negative seeds distinct.
    """
    random = RandomState(MT19937(SeedSequence(seed % 2**64)))
    fields: Iterator[Field] = (_field(random, width, height) for _ in range(2))
    x, y = fields
    x *= width - 1
    y *= height - 1
    return x, y


def _field(random: RandomState, width: int, height: int) -> Field:
    """A smooth random field of (height, width) whose lowest value is 0 and highest 1."""
    noise = random.uniform(size=(height // CELL + 2, width // CELL + 2)).astype(np.float32)
    size = (width + 2 * CELL, height + 2 * CELL)
    wide = cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC)
    field = wide[CELL : CELL + height, CELL : CELL + width].astype(np.float32)
    field -= field.min()
    highest = field.max()
    if highest > 0:  # not so where the picture is a single pixel
        field /= highest
    return field


def _remap(pixels: Pixels, x: Field, y: Field) -> Pixels:
    """As `cv2.remap` with bilinear sampling, for pictures with a side too long for it."""
    left, top = x.astype(np.intp), y.astype(np.intp)
    right = np.minimum(left + 1, pixels.shape[1] - 1)
    below = np.minimum(top + 1, pixels.shape[0] - 1)
    across, down = (x - left)[..., None], (y - top)[..., None]
    upper = pixels[top, left] * (1 - across) + pixels[top, right] * across
    lower = pixels[below, left] * (1 - across) + pixels[below, right] * across
    mixed = np.rint(upper * (1 - down) + lower * down)
    return cast(Pixels, mixed.astype(np.uint8))

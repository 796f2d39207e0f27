"""Networks on pictures of any size: padding to what they need, and tiles whose seams are not seen.

A network wants sides that are multiples of its stride, and memory for every pixel that it sees. So
a picture is padded by its own mirror image, and where it is large, cut into overlapping tiles. The
tiles begin at multiples of the stride, hence see the same grid as the whole picture would give
them. In the overlap of two tiles the outer parts, which lack their surroundings, are dropped, and
one tile fades into the other in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from core.picture import Pixels, Plane


@dataclass(frozen=True)
class Tiling:
    """How a picture is cut, in pixels; all of it in multiples of `stride`, the network's.

    `side`: the most that a tile measures. `overlap`: the least that two neighbours share, of which
    the middle third is where one fades into the other. `margin`: mirrored border around a picture,
    at least so much on each side.
    """

    stride: int
    side: int
    overlap: int
    margin: int = 0


def run_in_tiles(pixels: Pixels, run: Callable[[Pixels], Plane], tiling: Tiling) -> Plane:
    """What `run` makes of `pixels` (height, width, 3): `float32` (height, width).

    `run` is given parts of the padded picture, contiguous, whose sides are multiples of the stride
    and at most `tiling.side`; it returns a plane of the same height and width.
    """
    height, width, _ = pixels.shape
    (top, bottom), (left, right) = _padding(height, tiling), _padding(width, tiling)
    padded = cast(
        Pixels, cv2.copyMakeBorder(pixels, top, bottom, left, right, cv2.BORDER_REFLECT_101)
    )
    rows = _spans(padded.shape[0], tiling)
    columns = _spans(padded.shape[1], tiling)
    if len(rows) == len(columns) == 1:
        joined = run(padded)
    else:
        joined = np.zeros(padded.shape[:2], np.float32)
        for down, fade_down in rows:
            for across, fade_across in columns:
                made = run(np.ascontiguousarray(padded[down, across]))
                joined[down, across] += made * fade_down[:, None] * fade_across
    return np.ascontiguousarray(joined[top : top + height, left : left + width])


def _padding(length: int, tiling: Tiling) -> tuple[int, int]:
    """How much is added before and after `length` pixels, as equally as it goes."""
    least = length + 2 * tiling.margin
    added = 2 * tiling.margin - least % -tiling.stride
    return added // 2, added - added // 2


def _spans(length: int, tiling: Tiling) -> list[tuple[slice, Plane]]:
    """The tiles along a side of `length` pixels: where each is, and how much it counts there.

    They are equally long, and what they count adds up to 1 everywhere.
    """
    if length <= tiling.side:
        return [(slice(0, length), np.ones(length, np.float32))]
    stride, overlap = tiling.stride, tiling.overlap
    count = -(-(length - overlap) // (tiling.side - overlap))
    size = stride * -(-(length + (count - 1) * overlap) // (count * stride))
    starts = [min(index * (size - overlap), length - size) for index in range(count)]
    spans = []
    for index, start in enumerate(starts):
        at = np.arange(start, start + size, dtype=np.float32) + np.float32(0.5)
        share = np.ones(size, np.float32)
        if index > 0:
            share *= _risen(at, start, starts[index - 1] + size)
        if index < count - 1:
            share *= 1 - _risen(at, starts[index + 1], start + size)
        spans.append((slice(start, start + size), share))
    return spans


def _risen(at: Plane, begin: int, end: int) -> Plane:
    """From 0 to 1 over the middle third of what lies between `begin` and `end`."""
    third = np.float32((end - begin) / 3)
    return cast(Plane, ((at - begin - third) / third).clip(0, 1))

"""Enlarges planes along the colours of a picture: the guided filter, at any size in little memory.

K. He, J. Sun, X. Tang, Guided Image Filtering, 2010: in every window a plane is a linear function
of the picture's colours, plus a constant. As in K. He, J. Sun, Fast Guided Filter, 2015, the
functions are found on a small copy; enlarged, and applied to the colours of the large picture, they
give planes whose edges lie where the picture's do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.picture import Pixels, Plane

STRIP = 1 << 16  # pixels that are enlarged at a time: what fits the cache


@dataclass(frozen=True, eq=False)
class Guided:
    """Planes as functions of colour: `factors` (count, 4, height, width), of R, G, B and 1.

    `bounds`: their least and greatest values, (count, 2, height, width), or None where any will do.
    `bound`: how much of what is beyond these is taken away, 0..1.
    """

    factors: Plane
    bounds: Plane | None = None
    bound: float = 1.0

    def strips(self, pixels: Pixels) -> Iterator[tuple[slice, Plane]]:
        """The planes at the size of RGB `pixels` (height, width, 3), some rows at a time.

        Gives the rows and the `float32` planes (count, rows, width) of them, from the top down.
        """
        height, width, _ = pixels.shape
        count, terms, small_height, _ = self.factors.shape
        small = [*self.factors.reshape(count * terms, small_height, -1)]
        if self.bounds is not None:
            small += [*self.bounds.reshape(count * 2, small_height, -1)]
        wide = [_widened(plane, width) for plane in small]
        # Where the middle of each row lies in the small copy, whose rows are 1 apart.
        place = (np.arange(height) + 0.5) * small_height / height - 0.5
        place = place.clip(0, small_height - 1)
        step = max(1, STRIP // width)
        for top in range(0, height, step):
            rows = slice(top, min(top + step, height))
            here = place[rows]
            colours = pixels[rows].astype(np.float32)
            made = np.stack(
                [
                    _applied([_rows(term, here) for term in wide[at : at + terms]], colours)
                    for at in range(0, count * terms, terms)
                ]
            )
            if self.bounds is not None:
                low, high = (
                    np.stack([_rows(bound, here) for bound in wide[at::2]])
                    for at in (count * terms, count * terms + 1)
                )
                made += np.float32(self.bound) * (made.clip(low, high) - made)
            yield rows, made


def guide(planes: Plane, pixels: Pixels, radius: int, epsilon: float) -> Guided:
    """`planes` (count, height, width) as functions of RGB `pixels` (height, width, 3).

    Windows are squares of 2 `radius` + 1 pixels. A difference of colour counts where its variance
    is above `epsilon`, in levels of 255 squared: less makes sharper edges, and copies texture.
    """
    colours = pixels.astype(np.float32)
    mean = _box(colours, radius)
    products = _box(np.stack([colours[..., i] * colours[..., j] for i, j in _PAIRS], -1), radius)
    spread = {
        pair: products[..., number] - mean[..., pair[0]] * mean[..., pair[1]]
        for number, pair in enumerate(_PAIRS)
    }
    rr, gg, bb = (spread[i, i] + np.float32(epsilon) for i in range(3))
    rg, rb, gb = spread[0, 1], spread[0, 2], spread[1, 2]
    # The inverse of the symmetric matrix by its cofactors.
    c_rr, c_rg, c_rb = gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg
    c_gg, c_gb, c_bb = rr * bb - rb * rb, rb * rg - rr * gb, rr * gg - rg * rg
    determinant = rr * c_rr + rg * c_rg + rb * c_rb
    inverse = ((c_rr, c_rg, c_rb), (c_rg, c_gg, c_gb), (c_rb, c_gb, c_bb))
    found = []
    for plane in planes:
        level = _box(plane, radius)
        together = _box(colours * plane[..., None], radius) - mean * level[..., None]
        slope = [sum(row[i] * together[..., i] for i in range(3)) / determinant for row in inverse]
        constant = level - sum(slope[i] * mean[..., i] for i in range(3))
        found.append(np.stack([_box(part, radius) for part in (*slope, constant)]))
    return Guided(np.stack(found).astype(np.float32))


def bounded(guided: Guided, planes: Plane, bound: float = 1.0) -> Guided:
    """`guided` without what is beyond all that `planes` (count, height, width) are around a pixel.

    A window that holds a border and a pattern takes the pattern for the border as well: a hat's
    white dots become holes, and leaves beside an arm a part of it. `bound`: how much of that is
    taken away, 0..1. Borders move by no more than a pixel of `planes` then.
    """
    around = np.ones((3, 3), np.uint8)
    bounds = [[cv2.erode(plane, around), cv2.dilate(plane, around)] for plane in planes]
    return Guided(guided.factors, np.array(bounds, np.float32), bound)


def share_kept(value: float, usual: float) -> float:
    """How far a network's own word is kept where an option of 0 to 100 has `value`.

    All at its `usual` value, and less and less to 0 at both ends.
    """
    return value / usual if value < usual else (100 - value) / (100 - usual)


_PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))


def _box(plane: Plane, radius: int) -> Plane:
    side = 2 * radius + 1
    return cast(Plane, cv2.boxFilter(plane, -1, (side, side), borderType=cv2.BORDER_REFLECT))


def _widened(plane: Plane, width: int) -> Plane:
    size = width, plane.shape[0]
    return cast(Plane, cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR))


def _rows(plane: Plane, place: NDArray[np.float64]) -> Plane:
    """The rows of `plane` at these places, linear in between."""
    upper = place.astype(np.intp)
    lower = np.minimum(upper + 1, plane.shape[0] - 1)
    made: Plane = plane[lower]
    above = plane[upper]
    made -= above
    made *= (place - upper).astype(np.float32)[:, None]
    made += above
    return made


def _applied(terms: list[Plane], colours: Plane) -> Plane:
    """The factors of R, G and B times `colours` (height, width, 3), plus the constant."""
    *factors, made = terms
    for channel, factor in enumerate(factors):
        made += factor * colours[..., channel]
    return made

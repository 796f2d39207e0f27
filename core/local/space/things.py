"""Things as they stand in a scene: each on its ground, and the ground seen between their legs."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.picture import Plane

# Distances are logarithms: 0.1 is ten per cent.
CUT_OFF = 0.12  # of a thing that leaves the picture below, before what is around it
AROUND = 0.04  # of the longer side: what counts as next to a thing
CONTACT = 13  # rows under the lowest of a thing: the ground on which it stands
CALM = 2.0  # the standard deviation, in pixels, that takes crumbs away
BESIDE = 0.2  # of the longer side: how far beside a thing nothing is nearer than it
FEET = 0.3  # of its height: above that
STANDS = 1 / 12  # of its height: what is so much higher than its lowest part stands as well

Mask = NDArray[np.bool_]


class Things:
    """The things of a scene, each in one piece."""

    def __init__(self, things: Plane) -> None:
        """`things`: how sure a thing is at each pixel, 0..1."""
        self._is = things > 0.5
        self._nearest: NDArray[np.int32] = np.zeros(things.shape, np.int32)
        if self._is.any():
            nothing = 1 - self._is.astype(np.uint8)
            _, labels = cv2.distanceTransformWithLabels(nothing, cv2.DIST_L2, 3)
            self._nearest = cast(NDArray[np.int32], labels)
        self._masks = [
            self._is & (self._nearest == label) for label in range(1, self._nearest.max() + 1)
        ]

    def uncovered(self, distance: Plane, slope: float) -> Plane:
        """`distance` where nothing beside or between the parts of a thing is nearer than it stands.

        Ground between legs is behind the feet: `slope` farther for each row above them. Beside a
        thing this counts less and less, and not at its feet, where other things may stand before.
        """
        made = distance.copy()
        rows = np.arange(len(distance))[:, None]
        reach = round(BESIDE * max(distance.shape))
        for thing in self._masks:
            level, _ = self._levels(thing, distance, distance)
            above = np.maximum(_bottom(thing) - rows, 0)
            floor = level + slope * above
            made = np.where(_between(thing) & ~self._is, np.maximum(made, floor), made)
            spans = thing & (above > FEET * thing.any(axis=1).sum())
            near = cv2.dilate(spans.astype(np.float32), np.ones((1, 2 * reach + 1), np.uint8))
            near = cv2.GaussianBlur(near, (0, 0), reach / 3) * ~self._is
            made += near * np.maximum(floor - made, 0)
        return made

    def levelled(self, own: Plane, ground: Plane, relief: float) -> Plane:
        """Distances of things, wherever the nearest is one: as near as the `ground` they stand on.

        `own`: their distances as they were seen, of which they keep `relief` times the differences.
        """
        width = own.shape[1]
        levels = [(np.zeros(width, np.float32),) * 2]
        levels += [self._levels(thing, own, ground) for thing in self._masks]
        level, middle = np.array(levels, np.float32).transpose(1, 0, 2)
        place = self._nearest, np.arange(width)
        return cast(Plane, level[place] + relief * (own - middle[place]))

    def _levels(self, thing: Mask, own: Plane, ground: Plane) -> tuple[Plane, Plane]:
        """How far a thing is in each column, and the mean there of its `own` distances: (width,).

        It is as far as the ground next to its lowest part in the columns around, but not farther
        than it was seen.
        """
        height, width = thing.shape
        columns = np.flatnonzero(thing.any(axis=0))
        first, last = columns[0], columns[-1] + 1
        part = thing[:, first:last]
        high = _bottom(thing) - int(thing.any(axis=1).argmax())
        reach = 4 * high + 1
        inside = part.sum(axis=0, dtype=np.float32)
        seen = _around((own[:, first:last] * part).sum(axis=0), reach)
        middle = seen / np.maximum(_around(inside, reach), 1e-6)
        bottom = np.where(inside > 0, height - part[::-1].argmax(axis=0), 0)
        lowest = cv2.dilate(bottom.astype(np.float32)[None], np.ones((1, reach), np.uint8))[0]
        stands = (bottom >= lowest - STANDS * high) & (lowest < height - 2)
        rows = np.minimum(bottom + np.arange(1, 1 + CONTACT)[:, None], height - 1)
        at = np.arange(first, last)
        free = ~self._is[rows, at] & stands
        below = _around((ground[rows, at] * free).sum(axis=0), reach)
        stood = _around(free.sum(axis=0), reach)
        foot = np.where(stood > 1e-3, below / np.maximum(stood, 1e-6), self._before(thing, ground))
        inner = np.clip(np.arange(width) - first, 0, last - first - 1)
        return np.minimum(middle, foot)[inner], middle[inner]

    def _before(self, thing: Mask, ground: Plane) -> float:
        """The distance of what is seen to stand before what is around it."""
        side = 2 * max(2, round(AROUND * max(thing.shape))) + 1
        grown = cv2.dilate(thing.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
        beside = grown & ~self._is
        return float(np.median(ground[beside])) - CUT_OFF if beside.any() else np.inf


def _between(thing: Mask) -> Mask:
    """Where a thing is to the left, to the right and above."""
    left = np.logical_or.accumulate(thing, axis=1)
    right = np.logical_or.accumulate(thing[:, ::-1], axis=1)[:, ::-1]
    return left & right & np.logical_or.accumulate(thing, axis=0)


def _around(line: NDArray[np.generic], reach: int) -> NDArray[np.float32]:
    """The mean of the `reach` values around each of `line`; beyond its ends are zeros."""
    values = line.astype(np.float32)[None]
    return cast(
        NDArray[np.float32], cv2.blur(values, (reach, 1), borderType=cv2.BORDER_CONSTANT)[0]
    )


def _bottom(thing: Mask) -> int:
    """The row below the last of a thing."""
    return int(np.flatnonzero(thing.any(axis=1))[-1]) + 1

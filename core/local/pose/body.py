"""The bodies in a picture, put together from the heat maps of joints and the affinities of limbs.

After Z. Cao, T. Simon, S. Wei, Y. Sheikh, Realtime Multi-Person 2D Pose Estimation using Part
Affinity Fields, 2017: joints are the peaks of the heat maps; two joints may be ends of a limb if
the field of its affinity points from one to the other all along; and limbs are accepted greedily,
the best first. Unlike there, the limbs of all kinds stand in one list: a limb is accepted if that
gives nobody a joint twice, so a sure limb is never lost to an unsure one of a kind that came first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.pose.input import Maps
from core.picture import Plane
from core.pose import BODY, Points

LIMBS = (
    *((1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13), (1, 2), (2, 3), (3, 4), (2, 16)),
    *((1, 5), (5, 6), (6, 7), (5, 17), (1, 0), (0, 14), (0, 15), (14, 16), (15, 17)),
)
"""The joints at the two ends of each limb, in the order of the network's affinities."""

PEAK = 0.1
"""What a heat map must exceed at a joint."""

AFFINITY = 0.05
"""What the affinity along a limb must exceed, on more than SHARE of SAMPLES points."""

SHARE = 0.8
SAMPLES = 12

PARTS = 4
"""A body has at least so many joints."""

FINER = 4
"""How many times finer than the network's cells peaks are looked for."""

APART = 7
"""The side, in those finer cells, of the square in which a peak must be the greatest value."""


@dataclass(frozen=True, eq=False)
class Body:
    """`joints`: (18, 3) as in core.pose; `score`: the scores of joints and limbs by the joint.

    `cell`: pixels of the picture in a cell of the maps, within which its joints may be wrong.
    """

    joints: Points
    score: float
    cell: float

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(18,): which joints were found."""
        return self.joints[:, 2] > 0

    @property
    def size(self) -> float:
        """The longer side of the box around its joints, in pixels of the picture."""
        return float(np.ptp(self.joints[self.seen, :2], axis=0).max())


class _Peak(NamedTuple):
    """A joint that may be somebody's; column and row in cells, the first one's middle being 0."""

    joint: int
    column: float
    row: float
    score: float


@dataclass(eq=False)
class _Group:
    """Peaks that belong to one body, by joint, and the sum of their scores and their limbs'."""

    peaks: dict[int, _Peak]
    total: float


class _Limb(NamedTuple):
    score: float
    start: _Peak
    end: _Peak


def bodies(maps: Maps) -> tuple[Body, ...]:
    """Everybody in `maps`, the surest first, each with at least PARTS joints."""
    peaks = [_peaks(joint, plane) for joint, plane in enumerate(maps.joints)]
    limbs = [
        limb
        for number, (start, end) in enumerate(LIMBS)
        for limb in _limbs(maps.limbs[2 * number : 2 * number + 2], peaks[start], peaks[end])
    ]
    found = [_body(group, maps.cell) for group in _joined(limbs) if len(group.peaks) >= PARTS]
    return tuple(sorted(found, key=lambda body: -body.score))


def _peaks(joint: int, plane: Plane) -> list[_Peak]:
    """Where `plane` has a peak, to a part of a cell: the top of the parabola through it."""
    rows, columns = plane.shape
    size = columns * FINER, rows * FINER
    fine = cast(Plane, cv2.resize(plane, size, interpolation=cv2.INTER_CUBIC))
    greatest = cv2.dilate(fine, np.ones((APART, APART), np.uint8))
    found: list[_Peak] = []
    padded = np.pad(fine, 1, mode="edge")
    for y, x in np.argwhere((fine >= greatest) & (fine > PEAK)):
        around = padded[y : y + 3, x : x + 3]
        column = (x + 0.5 + _top(*around[1])) / FINER - 0.5
        row = (y + 0.5 + _top(*around[:, 1])) / FINER - 0.5
        # Equal values side by side are one peak.
        if all(math.hypot(column - p.column, row - p.row) * FINER > APART // 2 for p in found):
            found.append(_Peak(joint, column, row, min(1.0, float(fine[y, x]))))
    return found


def _top(before: float, middle: float, after: float) -> float:
    """Where the parabola through three values a step apart is highest, from -0.5 to 0.5 steps."""
    bend = 2 * middle - before - after
    return float(np.clip((after - before) / (2 * bend), -0.5, 0.5)) if bend > 0 else 0.0


def _limbs(field: NDArray[np.float32], starts: list[_Peak], ends: list[_Peak]) -> Iterator[_Limb]:
    """The limbs along which the affinity `field` (2, rows, columns) points as it should."""
    if not starts or not ends:
        return
    from_ = np.array([(peak.column, peak.row) for peak in starts])[:, None]
    to = np.array([(peak.column, peak.row) for peak in ends])[None]
    along = to - from_
    length = np.linalg.norm(along, axis=2)
    steps = np.linspace(0, 1, SAMPLES)[:, None]
    places = from_[:, :, None] + along[:, :, None] * steps
    vectors = _sampled(field, places)
    direction = along / np.maximum(length, 1e-6)[..., None]
    agreement = (vectors * direction[:, :, None]).sum(axis=3)
    good = agreement > AFFINITY
    for i, j in np.argwhere(good.mean(axis=2) > SHARE):
        yield _Limb(float(agreement[i, j][good[i, j]].mean()), starts[i], ends[j])


def _sampled(field: NDArray[np.float32], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """The vectors of `field` at `places` (..., 2), columns and rows: bilinear."""
    rows, columns = field.shape[1:]
    x = np.clip(places[..., 0], 0, columns - 1)
    y = np.clip(places[..., 1], 0, rows - 1)
    left, top = x.astype(np.intp), y.astype(np.intp)
    right, below = np.minimum(left + 1, columns - 1), np.minimum(top + 1, rows - 1)
    across, down = x - left, y - top
    upper = field[:, top, left] * (1 - across) + field[:, top, right] * across
    lower = field[:, below, left] * (1 - across) + field[:, below, right] * across
    return np.moveaxis(upper * (1 - down) + lower * down, 0, -1)


def _joined(limbs: list[_Limb]) -> list[_Group]:
    """The groups of peaks that `limbs` join, the best limb first, no joint twice in a group."""
    group_of: dict[_Peak, _Group] = {}
    for limb in sorted(limbs, key=lambda limb: -limb.score):
        start, end = (
            group_of.setdefault(peak, _Group({peak.joint: peak}, peak.score))
            for peak in (limb.start, limb.end)
        )
        if start is end or start.peaks.keys() & end.peaks.keys():
            continue
        start.peaks.update(end.peaks)
        start.total += end.total + limb.score
        group_of.update(dict.fromkeys(end.peaks.values(), start))
    return list({id(group): group for group in group_of.values()}.values())


def _body(group: _Group, cell: tuple[float, float]) -> Body:
    joints = np.zeros((BODY, 3), np.float32)
    for joint, peak in group.peaks.items():
        joints[joint] = (peak.column + 0.5) * cell[0], (peak.row + 0.5) * cell[1], peak.score
    return Body(joints, group.total / len(group.peaks), max(cell))

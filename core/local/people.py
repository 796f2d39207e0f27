"""People where the network that finds things leaves them out, or their limbs: as figures of wood.

The network that finds joints sees an arm as thin as it is, and people in groups. Round its joints
stands about as much of a person as a jointed figure has, which is enough to find the outlines of.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.deeplab import NO_THINGS, PERSON
from core.local.networks import Networks
from core.local.pose.body import Body, bodies
from core.local.pose.input import look
from core.picture import Pixels, Plane

FAINT = 0.1  # how likely somebody is at the most likely place where it is worth to look for joints
SIDE = 184  # the shorter side at which they are looked for; at 160 borders are less exact
# Of a body that is believed by itself; of another, half the joints are in things.
SCORE, JOINTS = 0.8, 10

LIMBS = (
    *((2, 3, 0.15, 0.0), (3, 4, 0.13, 0.35), (5, 6, 0.15, 0.0), (6, 7, 0.13, 0.35)),
    *((8, 9, 0.16, 0.0), (9, 10, 0.13, 0.15), (11, 12, 0.16, 0.0), (12, 13, 0.13, 0.15)),
)
"""The joints at the ends of each; of its length its radius, and how far a hand or foot goes on."""

TRUNK = (2, 5, 11, 8)  # shoulders and hips
HEAD = (0, 14, 15, 16, 17)  # nose, eyes and ears
NECK = 1
SKULL = 0.45  # the radius of a head, of the way from neck to face
LEAST_RADIUS = 1.5
FRACTION = 4  # bits of a pixel's fraction that OpenCV is handed


def people(kinds: Plane, seen: Pixels, networks: Networks) -> Plane:
    """1 where the joints say that somebody is in RGB `seen` (height, width, 3), else 0: float32.

    `kinds`: what DeepLab says of its classes at its grid. Raises what `networks.run` raises.
    """
    likely = np.exp(kinds - kinds.max(axis=2, keepdims=True))
    likely /= likely.sum(axis=2, keepdims=True)
    if likely[..., PERSON].max() < FAINT:
        return np.zeros(seen.shape[:2], np.float32)
    things = 1 - likely[..., NO_THINGS].sum(axis=2)
    back = _figures(np.ascontiguousarray(seen[:, ::-1]), things[:, ::-1], networks)[:, ::-1]
    return np.maximum(_figures(seen, things, networks), back)


def _figures(seen: Pixels, things: Plane, networks: Networks) -> Plane:
    made = np.zeros(seen.shape[:2], np.uint8)
    cells = np.array(things.shape[::-1]) / made.shape[::-1]
    for body in bodies(look(seen, networks, SIDE)):
        columns, rows = (body.joints[body.seen, :2] * cells).astype(np.intp).T
        inside = things[rows.clip(0, len(things) - 1), columns.clip(0, things.shape[1] - 1)] > 0.5
        itself = body.score >= SCORE and np.count_nonzero(body.seen) >= JOINTS
        if itself or inside.mean() >= 0.5:
            _draw(made, body)
    return made.astype(np.float32)


def _draw(canvas: Pixels, body: Body) -> None:
    at, is_seen = body.joints[:, :2], body.seen
    for start, end, thick, beyond in LIMBS:
        if is_seen[start] and is_seen[end]:
            along = at[end] - at[start]
            radius = max(LEAST_RADIUS, thick * float(np.linalg.norm(along)))
            _line(canvas, at[start], at[end] + beyond * along, radius)
    if is_seen[list(TRUNK)].all():
        for corners in combinations(TRUNK, 3):  # seen from the side, they may lie in any order
            cv2.fillConvexPoly(canvas, _fixed(at[list(corners)]), 1, shift=FRACTION)
    face = [joint for joint in HEAD if is_seen[joint]]
    if face and is_seen[NECK]:
        middle = at[face].mean(axis=0)
        radius = SKULL * float(np.linalg.norm(middle - at[NECK]))
        _line(canvas, at[NECK], middle, radius / 2)
        _line(canvas, middle, middle, radius)


def _line(
    canvas: Pixels, start: NDArray[np.float32], end: NDArray[np.float32], radius: float
) -> None:
    first, last = (tuple(map(int, _fixed(place))) for place in (start, end))
    cv2.line(canvas, first, last, 1, max(1, round(2 * radius)), cv2.LINE_8, FRACTION)


def _fixed(places: NDArray[Any]) -> NDArray[np.int32]:
    """With FRACTION bits of the fraction; OpenCV counts from the middle of the first pixel."""
    return cast(NDArray[np.int32], np.rint((places - 0.5) * 2**FRACTION).astype(np.int32))

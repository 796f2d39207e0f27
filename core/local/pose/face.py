"""The face of a person as OpenPose's 70 points, by MediaPipe's face detector and face mesh.

The joints of the body say about where the face is and which way is up. There the detector finds
it; of the 468 points that the mesh then gives, 68 are those of the iBUG marking (C. Sagonas et al.,
300 Faces in-the-Wild Challenge, 2013), and the pupils are put into the middle of the eyes.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.local.networks import Networks
from core.local.pose.boxes import Detector, Found, Spots, Square, turn
from core.picture import Pixels
from core.pose import Points

DETECTOR = Detector(side=128, grids=((16, 2), (8, 6)), least=0.5)
MESH_SIDE = 192

SEARCHED = 3.0
"""The side of the square in which a face is looked for, in widths of the head."""

NEAR = 0.75
"""How far from the head's middle the face may be, in widths of the head: others are somebody's."""

ROOM = 1.5
"""The side of the square that the mesh sees, in sides of the face's box, as in MediaPipe."""

PRESENCE = 0.5
"""How sure the mesh must be that it looks at a face."""

PROFILE = math.radians(50)
"""A face turned aside further than this is not drawn: half of its points would be guessed."""

LEANING = math.radians(30)
"""A head that leans more than this is first looked for upright in its own way: the detector takes
the chin of a head that is upside down for a forehead."""

NOSE, NECK, RIGHT_EYE, LEFT_EYE, RIGHT_EAR, LEFT_EAR = 0, 1, 14, 15, 16, 17
"""Joints of the body that say where the head is."""

WIDTHS = (
    *((RIGHT_EAR, LEFT_EAR, 1.0), (RIGHT_EYE, LEFT_EYE, 2.3), (NOSE, NECK, 0.8)),
    *((NOSE, RIGHT_EYE, 2.3), (NOSE, LEFT_EYE, 2.3)),
    *((RIGHT_EYE, RIGHT_EAR, 1.7), (LEFT_EYE, LEFT_EAR, 1.7)),
)
"""The width of a head by the distance of two joints: the joints, and what to multiply it by. It
is the greatest of those known, since a turned head brings its joints closer together."""

BOX_EYES = 0, 1
"""The key points of the detector that are the right and the left eye."""

MESH_EYES = 33, 263
"""The outer corners of the right and the left eye in the mesh."""

MESH_CHEEKS = 234, 454
"""The points of the mesh before the right and the left ear."""

JAW = (127, 234, 93, 58, 172, 136, 149, 176, 152, 400, 378, 365, 397, 288, 323, 454, 356)
BROWS = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)
NOSE_LINE = (168, 197, 5, 4, 75, 97, 2, 326, 305)
RIGHT_LIDS = (33, 160, 158, 133, 153, 144)
LEFT_LIDS = (362, 385, 387, 263, 373, 380)
LIPS = (61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181, 78, 82, 13, 312, 308, 317, 14, 87)
MESH_POINTS = (*JAW, *BROWS, *NOSE_LINE, *RIGHT_LIDS, *LEFT_LIDS, *LIPS)
"""Which points of the mesh are the 68, in their order, by the numbered picture of the mesh that
MediaPipe publishes with its face geometry. The jaw's are those of the outline that lie most evenly
from the level of one eye over the chin to the other. Those of the left half mirror the right's."""

EYES = slice(36, 42), slice(42, 48)
"""Which of the 68 are the lids of the right and of the left eye."""


def face(pixels: Pixels, body: Points, networks: Networks) -> Points | None:
    """The face of the person with the joints `body` (18, 3): (70, 3) in OpenPose's order.

    None if it is not seen, or only from the side or from behind. Runs the networks
    `face_detector` and `face_mesh`, and raises what Networks.run raises.
    """
    head = _head(body)
    if head is None:
        return None
    for angle in _ways_up(body):
        square = _found(pixels, replace(head, angle=angle), networks)
        if square is None:
            continue
        # The mesh is exact where the face is upright and in the middle, so it is asked twice.
        mesh, _ = _mesh(pixels, square, networks)
        square = _around(mesh[:, :2], square)
        mesh, presence = _mesh(pixels, square, networks)
        if presence >= PRESENCE and _turned_aside(mesh) <= PROFILE:
            return _marked(square.to_picture(mesh[:, :2]), presence)
    return None


def _head(body: Points) -> Square | None:
    """A square as wide as the head in the middle of what is seen of its front."""
    seen = body[:, 2] > 0
    front = [joint for joint in (NOSE, RIGHT_EYE, LEFT_EYE) if seen[joint]]
    widths = [
        factor * float(np.linalg.norm(body[one, :2] - body[other, :2]))
        for one, other, factor in WIDTHS
        if seen[one] and seen[other]
    ]
    if not front or not widths or max(widths) < 1:
        return None
    column, row = body[front, :2].mean(axis=0)
    return Square(float(column), float(row), max(widths))


def _ways_up(body: Points) -> tuple[float, ...]:
    """How the head may be turned: as it sits on the neck if it leans much, and upright."""
    if body[NOSE, 2] <= 0 or body[NECK, 2] <= 0:
        return (0.0,)
    lean = math.remainder(turn(body[NECK], body[NOSE]) + math.pi / 2, math.tau)
    return (lean, 0.0) if abs(lean) > LEANING else (0.0,)


def _found(pixels: Pixels, head: Square, networks: Networks) -> Square | None:
    """The square around the face nearest to the middle of `head`, with the eyes level."""
    searched = replace(head, side=SEARCHED * head.side)
    value = searched.crop(pixels, DETECTOR.side) * 2 - 1
    found = DETECTOR.found(*networks.run("face_detector", value))
    nearest = min(found, key=_from_middle, default=None)
    if nearest is None or _from_middle(nearest) * SEARCHED > NEAR:
        return None
    right, left, middle = searched.to_picture(
        np.stack([*nearest.points[list(BOX_EYES)], nearest.box[:2]])
    )
    side = ROOM * searched.side * float(nearest.box[2:].max())
    return Square(float(middle[0]), float(middle[1]), side, turn(right, left))


def _from_middle(found: Found) -> float:
    return float(np.linalg.norm(found.box[:2] - 0.5))


def _mesh(pixels: Pixels, square: Square, networks: Networks) -> tuple[Spots, float]:
    """The mesh (468, 3) in shares of `square`, the third being depth; how sure it is a face."""
    landmarks, logit = networks.run("face_mesh", square.crop(pixels, MESH_SIDE))
    presence = 1 / (1 + math.exp(-float(logit.item())))
    return landmarks.reshape(-1, 3).astype(np.float64) / MESH_SIDE, presence


def _around(mesh: Spots, square: Square) -> Square:
    """The square around `mesh`, which is in shares of `square`, with the eyes level."""
    points = square.to_picture(mesh)
    angle = turn(*points[list(MESH_EYES)])
    return Square.around(points, angle, ROOM)


def _turned_aside(mesh: NDArray[np.float64]) -> float:
    """The angle by which the face is turned to one side, by the depth of its cheeks."""
    right, left = mesh[list(MESH_CHEEKS)]
    across = left - right
    return abs(math.atan2(across[2], math.hypot(across[0], across[1])))


def _marked(mesh: Spots, presence: float) -> Points:
    """The 70 points among those of the mesh in the picture."""
    points = mesh[list(MESH_POINTS)]
    pupils = [points[eye].mean(axis=0) for eye in EYES]
    spots = np.vstack([points, *pupils])
    return np.column_stack([spots, np.full(len(spots), presence)]).astype(np.float32)

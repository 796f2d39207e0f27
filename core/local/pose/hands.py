"""The hands of a person as OpenPose's 21 points each, by MediaPipe's palm and hand networks.

The joints of the arm say about where the hand is, by OpenPose's rule. There the palm detector
finds the palm and which way the fingers point; where it finds none (a fist, a hand seen from its
edge), the forearm says so. A second look at the hand that the first has found makes it exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.local.networks import Networks
from core.local.pose.boxes import Detector, Spots, Square, turn
from core.picture import Pixels
from core.pose import Points

DETECTOR = Detector(side=192, grids=((24, 2), (12, 6)), least=0.5)
HAND_SIDE = 224

LEAST = 20.0
"""The side of the smallest hand box, in pixels."""

SEARCHED = 1.5
"""The side of the square in which a palm is looked for, in sides of the hand's box."""

NEAR = 0.4
"""How far from the arm's wrist the hand's may be, in sides of the hand's box."""

PALM_ROOM, PALM_UP = 2.6, 0.5
"""From the palm's box to the square around the whole hand, as in MediaPipe: how many times as
large, and how far towards the fingers in sides of the box."""

HAND_ROOM, HAND_UP = 2.0, 0.1
"""The same from the box around WRIST_TO_FINGERS of a hand that was found."""

FOREARM_ROOM = 0.8
"""The side of the square around a hand that only the forearm tells of, in the hand's box's."""

PRESENCE, SURE = 0.5, 0.8
"""How sure the network must be that it looks at a hand that a palm told of, or only a forearm."""

SAME = 0.1
"""Two hands whose points are closer on average, in sizes of a hand, are one."""

RIGHT_ARM, LEFT_ARM = (2, 3, 4), (5, 6, 7)
"""Shoulder, elbow and wrist among the joints of the body."""

WRIST, INDEX, MIDDLE, RING = 0, 5, 9, 13
"""Points of the hand: the wrist and the knuckles."""

WRIST_TO_FINGERS = (0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18)
"""The points of a hand that stay in place however the fingers are bent."""

PALM_WRIST, PALM_MIDDLE = 0, 2
"""Key points of the palm: the wrist and the knuckle of the middle finger."""


class _Arm(NamedTuple):
    """Where the wrist is, the square of OpenPose's hand box, turned as the forearm points up."""

    wrist: Spots
    box: Square


class _Hand(NamedTuple):
    """The 21 points in pixels of the picture, how sure it is that they are a hand, and how many
    pixels the hand's wrist is from the arm's."""

    points: Spots
    presence: float
    reach: float


def hands(pixels: Pixels, body: Points, networks: Networks) -> tuple[Points | None, Points | None]:
    """The left and the right hand of the person with the joints `body` (18, 3).

    Each is (21, 3) in OpenPose's order: wrist, then four of thumb, index, middle, ring and little
    finger, from the palm to the tip; None if it is not seen. Runs the networks `palm` and `hand`,
    and raises what Networks.run raises.
    """
    arms = [_arm(body, joints) for joints in (LEFT_ARM, RIGHT_ARM)]
    left, right = (arm and _hand(pixels, arm, networks) for arm in arms)
    if left and right and _same(left, right):
        # Both arms reach for it, but it is the hand of one of them.
        if left.reach <= right.reach:
            right = None
        else:
            left = None
    return _scored(left), _scored(right)


def _arm(body: Points, joints: tuple[int, int, int]) -> _Arm | None:
    """None if wrist or elbow is missing."""
    shoulder, elbow, wrist = body[list(joints)].astype(np.float64)
    if not (wrist[2] > 0 and elbow[2] > 0):
        return None
    forearm = (wrist - elbow)[:2]
    upper_arm = (elbow - shoulder)[:2] if shoulder[2] > 0 else np.zeros(2)
    side = 1.5 * max(float(np.linalg.norm(forearm)), 0.9 * float(np.linalg.norm(upper_arm)))
    column, row = wrist[:2] + 0.33 * forearm
    angle = turn(elbow, wrist) + math.pi / 2
    return _Arm(wrist[:2], Square(float(column), float(row), max(side, LEAST), angle))


def _hand(pixels: Pixels, arm: _Arm, networks: Networks) -> _Hand | None:
    """The hand at the end of `arm`, if there is one: the first that is SURE, else the surest."""
    unsure = None
    for square, least in _squares(pixels, arm, networks):
        first, _ = _look(pixels, square, networks)
        points, presence = _look(pixels, _around(first), networks)
        reach = float(np.linalg.norm(points[WRIST] - arm.wrist))
        if presence < least or reach > NEAR * arm.box.side:
            continue
        if presence >= SURE:
            return _Hand(points, presence, reach)
        unsure = _Hand(points, presence, reach)
    return unsure


def _squares(pixels: Pixels, arm: _Arm, networks: Networks) -> Iterator[tuple[Square, float]]:
    """Where to look for the hand of `arm`, and how sure one must be that it is there."""
    palm = _palm(pixels, arm, networks)
    if palm is not None:
        yield palm, PRESENCE
    yield replace(arm.box, side=FOREARM_ROOM * arm.box.side), SURE


def _palm(pixels: Pixels, arm: _Arm, networks: Networks) -> Square | None:
    """The square around the hand whose palm has its wrist nearest to that of `arm`."""
    searched = replace(arm.box, side=SEARCHED * arm.box.side, angle=0.0)
    found = DETECTOR.found(*networks.run("palm", searched.crop(pixels, DETECTOR.side)))
    palms = [
        (searched.to_picture(palm.points), searched.to_picture(palm.box[None, :2])[0], palm.box)
        for palm in found
    ]
    if not palms:
        return None
    points, middle, box = min(
        palms, key=lambda palm: float(np.linalg.norm(palm[0][PALM_WRIST] - arm.wrist))
    )
    side = searched.side * float(box[2:].max())
    angle = turn(points[PALM_WRIST], points[PALM_MIDDLE]) + math.pi / 2
    square = Square(float(middle[0]), float(middle[1]), side, angle).moved_up(PALM_UP)
    return replace(square, side=PALM_ROOM * side)


def _look(pixels: Pixels, square: Square, networks: Networks) -> tuple[Spots, float]:
    """The 21 points of the hand in `square`, in pixels of the picture, and how sure it is one."""
    landmarks, presence, *_ = networks.run("hand", square.crop(pixels, HAND_SIDE))
    shares = landmarks.reshape(-1, 3)[:, :2].astype(np.float64) / HAND_SIDE
    return square.to_picture(shares), float(presence.item())


def _around(points: Spots) -> Square:
    """The square in which the hand with `points` stands upright, as MediaPipe follows a hand."""
    knuckles = points[[INDEX, MIDDLE, MIDDLE, RING]].mean(axis=0)
    angle = turn(points[WRIST], knuckles) + math.pi / 2
    square = Square.around(points[list(WRIST_TO_FINGERS)], angle, 1).moved_up(HAND_UP)
    return replace(square, side=HAND_ROOM * square.side)


def _same(one: _Hand, other: _Hand) -> bool:
    apart = float(np.linalg.norm(one.points - other.points, axis=1).mean())
    sizes = [float(np.ptp(hand.points, axis=0).max()) for hand in (one, other)]
    return apart < SAME * max(sizes)


def _scored(hand: _Hand | None) -> Points | None:
    if hand is None:
        return None
    scores = np.full(len(hand.points), hand.presence)
    return np.column_stack([hand.points, scores]).astype(np.float32)

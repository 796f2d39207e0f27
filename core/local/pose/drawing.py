"""Draws people as OpenPose does: coloured sticks and joints on black, as ControlNets learnt them.

Colours, order and widths are those of the ControlNet annotators: 17 limbs as filled ellipses at
60 % brightness, the joints as discs in full colour on them; hands as 20 lines in the colours of the
rainbow with blue joints; faces as white dots. Nothing is smoothed, so a guide has these colours and
no others, and its pixels say which limb they are of.

Widths are given for a picture whose shorter side is 512 pixels, which is what the annotators
make every picture, and follow the shorter side at other sizes.
"""

from __future__ import annotations

import colorsys
import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.picture import Pixels
from core.pose import People, Points

REFERENCE_SIDE = 512

LIMBS = (
    *((1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10)),
    *((1, 11), (11, 12), (12, 13), (1, 0), (0, 14), (14, 16), (0, 15), (15, 17)),
)
"""The joints at the ends of each limb that is drawn, in the order of their colours."""

COLOURS = (
    *((255, 0, 0), (255, 85, 0), (255, 170, 0), (255, 255, 0), (170, 255, 0), (85, 255, 0)),
    *((0, 255, 0), (0, 255, 85), (0, 255, 170), (0, 255, 255), (0, 170, 255), (0, 85, 255)),
    *((0, 0, 255), (85, 0, 255), (170, 0, 255), (255, 0, 255), (255, 0, 170), (255, 0, 85)),
)
"""Of the joints; a limb has the one of its own number at 60 %."""

LIMB_COLOURS = tuple(tuple(level * 3 // 5 for level in colour) for colour in COLOURS[: len(LIMBS)])

FINGERS = tuple(
    (0 if step == 0 else 4 * finger + step, 4 * finger + step + 1)
    for finger in range(5)
    for step in range(4)
)
"""The points of a hand at the ends of each line: the wrist and five fingers of four."""

FINGER_COLOURS = tuple(
    tuple(round(255 * level) for level in colorsys.hsv_to_rgb(number / len(FINGERS), 1, 1))
    for number in range(len(FINGERS))
)
HAND_COLOUR = (0, 0, 255)
FACE_COLOUR = (255, 255, 255)

STICK = 4.0
"""Half the width of a limb, and the radius of the joints of bodies and hands, at 512."""

FINGER = 2.0  # the width of a hand's lines, at 512
DOT = 3.0  # the radius of a face's points, at 512

FRACTION = 4
"""Bits of a pixel's fraction that OpenCV is handed, so that joints lie where they were found."""

TURN = np.linspace(0, 2 * math.pi, 360, endpoint=False)[:, None]
"""The angles at which an ellipse has its corners."""


def draw(people: People) -> Pixels:
    """The guide: RGB `uint8` (height, width, 3). Who is largest, and so mostly nearest, is on top.

    All limbs lie below all joints, so that no limb hides a joint; hands lie on bodies, faces on
    hands. A point with score 0 is not drawn, nor is anything that would end in it.
    """
    canvas = np.zeros((people.height, people.width, 3), np.uint8)
    scale = min(people.width, people.height) / REFERENCE_SIDE
    order = people.persons[::-1]
    for person in order:
        for (start, end), colour in zip(LIMBS, LIMB_COLOURS, strict=True):
            _ellipse(canvas, person.body[start], person.body[end], max(1.0, STICK * scale), colour)
    for person in order:
        for joint, colour in zip(person.body, COLOURS, strict=True):
            _disc(canvas, joint, max(1.0, STICK * scale), colour)
    for person in order:
        for hand in (person.left_hand, person.right_hand):
            if hand is not None:
                _hand(canvas, hand, scale)
    for person in order:
        if person.face is not None:
            for point in person.face:
                _disc(canvas, point, max(1.0, DOT * scale), FACE_COLOUR)
    return canvas


def _hand(canvas: Pixels, hand: Points, scale: float) -> None:
    for (start, end), colour in zip(FINGERS, FINGER_COLOURS, strict=True):
        _line(canvas, hand[start], hand[end], max(1.0, FINGER * scale), colour)
    for point in hand:
        _disc(canvas, point, max(1.0, STICK * scale), HAND_COLOUR)


def _disc(canvas: Pixels, point: Points, radius: float, colour: tuple[int, ...]) -> None:
    if point[2] > 0:
        (centre,) = _fixed(point[None, :2]).tolist()
        size = round(radius * 2**FRACTION)
        cv2.circle(canvas, centre, size, colour, cv2.FILLED, shift=FRACTION)


def _line(
    canvas: Pixels, start: Points, end: Points, width: float, colour: tuple[int, ...]
) -> None:
    if start[2] > 0 and end[2] > 0:
        first, last = _fixed(np.stack([start[:2], end[:2]])).tolist()
        cv2.line(canvas, first, last, colour, round(width), shift=FRACTION)


def _ellipse(
    canvas: Pixels, start: Points, end: Points, half_width: float, colour: tuple[int, ...]
) -> None:
    """A filled ellipse whose long axis goes from `start` to `end`."""
    if not (start[2] > 0 and end[2] > 0):
        return
    across, down = (end[:2] - start[:2]) / 2
    half_length = max(math.hypot(across, down), 1e-6)
    sideways = np.array([-down, across]) * (half_width / half_length)
    outline = np.cos(TURN) * (across, down) + np.sin(TURN) * sideways
    outline += (start[:2] + end[:2]) / 2
    cv2.fillConvexPoly(canvas, _fixed(outline), colour, shift=FRACTION)


def _fixed(places: NDArray[np.floating[Any]]) -> NDArray[np.int32]:
    """Places in the picture as OpenCV counts: from the middle of the first pixel, in fractions."""
    return np.asarray(np.rint((places - 0.5) * 2**FRACTION), np.int32)

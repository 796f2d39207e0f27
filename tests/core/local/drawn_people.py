"""A face and a hand as a painter would begin them: flat shapes, softened and shaded.

The networks learnt from photographs but find these, too, and what is drawn says where each part is.
Pixels are RGB; places are (column, row) in pixels, as in core.pose.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.picture import Pixels
from core.pose import BODY, Points

SIDE = 512
"""Of both pictures."""

RIGHT_EYE, LEFT_EYE, NOSE_TIP, CHIN = (206, 238), (306, 238), (256, 296), (256, 404)
RIGHT_CORNER, LEFT_CORNER = (218, 346), (294, 346)
"""Of the mouth; the right of the face is on the picture's left."""

WRIST = (256, 440)
FINGERS = {
    "thumb": ((214, 402), (176, 356), (146, 318), (116, 280)),
    "index": ((216, 272), (204, 212), (198, 174), (194, 130)),
    "middle": ((254, 262), (252, 194), (250, 150), (250, 102)),
    "ring": ((292, 270), (298, 206), (302, 166), (304, 122)),
    "little": ((326, 292), (344, 246), (354, 216), (364, 182)),
}
"""The joints of a hand from the palm to the tip; a left hand, seen from its back."""

JOINTS = (
    *("nose", "neck", "right_shoulder", "right_elbow", "right_wrist"),
    *("left_shoulder", "left_elbow", "left_wrist", "right_hip", "right_knee", "right_ankle"),
    *("left_hip", "left_knee", "left_ankle", "right_eye", "left_eye", "right_ear", "left_ear"),
)

SKIN, SHADE, LIGHT = (222, 172, 142), (176, 120, 96), (240, 200, 172)
HAIR, LIPS, WHITE, IRIS = (52, 36, 30), (176, 82, 84), (244, 240, 236), (84, 60, 40)
SHIRT, WALL = (60, 70, 110), (120, 134, 140)

Matrix = NDArray[np.float64]
Colour = tuple[int, int, int]
Place = tuple[int, int]


def body(**joints: Place) -> Points:
    """The joints of a body of which only these are seen."""
    points = np.zeros((BODY, 3), np.float32)
    for name, place in joints.items():
        points[JOINTS.index(name)] = (*place, 1)
    return points


def moved(points: Points, matrix: Matrix) -> Points:
    """`points` moved by the affine `matrix` (3, 3); what was not found stays so."""
    flat = np.column_stack([points[:, :2], np.ones(len(points))]) @ matrix.T
    there = np.column_stack([flat[:, :2], points[:, 2]])
    return np.where(points[:, 2:] > 0, there, 0).astype(np.float32)


def turn_of(degrees: float) -> Matrix:
    """The affine matrix that turns a picture about its middle, clockwise."""
    turn = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), -degrees, 1)
    return np.vstack([turn, (0, 0, 1)])


def warped(picture: Pixels, matrix: Matrix) -> Pixels:
    """`picture` moved by the affine `matrix`, as `moved` moves points."""
    # OpenCV has the middle of the first pixel at 0, core.pose at 0.5.
    half = np.array([(1, 0, 0.5), (0, 1, 0.5), (0, 0, 1)])
    inner = np.linalg.inv(half) @ matrix @ half
    border = cv2.BORDER_REPLICATE
    return np.asarray(cv2.warpAffine(picture, inner[:2], (SIDE, SIDE), borderMode=border), np.uint8)


def face() -> Pixels:
    """The face of somebody who looks at the viewer."""
    picture = np.full((SIDE, SIDE, 3), WALL, np.uint8)
    _ellipse(picture, (256, 240), (142, 176), HAIR)
    cv2.rectangle(picture, (206, 380), (306, SIDE), SHADE, -1)
    _ellipse(picture, (256, 560), (230, 120), SHIRT)
    for side in (-1, 1):
        _ellipse(picture, (256 + side * 114, 262), (18, 36), SHADE)
    _ellipse(picture, (256, 262), (114, 146), SKIN)
    _shade(picture, (256, 170), (70, 40), LIGHT)
    for side in (-1, 1):
        _shade(picture, (256 + side * 96, 300), (24, 90), SHADE)
        _shade(picture, (256 + side * 50, 232), (34, 20), SHADE)
    _shade(picture, (256, 312), (26, 10), SHADE)
    _shade(picture, (256, 270), (8, 40), LIGHT)
    for column, row in (RIGHT_EYE, LEFT_EYE):
        _ellipse(picture, (column, row), (24, 11), WHITE)
        _ellipse(picture, (column, row), (11, 11), IRIS)
        _ellipse(picture, (column, row), (5, 5), (10, 10, 10))
        cv2.ellipse(picture, (column, row), (25, 12), 0, 180, 360, HAIR, 4, cv2.LINE_AA)
        cv2.ellipse(picture, (column, row), (25, 12), 0, 0, 180, SHADE, 2, cv2.LINE_AA)
        cv2.ellipse(picture, (column, row - 12), (34, 18), 0, 200, 340, HAIR, 7, cv2.LINE_AA)
    for column in (242, 270):
        _ellipse(picture, (column, 312), (6, 4), SHADE)
    _ellipse(picture, (256, 346), (38, 13), LIPS)
    cv2.line(picture, RIGHT_CORNER, LEFT_CORNER, HAIR, 3, cv2.LINE_AA)
    _shade(picture, (256, 368), (22, 5), SHADE)
    return _softened(picture)


def hand() -> Pixels:
    """An open left hand seen from its back, the fingers up."""
    shape = np.zeros((SIDE, SIDE), np.uint8)
    palm = [(230, 452), (208, 400), (204, 290), (250, 268), (300, 272), (332, 298), (288, 452)]
    cv2.fillPoly(shape, [np.array(palm, np.int32)], 255)
    cv2.line(shape, WRIST, (256, SIDE), 255, 66)
    for name, joints in FINGERS.items():
        width = {"thumb": 34, "little": 26}.get(name, 31)
        cv2.polylines(shape, [np.array(joints, np.int32)], False, 255, width, cv2.LINE_AA)
    cv2.line(shape, WRIST, FINGERS["thumb"][0], 255, 34)
    inside = shape > 0
    depth = cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, 5)
    round_ = 0.6 + 0.4 * np.clip(depth / 14, 0, 1)[..., None]
    picture = np.where(inside[..., None], SKIN * round_, WALL).astype(np.uint8)
    for joints in FINGERS.values():
        for column, row in joints[:3]:
            cv2.line(picture, (column - 9, row), (column + 9, row), SHADE, 2, cv2.LINE_AA)
    return _softened(picture)


def _ellipse(picture: Pixels, middle: Place, radii: Place, colour: Colour) -> None:
    cv2.ellipse(picture, middle, radii, 0, 0, 360, colour, -1, cv2.LINE_AA)


def _shade(picture: Pixels, middle: Place, radii: Place, colour: Colour) -> None:
    mask = np.zeros(picture.shape[:2], np.float32)
    cv2.ellipse(mask, middle, radii, 0, 0, 360, (1.0,), -1)
    soft = cv2.GaussianBlur(mask, (0, 0), 10)[..., None]
    picture[:] = picture * (1 - soft) + np.array(colour) * soft


def _softened(picture: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.2), np.uint8)

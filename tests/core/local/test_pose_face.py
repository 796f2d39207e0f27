"""A face becomes OpenPose's 70 points, which lie on its features however it is turned."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from core.local.networks import Networks
from core.local.pack import Pack
from core.local.pose.face import face
from core.paths import model_pack
from core.picture import Pixels
from core.pose import FACE, Points
from tests.core.local import drawn_people as drawn
from tests.core.local.drawn_people import moved, turn_of

_HEAD = drawn.body(nose=drawn.NOSE_TIP, right_eye=drawn.RIGHT_EYE, left_eye=drawn.LEFT_EYE)
_WIDTH = 228
"""Of the face that is drawn, in pixels: what tolerances are parts of."""

_MIRRORED = (
    *(*range(16, -1, -1), *range(26, 16, -1), 27, 28, 29, 30, *range(35, 30, -1)),
    *(45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40),
    *(54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65, 69, 68),
)
"""For each of the 70 points the one on the other side of the face."""


@cache
def _networks() -> Networks:
    return Networks(Pack(model_pack()))


def _face(pixels: Pixels, body: Points = _HEAD) -> Points:
    found = face(pixels, body, _networks())
    assert found is not None
    return found


def _apart(found: Points, expected: Points) -> float:
    """The greatest distance of two corresponding points."""
    return float(np.linalg.norm((found - expected)[:, :2], axis=1).max())


def test_the_points_of_a_face_lie_on_its_features() -> None:
    found = _face(drawn.face())
    assert found.shape == (FACE, 3)
    assert found.dtype == np.float32
    assert (found[:, 2] > 0.9).all()
    features = {
        8: drawn.CHIN,
        30: drawn.NOSE_TIP,
        48: drawn.RIGHT_CORNER,
        54: drawn.LEFT_CORNER,
        68: drawn.RIGHT_EYE,
        69: drawn.LEFT_EYE,
    }
    for point, place in features.items():
        assert np.linalg.norm(found[point, :2] - place) < 0.03 * _WIDTH, point


def test_the_points_follow_one_another_as_in_openpose() -> None:
    columns, rows, _ = _face(drawn.face()).T
    jaw, brows, nose = slice(1, 16), slice(17, 27), slice(27, 31)
    assert (np.diff(columns[jaw]) > 0).all()
    assert (np.diff(rows[0:9]) > 0).all()
    assert (np.diff(rows[8:17]) < 0).all()
    assert (np.diff(columns[brows]) > 0).all()
    assert (np.diff(rows[nose]) > 0).all()
    assert (rows[brows] < rows[36:48].min()).all()
    for upper, lower in ((37, 41), (38, 40), (43, 47), (44, 46), (51, 57), (62, 66)):
        assert rows[upper] < rows[lower]
    for outer, inner in ((36, 39), (42, 45), (48, 54), (60, 64), (31, 35)):
        assert columns[outer] < columns[inner]


def test_a_mirrored_face_has_mirrored_points() -> None:
    picture = drawn.face()
    plain = _face(picture)
    body = _HEAD[[0, 1, 5, 6, 7, 2, 3, 4, 11, 12, 13, 8, 9, 10, 15, 14, 17, 16]].copy()
    body[:, 0] = np.where(body[:, 2] > 0, drawn.SIDE - body[:, 0], 0)
    mirrored = _face(np.ascontiguousarray(picture[:, ::-1]), body)[list(_MIRRORED)]
    mirrored[:, 0] = drawn.SIDE - mirrored[:, 0]
    assert _apart(mirrored, plain) < 0.04 * _WIDTH


@pytest.mark.parametrize("scale", [0.125, 0.5, 3])
def test_a_face_of_another_size_has_the_same_points(scale: float) -> None:
    picture = drawn.face()
    large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = _face(np.asarray(large, np.uint8), moved(_HEAD, np.diag([scale, scale, 1])))
    assert _apart(found, moved(_face(picture), np.diag([scale, scale, 1]))) < 0.04 * _WIDTH * scale


@pytest.mark.parametrize("degrees", [-40, 90, 180])
def test_the_points_turn_with_the_face(degrees: int) -> None:
    picture = drawn.face()
    turn = turn_of(degrees)
    body = moved(drawn.body(nose=drawn.NOSE_TIP, right_eye=drawn.RIGHT_EYE, neck=(256, 480)), turn)
    found = _face(drawn.warped(picture, turn), body)
    assert _apart(found, moved(_face(picture), turn)) < 0.04 * _WIDTH


@pytest.mark.parametrize("blurred", ["first", "second"])
def test_of_two_faces_cheek_by_cheek_each_person_has_their_own(blurred: str) -> None:
    clear = drawn.face()
    soft = np.asarray(cv2.GaussianBlur(clear, (0, 0), 8), np.uint8)
    first, second = (soft, clear) if blurred == "first" else (clear, soft)
    pair = np.ascontiguousarray(np.hstack([first[:, :340], second[:, 172:]]))
    aside = np.array([(1, 0, 168), (0, 1, 0), (0, 0, 1)], float)
    for body in (_HEAD, moved(_HEAD, aside)):
        found = _face(pair, body)
        for point, joint in ((30, 0), (68, 14), (69, 15)):
            assert np.linalg.norm(found[point, :2] - body[joint, :2]) < 0.2 * _WIDTH


def test_the_picture_stays_as_it_is_and_gives_the_same_points_again() -> None:
    picture = drawn.face()
    picture.flags.writeable = False
    assert np.array_equal(_face(picture), _face(picture))


def test_from_behind_there_is_no_face() -> None:
    ears = drawn.body(neck=(256, 480), right_ear=(142, 262), left_ear=(370, 262))
    assert face(drawn.face(), ears, _networks()) is None


def test_where_there_is_none_no_face_is_seen() -> None:
    grey = np.full((drawn.SIDE, drawn.SIDE, 3), 128, np.uint8)
    assert face(grey, _HEAD, _networks()) is None
    assert face(drawn.hand(), _HEAD, _networks()) is None


def test_a_face_elsewhere_in_the_picture_is_not_taken() -> None:
    away = moved(_HEAD, np.array([(1, 0, 0), (0, 1, 260), (0, 0, 1)], float))
    assert face(drawn.face(), away, _networks()) is None


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (700, 1), (9, 13)])
def test_a_picture_may_be_of_any_size(size: tuple[int, int]) -> None:
    body = drawn.body(nose=(0, 0), right_eye=(0, 0), left_eye=(size[1], size[0]))
    assert face(np.zeros((*size, 3), np.uint8), body, _networks()) is None

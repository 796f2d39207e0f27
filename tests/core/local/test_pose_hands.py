"""Hands become OpenPose's 21 points each, which lie on the fingers and belong to the right arm."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from core.local.networks import Networks
from core.local.pack import Pack
from core.local.pose.hands import hands
from core.paths import model_pack
from core.picture import Pixels
from core.pose import HAND, Points
from tests.core.local import drawn_people as drawn
from tests.core.local.drawn_people import moved, turn_of

_ELBOW = (256, 720)
_ARM = drawn.body(left_elbow=_ELBOW, left_wrist=drawn.WRIST)
_SIZE = 340
"""Of the hand that is drawn, in pixels: what tolerances are parts of."""


@cache
def _networks() -> Networks:
    return Networks(Pack(model_pack()))


def _left(pixels: Pixels, body: Points = _ARM) -> Points:
    left, right = hands(pixels, body, _networks())
    assert left is not None
    assert right is None
    return left


def _apart(found: Points, expected: Points) -> float:
    """The greatest distance of two corresponding points."""
    return float(np.linalg.norm((found - expected)[:, :2], axis=1).max())


def test_the_points_of_a_hand_lie_on_its_joints() -> None:
    found = _left(drawn.hand())
    assert found.shape == (HAND, 3)
    assert found.dtype == np.float32
    assert (found[:, 2] > 0.8).all()
    assert np.linalg.norm(found[0, :2] - drawn.WRIST) < 0.08 * _SIZE
    for number, (name, joints) in enumerate(drawn.FINGERS.items()):
        finger = found[1 + 4 * number : 5 + 4 * number, :2]
        assert np.linalg.norm(finger - joints, axis=1).max() < 0.06 * _SIZE, name


def test_a_mirrored_hand_is_the_other_hand() -> None:
    picture = drawn.hand()
    column, row = drawn.WRIST
    body = drawn.body(right_elbow=_ELBOW, right_wrist=(drawn.SIDE - column, row))
    left, right = hands(np.ascontiguousarray(picture[:, ::-1]), body, _networks())
    assert left is None
    assert right is not None
    right[:, 0] = drawn.SIDE - right[:, 0]
    assert _apart(right, _left(picture)) < 0.05 * _SIZE


@pytest.mark.parametrize("scale", [0.125, 0.5, 3])
def test_a_hand_of_another_size_has_the_same_points(scale: float) -> None:
    picture = drawn.hand()
    matrix = np.diag([scale, scale, 1])
    large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = _left(np.asarray(large, np.uint8), moved(_ARM, matrix))
    assert _apart(found, moved(_left(picture), matrix)) < 0.05 * _SIZE * scale


@pytest.mark.parametrize("degrees", [50, 90, 180, -120])
def test_the_points_turn_with_the_hand(degrees: int) -> None:
    picture = drawn.hand()
    turn = turn_of(degrees)
    found = _left(drawn.warped(picture, turn), moved(_ARM, turn))
    assert _apart(found, moved(_left(picture), turn)) < 0.05 * _SIZE


def test_a_hand_whose_palm_is_hidden_is_found_where_the_forearm_points() -> None:
    picture = drawn.hand()
    whole = _left(picture)
    picture[280:] = drawn.WALL
    found = _left(picture)
    tips = [8, 12, 16, 20]
    assert _apart(found[tips], whole[tips]) < 0.08 * _SIZE


def test_both_hands_are_found() -> None:
    one = drawn.hand()
    pair = np.ascontiguousarray(np.hstack([one[:, ::-1], one]))
    column, row = drawn.WRIST
    body = drawn.body(
        right_elbow=(drawn.SIDE - column, 720),
        right_wrist=(drawn.SIDE - column, row),
        left_elbow=(drawn.SIDE + column, 720),
        left_wrist=(drawn.SIDE + column, row),
    )
    left, right = hands(pair, body, _networks())
    assert left is not None
    assert right is not None
    assert right[:, 0].max() < drawn.SIDE < left[:, 0].min()


@pytest.mark.parametrize("nearer", ["left", "right"])
def test_a_hand_that_both_arms_reach_for_belongs_to_the_nearer(nearer: str) -> None:
    farther = {"left": "right", "right": "left"}[nearer]
    column, row = drawn.WRIST
    body = drawn.body(
        **{
            f"{nearer}_elbow": (column, 720),
            f"{nearer}_wrist": (column, row),
            f"{farther}_elbow": (column + 120, 700),
            f"{farther}_wrist": (column + 50, row + 20),
        }
    )
    found = dict(zip(("left", "right"), hands(drawn.hand(), body, _networks()), strict=True))
    assert found[nearer] is not None
    assert found[farther] is None


def test_a_hand_that_no_arm_reaches_is_not_taken() -> None:
    away = drawn.body(left_elbow=(20, 700), left_wrist=(20, 440))
    assert hands(drawn.hand(), away, _networks()) == (None, None)


def test_without_an_elbow_or_a_wrist_there_is_no_hand() -> None:
    for body in (drawn.body(left_elbow=_ELBOW), drawn.body(left_wrist=drawn.WRIST), drawn.body()):
        assert hands(drawn.hand(), body, _networks()) == (None, None)


def test_where_there_is_none_no_hand_is_seen() -> None:
    grey = np.full((drawn.SIDE, drawn.SIDE, 3), 128, np.uint8)
    assert hands(grey, _ARM, _networks()) == (None, None)


def test_the_picture_stays_as_it_is_and_gives_the_same_points_again() -> None:
    picture = drawn.hand()
    picture.flags.writeable = False
    assert np.array_equal(_left(picture), _left(picture))


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (700, 1), (9, 13)])
def test_a_picture_may_be_of_any_size(size: tuple[int, int]) -> None:
    body = drawn.body(left_elbow=(0, 0), left_wrist=(size[1], size[0]))
    assert hands(np.zeros((*size, 3), np.uint8), body, _networks()) == (None, None)

"""People as OpenPose's JSON: what other tools read."""

from __future__ import annotations

import json

import numpy as np

from core.pose import BODY, FACE, HAND, People, Person, Points


def points(count: int, seed: int) -> Points:
    return np.random.default_rng(seed).uniform(0, 500, (count, 3)).astype(np.float32)


def test_everybodys_points_survive_a_file() -> None:
    whole = Person(points(BODY, 1), points(HAND, 2), points(HAND, 3), points(FACE, 4))
    people = People((whole, Person(points(BODY, 5))), 640, 480)
    read = json.loads(json.dumps(people.as_openpose()))
    assert (read["canvas_width"], read["canvas_height"]) == (640, 480)
    first, second = read["people"]
    for name, saved in (
        ("pose_keypoints_2d", whole.body),
        ("hand_left_keypoints_2d", whole.left_hand),
        ("hand_right_keypoints_2d", whole.right_hand),
        ("face_keypoints_2d", whole.face),
    ):
        assert saved is not None
        np.testing.assert_allclose(np.reshape(first[name], (-1, 3)), saved, atol=6e-4)
    np.testing.assert_allclose(
        np.reshape(second["pose_keypoints_2d"], (-1, 3)), people.persons[1].body, atol=6e-4
    )


def test_hands_and_faces_that_were_not_seen_are_empty_lists() -> None:
    (person,) = People((Person(points(BODY, 1)),), 64, 48).as_openpose()["people"]
    empty = [name for name, numbers in person.items() if numbers == []]
    assert empty == ["face_keypoints_2d", "hand_left_keypoints_2d", "hand_right_keypoints_2d"]


def test_an_empty_picture_is_a_file_without_people() -> None:
    assert People((), 30, 20).as_openpose() == {
        "version": 1.3,
        "people": [],
        "canvas_width": 30,
        "canvas_height": 20,
    }

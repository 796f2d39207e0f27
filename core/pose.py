"""The people in a picture as joints: what a pose guide is drawn from, and its OpenPose JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]
"""(n, 3): column and row in pixels of the guide, the middle of the first pixel being (0.5, 0.5),
and a score 0..1. What was not found is (0, 0, 0), as in OpenPose."""

BODY, HAND, FACE = 18, 21, 70
"""How many points each part has, in the orders of COCO-18 and OpenPose."""


@dataclass(frozen=True, eq=False)
class Person:
    """`body` (18, 3); `left_hand` and `right_hand` (21, 3) and `face` (70, 3), None if not seen."""

    body: Points
    left_hand: Points | None = None
    right_hand: Points | None = None
    face: Points | None = None


@dataclass(frozen=True, eq=False)
class People:
    """Everybody in a picture, as many as there are, largest first; size in pixels."""

    persons: tuple[Person, ...]
    width: int
    height: int

    def as_openpose(self) -> dict[str, Any]:
        """OpenPose's JSON 1.3 (columns, rows and scores in one list), with the canvas's size."""
        return {
            "version": 1.3,
            "people": [_as_openpose(person) for person in self.persons],
            "canvas_width": self.width,
            "canvas_height": self.height,
        }


def _as_openpose(person: Person) -> dict[str, Any]:
    parts = {
        "pose_keypoints_2d": person.body,
        "face_keypoints_2d": person.face,
        "hand_left_keypoints_2d": person.left_hand,
        "hand_right_keypoints_2d": person.right_hand,
    }
    return {
        "person_id": [-1],
        **{name: [] if points is None else _listed(points) for name, points in parts.items()},
    }


def _listed(points: Points) -> list[float]:
    return [round(float(number), 3) for number in points.reshape(-1)]

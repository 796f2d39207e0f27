"""Poses by DWPose: Z. Yang and others, Effective Whole-body Pose Estimation with Two-stages
Distillation, 2023.

A detector finds people, and another network tells 133 points of each: the 17 of COCO, feet, face
and hands (S. Jin and others, Whole-Body Human Pose Estimation in the Wild, 2020). For each point it
says how likely each half pixel of its view is the right column, and which the right row.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.library.row import POSE
from core.local.library.detecting import people
from core.local.library.model import Model
from core.local.library.views import planes
from core.local.method import Drawn, TellingMaker
from core.local.pose.drawing import draw
from core.local.pose.face import EYES
from core.options import Options
from core.picture import Pixels
from core.pose import BODY, People, Person, Points

HEIGHT, WIDTH = 256, 192  # of the view, where the file takes any
ROOM = 1.25  # how many times larger than a person's box the view of it is
MEAN, DEVIATION = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
FINER = 2  # steps of a column or a row that are told apart
SEEN = 0.3  # the score that a point has at least
PARTS = 4  # a person has at least so many points of the body
SURENESS = 0.6  # what the two scores of a person, 0 to 1 each, count in `poseScore`

COCO = (0, -1, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3)
"""Which of the network's points each joint of COCO-18 is; -1 for the neck, which it lacks."""

NECK, SHOULDERS = 1, (5, 6)
FACE, LEFT_HAND, RIGHT_HAND = slice(23, 91), slice(91, 112), slice(112, 133)


class _Found(NamedTuple):
    """A person with hands and face, and how sure it is that there is one, as `poseScore` has it."""

    person: Person
    score: float


def open_openpose(pixels: Pixels, model: Model) -> TellingMaker:
    """Guides of `pixels`: RGB `uint8` of the same shape, and the people in them, largest first.

    Options: `includeHandsAndFaceOpenPose`; `poseScore`, which must be reached by 0.6 times the sum
    of the box's score and the mean score of the body's joints: somebody seen clearly has about 1.
    """
    height, width, _ = pixels.shape

    @cache
    def found() -> tuple[_Found, ...]:
        seen = (_look(pixels, box, model) for box in people(pixels, model))
        return tuple(sorted(filter(_is_one, seen), key=lambda one: -_size(one.person.body)))

    def make(options: Options) -> Drawn:
        chosen = [one.person for one in found() if one.score >= options.number("poseScore")]
        if not options["includeHandsAndFaceOpenPose"]:
            chosen = [Person(person.body) for person in chosen]
        everybody = People(tuple(chosen), width, height)
        return Drawn(draw(everybody), everybody)

    return make


def _look(pixels: Pixels, box: NDArray[np.float64], model: Model) -> _Found:
    sides = model.inputs(POSE)[0].shape[2:]
    height, width = (
        side if isinstance(side, int) else usual
        for side, usual in zip(sides, (HEIGHT, WIDTH), strict=True)
    )
    middle = (box[:2] + box[2:4]) / 2
    across, down = ROOM * (box[2:4] - box[:2])
    scale = min(width / across, height / down)
    seen = (planes(view(pixels, middle, scale, height, width))[0].T - MEAN) / DEVIATION
    values = np.ascontiguousarray(seen.T[None], np.float32)
    columns, rows = model.run(values, role=POSE)[:2]
    points = decoded(columns[0], rows[0])
    # OpenCV's places, as in the training: from the middle of the first pixel.
    points[:, :2] = (points[:, :2] - (width / 2, height / 2)) / scale + middle
    points[points[:, 2] < SEEN] = 0
    return _Found(_person(points), _score(points, float(box[4])))


def view(
    pixels: Pixels, middle: NDArray[np.float64], scale: float, height: int, width: int
) -> Pixels:
    """What is around `middle` (column, row) of RGB `pixels`, `scale` times as large; black beyond.

    Bilinear, in pixels that are means of what they cover where it becomes much smaller.
    """
    step = max(1, int(1 / scale))
    reach = np.array([width, height]) / (2 * scale) + 2 * step
    low = np.floor((middle - reach).clip(0)).astype(int)
    high = np.ceil(middle + reach).astype(int)
    part = pixels[low[1] : high[1], low[0] : high[0]]
    size = np.array(part.shape[1::-1])
    smaller = -(-size // step)
    if step > 1:
        part = cast(Pixels, cv2.resize(part, smaller.tolist(), interpolation=cv2.INTER_AREA))
    zoom = scale * size / smaller
    # `middle` counts from the edge of the first pixel, OpenCV from its middle.
    there = (middle - low) / size * smaller - 0.5
    shift = np.array([width, height]) / 2 - zoom * there
    matrix = np.array([[zoom[0], 0, shift[0]], [0, zoom[1], shift[1]]])
    return cast(Pixels, cv2.warpAffine(part, matrix, (width, height), flags=cv2.INTER_LINEAR))


def decoded(columns: NDArray[np.float32], rows: NDArray[np.float32]) -> Points:
    """Where the points are in the view, (n, 3), from the middle of its first pixel, and scores."""
    places = [told.argmax(axis=1) / FINER for told in (columns, rows)]
    scores = (columns.max(axis=1) + rows.max(axis=1)) / 2
    return np.column_stack([*places, scores.clip(0, 1)]).astype(np.float32)


def _person(points: Points) -> Person:
    body = points[list(COCO)]
    shoulders = points[list(SHOULDERS)]
    body[NECK] = shoulders.mean(axis=0) if shoulders[:, 2].all() else 0
    return Person(body, _hand(points[LEFT_HAND]), _hand(points[RIGHT_HAND]), _face(points[FACE]))


def _hand(points: Points) -> Points | None:
    return points if points[:, 2].any() else None


def _face(points: Points) -> Points | None:
    """With the pupils in the middle of the eyes, where these are seen."""
    if not points[:, 2].any():
        return None
    lids = [points[eye] for eye in EYES]
    pupils = [eye.mean(axis=0) if eye[:, 2].all() else np.zeros(3, np.float32) for eye in lids]
    return np.vstack([points, *pupils]).astype(np.float32)


def _score(points: Points, box: float) -> float:
    body = points[: BODY - 1, 2]
    return SURENESS * (box + float(body[body > 0].mean())) if body.any() else 0.0


def _is_one(found: _Found) -> bool:
    return int(np.count_nonzero(found.person.body[:, 2])) >= PARTS


def _size(body: Points) -> float:
    return float(np.ptp(body[body[:, 2] > 0, :2], axis=0).max())

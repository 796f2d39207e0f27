"""The borders of things are laid on those of the picture."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from core.local.space.borders import on_borders
from core.picture import Pixels, Plane

SHIRT, HEAD, WALL = (190, 90, 30), (225, 180, 150), (110, 130, 140)
BADGE = (30, 170, 250)  # as unlike the shirt as can be, seen from the wall
NOBODY = np.zeros((160, 160), np.float32)


def person() -> tuple[Pixels, Plane]:
    """A body in a shirt with a badge, a head, and an arm away from it; and where it is, 0..1."""
    picture = np.full((160, 160, 3), WALL, np.uint8)
    where = np.zeros((160, 160), np.float32)
    for rows, columns, colour in (
        (slice(60, 140), slice(60, 90), SHIRT),
        (slice(60, 70), slice(90, 128), SHIRT),
        (slice(60, 130), slice(116, 128), SHIRT),
        (slice(36, 60), slice(65, 85), HEAD),
        (slice(95, 111), slice(68, 82), BADGE),
    ):
        picture[rows, columns] = colour
        where[rows, columns] = 1
    return picture, where


def seen_roundly(where: Plane) -> Plane:
    """As the network would see it: without the gap under the arm, and with round borders."""
    filled = cv2.morphologyEx(where, cv2.MORPH_CLOSE, np.ones((31, 31), np.uint8))
    return cast(Plane, cv2.GaussianBlur(filled, (0, 0), 5))


def outlines(picture: Pixels) -> Plane:
    """Where colours change, as softly as a network tells it."""
    change = cv2.morphologyEx(picture, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).max(axis=2)
    sharp = (change > 30).astype(np.float32)
    return cast(Plane, cv2.GaussianBlur(sharp, (0, 0), 1))


def overlap(one: Plane, other: Plane) -> float:
    return float(np.minimum(one, other).sum() / np.maximum(one, other).sum())


def seen_far(where: Plane) -> Plane:
    """The logarithm of the distance, softly: what is there is nearer than the wall."""
    return cast(Plane, cv2.GaussianBlur(np.float32(0.5) * (1 - where), (0, 0), 2))


def test_they_come_nearer_to_the_truth_and_a_gap_with_the_colour_of_the_wall_opens() -> None:
    picture, where = person()
    round_one = seen_roundly(where)
    made = on_borders(round_one, picture, seen_far(where), outlines(picture), NOBODY)
    assert overlap(made, where) > 0.9 > overlap(round_one, where) + 0.15
    assert round_one[100, 103] > 0.9
    assert made[90:120, 98:110].mean() < 0.2


def test_what_is_unlike_the_clothes_and_unlike_the_wall_stays_a_part_of_the_person() -> None:
    picture, where = person()
    made = on_borders(seen_roundly(where), picture, seen_far(where), outlines(picture), NOBODY)
    assert made[42:58, 68:82].min() > 0.9
    assert made[98:108, 71:79].min() > 0.9


def test_a_badge_with_the_colour_of_the_wall_is_no_gap_being_as_near_as_the_shirt() -> None:
    picture, where = person()
    badge = (picture == BADGE).all(axis=2)
    picture[badge] = WALL
    made = on_borders(seen_roundly(where), picture, seen_far(where), outlines(picture), NOBODY)
    assert made[badge].min() > 0.9
    behind = np.where(badge, np.float32(0), where)
    made = on_borders(seen_roundly(where), picture, seen_far(behind), outlines(picture), NOBODY)
    assert made[badge].mean() < 0.2, "a hole in the shirt"


def test_what_no_outline_encloses_is_no_gap() -> None:
    picture, where = person()
    edges = outlines(picture)
    edges[68:140, 88:118] = 0
    made = on_borders(seen_roundly(where), picture, seen_far(where), edges, NOBODY)
    assert made[90:110, 98:110].min() > 0.9


def test_an_arm_in_the_colour_of_the_wall_is_no_gap_where_its_joints_are_seen() -> None:
    picture, where = person()
    arm = np.zeros_like(where)
    arm[75:125, 117:127] = 1
    edges = outlines(picture)
    picture[70:130, 116:128] = WALL
    behind = where.copy()
    behind[70:130, 116:128] = 0
    told = seen_roundly(where), picture, seen_far(behind), edges
    assert on_borders(*told, NOBODY)[arm > 0].mean() < 0.5
    made = on_borders(*told, arm)
    assert made[arm > 0].mean() > 0.9
    assert made[90:120, 98:110].mean() < 0.2, "what is between arm and body still is"


def test_where_no_outline_is_near_a_border_is_soft_and_stays_where_it_was_seen() -> None:
    picture, where = person()
    plain = np.full_like(picture, 127)
    body = np.zeros_like(where)
    body[40:120, 40:120] = 1
    made = on_borders(seen_roundly(body), plain, seen_far(body), np.zeros_like(where), NOBODY)
    assert overlap(made, body) > 0.85
    assert ((made[80, 32:48] > 0.1) & (made[80, 32:48] < 0.9)).sum() >= 3


def test_of_a_mirror_image_borders_are_mirrored() -> None:
    picture, where = person()
    things, distance, edges = seen_roundly(where), seen_far(where), outlines(picture)
    made = on_borders(things, picture, distance, edges, NOBODY)
    back = on_borders(
        things[:, ::-1].copy(),
        picture[:, ::-1].copy(),
        distance[:, ::-1].copy(),
        edges[:, ::-1].copy(),
        NOBODY,
    )
    assert np.abs(made - back[:, ::-1]).max() < 0.05


def test_without_a_thing_there_is_none() -> None:
    picture, where = person()
    nothing = np.zeros_like(where)
    assert not on_borders(nothing, picture, seen_far(where), nothing, NOBODY).any()


def test_a_thing_may_fill_the_picture() -> None:
    picture, where = person()
    all_of_it = np.ones_like(where)
    made = on_borders(all_of_it, picture, np.zeros_like(where), outlines(picture), NOBODY)
    assert made.min() > 0.9

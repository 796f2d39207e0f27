"""A drawn pose: the colours ControlNets learnt and no others, each where its joint or limb is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.local.pose.drawing import draw
from core.picture import Pixels
from core.pose import BODY, FACE, HAND, People, Person, Points

JOINTS = [
    *("ff0000", "ff5500", "ffaa00", "ffff00", "aaff00", "55ff00"),
    *("00ff00", "00ff55", "00ffaa", "00ffff", "00aaff", "0055ff"),
    *("0000ff", "5500ff", "aa00ff", "ff00ff", "ff00aa", "ff0055"),
]
LIMBS = [
    *((2, 3), (2, 6), (3, 4), (4, 5), (6, 7), (7, 8), (2, 9), (9, 10), (10, 11), (2, 12)),
    *((12, 13), (13, 14), (2, 1), (1, 15), (15, 17), (1, 16), (16, 18)),
]
"""Counted from 1, as the annotators' documents do."""


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour))


def dimmed(colour: str) -> tuple[int, ...]:
    return tuple(int(level * 0.6) for level in rgb(colour))


def where(guide: Pixels, colour: tuple[int, ...]) -> Pixels:
    return np.asarray((guide == np.array(colour)).all(axis=2), np.uint8)


def figure(width: int, height: int) -> Points:
    """A standing person who fills the picture, no joint near another."""
    places = np.array(
        [
            *((0.50, 0.12), (0.50, 0.26), (0.36, 0.27), (0.27, 0.42), (0.12, 0.55)),
            *((0.64, 0.25), (0.75, 0.40), (0.88, 0.52), (0.42, 0.57), (0.40, 0.76)),
            *((0.33, 0.93), (0.58, 0.56), (0.62, 0.75), (0.66, 0.94), (0.43, 0.07)),
            *((0.57, 0.06), (0.34, 0.13), (0.66, 0.12)),
        ]
    )
    return np.column_stack([places * (width, height), np.full(BODY, 0.9)]).astype(np.float32)


def drawn(*persons: Person, width: int = 512, height: int = 512) -> Pixels:
    return draw(People(persons, width, height))


@pytest.mark.parametrize(("width", "height"), [(512, 512), (300, 450), (1500, 1000)])
def test_the_joints_are_read_back_from_the_guide(width: int, height: int) -> None:
    body = figure(width, height)
    guide = drawn(Person(body), width=width, height=height)
    radius = 4 * min(width, height) / 512
    for colour, (column, row, _) in zip(JOINTS, body, strict=True):
        disc = where(guide, rgb(colour))
        rows, columns = np.nonzero(disc)
        assert abs(columns.mean() + 0.5 - column) < 0.35
        assert abs(rows.mean() + 0.5 - row) < 0.35
        diameter = np.sqrt(disc.sum() * 4 / np.pi)
        assert 2 * radius - 0.5 < diameter < 2 * radius + 1.5


def test_every_limb_is_a_dim_ellipse_between_its_joints() -> None:
    body = figure(1024, 1024)
    guide = drawn(Person(body), width=1024, height=1024)
    for (start, end), colour in zip(LIMBS, JOINTS, strict=False):
        stick = where(guide, dimmed(colour))
        rows, columns = np.nonzero(stick)
        ends = body[[start - 1, end - 1], :2]
        along = (ends[1] - ends[0]) / (length := float(np.linalg.norm(ends[1] - ends[0])))
        offsets = np.column_stack([columns, rows]) + 0.5 - ends.mean(axis=0)
        across = offsets @ (-along[1], along[0])
        assert np.abs(across).max() < 9.2
        assert across.max() - across.min() > 14
        assert np.abs(offsets @ along).max() < length / 2 + 1
        mean = offsets.mean(axis=0)
        assert np.linalg.norm(mean) < length / 4  # less where the joints' discs cover it


def test_a_body_has_the_35_colours_and_black() -> None:
    known = {(0, 0, 0), *map(rgb, JOINTS), *map(dimmed, JOINTS[:17])}
    guide = drawn(Person(figure(512, 512)), Person(figure(300, 200)))
    assert {tuple(colour) for colour in np.unique(guide.reshape(-1, 3), axis=0)} == known


def test_joints_lie_on_limbs() -> None:
    body = figure(512, 512)
    body[0] = body[[1, 8]].mean(axis=0)  # the nose, the first joint, amid a limb of the trunk
    alone = np.zeros_like(body)
    alone[0] = body[0]
    np.testing.assert_array_equal(
        where(drawn(Person(body)), rgb(JOINTS[0])), where(drawn(Person(alone)), rgb(JOINTS[0]))
    )


def test_the_nearer_person_is_on_top() -> None:
    near = figure(512, 512)
    far = near[::-1]  # other joints in the same places
    guide = drawn(Person(near), Person(far))
    alone = drawn(Person(near))
    joints = alone.max(axis=2) == 255
    np.testing.assert_array_equal(guide[joints], alone[joints])


def test_what_was_not_found_is_not_drawn() -> None:
    body = figure(512, 512)
    body[3] = 0  # the right elbow
    guide = drawn(Person(body))
    assert not where(guide, rgb(JOINTS[3])).any()
    assert not where(guide, dimmed(JOINTS[2])).any()
    assert not where(guide, dimmed(JOINTS[3])).any()
    assert where(guide, rgb(JOINTS[4])).any()


def test_nobody_is_a_black_guide() -> None:
    assert not drawn(width=70, height=50).any()


@pytest.mark.parametrize("side", [1, 2, 5, 40])
def test_the_smallest_guide_still_shows_its_joint(side: int) -> None:
    body = np.zeros((BODY, 3), np.float32)
    body[0] = side / 2, side / 2, 1
    guide = drawn(Person(body), width=side, height=side)
    assert tuple(guide[side // 2, side // 2]) == rgb(JOINTS[0])


def hand(column: float, row: float) -> Points:
    points = np.ones((HAND, 3), np.float32)
    points[0, :2] = column, row
    for finger in range(5):
        for step in range(4):
            place = column - 120 + 60 * finger, row - 40 - 35 * step
            points[1 + 4 * finger + step, :2] = place
    return points


def test_a_hand_has_blue_joints_and_fingers_in_the_colours_of_the_rainbow() -> None:
    body = np.zeros((BODY, 3), np.float32)
    points = hand(256, 400)
    guide = drawn(Person(body, left_hand=points))
    count, _, _, centres = cv2.connectedComponentsWithStats(where(guide, (0, 0, 255)))
    assert count == 1 + HAND
    apart = np.linalg.norm(centres[1:, None] + 0.5 - points[None, :, :2], axis=2)
    assert apart.min(axis=0).max() < 0.5
    hues = np.array([[[9 * edge, 255, 255] for edge in range(20)]], np.uint8)
    rainbow = np.asarray(cv2.cvtColor(hues, cv2.COLOR_HSV2RGB), int)[0]
    for edge, near in enumerate(rainbow):
        start = 0 if edge % 4 == 0 else edge
        column, row = (points[start, :2] + points[edge + 1, :2]) / 2
        found = guide[int(row) - 1 : int(row) + 2, int(column) - 1 : int(column) + 2]
        assert np.abs(found.astype(int) - near).max(axis=2).min() <= 6, edge
    np.testing.assert_array_equal(guide, drawn(Person(body, right_hand=points)))


def test_a_face_is_seventy_white_dots_on_top() -> None:
    places = np.stack(np.meshgrid(np.arange(10) * 40 + 60, np.arange(7) * 50 + 80), axis=-1)
    face = np.column_stack([places.reshape(-1, 2), np.ones(FACE)]).astype(np.float32)
    guide = drawn(Person(figure(512, 512), face=face))
    count, _, stats, centres = cv2.connectedComponentsWithStats(where(guide, (255, 255, 255)))
    assert count == 1 + FACE
    np.testing.assert_allclose(
        sorted(map(tuple, centres[1:] + 0.5)), sorted(map(tuple, face[:, :2])), atol=0.5
    )
    assert set(stats[1:, cv2.CC_STAT_WIDTH]) <= {6, 7}

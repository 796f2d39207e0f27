"""Bodies from heat maps and affinities: those that were drawn into them, and no others."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.local.pose.body import Body, bodies
from core.local.pose.everybody import same
from core.local.pose.input import Maps, cells, prepared
from core.pose import BODY, Points

LIMBS = [
    *((1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13), (1, 2), (2, 3), (3, 4), (2, 16)),
    *((1, 5), (5, 6), (6, 7), (5, 17), (1, 0), (0, 14), (0, 15), (14, 16), (15, 17)),
]
"""The joints of each of the network's affinities."""

STANDING = np.array(
    [
        *((10.0, 3.0), (10.1, 7.2), (6.8, 7.4), (5.1, 12.3), (3.2, 17.6), (13.3, 7.1)),
        *((15.2, 12.4), (16.9, 17.2), (7.9, 18.1), (7.2, 25.3), (6.6, 32.8), (12.2, 18.3)),
        *((12.9, 25.4), (13.4, 33.1), (9.1, 2.0), (11.0, 2.1), (7.7, 2.6), (12.3, 2.5)),
    ]
)
"""Columns and rows in cells, the middle of the first being 0."""

Skeleton = NDArray[np.float64]


def shifted(skeleton: Skeleton, columns: float, rows: float) -> Skeleton:
    return np.asarray(skeleton + np.array([columns, rows]))


def maps_of(*skeletons: Skeleton, columns: int = 60, rows: int = 40) -> Maps:
    """What a perfect network would say of `skeletons`; a joint that is not seen is NaN.

    Where limbs of a kind cross, it has learnt to give the mean.
    """
    x, y = np.meshgrid(np.arange(columns, dtype=float), np.arange(rows, dtype=float))
    joints = np.zeros((BODY, rows, columns))
    limbs = np.zeros((len(LIMBS), 2, rows, columns))
    crossing = np.zeros((len(LIMBS), rows, columns))
    for skeleton in skeletons:
        for joint, (column, row) in enumerate(skeleton):
            if not np.isnan(column):
                blob = np.exp(-((x - column) ** 2 + (y - row) ** 2) / 2)
                joints[joint] = np.maximum(joints[joint], blob)
        for limb, (start, end) in enumerate(LIMBS):
            along = skeleton[end] - skeleton[start]
            length = np.linalg.norm(along)
            if np.isnan(length):
                continue
            column, row = skeleton[start]
            unit = along / length
            forward = (x - column) * unit[0] + (y - row) * unit[1]
            aside = np.abs((y - row) * unit[0] - (x - column) * unit[1])
            on = (forward > -0.5) & (forward < length + 0.5) & (aside < 1)
            limbs[limb][:, on] += unit[:, None]
            crossing[limb][on] += 1
    limbs /= np.maximum(crossing, 1)[:, None]
    return Maps(
        joints.astype(np.float32), limbs.reshape(-1, rows, columns).astype(np.float32), (8.0, 8.0)
    )


def fainter(maps: Maps, times: float) -> Maps:
    joints, limbs = (np.asarray(values / times, np.float32) for values in (maps.joints, maps.limbs))
    return Maps(joints, limbs, maps.cell)


def in_cells(body: Body) -> Points:
    return np.where(body.seen[:, None], body.joints[:, :2] / 8 - 0.5, np.nan)


def assert_are(found: tuple[Body, ...], *skeletons: Skeleton) -> None:
    """Each of `skeletons` is found once and as it is, and nothing else."""
    assert len(found) == len(skeletons)
    for skeleton in skeletons:
        apart = [np.nanmean(np.abs(in_cells(body) - skeleton)) for body in found]
        nearest = in_cells(found[int(np.argmin(apart))])
        np.testing.assert_allclose(nearest, skeleton, atol=0.15)


def test_a_body_is_found_where_it_was_drawn() -> None:
    assert_are(bodies(maps_of(STANDING)), STANDING)


def test_bodies_whose_limbs_cross_are_kept_apart() -> None:
    beside = shifted(STANDING, 6.3, 1.4)
    mirrored = shifted(STANDING * (-1, 1), 44, 3)
    smaller = shifted(STANDING * 0.7, 43.4, 7.2)
    assert_are(bodies(maps_of(STANDING, beside)), STANDING, beside)
    people = STANDING, beside, mirrored, smaller
    assert_are(bodies(maps_of(*people)), *people)


def test_somebody_upside_down_is_found_too() -> None:
    head_down, upright = shifted(STANDING * (1, -1), 12.5, 37), shifted(STANDING, 30, 2)
    assert_are(bodies(maps_of(head_down, upright)), head_down, upright)


def test_what_is_hidden_is_missing_and_the_rest_is_found() -> None:
    hidden = STANDING.copy()
    hidden[[3, 4, 9, 10, 16]] = np.nan
    (body,) = bodies(maps_of(hidden))
    np.testing.assert_array_equal(body.seen, ~np.isnan(hidden[:, 0]))
    assert not body.joints[~body.seen].any()


@pytest.mark.parametrize(("parts", "people"), [(3, 0), (4, 1)])
def test_a_body_has_at_least_four_parts(parts: int, people: int) -> None:
    arm = np.full_like(STANDING, np.nan)
    arm[[1, 2, 3, 4][:parts]] = STANDING[[1, 2, 3, 4][:parts]]
    assert len(bodies(maps_of(arm))) == people


def test_joints_without_affinities_are_nobody() -> None:
    maps = maps_of(STANDING)
    assert bodies(Maps(maps.joints, np.zeros_like(maps.limbs), maps.cell)) == ()


def test_affinities_that_point_the_other_way_are_no_limbs() -> None:
    maps = maps_of(STANDING)
    assert bodies(Maps(maps.joints, -maps.limbs, maps.cell)) == ()


def test_a_limb_needs_its_affinity_nearly_all_along() -> None:
    maps = maps_of(STANDING)
    upper_arm = LIMBS.index((2, 3))
    maps.limbs[2 * upper_arm : 2 * upper_arm + 2, 9:12] = 0
    found = bodies(maps)
    assert all(not (body.seen[2] and body.seen[3]) for body in found)


def test_a_fainter_network_gives_a_lower_score() -> None:
    maps = maps_of(STANDING)
    faint = fainter(maps, 3)
    (sure,), (unsure,) = bodies(maps), bodies(faint)
    assert sure.score > 1.5
    assert unsure.score == pytest.approx(sure.score / 3, rel=0.02)
    assert bodies(fainter(maps, 11)) == ()


def test_a_flat_peak_is_one_joint() -> None:
    between = STANDING.copy()
    between[0] = 10.5, 3.5  # four cells are equally likely
    assert_are(bodies(maps_of(between)), between)


def test_noise_is_nobody_with_a_score() -> None:
    random = np.random.default_rng(4)
    joints = random.uniform(0, 0.3, (BODY, 24, 30)).astype(np.float32)
    limbs = random.normal(0, 0.05, (2 * len(LIMBS), 24, 30)).astype(np.float32)
    assert all(body.score < 0.5 for body in bodies(Maps(joints, limbs, (8, 8))))


def as_body(skeleton: Skeleton) -> Body:
    (body,) = bodies(maps_of(skeleton))
    return body


def test_two_sights_of_a_person_are_one_and_two_people_are_two() -> None:
    body = as_body(STANDING)
    assert same(body, as_body(STANDING * 1.02 + 0.4))
    assert not same(body, as_body(shifted(STANDING, 7, 0)))
    assert not same(body, as_body(shifted(STANDING * (-1, 1), 45, 0)))


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        *((512, 512, (46, 46)), (2000, 1000, (92, 46)), (20, 20, (46, 46)), (1, 1, (46, 46))),
        (3000, 100, (504, 17)),
    ],
)
def test_a_picture_is_looked_at_in_the_size_of_the_training_as_far_as_it_may_cost(
    width: int, height: int, expected: tuple[int, int]
) -> None:
    assert cells(width, height, 368) == expected
    assert cells(height, width, 368) == expected[::-1]


def test_the_network_sees_blue_first_and_grey_as_nought() -> None:
    pixels = np.full((30, 20, 3), (192, 128, 0), np.uint8)
    value = prepared(pixels, 16)
    assert value.shape == (1, 3, 24, 16)
    assert value.dtype == np.float32
    np.testing.assert_array_equal(np.ptp(value, axis=(0, 2, 3)), 0)
    np.testing.assert_array_equal(value[0, :, 0, 0], [-0.5, 0, 0.25])

"""Things stand on the ground: as near as it is at their feet, and nothing beside them is nearer."""

from __future__ import annotations

import numpy as np
import pytest

from core.local.space.inverse_depth import without_halos, without_spots
from core.local.space.things import Things
from core.picture import Plane

SLOPE = 0.005  # of the ground, for each row


def ground() -> Plane:
    """Logarithms of distance that fall from 1 above to 0.5 below: (100, 120)."""
    return np.repeat((1 - SLOPE * np.arange(100, dtype=np.float32))[:, None], 120, axis=1)


def trestle() -> Plane:
    """A thing with two legs that end in row 80."""
    thing = np.zeros((100, 120), np.float32)
    thing[20:40, 40:80] = 1
    thing[40:80, 40:50] = thing[40:80, 70:80] = 1
    return thing


def test_a_thing_is_as_near_as_the_ground_at_its_feet_and_keeps_some_relief() -> None:
    own = np.full((100, 120), 3, np.float32)
    own[20:40, 60:80] -= 0.2
    near = Things(trestle()).levelled(own, ground(), relief=0.5)
    legs = near[60, 40:50]
    assert legs.mean() == pytest.approx(ground()[87, 0], abs=0.06)
    assert near[30, 45] - near[30, 75] == pytest.approx(0.1, abs=0.02)


def test_of_two_things_each_has_its_own_ground() -> None:
    things = np.zeros((100, 120), np.float32)
    things[10:40, 10:30] = things[30:90, 80:110] = 1
    near = Things(things).levelled(np.full((100, 120), 3, np.float32), ground(), relief=0.5)
    assert near[20, 20] > near[60, 95] + 0.2


def test_a_thing_that_leaves_the_picture_below_is_before_what_is_around_it() -> None:
    thing = np.zeros((100, 120), np.float32)
    thing[30:, 40:80] = 1
    near = Things(thing).levelled(np.full((100, 120), 3, np.float32), ground(), relief=0.5)
    assert near[60, 60] < np.median(ground()[30:, 0])


def test_what_is_seen_between_legs_and_beside_a_thing_is_no_nearer_than_it() -> None:
    seen = ground()
    seen[45:75, 52:68] = 0.1  # a hole of light between the legs
    seen[25:50, 84:90] = 0.1
    made = Things(trestle()).uncovered(seen, SLOPE)
    feet = float(ground()[80, 0])
    assert made[45:75, 52:68].min() >= feet - 0.05
    assert made[25:50, 84:90].min() >= feet - 0.1
    np.testing.assert_allclose(made[85:], seen[85:], atol=1e-5)


def test_without_things_nothing_changes() -> None:
    nothing = Things(np.zeros((100, 120), np.float32))
    np.testing.assert_array_equal(nothing.uncovered(ground(), SLOPE), ground())
    np.testing.assert_array_equal(nothing.levelled(ground(), ground(), 1.0), ground())


def test_a_small_spot_that_is_much_nearer_than_all_around_it_is_a_slip() -> None:
    seen = ground()
    seen[30:38, 50:60] = -1
    made = without_spots(seen)
    assert made[30:38, 50:60].min() > 0.5
    seen = ground()
    seen[30:80, 20:70] = -1  # too large
    np.testing.assert_array_equal(without_spots(seen)[40:70, 30:60], seen[40:70, 30:60])


def test_the_blur_around_a_thing_is_taken_back_to_what_is_beyond_in_the_same_rows() -> None:
    thing = trestle()
    seen = ground()
    seen[20:80, 35:85] -= 0.4
    made = without_halos(seen, thing)
    np.testing.assert_allclose(made[25:70, 36:39], ground()[25:70, 36:39], atol=0.08)
    np.testing.assert_allclose(made[90:], seen[90:], atol=1e-5)

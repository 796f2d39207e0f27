"""People whom the network that finds things leaves out, or an arm of them, are found by joints."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.local.deeplab import PERSON, SIDE, grid
from core.local.networks import Networks
from core.local.pack import Pack
from core.local.people import people
from core.local.space.scene import both_ways, resized
from core.paths import model_pack
from core.picture import Pixels, Plane
from tests.core.local.rooms import room
from tests.core.local.still_life import Truth, still_life
from tests.methods import networks


@pytest.fixture(scope="module")
def truth() -> Truth:
    return still_life(320, 248)


def kinds(picture: Pixels) -> Plane:
    return both_ways(resized(picture, SIDE, SIDE), lambda view: grid(view, networks()))


def found(picture: Pixels) -> Plane:
    return people(kinds(picture), picture, networks())


def mirrored(picture: Pixels) -> Pixels:
    return np.ascontiguousarray(picture[:, ::-1])


def test_an_arm_that_reaches_out_is_a_part_of_the_person(truth: Truth) -> None:
    made = found(truth.picture)
    assert set(np.unique(made)) == {0, 1}
    is_arm, is_figure = truth.shows("arms"), truth.figure
    assert made[is_arm].mean() > 0.5
    assert made[is_figure].mean() > 0.6
    near = cv2.dilate(is_figure.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    assert made[~near].mean() < 0.002, "and next to nothing else is"


def test_of_a_mirror_image_they_are_mirrored(truth: Truth) -> None:
    back = people(kinds(truth.picture)[:, ::-1], mirrored(truth.picture), networks())
    assert np.array_equal(back[:, ::-1], found(truth.picture))


def said(rest: float, person: float) -> Plane:
    """Of everywhere but one place: nothing, as sure as `rest`; and somebody, as `person`."""
    made = np.zeros((33, 33, 21), np.float32)
    made[..., 0], made[..., PERSON] = rest, person
    made[16, 20, PERSON] = 8
    return made


def test_who_is_seen_by_the_joints_alone_is_somebody_all_the_same(truth: Truth) -> None:
    made = people(said(rest=8, person=0), truth.picture, networks())
    assert made[truth.figure].mean() > 0.6


def test_a_few_joints_are_somebody_only_where_something_is(truth: Truth) -> None:
    head = truth.picture[:90].copy()
    assert people(said(rest=0, person=8), head, networks()).any()
    assert not people(said(rest=8, person=0), head, networks()).any()


def test_joints_are_not_looked_for_where_nobody_is() -> None:
    asked = Networks(Pack(model_pack()))
    picture = room(320, 240).picture
    empty = both_ways(resized(picture, SIDE, SIDE), lambda view: grid(view, asked))
    assert not people(empty, picture, asked).any()
    assert asked.loaded == {"deeplab"}

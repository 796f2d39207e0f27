"""What a network says is kept at its size, and enlarged nearer to the truth than by a ruler."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.catalog import CATALOG
from core.local.guided import share_kept
from core.local.library.closely import at_most, closely
from core.local.library.moge import RADIUS
from core.local.library.nearness import open_near
from core.local.space.directions import unit
from core.options import Options
from core.picture import Plane
from core.preprocessor import Preprocessor
from tests.core.local.library.standing import noise
from tests.core.local.still_life import Truth, still_life

SIZE = (1152, 896)
USUAL = Options(CATALOG[Preprocessor.DEPTH].complete({}))


@pytest.fixture(scope="module")
def truth() -> Truth:
    return still_life(*SIZE)


def beside_steps(planes: Plane, least: float) -> NDArray[Any]:
    """Where any of `planes` changes by that much from pixel to pixel, and four pixels around."""
    around = np.ones((3, 3), np.uint8)
    changes = [cv2.morphologyEx(plane, cv2.MORPH_GRADIENT, around) for plane in planes]
    steep = (np.sum(changes, axis=0) > least).astype(np.uint8)
    return np.asarray(cv2.dilate(steep, np.ones((9, 9))) > 0)


def seen_at(plane: Plane, rows: int) -> Plane:
    size = (round(SIZE[0] * rows / SIZE[1]), rows)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA))


@pytest.mark.parametrize("rows", [259, 388])
def test_depth_at_full_size_is_nearer_to_the_truth_than_what_is_only_enlarged(
    truth: Truth, rows: int
) -> None:
    near = 1 / truth.distance
    near = (near - near.min()) / (near.max() - near.min())
    small = seen_at(near, rows)
    plain = cv2.resize(small, SIZE, interpolation=cv2.INTER_LINEAR)
    drawn = open_near(truth.picture, lambda: small)(USUAL)
    assert drawn.deep is not None
    borders = beside_steps(near[None], 0.05)
    off, plain_off = (
        float(np.sqrt(((found - near)[borders] ** 2).mean()))
        for found in (drawn.deep / 65535, plain)
    )
    assert off < 0.82 * plain_off


@pytest.mark.parametrize("rows", [259, 388])
def test_normals_at_full_size_are_nearer_to_the_truth_than_what_is_only_enlarged(
    truth: Truth, rows: int
) -> None:
    small = np.stack([seen_at(plane, rows) for plane in truth.normals])
    view = seen_at(truth.picture, rows)  # type: ignore[arg-type]
    plain = np.stack([cv2.resize(plane, SIZE) for plane in small])
    strips = closely(small, view, RADIUS, 116, 1).strips(truth.picture)  # type: ignore[arg-type]
    sharp = np.concatenate([planes for _, planes in strips], axis=1)
    borders = beside_steps(truth.normals, 0.3)

    def off(normals: Plane) -> float:
        cosine = (unit(normals) * unit(truth.normals)).sum(axis=0).clip(-1, 1)
        return float(np.degrees(np.arccos(cosine))[borders].mean())

    assert off(sharp) < 0.92 * off(plain)


@pytest.mark.parametrize("kept", [0.0, 0.5, 1.0])
def test_at_its_own_size_what_is_kept_is_the_networks_word(kept: float) -> None:
    pixels = noise(40, 50)
    planes = np.random.default_rng(1).random((2, 40, 50)).astype(np.float32)
    strips = closely(planes, pixels, RADIUS, 50, kept).strips(pixels)
    found = np.concatenate([strip for _, strip in strips], axis=1)
    off = float(np.abs(found - planes).max())
    assert off < 1e-4 if kept == 1 else off > 0.05


def test_all_is_kept_at_the_usual_value_and_nothing_at_both_ends() -> None:
    assert [share_kept(value, 60) for value in (0, 30, 60, 80, 100)] == [0, 0.5, 1, 0.5, 0]


def test_planes_and_pictures_meet_at_the_smaller_of_their_sides() -> None:
    plane, pixels = np.ones((30, 80), np.float32), noise(50, 60)
    small, seen = at_most(plane, pixels)
    assert small.shape == (30, 60)
    assert seen.shape == (30, 60, 3)

"""What lies level: floor, ground and ceiling, as the network sees them and as they are laid."""

from __future__ import annotations

import numpy as np
import pytest

from core.local.space.directions import unit
from core.local.space.level import Level, laid, level
from core.local.space.looking import look
from core.picture import Pixels, Plane
from tests.core.local.rooms import room
from tests.core.local.still_life import still_life
from tests.methods import networks


def meadow() -> Pixels:
    """Rough green under a smooth blue sky."""
    picture = np.full((300, 400, 3), (110, 160, 230), np.uint8)
    picture[140:] = (80, 120, 50)
    picture[140:] += np.random.default_rng(0).integers(0, 40, (160, 400, 3), dtype=np.uint8)
    return picture


def found(picture: Pixels) -> Level:
    scene = look(picture, networks())
    assert scene is not None
    return level(scene.facing, scene.things)


def facing(*vectors: tuple[float, float, float]) -> Plane:
    """Unit normals of bands of 20 rows, from the top down: (3, height, 40)."""
    rows = np.repeat(np.array(vectors, np.float32), 20, axis=0)
    return unit(np.repeat(rows.T[:, :, None], 40, axis=2))


def test_a_rendered_room_has_its_floor_below_and_its_ceiling_above() -> None:
    made = found(room().picture)
    height = len(made.floor)
    assert made.ceiling[: height // 20].mean() > 0.9
    assert made.floor[-height // 20 :].mean() > 0.6
    assert made.ceiling[height // 2 :].max() == 0
    assert made.floor[: height // 2].mean() < 0.02


def test_a_meadow_is_ground_and_the_sky_is_not() -> None:
    made = found(meadow())
    height = len(made.floor)
    assert made.floor[height * 6 // 10 :].mean() > 0.9
    assert made.floor[: height * 4 // 10].max() < 0.1


def test_the_floor_of_the_still_life_is_found_and_its_wall_is_none() -> None:
    truth = still_life(576, 448)
    made = found(truth.picture)
    assert made.floor[-8:, -40:].mean() > 0.8
    assert made.floor[: len(made.floor) // 2].max() < 0.1
    assert made.ceiling.mean() < 0.02


def test_what_nearly_lies_level_is_laid_level_and_walls_stay() -> None:
    # Floor and ceiling lean to the viewer alike, so that the camera is level between them.
    normals = facing((0.1, -0.9, 0.2), (0.3, 0.1, 0.9), (-0.1, 0.9, 0.2))
    made = laid(normals, level(normals, np.zeros((60, 40), np.float32)), 1.0)
    assert made[:, :20].mean(axis=(1, 2)) == pytest.approx((0, -1, 0), abs=1e-3)
    np.testing.assert_allclose(made[:, 20:40], normals[:, 20:40], atol=1e-3)
    assert made[:, 40:].mean(axis=(1, 2)) == pytest.approx((0, 1, 0), abs=1e-3)


def test_ground_is_seen_from_above_where_the_network_sees_it_so_too() -> None:
    normals = facing((0, 0, 1), (0, 0, 1), (0, 0.9, 0.35), (0.1, 0.9, 0.45))
    _, up, towards = laid(normals, level(normals, np.zeros((80, 40), np.float32)), 1.0)
    assert up[40:].min() > 0.9
    assert towards[40:].min() == pytest.approx(towards[40:].max(), abs=1e-3)
    assert 0.1 < towards[40:].mean() < 0.4


def test_ground_that_goes_up_beyond_the_middle_is_seen_from_above() -> None:
    normals = facing((0, 0, 1), (0, 1, 0), (0, 1, 0), (0, 1, 0), (0, 1, 0))
    _, up, towards = laid(normals, level(normals, np.zeros((100, 40), np.float32)), 1.0)
    assert up[30:].min() > 0.9
    assert 0.1 < towards[30:].min() < towards[:20].min()


def test_a_hill_beyond_the_ground_is_not_laid_level() -> None:
    bands = facing((0, 0, 1), (0, 0.72, 0.69), (0, 0.99, 0.14), (0, 0.99, 0.14))
    made = level(bands, np.zeros_like(bands[0]))
    assert made.floor[20:38].max() < 0.1
    assert made.floor[42:].min() > 0.9


def test_a_speck_does_not_lie_level() -> None:
    normals = facing((0, 0, 1), (0, 0, 1))
    normals[:, 10:12, 10:30] = unit(np.array([0, 1, 0.1], np.float32).reshape(3, 1, 1))
    assert not level(normals, np.zeros((40, 40), np.float32)).floor.any()


def test_of_a_thing_nothing_lies_level() -> None:
    normals = facing((0, 1, 0), (0, -1, 0))
    made = level(normals, np.ones((40, 40), np.float32))
    assert not made.floor.any()
    assert not made.ceiling.any()

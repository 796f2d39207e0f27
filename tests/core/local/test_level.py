"""What lies level, and which way walls face below a ceiling."""

from __future__ import annotations

import numpy as np
import pytest

from core.local.space.directions import facing, places
from core.local.space.leaning import leaning
from core.local.space.level import Level, level
from core.local.space.looking import look
from core.local.space.scene import Scene
from core.picture import Pixels, Plane
from tests.core.local.rooms import room
from tests.core.local.still_life import still_life
from tests.methods import networks


def scene_of(picture: Pixels) -> Scene:
    seen = look(picture, networks())
    assert seen is not None
    return seen


def meadow() -> Pixels:
    """Rough green under a smooth blue sky."""
    picture = np.full((300, 400, 3), (110, 160, 230), np.uint8)
    picture[140:] = (80, 120, 50)
    picture[140:] += np.random.default_rng(0).integers(0, 40, (160, 400, 3), dtype=np.uint8)
    return picture


def found(picture: Pixels) -> Level:
    return level(picture, scene_of(picture))


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


def ceiling(height: int, width: int) -> Plane:
    """That of a room: as wide as high, its far wall a third of the picture."""
    u, v = places((height, width), 1.0)
    border = np.maximum(np.abs(u) * 0.7, 0.12)
    return (-v[:, None] > border).astype(np.float32)


def test_walls_face_one_another_below_a_ceiling_whose_border_comes_down_to_the_middle() -> None:
    """A side wall on which v = 0.7 u: its normal points across, exactly."""
    above = ceiling(200, 260)
    slope = leaning(above, np.zeros_like(above), 1.0)
    normals = facing(np.stack([slope, np.zeros_like(slope)]))
    left, middle, right = (normals[:, 120, column] for column in (20, 130, 239))
    assert left[0] == pytest.approx(-1, abs=0.05)
    assert right[0] == pytest.approx(1, abs=0.05)
    assert middle[2] == pytest.approx(1, abs=0.01)


def test_without_a_ceiling_and_behind_what_stands_before_a_wall_nothing_is_said() -> None:
    above = ceiling(200, 260)
    nothing = np.zeros_like(above)
    assert not leaning(nothing, nothing, 1.0).any()
    outlines = nothing.copy()
    outlines[150] = 1
    slope = leaning(above, outlines, 1.0)
    assert slope[140, 20] != 0
    assert slope[160, 20] == 0

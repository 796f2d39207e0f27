"""What surrounds things in a room, by where surfaces face and how high they lie."""

from __future__ import annotations

import numpy as np

from core.local.seg import room, stuff
from core.local.seg.ade20k import INDEX
from core.local.seg.seg import by_class
from core.local.seg.weights import KINDS
from core.picture import Plane

WALL, FLOOR, CEILING, WINDOW, PLANT, TABLE = range(len(room.SURROUNDINGS))


def most_likely(
    up: float, drop: float | None, low: float = 0.0, top: float = 2.0, **kinds: float
) -> int:
    """The number in SURROUNDINGS of a region that faces so far up and lies so low."""
    kind = np.zeros((1, len(KINDS)), np.float32)
    for name, share in kinds.items():
        kind[0, KINDS.index(name)] = share
    one = [np.array([value], np.float32) for value in (low, top, up)]
    surfaces = room.Surfaces(one[2], None if drop is None else np.array([drop], np.float32))
    return int(room.surroundings(kind, one[0], one[1], surfaces).argmax())


def test_what_faces_up_is_floor_or_the_top_of_a_table_where_it_lies_higher() -> None:
    assert most_likely(up=0.95, drop=1.0, low=0.6) == FLOOR
    assert most_likely(up=0.95, drop=0.45, low=0.3) == TABLE
    assert most_likely(up=0.95, drop=None, low=0.6) == FLOOR, "nothing tells how high it is"


def test_what_faces_down_is_ceiling_and_what_faces_the_viewer_is_wall() -> None:
    assert most_likely(up=-0.9, drop=-0.8, low=-0.8) == CEILING
    for low in (-0.9, 0.0, 0.9):
        assert most_likely(up=0.05, drop=0.3, low=low) == WALL


def test_sky_that_is_enclosed_is_seen_through_a_window_and_leaves_are_a_plant() -> None:
    assert most_likely(up=0.0, drop=0.0, low=-0.3, sky=1.0) == WINDOW
    assert most_likely(up=0.0, drop=0.0, low=-0.3, top=0.1, sky=1.0) == WALL
    assert most_likely(up=0.0, drop=0.0, tree=1.0) == PLANT


def test_a_tilted_camera_sees_as_high_tables() -> None:
    """The floor 1.5 m below, a table 0.75 m below, seen level and from above."""
    for tilt in (0.0, 0.4):
        turn = np.array(
            [[1, 0, 0], [0, np.cos(tilt), np.sin(tilt)], [0, -np.sin(tilt), np.cos(tilt)]]
        )
        places = np.array([(0, -1.5, -3), (1, -1.5, -5), (-1, -1.5, -2.5), (0, -0.75, -3)]) @ turn.T
        normals = np.tile(np.array((0, 1, 0)) @ turn.T, (4, 1))
        drops = room._drops(normals.astype(np.float32), places, np.array([4, 4, 4, 1]))
        assert drops is not None
        np.testing.assert_allclose(drops, (1, 1, 1, 0.5), atol=1e-5)


def test_where_next_to_nothing_is_level_heights_are_not_told() -> None:
    normals: Plane = np.array([(0, 0, 1), (0, 1, 0)], np.float32)
    places = np.array([(0, 0, -1), (0, -1, -1)], np.float32)
    assert room._drops(normals, places, np.array([999, 1])) is None
    assert room._drops(normals, places, np.array([900, 100])) is not None


def test_what_is_said_of_one_class_twice_adds_up() -> None:
    told, classes = by_class(np.array([(0.3, 0.4, 0.3)], np.float32), ("table", "wall", "table"))
    assert list(classes) == [INDEX["wall"], INDEX["table"]]
    np.testing.assert_allclose(told, [(0.4, 0.6)])


def test_a_ceiling_tells_a_room() -> None:
    kind = np.zeros((2, len(KINDS)), np.float32)
    kind[:, KINDS.index("sky")] = 0.5
    same: dict[str, Plane] = dict.fromkeys(("things", "furniture"), np.zeros(2, np.float32))
    sizes, fine = np.ones(2, np.float32), np.zeros(2, np.float32)
    for overhead, shows_room in ((0.0, False), (0.08, True)):
        told = stuff.is_indoors(kind, fine, **same, sizes=sizes, overhead=overhead)
        assert told is shows_room

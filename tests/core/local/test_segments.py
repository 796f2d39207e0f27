"""Segments: joined where one continues another, moved onto edges, drawn one pixel wide."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.local.lines.segments import Segments, drawn, joined, lengths, levels, refined
from tests.core.local.drawings import flat


def segments(*rows: tuple[float, float, float, float]) -> Segments:
    return np.array(rows, np.float32).reshape(-1, 4)


def test_pieces_of_a_line_become_one_whatever_their_direction() -> None:
    pieces = segments((0, 10, 30, 10), (80, 11, 33, 10), (25, 10, 50, 11), (84, 11, 90, 11))
    (line,) = joined(pieces, apart=2, gap=4)
    assert sorted([line[0], line[2]]) == [0, 90]
    assert set(line[[1, 3]]) == {10, 11}


@pytest.mark.parametrize(
    "other",
    [
        (0, 15, 50, 15),  # beside it
        (60, 10, 90, 10),  # on it, further on
        (25, 10, 25, 40),  # across it
        (50, 10, 90, 25),  # from its end in another direction
    ],
)
def test_lines_that_only_meet_or_are_apart_stay_two(
    other: tuple[float, float, float, float],
) -> None:
    both = segments((0, 10, 50, 10), other)
    found = joined(both, apart=2, gap=4)
    assert {tuple(line) for line in found} == {tuple(line) for line in both}


def test_no_segments_stay_none() -> None:
    none = segments()
    assert (
        joined(none, 2, 4).shape
        == refined(none, levels(flat(5, 5, (0, 0, 0)), 3), 2).shape
        == (0, 4)
    )
    assert not drawn(none, 3, 4).any()
    assert lengths(none).shape == (0,)


@pytest.mark.parametrize("scale", [1, 2.7, 8])
def test_a_segment_moves_onto_the_edge_under_it(scale: float) -> None:
    picture = flat(400, 600, (200, 60, 60))
    edge = np.array([(100.0, 90.5), (500.0, 250.5)])
    below = np.array([(-100, 10.5), (700, 330.5), (700, 900), (-100, 900)])
    cv2.fillPoly(picture, [np.rint(below * 16).astype(np.int32)], (60, 110, 200), cv2.LINE_8, 4)
    off = edge + np.array([(0, 1.5), (0, -1.2)]) * scale
    (line,) = refined(off.reshape(1, 4).astype(np.float32), levels(picture, scale), reach=2.0)
    slope = 0.4
    away = [(y - 50.5 - slope * x) / np.hypot(1, slope) for x, y in line.reshape(2, 2)]
    assert np.abs(away).max() < 0.8


def test_a_segment_on_an_even_ground_stays_where_it_is() -> None:
    line = segments((3, 4, 50, 20))
    even = levels(flat(40, 60, (7, 8, 9)), scale=4)
    assert [picture.shape[:2] for picture in even] == [(10, 15), (20, 30), (40, 60)]
    np.testing.assert_allclose(refined(line, even, reach=2), line, atol=0.05)


def test_a_line_is_one_pixel_wide_and_ends_at_the_picture() -> None:
    guide = drawn(segments((-50, 5, 500, 30), (30, -9, 20, 90)), 40, 60)
    assert guide.shape == (40, 60)
    assert set(np.unique(guide)) == {0, 255}
    shallow = drawn(segments((-50, 5, 500, 30)), 40, 60)
    assert (np.count_nonzero(shallow, axis=0) == 1).all()
    steep = drawn(segments((30, -9, 20, 90)), 40, 60)
    assert (np.count_nonzero(steep, axis=1) == 1).all()

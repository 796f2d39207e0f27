"""Segments are lines where the picture has an edge under them, and no edge is given twice."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.local.lines.evidence import Edges
from core.local.lines.segments import Segments, lengths
from core.picture import Pixels
from tests.core.local.drawings import flat, ramp

Row = tuple[float, float, float, float]


def segments(*rows: Row) -> Segments:
    return np.array(rows, np.float32).reshape(-1, 4)


def halves(step: int = 60) -> Pixels:
    """120 x 200, lighter by `step` below row 49.5."""
    picture = flat(120, 200, (90, 90, 90))
    picture[50:] += np.uint8(step)
    return picture


EDGE: Row = (20, 49.5, 180, 49.5)


def test_what_is_on_an_edge_is_given_whole() -> None:
    lines, which = Edges(halves(), apart=4).given(segments(EDGE))
    np.testing.assert_allclose(lines, [EDGE], atol=0.01)
    assert which.tolist() == [0]


@pytest.mark.parametrize("row", [(20, 20, 180, 20), (20, 30, 180, 70), (100, 5, 100, 110)])
def test_without_an_edge_under_it_a_segment_is_given_nothing(row: Row) -> None:
    lines, which = Edges(halves(), apart=4).given(segments(row, EDGE))
    assert which.tolist() == [1]
    assert len(lines) == 1


@pytest.mark.parametrize("step", [3, 12])
def test_an_edge_is_what_can_be_seen(step: int) -> None:
    lines, _ = Edges(halves(step), apart=4).given(segments(EDGE))
    assert len(lines) == (step > 5)


def test_a_segment_that_goes_beyond_its_edge_ends_where_that_ends() -> None:
    picture = halves()
    picture[:, 140:] = 90
    (line,), _ = Edges(picture, apart=4).given(segments(EDGE))
    np.testing.assert_allclose(line[[0, 1, 3]], [20, 49.5, 49.5], atol=0.01)
    assert 135 < line[2] < 145


def test_a_segment_of_which_less_than_half_is_an_edge_is_a_guess() -> None:
    picture = halves()
    picture[:, 80:] = 90
    lines, _ = Edges(picture, apart=4).given(segments(EDGE))
    assert not len(lines)


def test_beyond_the_picture_there_are_no_edges() -> None:
    lines, _ = Edges(halves(), apart=4).given(
        segments((120, 49.5, 260, 49.5), (0, -3, 200, -3), (0, 121, 200, 121))
    )
    assert len(lines) == 1
    assert 195 < lines[0, 2] < 205


@pytest.mark.parametrize("other", [EDGE, (180, 49, 20, 50), (40, 48, 120, 51), (20, 52.5, 180, 50)])
def test_an_edge_is_given_once(other: Row) -> None:
    _, which = Edges(halves(), apart=4).given(segments(EDGE, other))
    assert which.tolist() == [0]


def test_an_edge_stays_given_to_whom_was_asked_before() -> None:
    edges = Edges(halves(), apart=4)
    assert len(edges.given(segments(EDGE))[1]) == 1
    assert len(edges.given(segments(EDGE))[1]) == 0


def test_a_longer_segment_is_given_what_is_left_of_the_edge() -> None:
    edges = Edges(halves(), apart=4)
    (one,), _ = edges.given(segments((20, 49.5, 90, 49.5)))
    (rest,), _ = edges.given(segments(EDGE))
    assert lengths(np.stack([one, rest])).sum() == pytest.approx(160, abs=1.5)
    assert min(rest[0], rest[2]) == pytest.approx(90, abs=1.5)


def test_two_edges_side_by_side_are_two_and_so_are_two_that_cross() -> None:
    picture = halves()
    picture[56:] = 20
    picture[:, 120:] //= 2
    below, upright = (20, 55.5, 180, 55.5), (119.5, 5, 119.5, 115)
    lines, which = Edges(picture, apart=4).given(segments(EDGE, below, upright))
    assert which.tolist() == [0, 1, 2]
    assert (lengths(lines) > 0.9 * lengths(segments(EDGE, below, upright))).all()


def test_an_edge_that_ends_at_another_is_not_cut_short() -> None:
    picture = halves()
    picture[50:, 120:] = 20
    _, upright = Edges(picture, apart=4).given(segments(EDGE, (119.5, 50, 119.5, 115)))[0]
    np.testing.assert_allclose(upright, [119.5, 50, 119.5, 115], atol=1.5)


def test_in_a_texture_and_on_a_slope_there_are_no_edges() -> None:
    grass = np.random.default_rng(3).normal(128, 60, (120, 200, 3))
    blurred = cv2.GaussianBlur(grass, (0, 0), 1).clip(0, 255).astype(np.uint8)
    random = np.random.default_rng(4).uniform(0, 1, (50, 4)) * [200, 120, 200, 120]
    long = segments(*random[lengths(random.astype(np.float32)) > 40])
    assert len(long) > 30
    for picture in (blurred, ramp(120, 200)):
        assert len(Edges(picture, apart=4).given(long)[1]) <= 1


def test_no_segments_are_given_nothing_and_a_point_is_none() -> None:
    edges = Edges(halves(), apart=4)
    assert edges.given(segments())[0].shape == (0, 4)
    assert edges.given(segments((50, 49.5, 50, 49.5)))[0].shape == (0, 4)

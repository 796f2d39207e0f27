"""Looking around in a picture: what is under the cursor stays there, and nothing gets lost."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QSizeF

from ui.viewport import FIT_MARGIN_PX, SCALE_MAX, SCALE_MIN, SEEN_PX, Viewport

SIDES = st.integers(1, 20_000)
VIEW_SIDES = st.integers(1, 4_000)
SCALES = st.floats(SCALE_MIN, SCALE_MAX)
NOTCHES = st.integers(-30, 30)


def _viewport(width: int, height: int, view_width: int = 800, view_height: int = 600) -> Viewport:
    viewport = Viewport()
    viewport.set_view(QSizeF(view_width, view_height))
    viewport.set_content(width, height)
    return viewport


def _under(viewport: Viewport, at: QPointF) -> QPointF:
    """The picture's point that is seen at the view position `at`."""
    return (at - viewport.target().topLeft()) / viewport.scale


def _margins(viewport: Viewport, view_width: float, view_height: float) -> tuple[float, ...]:
    """Free space left of, right of, above and below the picture."""
    target = viewport.target()
    return (
        target.left(),
        view_width - target.right(),
        target.top(),
        view_height - target.bottom(),
    )


@given(SIDES, SIDES, VIEW_SIDES, VIEW_SIDES)
@example(1, 1, 800, 600)
@example(1, 20_000, 800, 600)
@example(20_000, 1, 800, 600)
def test_a_new_picture_is_shown_whole_and_in_the_middle(
    width: int, height: int, view_width: int, view_height: int
) -> None:
    viewport = _viewport(width, height, view_width, view_height)
    assert viewport.fitting
    left, right, top, bottom = _margins(viewport, view_width, view_height)
    assert left == pytest.approx(right, abs=2)
    assert top == pytest.approx(bottom, abs=2)
    if min(view_width, view_height) > 3 * FIT_MARGIN_PX:
        assert min(left, right, top, bottom) >= FIT_MARGIN_PX - 1
        touches = min(left, right, top, bottom) <= FIT_MARGIN_PX + 1
        assert touches or viewport.scale in (2.0, SCALE_MAX, SEEN_PX / max(width, height))


def test_the_thinnest_strip_is_still_seen() -> None:
    for width, height in ((1, 20_000), (20_000, 1), (3_000, 2)):
        target = _viewport(width, height).target()
        assert min(target.width(), target.height()) == 1.0


def test_a_small_picture_is_enlarged_but_not_without_end() -> None:
    assert _viewport(500, 300).scale == pytest.approx((800 - 2 * FIT_MARGIN_PX) / 500)
    assert _viewport(250, 200).scale == 2.0
    assert _viewport(48, 48).scale == SEEN_PX / 48
    assert _viewport(1, 1).scale == SCALE_MAX


@given(SIDES, SIDES, SCALES, NOTCHES, st.builds(QPointF, st.floats(0, 800), st.floats(0, 600)))
def test_the_point_under_the_cursor_stays_under_it(
    width: int, height: int, scale: float, notches: int, at: QPointF
) -> None:
    viewport = _viewport(width, height)
    viewport.zoom_to(scale)
    before = _under(viewport, at)
    viewport.zoom_by(1.25**notches, at)
    after, target = _under(viewport, at), viewport.target()
    # From 100 % up the picture lies on whole device pixels, before and after.
    slack = 1 / viewport.scale + 1 / scale + 1e-6 * max(width, height)
    held_x = target.width() <= 802 or target.left() >= -1 or target.right() <= 801
    held_y = target.height() <= 602 or target.top() >= -1 or target.bottom() <= 601
    assert held_x or after.x() == pytest.approx(before.x(), abs=slack)
    assert held_y or after.y() == pytest.approx(before.y(), abs=slack)


def test_zooming_in_deep_and_out_again_comes_back_to_the_same_place() -> None:
    viewport, at = _viewport(4_000, 3_000), QPointF(500, 200)
    viewport.zoom_to(0.5)
    before = _under(viewport, at)
    for factor in (1.25, 1.25, 1.25, 1.25, 1.25, 1 / 1.25, 1 / 1.25, 1 / 1.25):
        viewport.zoom_by(factor, at)
    assert _under(viewport, at).x() == pytest.approx(before.x(), abs=2)
    assert _under(viewport, at).y() == pytest.approx(before.y(), abs=2)


@given(SIDES, SIDES, st.lists(NOTCHES, max_size=8))
def test_zoom_has_limits_that_always_let_the_whole_picture_be_seen(
    width: int, height: int, wheel: list[int]
) -> None:
    viewport = _viewport(width, height)
    least = min(SCALE_MIN, viewport.scale)
    for notches in wheel:
        before = viewport.scale
        viewport.zoom_by(1.25**notches, QPointF(10, 20))
        assert least <= viewport.scale <= SCALE_MAX
        assert viewport.scale >= before if notches > 0 else viewport.scale <= before


def test_zooming_out_of_a_very_long_picture_never_zooms_in() -> None:
    viewport = _viewport(100_000, 10)
    fitting = viewport.scale
    assert fitting < SCALE_MIN
    viewport.zoom_by(1 / 1.25)
    assert viewport.scale == fitting
    viewport.zoom_by(1.25)
    assert viewport.scale == pytest.approx(fitting * 1.25)


@given(SCALES, NOTCHES)
def test_zoom_halts_at_100_percent_on_the_way(scale: float, notches: int) -> None:
    viewport = _viewport(1_000, 1_000)
    viewport.zoom_to(scale)
    viewport.zoom_by(1.25**notches)
    crossed = (scale < 1) != (viewport.scale < 1) and scale != 1
    assert viewport.scale == 1.0 or not crossed


def test_zoom_goes_on_from_100_percent() -> None:
    viewport = _viewport(1_000, 1_000)
    for factor in (1.25, 1 / 1.25):
        viewport.zoom_to(1.0)
        viewport.zoom_by(factor)
        assert viewport.scale == pytest.approx(factor)


def test_a_double_click_goes_to_100_percent_there_and_back_to_the_whole() -> None:
    viewport, at = _viewport(4_000, 3_000), QPointF(300, 250)
    whole, there = viewport.target(), _under(viewport, at)
    viewport.toggle(at)
    assert viewport.scale == 1.0
    assert not viewport.fitting
    assert _under(viewport, at).x() == pytest.approx(there.x(), abs=1)
    assert _under(viewport, at).y() == pytest.approx(there.y(), abs=1)
    viewport.toggle(at)
    assert viewport.fitting
    assert viewport.target() == whole


def test_a_double_click_at_another_zoom_goes_to_100_percent_first() -> None:
    viewport = _viewport(4_000, 3_000)
    viewport.zoom_to(3.0)
    viewport.toggle(QPointF(400, 300))
    assert (viewport.scale, viewport.fitting) == (1.0, False)


def test_a_picture_that_fits_at_exactly_100_percent_can_be_toggled_back() -> None:
    margin = round(2 * FIT_MARGIN_PX)
    viewport = _viewport(800 - margin, 600 - margin)
    assert viewport.scale == 1.0
    viewport.toggle(QPointF(1, 1))
    viewport.toggle(QPointF(1, 1))
    assert viewport.fitting


@given(
    SIDES,
    SIDES,
    SCALES,
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=5),
)
def test_panning_cannot_lose_the_picture(
    width: int, height: int, scale: float, moves: list[tuple[float, float]]
) -> None:
    viewport = _viewport(width, height)
    viewport.zoom_to(scale)
    for move in moves:
        viewport.pan(*move)
    left, right, top, bottom = _margins(viewport, 800, 600)
    for before, after in ((left, right), (top, bottom)):
        if before + after > 0:
            assert before == pytest.approx(after, abs=2), "what fits stays in the middle"
        else:
            assert max(before, after) <= 1, "what does not fit leaves no edge free"


def test_panning_moves_the_picture_with_the_hand() -> None:
    viewport = _viewport(4_000, 3_000)
    viewport.zoom_to(2.0)
    before = viewport.target().topLeft()
    viewport.pan(30, -40)
    assert viewport.target().topLeft() == before + QPointF(30, -40)


def test_what_was_panned_beyond_the_edge_comes_back_at_once() -> None:
    viewport = _viewport(4_000, 3_000)
    viewport.zoom_to(1.0)
    viewport.pan(1e6, 0)
    viewport.pan(-10, 0)
    assert viewport.target().left() == -10


@given(SIDES, SIDES, SCALES, st.floats(-5e3, 5e3), st.floats(-5e3, 5e3))
def test_from_100_percent_up_the_picture_lies_on_whole_pixels(
    width: int, height: int, scale: float, dx: float, dy: float
) -> None:
    viewport = _viewport(width, height, 801, 599)
    viewport.zoom_to(max(1.0, scale))
    viewport.pan(dx, dy)
    corner = viewport.target().topLeft()
    assert (corner.x() % 1, corner.y() % 1) == (0, 0)


def test_a_fitted_picture_follows_the_window() -> None:
    viewport = _viewport(4_000, 3_000)
    viewport.set_view(QSizeF(1_600, 1_200))
    assert viewport.fitting
    assert viewport.target().width() == pytest.approx(1_600 - 2 * FIT_MARGIN_PX, abs=10)
    viewport.set_view(QSizeF(300, 1_200))
    assert viewport.target().width() == pytest.approx(300 - 2 * FIT_MARGIN_PX)


def test_a_zoomed_picture_keeps_its_middle_when_the_window_changes() -> None:
    viewport = _viewport(4_000, 3_000)
    viewport.zoom_to(2.0)
    viewport.pan(-500, 300)
    before = _under(viewport, QPointF(400, 300))
    viewport.set_view(QSizeF(1_000, 400))
    assert viewport.scale == 2.0
    assert _under(viewport, QPointF(500, 200)) == before


def test_a_picture_of_the_same_size_is_seen_at_the_same_place() -> None:
    viewport = _viewport(4_000, 3_000)
    viewport.zoom_to(2.0, QPointF(10, 10))
    before = viewport.target()
    viewport.set_content(4_000, 3_000)
    assert viewport.target() == before
    viewport.set_content(3_000, 4_000)
    assert viewport.fitting


def test_zooming_before_there_is_a_picture_does_no_harm() -> None:
    viewport = Viewport()
    viewport.zoom_by(1.25)
    viewport.pan(10, 10)
    viewport.toggle(QPointF(3, 3))
    viewport.set_view(QSizeF(800, 600))
    viewport.set_content(100, 100)
    target = viewport.target()
    assert viewport.fitting
    assert all(map(math.isfinite, (target.x(), target.y(), target.width(), target.height())))


def test_every_move_is_told_once_and_nothing_is_told_twice() -> None:
    viewport = _viewport(4_000, 3_000)
    told: list[float] = []
    # As views do: each gives its size again whenever it hears of a change.
    viewport.changed.connect(lambda: told.append(viewport.scale))
    viewport.changed.connect(lambda: viewport.set_view(QSizeF(800, 600)))
    viewport.changed.connect(lambda: viewport.set_content(4_000, 3_000))
    moves: tuple[Callable[[], None], ...] = (
        lambda: viewport.zoom_by(1.25),
        lambda: viewport.zoom_to(1.0, QPointF(5, 5)),
        lambda: viewport.pan(3, 4),
        viewport.fit,
        lambda: viewport.toggle(QPointF(1, 1)),
    )
    for move in moves:
        told.clear()
        move()
        assert len(told) == 1
    told.clear()
    viewport.set_view(QSizeF(800, 600))
    viewport.set_content(4_000, 3_000)
    assert told == []

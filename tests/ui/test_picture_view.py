"""The view of a picture, moved by wheel, hand and keys as people do it.

All is said in device pixels, and run once more in a process of its own on finer screens.
"""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPalette,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.picture import Pixels
from tests.stories.desk import shown_pixels
from ui.picture_view import PAN_STEP_PX, WHEEL_UNITS_PER_STEP, ZOOM_STEP, PictureView
from ui.pyramid import Pyramid
from ui.viewport import Viewport

GROUND = (10, 20, 30)
NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def _noise(width: int, height: int, colour: bool = True) -> Pixels:
    shape = (height, width, 3) if colour else (height, width)
    return np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)


@pytest.fixture
def viewport(qapp: QApplication) -> Viewport:
    return Viewport()


@pytest.fixture
def view(qtbot: QtBot, viewport: Viewport) -> PictureView:
    view = PictureView(viewport, "Input picture")
    palette = view.palette()
    palette.setColor(QPalette.ColorRole.Dark, QColor(*GROUND))
    view.setPalette(palette)
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    qtbot.waitExposed(view)
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    return view


def _show(view: PictureView, viewport: Viewport, pixels: Pixels, scale: float | None) -> None:
    viewport.set_content(pixels.shape[1], pixels.shape[0])
    view.show_image(Pyramid(pixels))
    if scale is not None:
        viewport.zoom_to(scale)


def _seen(view: PictureView) -> Pixels:
    """The device pixels of the view."""
    return shown_pixels(view.grab().toImage())


def _px(view: PictureView, position: QPoint | QPointF) -> QPointF:
    return QPointF(position) * view.devicePixelRatioF()


def _key(key: Qt.Key) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, NO_KEYS)


class _Paints(QObject):
    """Counts how often what it watches is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def _turn_wheel(view: PictureView, at: QPoint, notches: float) -> None:
    event = QWheelEvent(
        QPointF(at),
        view.mapToGlobal(QPointF(at)),
        QPoint(),
        QPoint(0, round(notches * WHEEL_UNITS_PER_STEP)),
        Qt.MouseButton.NoButton,
        NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)
    assert event.isAccepted()


def _drag(view: PictureView, start: QPoint, *stops: QPoint) -> None:
    QTest.mousePress(view, LEFT, NO_KEYS, start)
    for stop in stops:
        QTest.mouseMove(view, stop)
    QTest.mouseRelease(view, LEFT, NO_KEYS, stops[-1])


@pytest.mark.parametrize("colour", [True, False], ids=["colour", "grey"])
def test_at_100_percent_the_screen_shows_the_very_pixels(
    view: PictureView, viewport: Viewport, colour: bool
) -> None:
    pixels = _noise(1_501, 901, colour)
    _show(view, viewport, pixels, 1.0)
    viewport.pan(-31, 17)
    corner, seen = viewport.target().topLeft().toPoint(), _seen(view)
    height, width = seen.shape[:2]
    part = pixels[-corner.y() : height - corner.y(), -corner.x() : width - corner.x()]
    assert np.array_equal(seen, part if colour else part[..., None].repeat(3, axis=2))


def test_at_400_percent_every_pixel_is_a_square_of_four(
    view: PictureView, viewport: Viewport
) -> None:
    pixels = _noise(40, 30)
    _show(view, viewport, pixels, 4.0)
    target, seen = viewport.target().toRect(), _seen(view)
    # On a screen of pixel ratio 1, 300 x 200 show the picture's 160 x 120 whole.
    assert (target.width(), target.height()) == (160, 120)
    shown = seen[target.top() : target.top() + 120, target.left() : target.left() + 160]
    assert np.array_equal(shown, pixels.repeat(4, axis=0).repeat(4, axis=1))
    assert tuple(seen[0, 0]) == GROUND
    assert tuple(seen[target.top() - 1, target.left()]) == GROUND


def test_the_whole_picture_is_seen_when_it_fits(view: PictureView, viewport: Viewport) -> None:
    _show(view, viewport, np.full((3_000, 4_000, 3), 200, np.uint8), None)
    bright = np.argwhere((_seen(view) != GROUND).any(axis=2))
    (top, left), (bottom, right) = bright.min(axis=0), bright.max(axis=0)
    wanted = viewport.target()
    assert (left, top) == pytest.approx((wanted.left(), wanted.top()), abs=1)
    assert (right - left) / (bottom - top) == pytest.approx(4 / 3, rel=0.02)


def test_nothing_is_seen_before_there_is_a_picture(view: PictureView, viewport: Viewport) -> None:
    assert (_seen(view) == GROUND).all()
    _show(view, viewport, _noise(50, 40), None)
    assert not (_seen(view) == GROUND).all()
    view.show_image(None)
    assert (_seen(view) == GROUND).all()


def test_a_guide_that_is_out_of_date_is_fainter_until_it_is_renewed(
    view: PictureView, viewport: Viewport
) -> None:
    _show(view, viewport, np.full((900, 1_500), 255, np.uint8), 1.0)
    view.set_dimmed(True)
    faint = _seen(view)
    expected = np.array(GROUND) * 0.55 + 255 * 0.45
    assert np.abs(faint - expected).max() <= 2
    view.set_dimmed(False)
    assert (_seen(view) == 255).all()


def test_the_wheel_zooms_at_the_cursor(view: PictureView, viewport: Viewport) -> None:
    _show(view, viewport, _noise(4_000, 3_000), 2.0)
    at = QPoint(70, 150)
    before = (_px(view, at) - viewport.target().topLeft()) / viewport.scale
    _turn_wheel(view, at, 3)
    assert viewport.scale == pytest.approx(2 * ZOOM_STEP**3)
    after = (_px(view, at) - viewport.target().topLeft()) / viewport.scale
    assert after.x() == pytest.approx(before.x(), abs=1)
    assert after.y() == pytest.approx(before.y(), abs=1)
    _turn_wheel(view, at, -3)
    assert viewport.scale == pytest.approx(2.0)


def test_a_fine_wheel_zooms_in_parts_of_a_step(view: PictureView, viewport: Viewport) -> None:
    _show(view, viewport, _noise(4_000, 3_000), 2.0)
    for _ in range(8):
        _turn_wheel(view, QPoint(150, 100), 1 / 8)
    assert viewport.scale == pytest.approx(2 * ZOOM_STEP)


def test_a_pinch_zooms_at_the_fingers(view: PictureView, viewport: Viewport) -> None:
    _show(view, viewport, _noise(4_000, 3_000), 2.0)
    at = QPointF(50, 60)
    before = (_px(view, at) - viewport.target().topLeft()) / viewport.scale
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        at,
        at,
        view.mapToGlobal(at),
        0.5,
        QPointF(),
    )
    QApplication.sendEvent(view, pinch)
    assert viewport.scale == pytest.approx(3.0)
    after = (_px(view, at) - viewport.target().topLeft()) / viewport.scale
    assert after.x() == pytest.approx(before.x(), abs=1)


def test_the_picture_is_dragged_by_the_hand(view: PictureView, viewport: Viewport) -> None:
    _show(view, viewport, _noise(4_000, 3_000), 1.0)
    before, ratio = viewport.target().topLeft(), view.devicePixelRatioF()
    assert view.cursor().shape() is Qt.CursorShape.OpenHandCursor
    _drag(view, QPoint(100, 100), QPoint(110, 95), QPoint(140, 60))
    moved = viewport.target().topLeft() - before
    assert moved.x() == pytest.approx(40 * ratio, abs=1)
    assert moved.y() == pytest.approx(-40 * ratio, abs=1)
    assert view.cursor().shape() is Qt.CursorShape.OpenHandCursor


def test_a_hand_that_has_let_go_moves_nothing(view: PictureView, viewport: Viewport) -> None:
    _show(view, viewport, _noise(4_000, 3_000), 1.0)
    _drag(view, QPoint(100, 100), QPoint(120, 120))
    before = viewport.target()
    # Without a button held, Qt would not tell of the move at all.
    none, right, at = Qt.MouseButton.NoButton, Qt.MouseButton.RightButton, QPointF(10, 10)
    moving = QMouseEvent(QEvent.Type.MouseMove, at, view.mapToGlobal(at), none, right, NO_KEYS)
    QApplication.sendEvent(view, moving)
    assert viewport.target() == before


def test_a_click_alone_changes_nothing(view: PictureView, viewport: Viewport) -> None:
    _show(view, viewport, _noise(4_000, 3_000), None)
    QTest.mouseClick(view, LEFT, NO_KEYS, QPoint(20, 30))
    assert viewport.fitting


def test_a_double_click_goes_to_100_percent_at_that_point_and_back(
    view: PictureView, viewport: Viewport
) -> None:
    _show(view, viewport, _noise(4_000, 3_000), None)
    at = QPoint(120, 90)
    before = (_px(view, at) - viewport.target().topLeft()) / viewport.scale
    # Half a device pixel, since the corner of the picture lies on a whole one.
    closely = 1 + 0.5 / viewport.scale
    QTest.mouseDClick(view, LEFT, NO_KEYS, at)
    assert viewport.scale == 1.0
    after = _px(view, at) - viewport.target().topLeft()
    assert after.x() == pytest.approx(before.x(), abs=closely)
    assert after.y() == pytest.approx(before.y(), abs=closely)
    QTest.mouseDClick(view, LEFT, NO_KEYS, at)
    assert viewport.fitting


@pytest.mark.parametrize(
    ("key", "across", "down"),
    [
        (Qt.Key.Key_Left, 1, 0),
        (Qt.Key.Key_Right, -1, 0),
        (Qt.Key.Key_Up, 0, 1),
        (Qt.Key.Key_Down, 0, -1),
    ],
)
def test_arrow_keys_look_in_their_direction(
    view: PictureView, viewport: Viewport, key: Qt.Key, across: int, down: int
) -> None:
    _show(view, viewport, _noise(4_000, 3_000), 1.0)
    before, step = viewport.target().topLeft(), PAN_STEP_PX * view.devicePixelRatioF()
    QTest.keyClick(view, key)
    moved = viewport.target().topLeft() - before
    assert (moved.x(), moved.y()) == pytest.approx((across * step, down * step), abs=1)


def test_other_keys_are_left_to_the_window(view: PictureView, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_A, Qt.Key.Key_Return):
        event = _key(key)
        QApplication.sendEvent(view, event)
        assert not event.isAccepted()


def test_a_frame_tells_the_keyboard_user_where_they_are(
    view: PictureView, viewport: Viewport
) -> None:
    accent = view.palette().color(QPalette.ColorRole.Accent)
    for reason, framed in (
        (Qt.FocusReason.TabFocusReason, True),
        (Qt.FocusReason.MouseFocusReason, False),
        (Qt.FocusReason.BacktabFocusReason, True),
    ):
        view.clearFocus()
        view.setFocus(reason)
        corner = tuple(int(value) for value in _seen(view)[0, 0])
        assert corner == ((accent.red(), accent.green(), accent.blue()) if framed else GROUND)
    view.clearFocus()
    assert (_seen(view) == GROUND).all()


def test_a_larger_window_shows_more_of_the_picture(view: PictureView, viewport: Viewport) -> None:
    _show(view, viewport, _noise(4_000, 3_000), None)
    before = viewport.scale
    view.resize(600, 400)
    assert viewport.fitting
    assert viewport.scale > 1.5 * before
    viewport.zoom_to(1.0)
    view.resize(300, 200)
    assert viewport.scale == 1.0


def test_moving_to_another_screen_fits_the_picture_anew(
    view: PictureView, viewport: Viewport
) -> None:
    _show(view, viewport, _noise(4_000, 3_000), None)
    wanted = viewport.target()
    viewport.set_view(QSizeF(37, 41))  # as if the last screen had had other pixels
    QApplication.sendEvent(view, QEvent(QEvent.Type.DevicePixelRatioChange))
    assert viewport.target() == wanted


def test_two_views_show_the_same_place(qtbot: QtBot, view: PictureView, viewport: Viewport) -> None:
    other = PictureView(viewport, "Guide")
    other.setPalette(view.palette())
    qtbot.addWidget(other)
    other.resize(view.size())
    other.show()
    qtbot.waitExposed(other)
    picture = _noise(1_000, 800)
    _show(view, viewport, picture, 1.0)
    other.show_image(Pyramid(picture))
    _turn_wheel(other, QPoint(30, 40), 4)
    QTest.keyClick(other, Qt.Key.Key_Left)
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert np.array_equal(_seen(view), _seen(other))


def test_panning_fast_paints_once_for_many_moves(
    qtbot: QtBot, view: PictureView, viewport: Viewport
) -> None:
    _show(view, viewport, _noise(4_000, 3_000), 1.0)
    QApplication.processEvents()
    painted = _Paints()
    view.installEventFilter(painted)
    for step in range(50):
        viewport.pan(step, -step)
    assert painted.count == 0
    qtbot.waitUntil(lambda: painted.count > 0)
    QApplication.processEvents()
    assert painted.count == 1


@pytest.mark.skipif("QT_SCALE_FACTOR" in os.environ, reason="is on another screen already")
@pytest.mark.parametrize("ratio", ["1.5", "2"])
def test_all_of_this_holds_on_a_finer_screen(ratio: str) -> None:
    # The pixel ratio of a screen is read once, when Qt starts.
    done = subprocess.run(
        [sys.executable, "-m", "pytest", __file__, "-q", "-p", "no:cacheprovider"],
        env={**os.environ, "QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_guide_of_another_shape_keeps_it(view: PictureView, viewport: Viewport) -> None:
    viewport.set_content(400, 300)
    view.show_image(Pyramid(np.full((100, 100), 255, np.uint8)))
    seen = shown_pixels(view.grab().toImage()).min(axis=2) == 255
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    assert len(rows) == pytest.approx(len(columns), abs=2)
    assert len(rows) == pytest.approx(viewport.target().height() / _ratio(view), abs=2)


def _ratio(view: PictureView) -> float:
    return view.devicePixelRatioF() / view.grab().toImage().devicePixelRatio()

"""The guide compared with its picture: beside it, in a wipe, laid over it, or for a moment away."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.comparison import Comparison
from core.picture import Pixels
from tests.stories.desk import shown_pixels
from ui.guide_view import STEP, GuideView
from ui.pyramid import Pyramid
from ui.viewport import Viewport

SIDE = (300, 200)
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
WHITE, BLACK = 255, 0


@pytest.fixture
def view(qtbot: QtBot) -> GuideView:
    """A black picture with a white guide that fill the view to the pixel."""
    viewport = Viewport()
    view = GuideView(viewport, "Guide")
    qtbot.addWidget(view)
    view.resize(*SIDE)
    view.show()
    qtbot.waitExposed(view)
    viewport.setParent(view)
    ratio = view.devicePixelRatioF()
    size = (round(SIDE[0] * ratio), round(SIDE[1] * ratio))
    viewport.set_content(*size)
    view.show_under(Pyramid(np.full((size[1], size[0], 3), BLACK, np.uint8)))
    view.show_image(Pyramid(np.full((size[1], size[0]), WHITE, np.uint8)))
    viewport.zoom_to(1.0)
    view.setFocus()
    return view


def _row(view: GuideView) -> Pixels:
    """The top row of device pixels, where no grip is, as grey."""
    grey: Pixels = shown_pixels(view.grab().toImage())[1, :, 0]
    return grey


def test_beside_its_picture_the_guide_is_alone(view: GuideView) -> None:
    assert (_row(view) == WHITE).all()


@pytest.mark.parametrize("scale", [1.0, 0.5], ids=["100 percent", "smaller"])
def test_a_wipe_shows_the_picture_left_of_the_handle(view: GuideView, scale: float) -> None:
    view.compare(Comparison.WIPE)
    view.viewport.zoom_to(scale)
    row = _row(view) if scale == 1 else shown_pixels(view.grab().toImage())[SIDE[1] // 3, :, 0]
    middle = len(row) // 2
    quarter = middle // 2
    assert (row[quarter + 2 : middle - 4] == BLACK).all()
    assert (row[middle + 4 : middle + quarter - 2] == WHITE).all()


def test_the_handle_follows_the_hand_and_the_picture_stays(view: GuideView) -> None:
    view.compare(Comparison.WIPE)
    before = view.viewport.target()
    QTest.mousePress(view, LEFT, NO_KEYS, QPoint(152, 100))
    QTest.mouseMove(view, QPoint(60, 100))
    QTest.mouseRelease(view, LEFT, NO_KEYS, QPoint(60, 100))
    assert view.split == pytest.approx(0.2)
    assert view.viewport.target() == before
    row = _row(view)
    assert (row[: len(row) // 5 - 3] == BLACK).all()
    assert (row[len(row) // 5 + 3 :] == WHITE).all()


def test_the_handle_stays_within_the_view(view: GuideView) -> None:
    view.compare(Comparison.WIPE)
    QTest.mousePress(view, LEFT, NO_KEYS, QPoint(150, 100))
    QTest.mouseMove(view, QPoint(-500, 100))
    QTest.mouseRelease(view, LEFT, NO_KEYS, QPoint(-500, 100))
    assert view.split == 0.0


def test_the_cursor_says_where_the_handle_can_be_taken(view: GuideView) -> None:
    view.compare(Comparison.WIPE)
    QTest.mouseMove(view, QPoint(151, 40))
    assert view.cursor().shape() is Qt.CursorShape.SplitHCursor
    QTest.mouseMove(view, QPoint(40, 40))
    assert view.cursor().shape() is Qt.CursorShape.OpenHandCursor


def test_keys_move_the_handle_and_change_the_opacity(view: GuideView) -> None:
    view.compare(Comparison.WIPE)
    QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert view.split == pytest.approx(0.5 + STEP)
    view.compare(Comparison.OVERLAY)
    QTest.keyClick(view, Qt.Key.Key_Left, SHIFT)
    assert view.opacity == pytest.approx(0.5 - STEP)
    assert "Shift" in view.accessibleDescription()


def test_laid_over_both_are_seen_in_the_share_that_is_set(view: GuideView) -> None:
    view.compare(Comparison.OVERLAY)
    view.set_opacity(0.25)
    assert np.abs(_row(view).astype(int) - 64).max() <= 1


def test_peeking_shows_the_picture_alone(view: GuideView) -> None:
    view.peek(True)
    assert (_row(view) == BLACK).all()
    view.peek(False)
    assert (_row(view) == WHITE).all()

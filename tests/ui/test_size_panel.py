"""Width and height of the guide, and a sentence that says what becomes of the picture."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.preprocessor import Preprocessor
from core.task import PreprocessTask
from ui.size_panel import SIDE_MAX_PX, SizePanel


@pytest.fixture
def panel(qtbot: QtBot) -> SizePanel:
    panel = SizePanel()
    qtbot.addWidget(panel)
    panel.resize(268, 160)
    panel.show()
    return panel


def _said(panel: SizePanel) -> str:
    """The sentence below the fields."""
    return panel.findChildren(QLabel)[-1].text()


def _told(panel: SizePanel) -> list[Any]:
    told: list[Any] = []
    panel.changed.connect(lambda *size: told.append(size))
    return told


def test_empty_fields_leave_the_size_to_the_picture(panel: SizePanel) -> None:
    assert panel.width_field.text() == panel.height_field.text() == "as the picture"
    panel.show_result((640, 480), (640, 480))
    assert _said(panel) == "The guide is 640 × 480 (4:3). The picture's own size."


@pytest.mark.parametrize(
    ("picture", "guide", "said"),
    [
        ((1920, 1080), (960, 540), "The guide is 960 × 540 (16:9)."),
        ((1000, 667), (500, 334), "The guide is 500 × 334 (1.50:1)."),
        ((667, 1000), (334, 500), "The guide is 334 × 500 (1:1.50)."),
        ((1, 1), (1, 1), "The guide is 1 × 1 (1:1). The picture's own size."),
        (
            (640, 480),
            (480, 480),
            "The guide is 480 × 480 (1:1). The picture is 4:3: it is squeezed.",
        ),
    ],
)
def test_the_size_of_the_guide_is_told(
    panel: SizePanel, picture: tuple[int, int], guide: tuple[int, int], said: str
) -> None:
    panel.show_result(picture, guide)
    assert _said(panel) == said


def test_without_a_picture_there_is_nothing_to_tell(panel: SizePanel) -> None:
    panel.show_result((640, 480), (640, 480))
    panel.show_result(None, (640, 480))
    assert _said(panel) == ""


@given(
    picture=st.tuples(st.integers(2, 5_000), st.integers(2, 5_000)),
    side=st.integers(1, 5_000),
    wide=st.booleans(),
)
@example(picture=(788, 27), side=103, wide=True)
def test_one_side_alone_never_squeezes(
    qapp: object, picture: tuple[int, int], side: int, wide: bool
) -> None:
    width, height = (side, None) if wide else (None, side)
    task = PreprocessTask(preprocessor=Preprocessor.CANNY, width=width, height=height)
    guide = task.guide_size(*picture)
    if min(guide) == 1:
        return  # less than half a pixel becomes a whole one, which is rightly called squeezed
    panel = SizePanel()
    panel.show_result(picture, guide)
    assert "squeezed" not in _said(panel)
    panel.deleteLater()


@given(picture=st.tuples(st.integers(20, 5_000), st.integers(20, 5_000)))
def test_another_shape_is_called_squeezed(qapp: object, picture: tuple[int, int]) -> None:
    width, height = picture
    panel = SizePanel()
    panel.show_result(picture, (width, height * 8 // 10))
    assert "squeezed" in _said(panel)
    panel.show_result(picture, (width * 8 // 10, height))
    assert "squeezed" in _said(panel)
    panel.deleteLater()


def test_typing_a_size_asks_for_it(panel: SizePanel) -> None:
    told = _told(panel)
    panel.width_field.setFocus(Qt.FocusReason.TabFocusReason)
    panel.width_field.selectAll()
    QTest.keyClicks(panel.width_field, "512")
    assert told[-1] == (512, None)
    panel.height_field.setFocus(Qt.FocusReason.TabFocusReason)
    panel.height_field.selectAll()
    QTest.keyClicks(panel.height_field, "64")
    assert told[-1] == (512, 64)
    panel.width_field.selectAll()
    QTest.keyClicks(panel.width_field, "0")
    assert told[-1] == (None, 64)


def test_arrows_move_in_steps_that_models_like(panel: SizePanel) -> None:
    told = _told(panel)
    QTest.keyClick(panel.width_field, Qt.Key.Key_Up)
    QTest.keyClick(panel.width_field, Qt.Key.Key_Up)
    QTest.keyClick(panel.width_field, Qt.Key.Key_Down)
    assert told == [(64, None), (128, None), (64, None)]


def test_showing_a_size_asks_for_nothing(panel: SizePanel) -> None:
    told = _told(panel)
    panel.show_size(512, None)
    assert (panel.width_field.value(), panel.height_field.value()) == (512, 0)
    panel.show_size(None, None)
    assert panel.width_field.text() == "as the picture"
    assert told == []
    panel.show_size(SIDE_MAX_PX, 1)
    assert panel.width_field.value() == SIDE_MAX_PX


def test_the_longest_sentence_fits_the_panel(panel: SizePanel) -> None:
    panel.show_result((65_535, 64_999), (60_001, 6_007))
    sentence = panel.findChildren(QLabel)[-1]
    assert sentence.heightForWidth(268) <= sentence.height()

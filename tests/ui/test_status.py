"""The status line: zoom and times as people say them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.guide import Guide
from core.preprocessor import Preprocessor, Quality
from core.task import PreprocessTask
from ui.status import StatusLine, duration


@pytest.mark.parametrize(
    ("scale", "text"),
    [(0.0811, "8.11 %"), (0.405, "40.5 %"), (1.0, "100 %"), (3.55, "355 %"), (64.0, "6400 %")],
)
def test_the_zoom_is_told_in_percent(qtbot: QtBot, scale: float, text: str) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_zoom(scale, shown=True)
    assert text in [label.text() for label in line.findChildren(QLabel)]
    line.show_zoom(scale, shown=False)
    assert text not in [label.text() for label in line.findChildren(QLabel)]


def test_times_are_told_in_what_fits_them() -> None:
    assert [duration(s) for s in (0.0071, 0.25, 0.9994, 1.04, 21.43)] == [
        *("7 ms", "250 ms", "999 ms"),
        *("1.0 s", "21.4 s"),
    ]


def test_a_guide_is_told_with_its_sizes_maker_and_time(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    task = PreprocessTask(preprocessor=Preprocessor.CANNY, width=320)
    guide = Guide(
        np.zeros((240, 320), np.uint8), task, "local", "OpenCV Canny", Quality.FINAL, 0.007
    )
    line.show_guide(guide, (640, 480), (320, 240))
    told = [label.text() for label in line.findChildren(QLabel)]
    assert any(text.startswith("640 × 480 → 320 × 240") for text in told)
    assert any("this computer" in text and text.endswith("7 ms") for text in told)
    assert not any("draft" in text for text in told)
    line.show_guide(replace(guide, quality=Quality.DRAFT), (640, 480), (320, 240))
    told = [label.text() for label in line.findChildren(QLabel)]
    assert any("OpenCV Canny (draft)" in text for text in told)
    line.show_guide(guide, (320, 240), (320, 240))
    told = [label.text() for label in line.findChildren(QLabel)]
    assert any(text.startswith("320 × 240   ") for text in told)
    line.show_guide(guide, (320, 240), (512, 384))
    told = [label.text() for label in line.findChildren(QLabel)]
    assert any(text.startswith("320 × 240 → 512 × 384   ") for text in told)

"""The status line: zoom and times as people say them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

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

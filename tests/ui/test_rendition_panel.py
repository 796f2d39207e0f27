"""The popup of export options: it opens above its button, and never beyond the screen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ui.rendition_panel import RenditionPanel

FRAME_PX = 2
"""What Qt's platform without a screen puts around every window."""


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("down", [20, 500])
def test_it_opens_above_its_button_and_all_of_it_is_on_the_screen(qtbot: QtBot, down: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(100, 40, 400, 600)
    button = QToolButton(window)
    button.move(360, down)
    panel = RenditionPanel(window)
    window.show()
    panel.open_above(button)
    top, highest = panel.pos().y(), button.screen().availableGeometry().top()
    above = button.mapToGlobal(button.rect().topLeft()).y() - panel.height()
    assert 0 <= top - max(above, highest) <= FRAME_PX
    assert panel.invert.hasFocus() or not panel.isActiveWindow()
    panel.close()

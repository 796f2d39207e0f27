"""How guides go out, in the panel: what is done to them is told whole, however narrow it is."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.file_format import FileFormat
from core.fit import Fit
from core.rendition import Rendition
from ui.export_panel import ExportPanel

SAID = "inverted, clear, sized"


def _summary(panel: ExportPanel) -> QLabel:
    (label,) = (each for each in panel.findChildren(QLabel) if each.text() == SAID)
    return label


def test_what_is_done_on_the_way_out_is_shortened_with_dots_and_told_by_the_pointer(
    qtbot: QtBot,
) -> None:
    panel = ExportPanel()
    qtbot.addWidget(panel)
    panel.show_rendition(
        Rendition(format=FileFormat.PNG, invert=True, transparent=True, fit=Fit(1024))
    )
    panel.show()
    for width, told in ((600, ""), (panel.minimumSizeHint().width(), SAID)):
        panel.resize(width, 200)
        panel.grab()
        assert _summary(panel).toolTip() == told, width
    assert _summary(panel).width() < _summary(panel).fontMetrics().horizontalAdvance(SAID)

"""The panel at the right: preprocessor, options, size and export, in the order of the work."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.catalog import CATALOG
from core.preprocessor import Preprocessor
from ui.export_panel import ExportPanel
from ui.option_panel import OptionPanel
from ui.preprocessor_picker import PreprocessorPicker
from ui.session import Session, ShownGuide, ShownPicture
from ui.size_panel import SizePanel

WIDTH_PX = 296


class SidePanel(QWidget):
    """Shows the session's task and writes the user's changes to it.

    The export controls stay in sight below; the rest scrolls in a low window.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setFixedWidth(WIDTH_PX)
        self.picker = PreprocessorPicker(session.offers)
        self.options = OptionPanel()
        self.size_panel = SizePanel()
        self.export = ExportPanel()

        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(18)
        for widget in (self.picker, self.options, self.size_panel):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)

        below = QVBoxLayout()
        below.setContentsMargins(14, 10, 14, 12)
        below.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(_rule())
        layout.addLayout(below)

        self.picker.chosen.connect(session.choose)
        self.options.changed.connect(session.set_options)
        self.options.reset_asked.connect(session.reset_options)
        self.size_panel.changed.connect(session.set_size)
        session.preprocessor_changed.connect(self._show_preprocessor)
        session.options_changed.connect(self.options.show_values)
        session.size_changed.connect(self._show_size)
        session.picture_changed.connect(self._show_picture)
        session.guide_changed.connect(self._show_guide)
        self._show_preprocessor(session.preprocessor)
        self.options.show_values(session.options)
        self._show_size(*session.size)

    def _show_preprocessor(self, preprocessor: Preprocessor) -> None:
        self.picker.show_choice(preprocessor)
        self.options.show_entry(CATALOG[preprocessor])

    def _show_size(self, width: int | None, height: int | None) -> None:
        self.size_panel.show_size(width, height)
        self._show_result()

    def _show_picture(self, shown: ShownPicture) -> None:
        self._show_result()

    def _show_guide(self, shown: ShownGuide | None) -> None:
        self.export.set_ready(shown is not None)

    def _show_result(self) -> None:
        shown = self._session.picture
        if shown is not None:
            size = (shown.picture.width, shown.picture.height)
            self.size_panel.show_result(size, self._session.task.guide_size(*size))


def _rule() -> QFrame:
    rule = QFrame()
    rule.setFrameShape(QFrame.Shape.HLine)
    rule.setFrameShadow(QFrame.Shadow.Plain)
    rule.setForegroundRole(QPalette.ColorRole.Mid)
    return rule

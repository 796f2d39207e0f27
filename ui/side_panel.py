"""The panel at the right: who makes guides, which and how, its price, and export."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from core.catalog import CATALOG
from core.preprocessor import Preprocessor
from core.service_choices import EngineName
from ui.buy_panel import BuyPanel
from ui.engine_choice import EngineChoice
from ui.export_panel import ExportPanel
from ui.method_choice import MethodChoice
from ui.option_panel import OptionPanel
from ui.preprocessor_picker import PreprocessorPicker
from ui.service_panel import ServicePanel
from ui.session import Session
from ui.shown import ShownPicture
from ui.size_panel import SizePanel

MARGIN_PX = 16
_OPTION_LINES = 4
"""The heading of the options and one of them, in lines of text."""


class SidePanel(QWidget):
    """Shows the session's task and writes the user's changes to it.

    The choice of engine stays in sight above, price and export below; the rest scrolls in a low
    window. In one that is so low that no option would be seen, how guides are exported scrolls as
    well. What concerns Runware only is there while guides come from it.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.engine = EngineChoice()
        self.picker = PreprocessorPicker(session.offers)
        self.method = MethodChoice()
        self.options = OptionPanel()
        self.size_panel = SizePanel()
        self.service = ServicePanel()
        self.buy = BuyPanel()
        self.export = ExportPanel()

        self._is_low = False
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._scroll = QScrollArea()
        self._build()
        self._connect(session)

    def _build(self) -> None:
        # In a window of 1280 x 880 the options of all preprocessors and the size are in sight.
        self._column.setContentsMargins(MARGIN_PX, 8, MARGIN_PX, 8)
        self._column.setSpacing(10)
        for widget in (self.picker, self.method, self.options, self.size_panel, self.service):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        scroll = self._scroll
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._inner)
        scroll.verticalScrollBar().rangeChanged.connect(self._make_room_for_bar)
        self.picker.widened.connect(self._fit_width)
        self._fit_width()

        above, below = QVBoxLayout(), QVBoxLayout()
        self._above, self._below = above, below
        above.setContentsMargins(MARGIN_PX, 10, MARGIN_PX, 0)
        above.addWidget(self.engine)
        below.setContentsMargins(MARGIN_PX, 10, MARGIN_PX, 12)
        below.setSpacing(12)
        below.addWidget(self.buy)
        below.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(above)
        layout.addWidget(scroll, 1)
        layout.addWidget(_rule())
        layout.addLayout(below)

    def _connect(self, session: Session) -> None:
        self.engine.chosen.connect(session.choose_engine)
        self.picker.chosen.connect(session.choose)
        self.options.changed.connect(session.set_options)
        self.options.reset_asked.connect(session.reset_options)
        self.size_panel.changed.connect(session.set_size)
        # Queued: by then the column has grown.
        self.service.unfolded.connect(
            lambda: self._scroll.ensureWidgetVisible(self.service),
            Qt.ConnectionType.QueuedConnection,
        )
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        # What it tells of is not looked at: who has lost the focus may be going just now.
        application.focusChanged.connect(self._follow_focus)
        session.engine_changed.connect(self._show_engine)
        session.preprocessor_changed.connect(self._show_preprocessor)
        session.preprocessor_changed.connect(lambda _: self._keep_tile_in_sight())
        session.options_changed.connect(self.options.show_values)
        session.size_changed.connect(self._show_size)
        session.picture_changed.connect(self._show_picture)
        self._show_engine(session.engine_name)
        self._show_size(*session.size)

    def _fit_width(self) -> None:
        right = max(MARGIN_PX, self._scroll.verticalScrollBar().sizeHint().width())
        self.setFixedWidth(MARGIN_PX + self.picker.tiles.minimumWidth() + right)

    def _make_room_for_bar(self, _: int, end: int) -> None:
        """The scroll bar takes the place of the margin: nothing beside it moves when it comes."""
        bar_width = self._scroll.verticalScrollBar().sizeHint().width() if end else 0
        margins = self._column.contentsMargins()
        margins.setRight(max(0, MARGIN_PX - bar_width))
        self._column.setContentsMargins(margins)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        # Comes when a part has another height, as by another font.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def _fold(self) -> None:
        """Have the choices of export scroll where they would leave no room for an option."""
        spacing = self._column.spacing()
        below = self.export.sizeHint().height()
        if self._is_low:
            below += self.export.choices.sizeHint().height() + spacing
        if not self.buy.isHidden():
            below += self.buy.sizeHint().height() + spacing
        room = self.height() - self._above.sizeHint().height() - below - 2 * MARGIN_PX
        option = _OPTION_LINES * self.fontMetrics().lineSpacing()
        wanted = self.picker.height_with_room + self.method.sizeHint().height() + option
        is_low = room < wanted + 3 * spacing
        if is_low == self._is_low:
            return
        self._is_low = is_low
        self.picker.keep_room(not is_low)
        if is_low:
            self._column.insertWidget(self._column.count() - 1, self.export.choices)
        else:
            self.export.take_back()

    def _follow_focus(self) -> None:
        """Scroll to what a key has led to: Qt does so for Tab, from what scrolls as well."""
        if QGuiApplication.mouseButtons() is not Qt.MouseButton.NoButton:
            return  # what is pressed is not to move away
        focused = QApplication.focusWidget()
        if focused is self.picker.tiles:
            self._keep_tile_in_sight()
        elif focused is not None and self._inner.isAncestorOf(focused):
            self._scroll.ensureWidgetVisible(focused)

    def _keep_tile_in_sight(self) -> None:
        """Scroll to the tile that is chosen, which keys can choose where it is not seen."""
        tiles = self.picker.tiles
        tile = tiles.visualItemRect(tiles.currentItem())
        place = tiles.viewport().mapTo(self._inner, tile.center())
        self._scroll.ensureVisible(place.x(), place.y(), 0, tile.height() // 2)

    def _show_engine(self, name: EngineName) -> None:
        by_runware = name is EngineName.RUNWARE
        self.engine.show_choice(name)
        self.service.setVisible(by_runware)
        self.buy.setVisible(by_runware)
        self._show_preprocessor(self._session.preprocessor)
        self.options.show_values(self._session.options)

    def _show_preprocessor(self, preprocessor: Preprocessor) -> None:
        with_local = self._session.engine_name is EngineName.LOCAL
        self.picker.show_choice(preprocessor, local=with_local)
        self.options.show_entry(CATALOG[preprocessor], with_local=with_local)

    def _show_size(self, width: int | None, height: int | None) -> None:
        self.size_panel.show_size(width, height)
        self._show_result()

    def _show_picture(self, shown: ShownPicture) -> None:
        self._show_result()

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

"""How picture and guide are looked at: zoom, comparison, the pixel under the cursor, a held key."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent

from ui.actions import Actions
from ui.compare_view import CompareView
from ui.picture_view import ZOOM_STEP
from ui.readout import readout
from ui.rendering import Rendering
from ui.status import StatusLine


class Looking(QObject):
    """Connects the view's actions and the status line with what is seen."""

    def __init__(
        self, rendering: Rendering, compare: CompareView, status: StatusLine, commands: Actions
    ) -> None:
        super().__init__(compare)
        self._rendering = rendering
        self._session = session = rendering.session
        self._compare = compare
        self._status = status
        self._commands = commands
        self._viewport = viewport = compare.viewport
        self._place: QPointF | None = None
        commands.fit.triggered.connect(viewport.fit)
        commands.full.triggered.connect(lambda: viewport.zoom_to(1.0))
        commands.zoom_in.triggered.connect(lambda: viewport.zoom_by(ZOOM_STEP))
        commands.zoom_out.triggered.connect(lambda: viewport.zoom_by(1 / ZOOM_STEP))
        for comparison, action in commands.comparisons.items():
            action.triggered.connect(lambda _=False, how=comparison: compare.compare(how))
        compare.comparison_changed.connect(self._check)
        compare.pointed.connect(self._point)
        # What lies under a cursor that rests is another pixel then.
        session.picture_changed.connect(self._tell_pixel)
        session.guide_changed.connect(self._tell_pixel)
        rendering.changed.connect(self._tell_pixel)
        compare.other_changed.connect(self._tell_pixel)
        compare.other_changed.connect(self._show_readiness)
        commands.picture.triggered.connect(compare.show_input_again)
        session.preprocessor_changed.connect(lambda _: compare.show_input_again())
        viewport.changed.connect(self._tell_zoom)
        session.picture_changed.connect(self._show_readiness)
        self._check()
        self._show_readiness()

    def key(self, event: QKeyEvent, *, pressed: bool) -> bool:
        """Whether `event` is of the key that shows the input while it is held, and is done."""
        if event.key() != Qt.Key.Key_Space or event.modifiers():
            return False
        if not event.isAutoRepeat():
            self._compare.peek(pressed)
        return True

    def _check(self) -> None:
        self._commands.comparisons[self._compare.comparison].setChecked(True)

    def _show_readiness(self) -> None:
        commands, seen = self._commands, self._session.picture is not None
        for action in (commands.fit, commands.full, commands.zoom_in, commands.zoom_out):
            action.setEnabled(seen)
        commands.picture.setEnabled(self._compare.other is not None)

    def _point(self, place: QPointF | None) -> None:
        self._place = place
        self._tell_pixel()

    def _tell_pixel(self) -> None:
        place = self._place
        shown, guide = self._session.picture, self._session.guide
        if place is None or shown is None:
            self._status.show_pixel("")
            return
        made = guide.guide if guide else None
        inverted = made is not None and self._rendering.rendition.suited(made).invert
        other = self._compare.other.guide if self._compare.other else None
        x, y = place.x(), place.y()
        told = readout(shown.picture, made, x, y, inverted=inverted, other=other)
        self._status.show_pixel(told)

    def _tell_zoom(self) -> None:
        self._status.show_zoom(self._viewport.scale, self._session.picture is not None)

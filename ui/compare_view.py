"""Input and guide under one viewport, seen in three ways, with a line that says what each is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from core.comparison import Comparison
from ui.caption import Caption, Head
from ui.comparison_bar import ComparisonBar
from ui.guide_view import GuideView
from ui.guide_words import guide_caveat, guide_words
from ui.picture_view import PictureView
from ui.pyramid import Pyramid
from ui.shown import ShownGuide, ShownPicture
from ui.viewport import Viewport
from ui.way_back import WayBack
from ui.wording import tr

QUIET_MS = 300
"""Work that is done sooner shows no sign of progress: it would only flicker."""


class CompareView(QWidget):
    """Two views that pan and zoom together, or one that shows both.

    `waiting_changed` tells when it begins and ends to be seen that a guide is being made, `pointed`
    carries the place of the picture under the cursor as in PictureView, `comparison_changed` the
    Comparison that was chosen, `other_changed` tells that `other` is another one.
    """

    waiting_changed = Signal(bool)
    pointed = Signal(object)
    comparison_changed = Signal(object)
    other_changed = Signal()

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self.input_view = PictureView(viewport, tr("Input picture"))
        self.guide_view = GuideView(viewport, tr("Guide"))
        self.bar = ComparisonBar()
        self._input_caption = Caption(tr("Input"))
        self._guide_caption = Caption(tr("Guide"))
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(3)
        self._progress.setAccessibleName(tr("A guide is being made"))

        room = self._progress.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(room)
        self._progress.hide()
        beside_progress = QWidget()
        beside_progress.setFixedHeight(3)

        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self._input_side, guide_side = QWidget(), QWidget()
        self._input_head, head = Head(self._input_caption), Head(self._guide_caption)
        _fill(self._input_side, self._input_head, beside_progress, self.input_view)
        self._way_back = WayBack()
        self._way_back.clicked.connect(self.show_input_again)
        self._input_head.row.addWidget(self._way_back)
        head.row.addWidget(self.bar)
        self._head = head
        self._level()
        _fill(guide_side, head, self._progress, self.guide_view)
        layout.addWidget(self._input_side, 1)
        layout.addWidget(guide_side, 1)

        self._input: ShownPicture | None = None
        self._other: ShownGuide | None = None
        self._other_title = ""
        self._guide: ShownGuide | None = None
        self._preview = False
        self._working = False
        self._waiting = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(QUIET_MS)
        self._patience.timeout.connect(self._show_progress)

        for view in (self.input_view, self.guide_view):
            view.pointed.connect(self.pointed)
        self.bar.chosen.connect(self.compare)
        self.bar.opacity_changed.connect(self.guide_view.set_opacity)
        self.guide_view.opacity_changed.connect(self.bar.show_opacity)
        self.bar.show_opacity(self.guide_view.opacity)

    def event(self, event: QEvent) -> bool:
        # Comes once all parts have another font, too.
        if event.type() == QEvent.Type.LayoutRequest:
            self._level()
        return super().event(event)

    @property
    def viewport(self) -> Viewport:
        """Which part of both is seen."""
        return self._viewport

    @property
    def comparison(self) -> Comparison:
        """How both are seen."""
        return self.guide_view.comparison

    def compare(self, comparison: Comparison) -> None:
        """Show picture and guide that way from now on."""
        self.show_input_again()
        if comparison is self.comparison:
            return
        had_focus = self.input_view.hasFocus()
        self.guide_view.compare(comparison)
        beside = comparison is Comparison.SIDE_BY_SIDE
        self._input_side.setVisible(beside)
        # Before what is at the right already, in the head that is seen.
        (self._input_head if beside else self._head).row.insertWidget(1, self._way_back)
        self.bar.show_choice(comparison)
        if had_focus:
            self.guide_view.setFocus()
        self.comparison_changed.emit(comparison)

    def peek(self, peeking: bool) -> None:
        """Show the input where the guide is, or no longer."""
        self.guide_view.peek(peeking)

    @property
    def shows_progress(self) -> bool:
        """Whether it is seen that a guide is being made."""
        return self._waiting

    def keep_still(self, still: bool) -> None:
        """Whether nothing may move by itself: a full bar stands for one that runs."""
        self._progress.setRange(0, int(still))
        self._progress.setValue(int(still))

    def show_picture(self, shown: ShownPicture) -> None:
        """Show another input picture."""
        picture = shown.picture
        self._input = shown
        self._viewport.set_content(picture.width, picture.height)
        self._show_at_the_left(shown.pyramid, picture.name, f"{picture.width} × {picture.height}")
        self._input_caption.setToolTip(picture.origin)
        self._set_other(None)

    @property
    def other(self) -> ShownGuide | None:
        """The guide that is seen in the place of the input, or None."""
        return self._other

    def show_other(self, shown: ShownGuide, title: str) -> None:
        """Show another guide in the place of the input, called `title`.

        It stays until the input is asked for again, another picture comes, or how both are seen
        is chosen.
        """
        size = f"{shown.pyramid.width} × {shown.pyramid.height}"
        self._show_at_the_left(shown.pyramid, title, f"{size}   {tr('earlier guide')}")
        self._input_caption.setToolTip(tr("From the history"))
        self._set_other(shown, title)

    def show_input_again(self) -> None:
        """Show the input in its place, if an other guide is there."""
        if self._input is not None and self._other is not None:
            self.show_picture(self._input)

    def _show_at_the_left(self, pyramid: Pyramid, name: str, note: str) -> None:
        self.input_view.show_image(pyramid)
        self.guide_view.show_under(pyramid)
        self._input_caption.show_text(name, note)

    def _set_other(self, other: ShownGuide | None, title: str = "") -> None:
        self._other, self._other_title = other, title
        self._way_back.setVisible(other is not None)
        self.input_view.setAccessibleName(title or tr("Input picture"))
        self._show_caption()
        self.other_changed.emit()

    def show_guide(self, shown: ShownGuide | None) -> None:
        """Show another guide, or none."""
        self.guide_view.show_image(shown.pyramid if shown else None)
        self.guide_view.set_dimmed(False)
        self._set_waiting(False)
        if self._working:
            # Guides that follow a slider keep coming: it is the wait for each that counts.
            self._patience.start()
        self._guide = shown
        self._show_caption()

    def show_preview(self, preview: bool) -> None:
        """Say whether the guide only stands for one that could be bought."""
        if preview != self._preview:
            self._preview = preview
            self._show_caption()

    def show_state(self, working: bool, stale: bool) -> None:
        """Mark a `stale` guide, which is not of the task that is set, as out of date.

        While a newer one is made, only if that takes its time.
        """
        self._working = working
        if working:
            if not self._patience.isActive() and not self._waiting:
                self._patience.start()
        else:
            self._patience.stop()
            self._set_waiting(False)
            self.guide_view.set_dimmed(stale)

    def _level(self) -> None:
        """Have both heads as high as the bar, so that both pictures begin on one line."""
        height = self._head.sizeHint().height()
        if self._input_head.minimumHeight() != height:
            self._input_head.setFixedHeight(height)

    def _show_caption(self) -> None:
        shown = self._guide
        if shown is None:
            self._guide_caption.show_text(tr("Guide"))
            self._guide_caption.setToolTip("")
            return
        # What is seen instead of the picture stands at the left, where there is a left.
        beside = self.comparison is Comparison.SIDE_BY_SIDE
        over = "" if beside else self._other_title
        self._guide_caption.show_text(*guide_words(shown, preview=self._preview, over=over))
        self._guide_caption.setToolTip(guide_caveat(shown, preview=self._preview))

    def _show_progress(self) -> None:
        self._set_waiting(True)
        self.guide_view.set_dimmed(True)

    def _set_waiting(self, waiting: bool) -> None:
        if waiting != self._waiting:
            self._waiting = waiting
            self._progress.setVisible(waiting)
            self.waiting_changed.emit(waiting)


def _fill(side: QWidget, above: QWidget, progress: QWidget, view: QWidget) -> None:
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(above)
    column.addWidget(progress)
    column.addWidget(view, 1)

"""Input and guide under one viewport, seen in three ways, with a line that says what each is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from core.comparison import Comparison
from core.preprocessor import Quality
from core.wording import say
from ui.caption import Caption
from ui.comparison_bar import ComparisonBar
from ui.guide_view import GuideView
from ui.picture_view import PictureView
from ui.shown import ShownGuide, ShownPicture
from ui.viewport import Viewport
from ui.wording import tr

QUIET_MS = 300
"""Work that is done sooner shows no sign of progress: it would only flicker."""


PREVIEW = say("Made on this computer. The guide that you buy from Runware may differ from it.")


class CompareView(QWidget):
    """Two views that pan and zoom together, or one that shows both.

    `waiting_changed` tells when it begins and ends to be seen that a guide is being made, `pointed`
    carries the place of the picture under the cursor as in PictureView, `comparison_changed` the
    Comparison that was chosen.
    """

    waiting_changed = Signal(bool)
    pointed = Signal(object)
    comparison_changed = Signal(object)

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
        self._input_side = QWidget()
        _fill(self._input_side, self._input_caption, beside_progress, self.input_view)
        guide_side, head = QWidget(), QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._guide_caption, 1)
        row.addWidget(self.bar)
        self._head = head
        self._level()
        _fill(guide_side, head, self._progress, self.guide_view)
        layout.addWidget(self._input_side, 1)
        layout.addWidget(guide_side, 1)

        self._input: ShownPicture | None = None
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
        """Show both that way from now on."""
        if comparison is self.comparison:
            return
        had_focus = self.input_view.hasFocus()
        self.guide_view.compare(comparison)
        self._input_side.setVisible(comparison is Comparison.SIDE_BY_SIDE)
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
        self.input_view.show_image(shown.pyramid)
        self.guide_view.show_under(shown.pyramid)
        self._input_caption.show_text(picture.name, f"{picture.width} × {picture.height}")
        self._input_caption.setToolTip(picture.origin)

    def show_other(self, shown: ShownGuide, title: str) -> None:
        """Show another guide in the place of the input, called `title`, until a picture comes."""
        self.input_view.show_image(shown.pyramid)
        self.guide_view.show_under(shown.pyramid)
        self._input_caption.show_text(title)
        self._input_caption.setToolTip(tr("From the history"))

    def show_input_again(self) -> None:
        """Show the input in its place."""
        if self._input is not None:
            self.show_picture(self._input)

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
        """Have both captions as high as the bar, so that both pictures begin on one line."""
        height = self._head.sizeHint().height()
        if self._input_caption.minimumHeight() != height:
            self._input_caption.setFixedHeight(height)

    def _show_caption(self) -> None:
        shown = self._guide
        if shown is None:
            self._guide_caption.show_text(tr("Guide"))
            self._guide_caption.setToolTip("")
            return
        entry = shown.guide.task.entry
        draft = shown.guide.quality is Quality.DRAFT
        # As it goes out, which may be of another size than the guide is.
        size = f"{shown.pyramid.width} × {shown.pyramid.height}"
        kind = tr("preview") if self._preview else tr("draft") if draft else ""
        self._guide_caption.show_text(tr(entry.title), "   ".join(filter(None, (size, kind))))
        caveat = entry.local.caveat if entry.local and draft else ""
        self._guide_caption.setToolTip(tr(PREVIEW if self._preview else caveat))

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

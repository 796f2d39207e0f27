"""Input and guide side by side under one viewport, each with a line above that says what it is."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from core.preprocessor import Quality
from ui.caption import Caption
from ui.picture_view import PictureView
from ui.session import ShownGuide, ShownPicture
from ui.viewport import Viewport

QUIET_MS = 300
"""Work that is done sooner shows no sign of progress: it would only flicker."""


class CompareView(QWidget):
    """Two PictureViews that pan and zoom together.

    `waiting_changed` tells when it begins and ends to be seen that a guide is being made.
    """

    waiting_changed = Signal(bool)

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self.input_view = PictureView(viewport, "Input picture")
        self.guide_view = PictureView(viewport, "Guide")
        self._input_caption = Caption("Input")
        self._guide_caption = Caption("Guide")
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(3)
        self._progress.setAccessibleName("A guide is being made")

        room = self._progress.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(room)
        self._progress.hide()
        beside_progress = QWidget()
        beside_progress.setFixedHeight(3)

        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(_column(self._input_caption, beside_progress, self.input_view), 1)
        layout.addLayout(_column(self._guide_caption, self._progress, self.guide_view), 1)

        self._working = False
        self._waiting = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(QUIET_MS)
        self._patience.timeout.connect(self._show_progress)

    @property
    def shows_progress(self) -> bool:
        """Whether it is seen that a guide is being made."""
        return self._waiting

    def show_picture(self, shown: ShownPicture) -> None:
        """Show another input picture."""
        picture = shown.picture
        self._viewport.set_content(picture.width, picture.height)
        self.input_view.show_image(shown.pyramid)
        self._input_caption.show_text(picture.name, f"{picture.width} × {picture.height}")
        self._input_caption.setToolTip(picture.origin)

    def show_guide(self, shown: ShownGuide | None) -> None:
        """Show another guide, or none."""
        self.guide_view.show_image(shown.pyramid if shown else None)
        self.guide_view.set_dimmed(False)
        self._set_waiting(False)
        if self._working:
            # Guides that follow a slider keep coming: it is the wait for each that counts.
            self._patience.start()
        if shown is None:
            self._guide_caption.show_text("Guide")
            self._guide_caption.setToolTip("")
            return
        guide = shown.guide
        entry = guide.task.entry
        draft = guide.quality is Quality.DRAFT
        size = f"{guide.width} × {guide.height}"
        self._guide_caption.show_text(entry.title, size + ("   draft" if draft else ""))
        self._guide_caption.setToolTip(entry.local.caveat if entry.local and draft else "")

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

    def _show_progress(self) -> None:
        self._set_waiting(True)
        self.guide_view.set_dimmed(True)

    def _set_waiting(self, waiting: bool) -> None:
        if waiting != self._waiting:
            self._waiting = waiting
            self._progress.setVisible(waiting)
            self.waiting_changed.emit(waiting)


def _column(above: QWidget, progress: QWidget, view: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(above)
    column.addWidget(progress)
    column.addWidget(view, 1)
    return column

"""The first steps: a low card below the pictures that goes on by itself as the artist works."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.settings import FIRST_STEPS
from core.wording import say
from ui.session import Session
from ui.text import heading, quiet
from ui.wording import tr

_MARGIN_PX, _GAP_PX = 6, 12


@dataclass(frozen=True)
class _Step:
    title: str
    hint: str


STEPS = (
    _Step(
        say("Choose a preprocessor"),
        say("At the right, each shows your picture small. Alt+1 to Alt+0 choose the first ten."),
    ),
    _Step(
        say("Move a slider"),
        say("The guide follows while you drag. Ctrl+Z takes every change back."),
    ),
    _Step(
        say("Take the guide along"),
        say("Drag it out by the handle beside Export, copy it (Ctrl+C) or export it (Ctrl+E)."),
    ),
)
"""After the picture, which the drop zone asks for."""
assert len(STEPS) == len(FIRST_STEPS), "the settings remember one of them"


class FirstSteps(QWidget):
    """Shows one step at a time while `wanted`, from `place` on; `moved` is told when that changes.

    What shows that a step is done, moves on, whichever step it is: who knows the way is not held
    up. It takes no key and no focus by itself.
    """

    moved = Signal()

    def __init__(
        self, session: Session, wanted: bool, place: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._place = place
        self._wanted = wanted
        self._count = quiet("")
        self._count.setMinimumWidth(1)  # it makes no window wider: see _make_room
        self._title = heading("")
        self._hint = QLabel()
        for label in (self._title, self._hint):
            label.setWordWrap(True)
        self._skip = QPushButton(tr("Skip"))
        self._skip.setToolTip(tr("Show no more first steps. They are in the Help menu."))
        self._skip.setFlat(True)
        self._skip.clicked.connect(self.end)
        head = QHBoxLayout()
        head.setSpacing(_GAP_PX)
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        head.addWidget(self._skip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN_PX + 14, _MARGIN_PX + 2, _MARGIN_PX + 6, _MARGIN_PX + 6)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._hint)
        self.setAccessibleName(tr("First steps"))
        session.guide_changed.connect(self._show_if_wanted)
        session.preprocessor_changed.connect(lambda _: self._done(0))
        session.options_changed.connect(lambda _: self._options_changed())
        self._preprocessor = session.preprocessor
        self.hide()

    @property
    def wanted(self) -> bool:
        """Whether they are still to be shown; the next start asks the same."""
        return self._wanted

    @property
    def place(self) -> int:
        """Which of STEPS is next."""
        return self._place

    @property
    def says(self) -> str:
        """The title of the step that is shown; empty if none is."""
        return self._title.text() if not self.isHidden() else ""

    def begin(self) -> None:
        """Show the first step, once there is a guide."""
        self._place, self._wanted = 0, True
        self._show_if_wanted()
        self.moved.emit()

    def end(self) -> None:
        """Show no more."""
        if self._wanted:
            self._wanted = False
            self.hide()
            self.moved.emit()

    def taken_along(self) -> None:
        """The guide was exported, copied or dragged out."""
        self._done(len(STEPS) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leave the count away where the title would have to wrap for it."""
        title = self._title.fontMetrics().horizontalAdvance(self._title.text())
        beside = self._count.sizeHint().width() + self._skip.sizeHint().width() + 2 * _GAP_PX
        self._count.setVisible(title + beside < self.contentsRect().width() - 4 * _MARGIN_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        box = QRectF(self.rect()).adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Accent))
        painter.drawRoundedRect(QRectF(box.x(), box.y(), 5, box.height()), 2.5, 2.5)

    def _options_changed(self) -> None:
        # Another preprocessor brings its own options, which nobody has moved.
        if self._session.preprocessor is self._preprocessor:
            self._done(1)
        self._preprocessor = self._session.preprocessor

    def _done(self, place: int) -> None:
        if not self._wanted or self._session.guide is None or place < self._place:
            return
        if place == len(STEPS) - 1:
            self.end()
            return
        self._place = place + 1
        self._show_if_wanted()
        self.moved.emit()

    def _show_if_wanted(self) -> None:
        if self._session.guide is None:
            # There is none for a moment when a picture is opened; the card stays if it is there.
            return
        if not self._wanted:
            self.hide()
            return
        step = STEPS[self._place]
        text = tr("Step {place} of {count}", place=self._place + 1, count=len(STEPS))
        if self.says == tr(step.title):
            return
        self._count.setText(text)
        self._title.setText(tr(step.title))
        self._hint.setText(tr(step.hint))
        self._make_room()
        self.show()
        said = f"{text}. {tr(step.title)}. {tr(step.hint)}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

"""Notices inside the window: what happened, what to do, details to copy, and a thing to press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import UnderdrawingError
from ui.text import breakable, heading
from ui.wording import tr

STAYS_MS = 8_000
"""How long news stays; an error stays until it is put away or overtaken."""


class Kind(Enum):
    """What a notice is, which decides its colour and how long it stays."""

    DONE = auto()
    REMARK = auto()
    ERROR = auto()


class Topic(Enum):
    """What a notice is about, for those that something later makes untrue."""

    OTHER = auto()
    PICTURE = auto()  # one that could not be opened
    GUIDE = auto()  # the one that is shown
    MAKING = auto()  # one that is wanted and was not made
    BATCH = auto()  # the batch, until it is looked at


COLOURS = {
    Kind.DONE: QColor("#4a9a63"),
    Kind.REMARK: QColor("#5188c4"),
    Kind.ERROR: QColor("#d9534a"),
}
_MARGIN_PX = 16
_NARROW_PX = 480
"""In what is no wider buttons stand below the text."""


@dataclass(frozen=True)
class Notice:
    """What to show. `actions` are pairs of a button's text and what it does."""

    kind: Kind
    what: str
    remedy: str = ""
    details: str = ""
    actions: tuple[tuple[str, Callable[[], None]], ...] = ()
    topic: Topic = Topic.OTHER

    @classmethod
    def of(cls, error: Exception, topic: Topic = Topic.OTHER) -> Notice:
        """The notice of an error, ours or any other."""
        if isinstance(error, UnderdrawingError):
            what, remedy = tr(error.what), tr(error.remedy)
            return cls(Kind.ERROR, what, remedy, error.details, topic=topic)
        return cls(
            Kind.ERROR,
            tr("Something went wrong that should not have."),
            tr("Try once more; if it comes back, send the details to the makers."),
            f"{type(error).__name__}: {error}",
            topic=topic,
        )


class NoticeBar(QWidget):
    """Shows one notice at a time over the lower edge of the pictures; Esc or × puts it away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice: Notice | None = None
        self._what = heading("")
        self._remedy = QLabel()
        for label in (self._what, self._remedy):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(6)
        close = QToolButton()
        close.setText("×")
        close.setAutoRaise(True)
        close.setToolTip(tr("Put this notice away (Esc)"))
        close.setAccessibleName(tr("Put this notice away"))
        close.clicked.connect(self.put_away)

        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(self._what, 1)
        text.addWidget(self._remedy)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(12)
        self._parts.addLayout(text, 1)
        self._parts.addLayout(self._buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN_PX + 18, 12, _MARGIN_PX + 8, _MARGIN_PX + 12)
        row.setSpacing(12)
        row.addLayout(self._parts, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        # As wide as what it lies over, which no text and no button makes any wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)

        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.put_away)
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What is shown now."""
        return self._notice

    def show_notice(self, notice: Notice) -> None:
        """Show `notice` in place of what is there."""
        self._notice = notice
        self._what.setText(breakable(notice.what))
        self._remedy.setText(breakable(notice.remedy))
        self._remedy.setVisible(bool(notice.remedy))
        self._set_buttons(notice)
        self._timer.stop()
        if notice.kind is Kind.DONE or (notice.kind, notice.topic) == (Kind.REMARK, Topic.OTHER):
            self._timer.start(STAYS_MS)
        self.show()
        self.raise_()
        self.update()  # of the same size it would keep the last one's colour
        QAccessible.updateAccessibility(
            QAccessibleAnnouncementEvent(self, f"{notice.what} {notice.remedy}".strip())
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW_PX
        sides = QBoxLayout.Direction
        self._parts.setDirection(sides.TopToBottom if narrow else sides.LeftToRight)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(_MARGIN_PX, 0.5, -_MARGIN_PX, -_MARGIN_PX)
        palette = self.palette()
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(box, 6, 6)
        if self._notice is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(COLOURS[self._notice.kind])
            painter.drawRoundedRect(QRectF(box.x(), box.y(), 5, box.height()), 2.5, 2.5)

    def put_away(self) -> None:
        """Show nothing."""
        self._timer.stop()
        self._notice = None
        self.hide()

    def withdraw(self, *notices: Notice) -> None:
        """Show nothing, if what is shown is one of `notices`: what it tells of is no more."""
        if any(self._notice is notice for notice in notices):
            self.put_away()

    def overtake(self, *topics: Topic) -> None:
        """Show nothing, if what is shown is about one of `topics`: things have moved on."""
        if self._notice is not None and self._notice.topic in topics:
            self.put_away()

    def _set_buttons(self, notice: Notice) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        actions = list(notice.actions)
        if notice.details:
            actions.append((tr("Copy details"), lambda: _copy(notice)))
        for text, act in actions:
            button = QPushButton(text)
            button.setToolTip(text)
            button.clicked.connect(lambda _=False, act=act: act())
            self._buttons.addWidget(button)


def _copy(notice: Notice) -> None:
    parts = (notice.what, notice.remedy, notice.details)
    QGuiApplication.clipboard().setText("\n".join(part for part in parts if part))

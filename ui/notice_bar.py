"""Notices inside the window, one at a time."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QCursor,
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
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.notice import Kind, Notice, Topic
from ui.notice_buttons import NOTICE_KEY, NoticeButtons
from ui.text import breakable, heading
from ui.wording import tr, tr_key

STAYS_MS = 8_000
"""How long news stays; an error stays until it is put away or overtaken."""


COLOURS = {
    Kind.DONE: QColor("#4a9a63"),
    Kind.REMARK: QColor("#5188c4"),
    Kind.ERROR: QColor("#d9534a"),
}
_MARGIN_PX = 16
_NARROW_PX = 480
"""In what is narrower buttons stand below the text."""


class NoticeBar(QWidget):
    """Shows one notice at a time over the lower edge of the pictures; Esc or × puts it away.

    `shown_changed` tells whether there is one.
    """

    shown_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice: Notice | None = None
        self._before: QWidget | None = None  # what had the focus
        self._rested = QCursor.pos()
        self._buttons = NoticeButtons()
        self._what = heading("")
        self._remedy = QLabel()
        for label in (self._what, self._remedy):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._close = close = QToolButton()
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
        self._parts.addWidget(self._buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN_PX + 18, 12, _MARGIN_PX + 8, _MARGIN_PX + 12)
        row.setSpacing(12)
        row.addLayout(self._parts, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        # As wide as what it lies over, which no text and no button makes any wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)

        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_is_up)
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
        self._rested = QCursor.pos()
        self._timer.stop()
        if notice.kind is Kind.DONE or (notice.kind, notice.topic) == (Kind.REMARK, Topic.OTHER):
            self._timer.start(STAYS_MS)
        self.show()
        self.raise_()
        self.update()  # of the same size it would keep the last one's colour
        self.shown_changed.emit(True)
        first = self._buttons.first
        offer = f"{tr_key(NOTICE_KEY)}: {first.text()}" if first else ""
        said = " ".join(filter(None, (notice.what, notice.remedy, offer)))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def take_focus(self) -> None:
        """Lead the keyboard to what the notice offers; if it is there, back to where it was."""
        if self._has_focus():
            self._give_back_focus()
        elif self._notice is not None:
            self._before = self.window().focusWidget()
            (self._buttons.first or self._close).setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

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
        if self._has_focus():
            self._give_back_focus()
        self.hide()
        self.shown_changed.emit(False)

    def withdraw(self, *notices: Notice) -> None:
        """Show nothing, if what is shown is one of `notices`: what it tells of is no more."""
        if any(self._notice is notice for notice in notices):
            self.put_away()

    def overtake(self, *topics: Topic) -> None:
        """Show nothing, if what is shown is about one of `topics`: things have moved on."""
        if self._notice is not None and self._notice.topic in topics:
            self.put_away()

    def _time_is_up(self) -> None:
        # Where it came up under a pointer at rest, nobody may be there.
        pointed_at = self.underMouse() and QCursor.pos() != self._rested
        if pointed_at or self._has_focus():
            self._timer.start()  # somebody reads it, or is about to press
        else:
            self.put_away()

    def _has_focus(self) -> bool:
        held = self.window().focusWidget()
        return held is not None and self.isAncestorOf(held)

    def _give_back_focus(self) -> None:
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self) -> None:
        """Have buttons below the text where beside it they would leave it less than they take."""
        narrow = self.width() < max(_NARROW_PX, 2 * self._buttons.sizeHint().width())
        sides = QBoxLayout.Direction
        self._parts.setDirection(sides.TopToBottom if narrow else sides.LeftToRight)

    def _set_buttons(self, notice: Notice) -> None:
        if self._has_focus():
            # Who presses once more by mistake is not to do what another notice offers.
            self._close.setFocus()
        actions = list(notice.actions)
        if notice.details:
            actions.append((tr("Copy details"), lambda: _copy(notice)))
        self._buttons.show_actions(actions, after=self._remedy)
        self._turn()


def _copy(notice: Notice) -> None:
    parts = (notice.what, notice.remedy, notice.details)
    QGuiApplication.clipboard().setText("\n".join(part for part in parts if part))

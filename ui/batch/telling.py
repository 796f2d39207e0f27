"""What is told of a batch outside its table: in the main window, in notices, and in the taskbar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QToolButton

from core.batch.course import Ended, How
from ui.batch.counting import counts_button, counts_end, counts_offer
from ui.main_window import MainWindow
from ui.notice import Kind, Notice, Topic
from ui.wording import told, tr

if TYPE_CHECKING:
    from core.batch.board import Summary
    from ui.batch.window import BatchWindow
    from ui.batch.work import BatchWork, Kept

SAID_MS = 250
"""How often the main window counts; hundreds of guides may come in a second."""


class BatchTelling(QObject):
    """Tells in the main `window`, and at an end in the batch's own. `asked` wants to see that."""

    asked = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._work: BatchWork | None = None
        self._shown: BatchWindow | None = None
        self._heard = True
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SAID_MS)
        self._rest.timeout.connect(self._count)
        self.button = QToolButton()
        self.button.setAutoRaise(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setToolTip(tr("Show the batch (Ctrl+B)"))
        self.button.clicked.connect(self.asked)
        self.button.hide()
        window.status.insertPermanentWidget(1, self.button)

    def offer(self, kept: Kept) -> None:
        """Say that an earlier run of the program has left `kept`, and offer to go on."""
        self.button.setText(counts_button(kept.summary))
        self.button.show()
        what = counts_offer(kept.summary)
        self._notify(Kind.REMARK, what, tr("It can go on where it was."), tr("Open"))

    def follow(self, work: BatchWork, shown: BatchWindow) -> None:
        """Tell of `work` from now on, whose window is `shown`."""
        self._work, self._shown = work, shown
        work.changed.connect(self._count)
        work.all_changed.connect(self._count)
        work.item_changed.connect(lambda _: self._rest.isActive() or self._rest.start())
        work.ended.connect(self._tell_end)
        work.begun.connect(lambda: self._window.notices.overtake(Topic.BATCH))
        shown.hidden.connect(self._goes_on)

    def is_seen(self) -> None:
        """The batch is shown: what was said of it outside has been heard."""
        self._heard = True
        self._window.notices.overtake(Topic.BATCH)
        self._count()

    def close(self) -> None:
        """Tell nothing more."""
        self._rest.stop()

    def _count(self) -> None:
        """Say in the status line how far it is, unless it is over and that is seen."""
        summary = self._work.summary() if self._work is not None else None
        if self._work is None or summary is None:
            self.button.hide()
            return
        self.button.setText(counts_button(summary))
        self.button.setVisible(self._work.unfinished or not self._heard)

    def _goes_on(self) -> None:
        self._count()
        if self._work is not None and self._work.running:
            self._notify(Kind.REMARK, tr("The batch goes on in the background."))

    def _tell_end(self, ended: Ended) -> None:
        summary = self._work.summary() if self._work is not None else None
        if summary is None or ended.how is How.PAUSED:
            return
        kind, what, remedy = _told(ended, summary)
        shown, self._heard = self._shown, self._is_visible()
        self._count()
        if shown is not None and self._is_visible() and ended.why is None:
            shown.notices.show_notice(Notice(kind, what, remedy))  # why it stopped is its title
        if not self._is_visible() or self._window.isActiveWindow():
            self._notify(kind, what, remedy)
        QApplication.alert(shown if shown is not None and self._is_visible() else self._window)

    def _is_visible(self) -> bool:
        return self._shown is not None and self._shown.isVisible()

    def _notify(self, kind: Kind, what: str, remedy: str = "", act: str = "") -> None:
        actions = ((act or tr("Show the batch"), self.asked.emit),)
        self._window.notices.show_notice(
            Notice(kind, what, remedy, actions=actions, topic=Topic.BATCH)
        )


def _told(ended: Ended, summary: Summary) -> tuple[Kind, str, str]:
    """The kind, what and remedy of the notice about an end."""
    from core.batch.item import State  # noqa: PLC0415 - it is there by now; the window came first

    came = counts_end(summary)
    if ended.why is not None:
        return Kind.ERROR, told(ended.why), came
    if ended.how is How.CANCELLED:
        return Kind.REMARK, tr("The batch is cancelled."), came
    worth_a_look = summary.counts[State.FAILED] or summary.remarked
    return Kind.REMARK if worth_a_look else Kind.DONE, tr("The batch is finished."), came

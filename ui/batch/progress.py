"""A batch at work: how far it is as a whole, its table, and all that is said of the chosen row."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.batch.board import Summary
from core.batch.course import Ended, How
from core.batch.item import Change, State
from core.service_choices import EngineName
from ui.batch.counting import counts_line
from ui.batch.list import BatchList
from ui.batch.price import LimitField
from ui.batch.work import BatchWork
from ui.text import heading
from ui.wording import told, tr

REFRESH_MS = 100
"""Hundreds of guides may come in a second; people see ten."""


class BatchProgress(QWidget):
    """Shows the batch of `work`, and has it paused, cancelled and gone on with.

    What cannot be done at once is handed to `spawn`. `new_asked` wants another to be planned.
    """

    new_asked = Signal()

    def __init__(
        self,
        work: BatchWork,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._spawn = spawn
        self._ended: Ended | None = None
        self._changed: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self.list = BatchList()
        self.table = self.list.table
        self.title = heading("")
        self.counts = QLabel()
        self.counts.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the batch"))
        self.limit = LimitField()
        self.pause = QPushButton()
        self.cancel = QPushButton(tr("&Cancel"))
        self.retry = QPushButton()
        self.again = QPushButton()
        self.new = QPushButton(tr("&New batch…"))
        self._build()
        self.pause.clicked.connect(self._pause_or_go_on)
        self.cancel.clicked.connect(self.stop)
        self.retry.clicked.connect(lambda: self._spawn(work.retry(State.FAILED)))
        self.again.clicked.connect(lambda: self._spawn(work.retry(State.CANCELLED)))
        self.new.clicked.connect(self.new_asked)
        self.limit.changed.connect(lambda: self._spawn(work.set_limit(self.limit.limit_usd)))
        work.all_changed.connect(self._show_all_rows)
        work.changed.connect(self._show_work)
        work.item_changed.connect(self._note)
        work.ended.connect(self._show_end)
        self._batch = work.batch
        self._show_work()

    def stop(self) -> None:
        """Cancel what is not done; all that is made stays."""
        if self._work.unfinished:
            self._spawn(self._work.cancel())

    def _pause_or_go_on(self) -> None:
        if self._work.running:
            self._work.pause()
        else:
            self._spawn(self._work.go_on())

    def _note(self, change: Change) -> None:
        self.table.note(change)
        self._changed.add(change.item.number)
        if not self._timer.isActive():
            self._timer.start()

    def _refresh(self) -> None:
        self._timer.stop()
        changed, self._changed = self._changed, set()
        self.table.refresh(changed)
        self.list.follow(changed)
        self._show_summary()

    def _show_work(self) -> None:
        if self._work.running:
            self._ended = None
        if self._work.batch is not self._batch:
            self._batch = self._work.batch
            self.table.show(self._batch)
        self._refresh()

    def _show_end(self, ended: Ended) -> None:
        self._ended = ended
        self._refresh()

    def _show_all_rows(self) -> None:
        self._changed.update(range(self.table.rowCount()))
        self._refresh()

    def _show_summary(self) -> None:
        batch, summary = self._work.batch, self._work.summary()
        if batch is None or summary is None:
            return
        self.title.setText(self._title(summary))
        self.counts.setText(counts_line(summary, running=self._work.running))
        self.bar.setRange(0, max(1, summary.total))
        self.bar.setValue(summary.over - summary.counts[State.CANCELLED])
        self._show_press(summary)
        bought = batch.plan.engine is EngineName.RUNWARE
        self.limit.setVisible(bought)
        self.limit.setEnabled(not self._work.running)
        if not self.limit.has_focus:
            self.limit.show_limit(batch.plan.limit_usd)

    def _show_press(self, summary: Summary) -> None:
        work, counts = self._work, summary.counts
        waiting = counts[State.WAITING]
        self.pause.setVisible(work.running or waiting > 0)
        self.pause.setText(tr("&Pause") if work.running else tr("&Go on"))
        self.pause.setToolTip(
            tr("Finish what is begun, and wait") if work.running else tr("Make what is waiting")
        )
        self.cancel.setVisible(work.running or waiting > 0)
        failed, cancelled = counts[State.FAILED], counts[State.CANCELLED]
        self.retry.setVisible(failed > 0)
        self.retry.setText(tr("&Retry {n} that failed", n=failed))
        self.again.setVisible(cancelled > 0)
        self.again.setText(tr("&Make {n} after all", n=cancelled))
        self.new.setVisible(not work.unfinished)

    def _title(self, summary: Summary) -> str:
        work = self._work
        if work.pausing:
            return tr("Pausing: what is begun is finished…")
        if work.running:
            return tr("Making guides…")
        if self._ended is not None and self._ended.how in (How.LIMIT, How.STOPPED):
            return tr("Stopped: {reason}", reason=_reason(self._ended))
        if summary.counts[State.WAITING]:
            return tr("Paused")
        if summary.counts[State.CANCELLED]:
            return tr("Cancelled")
        return tr("Finished")

    def _build(self) -> None:
        self.title.setWordWrap(True)
        self.cancel.setToolTip(tr("End at once; what is made stays, the rest can be made later"))
        self.retry.setToolTip(tr("Make once more what failed"))
        self.again.setToolTip(tr("Make what was cancelled"))
        self.new.setToolTip(tr("Plan another batch"))
        buttons = QHBoxLayout()
        for button in (self.pause, self.cancel, self.retry, self.again):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.new)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.addWidget(self.title)
        layout.addWidget(self.bar)
        layout.addWidget(self.counts)
        layout.addLayout(buttons)
        layout.addWidget(self.limit)
        layout.addWidget(self.list, 1)


def _reason(ended: Ended) -> str:
    return "" if ended.why is None else told(ended.why)

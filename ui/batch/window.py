"""The window of a batch: planning it, or watching it; it can be closed while the batch goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QGridLayout, QMainWindow, QStackedWidget, QWidget

from core.presets import Preset
from core.service_choices import EngineName
from ui.background import Background
from ui.batch.plan_panel import BatchPlanPanel
from ui.batch.progress import BatchProgress
from ui.batch.work import BatchWork
from ui.drop_hint import DropHint
from ui.dropping import take_copy
from ui.engine_choice import KEYS as ENGINE_KEYS
from ui.enter_key import press_by_enter
from ui.incoming import named_in
from ui.notice import Kind, Notice
from ui.notice_bar import NoticeBar
from ui.notice_buttons import NOTICE_KEY
from ui.on_screen import OnScreen
from ui.session import Session
from ui.wording import tr

SIZE = (980, 760)
_LEAST = (600, 420)


class BatchWindow(QMainWindow):
    """Shows the batch of `work`. `hidden` tells that the user has closed it; that stops nothing."""

    hidden = Signal()

    def __init__(
        self, session: Session, work: BatchWork, presets: Callable[[], Sequence[Preset]]
    ) -> None:
        super().__init__()
        self._work = work
        self._background = Background(self._tell)
        self.plan = BatchPlanPanel(session, presets)
        self.progress = BatchProgress(work, self._background.spawn)
        self.notices = NoticeBar()
        self._hint = DropHint()
        self._stack = QStackedWidget()
        self._build()
        self.progress.new_asked.connect(self.show_plan)
        work.begun.connect(self.notices.put_away)
        std = QKeySequence.StandardKey
        for key, act in (
            ("Esc", self._leave),
            (NOTICE_KEY, self.notices.take_focus),
            (std.Close, self.close),
            (std.Open, self._ask_files),
            (std.Paste, self._paste),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        for engine, keys in ENGINE_KEYS.items():
            choosing = QShortcut(QKeySequence(keys), self)
            choosing.activated.connect(lambda name=engine: self._choose_engine(name))

    @property
    def plans(self) -> bool:
        """Whether a batch is being planned, not watched."""
        return self._stack.currentWidget() is self.plan

    def show_plan(self) -> None:
        """Show what is to be planned."""
        self.notices.put_away()
        self._stack.setCurrentWidget(self.plan)
        self.plan.sources.list.setFocus()

    def show_progress(self) -> None:
        """Show how far the batch is."""
        self.notices.put_away()
        self._stack.setCurrentWidget(self.progress)
        self.progress.list.view.setFocus()

    def take(self, named: Sequence[str | Path]) -> None:
        """Put pictures and folders on the list of the plan, of the next one if one is at work."""
        if not named:
            self.notices.show_notice(
                Notice(
                    Kind.ERROR,
                    tr("There is no picture in what was dropped or pasted."),
                    tr("Bring picture files, folders, or addresses of pictures."),
                )
            )
            return
        if not self.plans:
            # Nobody sees the list: two batches are not to be mixed.
            self.plan.sources.list.forget_begun()
        if self._work.unfinished:
            self.notices.show_notice(
                Notice(
                    Kind.REMARK,
                    tr("They are on the list of the next batch."),
                    tr("It can be planned when this one is over."),
                )
            )
        elif not self.plans:
            self.show_plan()
        self.plan.sources.list.add(named)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(self, event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if named_in(event.mimeData()):
            take_copy(event)
            self._hint.show()
            self._hint.raise_()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        take_copy(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._hint.hide()
        named = named_in(event.mimeData())
        take_copy(event)
        self.take(named)

    def closeEvent(self, event: object) -> None:
        self.hidden.emit()

    async def aclose(self) -> None:
        """Be gone."""
        await self._background.aclose()
        await self.plan.aclose()
        self.hide()
        self.deleteLater()

    def _leave(self) -> None:
        # As in the other windows beside the main one. A batch goes on: nobody stops hours of work
        # by the key that puts a window away.
        if self.notices.notice is not None:
            self.notices.put_away()
        else:
            self.close()

    def _ask_files(self) -> None:
        if self.plans:
            self.plan.sources.ask_files()

    def _paste(self) -> None:
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
        self.take([] if mime is None else named_in(mime))

    def _choose_engine(self, name: EngineName) -> None:
        if self.plans:
            self.plan.show_engine(name)

    def _tell(self, error: Exception) -> None:
        self.notices.show_notice(Notice.of(error))

    def _build(self) -> None:
        self.setWindowTitle(tr("Batch - Underdrawing"))
        self.setAcceptDrops(True)
        self.resize(*SIZE)
        OnScreen(self)
        self.setMinimumSize(*_LEAST)
        self._stack.addWidget(self.plan)
        self._stack.addWidget(self.progress)
        centre = QWidget()
        layers = QGridLayout(centre)
        layers.setContentsMargins(0, 0, 0, 0)
        layers.addWidget(self._stack, 0, 0, 2, 1)
        layers.addWidget(self._hint, 0, 0, 2, 1)
        # Above the lowest row: nothing moves, and no button there is covered.
        layers.addWidget(self.notices, 0, 0, Qt.AlignmentFlag.AlignBottom)
        layers.setRowStretch(0, 1)
        layers.setRowMinimumHeight(1, 2 * self.fontMetrics().height() + 12)
        self.setCentralWidget(centre)

"""The main window: puts the parts together and connects them with the session and the actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from core.catalog import CATALOG
from core.options import Options
from core.settings import Settings
from core.task import PreprocessTask
from ui.about import show_about
from ui.actions import Actions
from ui.background import Background
from ui.carrying import Carrier
from ui.compare_view import CompareView
from ui.context_menus import add_context_menus
from ui.drop_hint import DropHint
from ui.drop_zone import DropZone
from ui.dropping import take_copy
from ui.enter_key import press_by_enter
from ui.exporting import Exporter
from ui.first_steps import FirstSteps
from ui.history_strip import HistoryStrip
from ui.keys_sheet import show_keys
from ui.least_size import LeastSize
from ui.looking import Looking
from ui.notice import Topic
from ui.notice_bar import NoticeBar
from ui.on_screen import OnScreen
from ui.opening import Opener
from ui.outgoing import Outgoing
from ui.presets import Presets
from ui.recent import Recent
from ui.recognised import notice_of
from ui.rendering import Rendering
from ui.session import Session
from ui.shown import ShownPicture
from ui.side_panel import SidePanel
from ui.status import StatusLine
from ui.telling import Telling
from ui.undoing import Undoing
from ui.user_guide import open_user_guide
from ui.viewport import Viewport

_SIZE, _LEAST = (1280, 880), (640, 420)


class MainWindow(QMainWindow):
    """Everything that is seen. `on_close` is called when the user closes it.

    `came_to_front` tells that the user has come to it from elsewhere.
    """

    came_to_front = Signal()

    def __init__(
        self,
        session: Session,
        background: Background,
        sample: Path,
        settings: Settings,
        on_close: Callable[[], None],
    ) -> None:
        super().__init__()
        self.session = session
        self._on_close = on_close
        self.viewport = Viewport(self)
        self.drop_zone = DropZone(sample)
        self.compare = CompareView(self.viewport)
        self.notices = NoticeBar()
        self.side = SidePanel(session)
        self.rendering = Rendering(session, settings.rendition)
        self.history = HistoryStrip()
        self.history.setVisible(settings.shows_history)
        self.status = StatusLine()
        notify = self.notices.show_notice
        self.opener = Opener(self, notify, sample, settings.open_folder)
        self.exporter = Exporter(self, background, notify, settings.export_folder)
        self.commands = Actions(self, session.offers)
        self.recent = Recent(
            session, self.commands.recent, self.opener.open_named, settings.recent, sample
        )
        self.presets = Presets(session, self.commands.presets, settings.presets, self, self.notices)
        self.side.options.show_presets(self.commands.presets)
        self.commands.add_undo(Undoing(session, self).stack)
        self.compare.compare(settings.comparison)
        add_context_menus(self.compare, self.commands)
        self._looking = Looking(self.rendering, self.compare, self.status, self.commands)
        panel, commands = self.side.export, self.commands
        self.carrier = Carrier(self.rendering, panel, commands, background, notify)
        self._outgoing = Outgoing(self.rendering, self.exporter, panel, commands, self.opener)
        self.first_steps = FirstSteps(session, settings.first_steps, settings.first_step)
        self.telling = Telling(
            session,
            self.rendering,
            notices=self.notices,
            status=self.status,
            compare=self.compare,
            drop_zone=self.drop_zone,
        )
        self._hint = DropHint()
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self._on_close()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.opener.considers(event):
            self._hint.show()
            self._hint.raise_()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        take_copy(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._hint.hide()
        self.opener.take_drop(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Comes here from wherever the focus is, unless the key means something there.
        if event.key() == Qt.Key.Key_Escape:
            self.telling.put_away()  # where it stops something, that command takes it
        elif not (press_by_enter(self, event) or self._looking.key(event, pressed=True)):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self._looking.key(event, pressed=False):
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            # A key that is let go in another window is not told here.
            self.compare.peek(False)
            if self.isActiveWindow():
                self.came_to_front.emit()

    def _build(self) -> None:
        self.setWindowTitle("Underdrawing")
        self.setAcceptDrops(True)
        self.resize(*_SIZE)
        OnScreen(self)
        self._stack.addWidget(self.drop_zone)
        self._stack.addWidget(self.compare)
        centre = QWidget()
        layers = QGridLayout(centre)
        layers.setContentsMargins(0, 0, 0, 0)
        layers.addWidget(self._stack, 0, 0)
        layers.addWidget(self._hint, 0, 0)
        # In the same cell as the pictures: a notice lies over them and moves nothing.
        layers.addWidget(self.notices, 0, 0, Qt.AlignmentFlag.AlignBottom)
        # Below them, so that neither a picture nor a notice and the steps cover each other.
        layers.addWidget(self.first_steps, 1, 0)
        layers.addWidget(self.history, 2, 0)
        layers.setRowStretch(0, 1)
        layers.setVerticalSpacing(0)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(centre, 1)
        row.addWidget(self.side)
        self.setCentralWidget(whole)
        self.setStatusBar(self.status)
        LeastSize(self, QSize(*_LEAST), self._needs)
        self.drop_zone.setFocus()

    def _needs(self) -> QSize:
        """The room without which the panel, or what is beside it, is cut."""
        parts = (self.drop_zone, self.compare, self.first_steps)
        centre = max(part.minimumSizeHint().width() for part in parts)
        return QSize(self.side.minimumWidth() + centre, 0)

    def _connect(self) -> None:
        session, commands = self.session, self.commands
        self.opener.opened.connect(session.open)
        self.drop_zone.open_asked.connect(self.opener.ask)
        self.drop_zone.sample_asked.connect(self.opener.open_sample)

        session.picture_changed.connect(self._show_picture)
        session.preprocessor_changed.connect(self._check_choices)
        session.engine_changed.connect(self._check_choices)
        session.options_changed.connect(self._show_changes)

        commands.open.triggered.connect(self.opener.ask)
        commands.open_sample.triggered.connect(self.opener.open_sample)
        commands.paste.triggered.connect(self.opener.paste)
        commands.reset.triggered.connect(session.reset_options)
        commands.stop.triggered.connect(self.telling.stop)
        self.telling.busy_changed.connect(commands.stop.setEnabled)
        commands.to_notice.triggered.connect(self.notices.take_focus)
        self.notices.shown_changed.connect(commands.to_notice.setEnabled)
        commands.quit.triggered.connect(self.close)
        commands.history.setChecked(not self.history.isHidden())
        commands.history.toggled.connect(self.history.setVisible)
        commands.keys.triggered.connect(lambda: show_keys(self))
        commands.user_guide.triggered.connect(lambda: open_user_guide(self.notices.show_notice))
        commands.first_steps.triggered.connect(self.first_steps.begin)
        self.exporter.taken.connect(self.first_steps.taken_along)
        self.carrier.taken.connect(self.first_steps.taken_along)
        commands.about.triggered.connect(lambda: show_about(self))
        for name, action in commands.preprocessors.items():
            action.triggered.connect(lambda _=False, name=name: session.choose(name))
        for engine, action in commands.engines.items():
            action.triggered.connect(lambda _=False, name=engine: session.choose_engine(name))
        self._check_choices()
        self._show_changes(session.options)

    def _show_picture(self, shown: ShownPicture) -> None:
        self.setWindowTitle(f"{shown.picture.name} - Underdrawing")
        self.notices.overtake(Topic.PICTURE, Topic.TAKEN, Topic.GUIDE, Topic.MAKING)
        self.compare.show_picture(shown)
        had_focus = self.drop_zone.hasFocus()
        self._stack.setCurrentWidget(self.compare)
        if had_focus:
            self.compare.guide_view.setFocus()
        if (notice := notice_of(shown, self._use)) is not None:
            self.notices.show_notice(notice)

    def _use(self, task: PreprocessTask) -> None:
        """Set what `task` asks for; a size that was asked for then was of another picture."""
        self.notices.put_away()
        self.session.choose(task.preprocessor)
        self.session.set_options(task.options)

    def _show_changes(self, options: Options) -> None:
        entry = CATALOG[self.session.preprocessor]
        self.commands.reset.setEnabled(options != Options(entry.complete({})))

    def _check_choices(self) -> None:
        self.commands.preprocessors[self.session.preprocessor].setChecked(True)
        self.commands.engines[self.session.engine_name].setChecked(True)

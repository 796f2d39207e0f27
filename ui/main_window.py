"""The main window: puts the parts together and connects them with the session and the actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from core.catalog import CATALOG
from core.settings import Settings
from ui.about import show_about
from ui.actions import Actions
from ui.background import Background
from ui.compare_view import CompareView
from ui.drop_hint import DropHint
from ui.drop_zone import DropZone
from ui.exporting import Exporter
from ui.notice_bar import Kind, Notice, NoticeBar, Topic
from ui.opening import Opener
from ui.picture_view import ZOOM_STEP
from ui.session import Session, ShownGuide, ShownPicture
from ui.side_panel import SidePanel
from ui.status import StatusLine
from ui.viewport import Viewport


class MainWindow(QMainWindow):
    """Everything that is seen. `on_close` is called when the user closes it."""

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
        self.side.export.show_choice(settings.export_format, settings.export_quality)
        self.status = StatusLine()
        self.opener = Opener(self, self.notices.show_notice, sample, settings.open_folder)
        self.exporter = Exporter(self, background, self.notices.show_notice, settings.export_folder)
        self.commands = Actions(self, session.offers)
        self._hint = DropHint()
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self._show_readiness()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self._on_close()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.opener.considers(event):
            self._hint.show()
            self._hint.raise_()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._hint.hide()
        self.opener.take_drop(event)

    def _build(self) -> None:
        self.setWindowTitle("Underdrawing")
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.setMinimumSize(760, 480)
        self._stack.addWidget(self.drop_zone)
        self._stack.addWidget(self.compare)
        centre = QWidget()
        layers = QGridLayout(centre)
        layers.setContentsMargins(0, 0, 0, 0)
        layers.addWidget(self._stack, 0, 0)
        layers.addWidget(self._hint, 0, 0)
        # In the same cell as the pictures: a notice lies over them and moves nothing.
        layers.addWidget(self.notices, 0, 0, Qt.AlignmentFlag.AlignBottom)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(centre, 1)
        row.addWidget(self.side)
        self.setCentralWidget(whole)
        self.setStatusBar(self.status)
        self.drop_zone.setFocus()

    def _connect(self) -> None:
        session, commands = self.session, self.commands
        self.opener.opened.connect(session.open)
        self.drop_zone.open_asked.connect(self.opener.ask)
        self.drop_zone.sample_asked.connect(self.opener.open_sample)
        self.side.export.export_asked.connect(self._export)
        self.side.export.copy_asked.connect(self._copy)

        session.picture_changed.connect(self._show_picture)
        session.guide_changed.connect(self._show_guide)
        for changed in (
            session.working_changed,
            session.options_changed,
            session.size_changed,
            session.preprocessor_changed,
        ):
            changed.connect(self._show_state)
        self.compare.waiting_changed.connect(self._show_status)
        session.opening_changed.connect(self._show_opening)
        session.preprocessor_changed.connect(self._check_preprocessor)
        session.not_opened.connect(lambda error: self._tell(error, Topic.PICTURE))
        session.not_made.connect(lambda error: self._tell(error, Topic.MAKING))
        self.viewport.changed.connect(self._show_zoom)

        commands.open.triggered.connect(self.opener.ask)
        commands.open_sample.triggered.connect(self.opener.open_sample)
        commands.export.triggered.connect(self._export)
        commands.export_joints.triggered.connect(self._export_joints)
        commands.copy.triggered.connect(self._copy)
        commands.paste.triggered.connect(self.opener.paste)
        commands.reset.triggered.connect(session.reset_options)
        commands.stop.triggered.connect(self._stop)
        commands.fit.triggered.connect(self.viewport.fit)
        commands.full.triggered.connect(lambda: self.viewport.zoom_to(1.0))
        commands.zoom_in.triggered.connect(lambda: self.viewport.zoom_by(ZOOM_STEP))
        commands.zoom_out.triggered.connect(lambda: self.viewport.zoom_by(1 / ZOOM_STEP))
        commands.quit.triggered.connect(self.close)
        commands.about.triggered.connect(lambda: show_about(self))
        for name, action in commands.preprocessors.items():
            action.triggered.connect(lambda _=False, name=name: session.choose(name))
        self._check_preprocessor(session.preprocessor)

    def _export(self) -> None:
        picture, guide = self.session.picture, self.session.guide
        if picture is not None and guide is not None:
            panel = self.side.export
            self.exporter.ask(
                guide.guide,
                picture.picture,
                panel.format,
                panel.quality,
                beside=self.opener.folder,
            )

    def _export_joints(self) -> None:
        picture, guide = self.session.picture, self.session.guide
        if picture is not None and guide is not None:
            self.exporter.ask_joints(guide.guide, picture.picture, beside=self.opener.folder)

    def _copy(self) -> None:
        if self.session.guide is not None:
            self.exporter.copy(self.session.guide.guide)

    def _stop(self) -> None:
        was_working = self.session.working
        self.notices.put_away()
        self.session.stop()
        if was_working:
            self.notices.show_notice(
                Notice(
                    Kind.REMARK,
                    "Stopped.",
                    "The guide is not the one that is set at the right.",
                    actions=(("Make it", self._make_again),),
                    topic=Topic.MAKING,
                )
            )

    def _make_again(self) -> None:
        self.notices.put_away()
        self.session.make_again()

    def _show_picture(self, shown: ShownPicture) -> None:
        self.setWindowTitle(f"{shown.picture.name} - Underdrawing")
        self.notices.overtake(Topic.PICTURE, Topic.GUIDE, Topic.MAKING)
        self.compare.show_picture(shown)
        had_focus = self.drop_zone.hasFocus()
        self._stack.setCurrentWidget(self.compare)
        if had_focus:
            self.compare.guide_view.setFocus()
        self._show_readiness()

    def _show_guide(self, shown: ShownGuide | None) -> None:
        self.compare.show_guide(shown)
        self._show_readiness()
        self._show_status()
        if shown is None:
            return
        self.notices.overtake(Topic.GUIDE, Topic.MAKING)
        if shown.guide.remark:
            self.notices.show_notice(Notice(Kind.REMARK, shown.guide.remark, topic=Topic.GUIDE))

    def _show_state(self) -> None:
        session = self.session
        self.compare.show_state(session.working, session.stale)
        if session.guide is not None and not session.working and not session.stale:
            self.notices.overtake(Topic.MAKING)

    def _tell(self, error: Exception, topic: Topic) -> None:
        self.notices.show_notice(Notice.of(error, topic))
        self._show_state()

    def _show_opening(self, label: str) -> None:
        self.drop_zone.show_opening(label)
        self._show_status()

    def _show_status(self) -> None:
        session = self.session
        if session.opening:
            self.status.show_text(f"Opening {session.opening} …   Esc stops.")
        elif self.compare.shows_progress:
            title = CATALOG[session.preprocessor].title
            self.status.show_text(f"Making {title} …   Esc stops.")
        elif session.guide is not None and session.picture is not None:
            picture = session.picture.picture
            self.status.show_guide(session.guide.guide, (picture.width, picture.height))
        else:
            self.status.show_text("")

    def _show_zoom(self) -> None:
        self.status.show_zoom(self.viewport.scale, self.session.picture is not None)

    def _show_readiness(self) -> None:
        commands = self.commands
        for action in (commands.fit, commands.full, commands.zoom_in, commands.zoom_out):
            action.setEnabled(self.session.picture is not None)
        for action in (commands.export, commands.copy):
            action.setEnabled(self.session.guide is not None)
        people = self.session.guide.guide.people if self.session.guide else None
        commands.export_joints.setEnabled(people is not None and bool(people.persons))

    def _check_preprocessor(self, name: object) -> None:
        for other, action in self.commands.preprocessors.items():
            action.setChecked(other == name)

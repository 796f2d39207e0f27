"""What the window tells of the work: the status line, and the notices of what went wrong."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from core.catalog import CATALOG
from core.wording import on_one_line
from ui.compare_view import CompareView
from ui.drop_zone import DropZone
from ui.notice import Kind, Notice, Topic
from ui.notice_bar import NoticeBar
from ui.rendering import Rendering
from ui.session import Session
from ui.shown import ShownGuide
from ui.status import StatusLine
from ui.wording import tr


class Telling(QObject):
    """Follows `session` and `rendering`, and says in the window how far they are.

    `busy_changed` tells whether there is something to stop.
    """

    busy_changed = Signal(bool)

    def __init__(
        self,
        session: Session,
        rendering: Rendering,
        *,
        notices: NoticeBar,
        status: StatusLine,
        compare: CompareView,
        drop_zone: DropZone,
    ) -> None:
        super().__init__(session)
        self._session = session
        self._rendering = rendering
        self._notices = notices
        self._status = status
        self._compare = compare
        self._drop_zone = drop_zone
        self._buying_text = ""
        self._painted: ShownGuide | None = None
        rendering.shown_changed.connect(self._show_guide)
        rendering.failed.connect(lambda error: self._tell(error, Topic.GUIDE))
        for changed in (
            session.working_changed,
            session.options_changed,
            session.size_changed,
            session.preprocessor_changed,
            session.engine_changed,
            rendering.working_changed,
        ):
            changed.connect(self._show_state)
        compare.waiting_changed.connect(self._show_status)
        session.opening_changed.connect(self._show_opening)
        session.not_opened.connect(self._tell_not_opened)
        session.not_made.connect(lambda error: self._tell(error, Topic.MAKING))

    def show_buying(self, text: str) -> None:
        """Say how far the guide is that is being bought; empty when none is."""
        self._buying_text = text
        self._show_status()

    def stop(self) -> None:
        """Stop what is being opened and made, put the notice away, and say what is not there."""
        was_working = self._session.working
        self._notices.put_away()
        self._session.stop()
        if was_working:
            self._notices.show_notice(
                Notice(
                    Kind.REMARK,
                    tr("Stopped."),
                    tr("The guide is not the one that is set at the right."),
                    actions=((tr("Make it"), self._make_again),),
                    topic=Topic.MAKING,
                )
            )

    def put_away(self) -> None:
        """Put the notice away; without one, an earlier guide that the picture gave way to."""
        if self._notices.notice is None:
            self._compare.show_input_again()
        self._notices.put_away()

    def _make_again(self) -> None:
        self._notices.put_away()
        self._session.make_again()

    def _show_guide(self, shown: ShownGuide | None) -> None:
        self._painted = shown
        self._compare.show_guide(shown)
        self._compare.show_preview(self._session.preview)
        self._show_status()
        if shown is None:
            return
        self._notices.overtake(Topic.GUIDE, Topic.MAKING)
        if shown.guide.remark:
            remark = Notice(Kind.REMARK, tr(shown.guide.remark), topic=Topic.GUIDE)
            self._notices.show_notice(remark)

    def _show_state(self) -> None:
        session = self._session
        self._compare.show_state(session.working or self._rendering.working, session.stale)
        self._compare.show_preview(session.preview)
        self._show_status()
        if session.guide is None or session.preview:
            # A preview is always made anew, so that what went wrong then may be about this one.
            return
        if not session.working and not session.stale:
            self._notices.overtake(Topic.MAKING)

    def _tell(self, error: Exception, topic: Topic) -> None:
        self._notices.show_notice(Notice.of(error, topic))
        self._show_state()

    def _tell_not_opened(self, name: str, error: Exception) -> None:
        notice = Notice.of(error, Topic.PICTURE)
        if name not in on_one_line(notice.what):
            notice = replace(notice, what=tr("{name}: {what}", name=name, what=notice.what))
        self._notices.show_notice(notice)
        self._show_state()

    def _show_opening(self, label: str) -> None:
        self._drop_zone.show_opening(label)
        self._show_status()

    def _show_status(self) -> None:
        session = self._session
        self.busy_changed.emit(bool(session.opening or session.working or self._buying_text))
        if session.opening:
            self._status.show_text(tr("Opening {name} …   Esc stops.", name=session.opening))
        elif self._compare.shows_progress:
            title = tr(CATALOG[session.preprocessor].title)
            self._status.show_text(tr("Making {title} …   Esc stops.", title=title))
        elif self._buying_text:
            self._status.show_text(tr("{doing}   Esc stops waiting.", doing=self._buying_text))
        elif session.guide is not None and session.picture is not None:
            picture, guide, painted = session.picture.picture, session.guide.guide, self._painted
            # While it is painted, another one is seen.
            seen = painted.pyramid if painted and painted.guide is guide else guide
            sizes = [(one.width, one.height) for one in (picture, seen)]
            self._status.show_guide(guide, *sizes, preview=session.preview)
        else:
            self._status.show_text("")

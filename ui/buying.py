"""Buying a guide: one deliberate press, what is seen meanwhile, and what came of it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.engine import Progress
from core.errors import KeyRefused
from core.service_choices import EngineName
from ui.background import Background
from ui.buying_words import arrived, failed, fetched_since, progress_text, stopped
from ui.cloud import Cloud
from ui.notice import Notice
from ui.notice_bar import NoticeBar
from ui.session import Session
from ui.side_panel import SidePanel
from ui.wording import tr

if TYPE_CHECKING:
    from core.picture import Picture
    from core.task import PreprocessTask


class Buying(QObject):
    """Connects the session and the side panel's controls with the `cloud`.

    `told` carries how far the guide is in a few words, empty when none is on its way.
    `settings_asked` is emitted where the user is to enter a key. At most one guide is bought at a
    time. What is paid for is never lost: it is shown when it is asked for again.
    """

    told = Signal(str)
    settings_asked = Signal()

    def __init__(
        self,
        session: Session,
        cloud: Cloud,
        side: SidePanel,
        background: Background,
        notices: NoticeBar,
    ) -> None:
        super().__init__(side)
        self._session = session
        self._cloud = cloud
        self._side = side
        self._background = background
        self._notices = notices
        self._refused: list[Notice] = []
        self._running: asyncio.Task[None] | None = None
        self._has_key = True
        side.buy.asked.connect(self.buy)
        side.buy.stopped.connect(self.stop)
        side.buy.key_asked.connect(self.settings_asked)
        side.service.changed.connect(self._choose_delivery)
        session.engine_changed.connect(self._show_engine)
        for changed in (
            session.guide_changed,
            session.options_changed,
            session.size_changed,
            session.preprocessor_changed,
            session.picture_changed,
        ):
            changed.connect(self._show_state)
        session.preprocessor_changed.connect(self._count)
        cloud.key_changed.connect(self._look_again)
        for mended in (cloud.key_changed, cloud.key_taken):
            mended.connect(self._forget_refusals)
        side.service.show_choices(cloud.choices)
        self._show_engine(session.engine_name)

    @property
    def working(self) -> bool:
        """Whether a guide is on its way."""
        return self._running is not None

    def buy(self) -> None:
        """Buy the guide that is asked for, unless it is bought already or another is on its way."""
        session = self._session
        if session.picture is None or session.engine_name is EngineName.LOCAL or self.working:
            return
        if not self._has_key:
            self.settings_asked.emit()
            return
        if not session.preview and session.guide is not None and not session.stale:
            return
        work = self._buy(session.picture.picture, session.task)
        self._running = asyncio.get_running_loop().create_task(work)
        self._running.add_done_callback(self._ended)
        self._tell(tr("Asking Runware…"))

    def stop(self) -> None:
        """Stop waiting; what is paid for comes when it is asked for again."""
        if self._running is None:
            return
        self._running.cancel()
        self._notices.show_notice(stopped(self.buy))

    def fetch_what_waits(self) -> None:
        """Fetch what was still being made when the application was closed."""
        self._background.spawn(self._fetch())

    async def aclose(self) -> None:
        """Stop, and wait until nothing runs."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    async def _buy(self, picture: Picture, task: PreprocessTask) -> None:
        guide = await self._cloud.buy(picture, task, self._progress)
        session = self._session
        if session.picture is not None and session.picture.picture is picture:
            if session.task == task and session.engine_name is EngineName.RUNWARE:
                session.make_again()
                return
            show = partial(session.ask_for, task, EngineName.RUNWARE)
            self._notices.show_notice(arrived(picture, guide, show))
            return
        self._notices.show_notice(arrived(picture, guide))

    async def _fetch(self) -> None:
        fetched = await self._cloud.fetch_waiting()
        if fetched:
            self._notices.show_notice(fetched_since(fetched))
        self._count()

    def _ended(self, running: asyncio.Task[None]) -> None:
        self._running = None
        self._tell(None)
        self._look_again()
        error = None if running.cancelled() else running.exception()
        if error is not None:
            notice = failed(error, self.buy, self.settings_asked.emit)
            if isinstance(error, KeyRefused):
                self._refused.append(notice)
            self._notices.show_notice(notice)

    def _forget_refusals(self) -> None:
        """What was told of a key is not true of another, nor of one that is taken."""
        self._notices.withdraw(*self._refused)
        self._refused.clear()

    def _progress(self, progress: Progress) -> None:
        self._tell(progress_text(progress))

    def _tell(self, text: str | None) -> None:
        self._side.buy.show_progress(text)
        self.told.emit(text or "")

    def _choose_delivery(self) -> None:
        panel = self._side.service
        self._cloud.webhook, self._cloud.endpoint = panel.webhook, panel.endpoint
        given = panel.choices
        self._cloud.choose(
            self._cloud.choices.replace(
                delivery=given.delivery,
                output_type=given.output_type,
                ttl_s=given.ttl_s,
                include_cost=given.include_cost,
            )
        )

    def _show_engine(self, name: EngineName) -> None:
        self._cloud.choose(self._cloud.choices.replace(engine=name))
        self._show_state()
        if name is EngineName.RUNWARE:
            self._look_again()

    def _show_state(self, *_: object) -> None:
        session = self._session
        shown = session.guide is not None and not session.stale
        bought = shown and not session.preview and session.engine_name is EngineName.RUNWARE
        self._side.buy.show_state(
            ready=session.picture is not None, bought=bought, has_key=self._has_key
        )

    def _look_again(self) -> None:
        """See whether there is a key, what is left and what was spent."""
        if self._session.engine_name is EngineName.RUNWARE:
            self._background.spawn(self._look())

    def _count(self, *_: object) -> None:
        if self._session.engine_name is EngineName.RUNWARE:
            self._background.spawn(self._show_spending())

    async def _look(self) -> None:
        self._has_key = await self._cloud.has_key()
        self._show_state()
        await self._show_spending()
        if self._has_key and await self._cloud.refresh_balance():
            await self._show_spending()

    async def _show_spending(self) -> None:
        self._side.buy.show_spending(await self._cloud.spending(self._session.preprocessor))

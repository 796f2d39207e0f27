"""Many pictures: brings a batch, its window, the main window and the makers together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from core.errors import UnderdrawingError
from core.on_disk import is_there
from core.service_choices import EngineName
from ui.background import Background
from ui.batch.telling import BatchTelling
from ui.cloud import Cloud
from ui.incoming import incoming_path, incoming_text
from ui.main_window import MainWindow
from ui.notice import Kind, Notice
from ui.remember import Memory
from ui.wording import tr

if TYPE_CHECKING:
    from core.batch.item import Item
    from core.batch.plan import Plan
    from core.batch.running import Ordering
    from core.engine import Engine
    from ui.batch.keeping import ListKeeping
    from ui.batch.offering import Offering
    from ui.batch.window import BatchWindow
    from ui.batch.work import BatchWork


class BatchDesk(QObject):
    """The batch is kept in `folder`; `local` gives an engine of this computer for it alone.

    The window is made when it is first asked for: what it needs takes long to import.
    `settings_asked` is emitted where the user is to enter a key.
    """

    settings_asked = Signal()

    def __init__(
        self,
        folder: Path,
        window: MainWindow,
        cloud: Cloud,
        local: Callable[[], Engine],
        background: Background,
        *,
        memory: Memory,
    ) -> None:
        super().__init__(window)
        self._folder = folder
        self._window = window
        self._cloud = cloud
        self._local = local
        self._background = background
        self._memory = memory
        self._work: BatchWork | None = None
        self._shown: BatchWindow | None = None
        self._keeping: ListKeeping | None = None
        self._offering: Offering | None = None
        self._telling = BatchTelling(window)
        self._telling.asked.connect(self.open)
        window.commands.batch.triggered.connect(self.ask_for)
        window.opener.many_brought.connect(self.take)

    @property
    def shown(self) -> BatchWindow:
        """The window of the batch."""
        if self._shown is None:
            from core.batch.planned import PlannedList  # noqa: PLC0415 - see above
            from ui.batch.keeping import ListKeeping  # noqa: PLC0415
            from ui.batch.offering import Offering  # noqa: PLC0415
            from ui.batch.place import place_of, put_in_place  # noqa: PLC0415
            from ui.batch.pricing import Pricing  # noqa: PLC0415
            from ui.batch.window import BatchWindow  # noqa: PLC0415

            main, work = self._window, self.work
            self._shown = shown = BatchWindow(main.session, work, lambda: main.presets.own)
            shown.plan.files.show_rendition(main.rendering.rendition)
            shown.plan.files.show_size(*main.session.size)
            shown.plan.names.folder.setText(main.exporter.folder)
            shown.plan.sources.folder = main.opener.folder
            kept = PlannedList(self._folder)
            self._keeping = ListKeeping(shown.plan.sources.list, kept, self._background)
            put_in_place(shown, self._memory.settings.batch_window, main)
            self._memory.ask("batch_window", lambda: place_of(shown))
            Pricing(shown.plan, self._cloud, self._background, shown.notices.show_notice)
            self._offering = Offering(main.session, shown.plan.sources.list)
            self._connect(shown)
            self._telling.follow(work, shown)
            shown.plan.show_engine(main.session.engine_name)
        return self._shown

    @property
    def work(self) -> BatchWork:
        """The batch itself."""
        if self._work is None:
            from ui.batch.work import BatchWork  # noqa: PLC0415 - see above

            self._work = BatchWork(self._folder, self._engine, self)
        return self._work

    def start(self) -> None:
        """Offer what an earlier run of the program has left; call it with a loop running."""
        self._background.spawn(self._offer())

    def open(self) -> None:
        """Show the window: the batch that is unfinished, or a new one to be planned."""
        self._background.spawn(self._open())

    def ask_for(self) -> None:
        """The same; where nothing is planned yet, with the picture of the main window."""
        self._background.spawn(self._ask_for())

    def take(self, named: Sequence[str | Path]) -> None:
        """Plan a batch of these pictures and folders."""
        self._background.spawn(self._take(named))

    async def aclose(self) -> None:
        """Stop; the batch goes on at the next start, if the artist wants that."""
        self._telling.close()
        if self._work is not None:
            await self._work.aclose()
        if self._keeping is not None:
            await self._keeping.aclose()
        if self._shown is not None:
            await self._shown.aclose()

    async def _offer(self) -> None:
        kept = await self.work.kept()
        if kept is not None and kept.left:
            self._telling.offer(kept)

    async def _open(self) -> None:
        shown, work = self.shown, self.work
        assert self._keeping is not None
        await self._keeping.open()
        failure = None
        if work.batch is None:
            try:
                await work.open()
            except UnderdrawingError as error:
                failure = error
            if work.batch is not None:
                shown.plan.show_plan(work.batch.plan)
        if work.unfinished and shown.plans:
            shown.show_progress()
        _bring(shown)
        if failure is not None:
            shown.notices.show_notice(Notice.of(failure))
        self._telling.is_seen()

    async def _take(self, named: Sequence[str | Path]) -> None:
        shown = self.shown
        was_seen = shown.isVisible()
        await self._open()
        if not was_seen:
            # Nobody has seen what was on the list: two batches are not to be mixed.
            shown.plan.sources.list.forget_begun()
            shown.plan.sources.list.lay_aside()
        shown.take(named)

    async def _ask_for(self) -> None:
        await self._open()
        if self.shown.plans:
            assert self._offering is not None
            await self._offering.offer()

    async def _begin(self, plan: Plan, *, beside_pictures: bool) -> None:
        from core.batch.beside import beside  # noqa: PLC0415 - see above

        shown = self.shown
        listed, named = shown.plan.sources.list, shown.plan.sources.list.named
        try:
            if beside_pictures:
                plan = await asyncio.to_thread(beside, plan)
            await self.work.begin(plan)
        except UnderdrawingError as error:
            shown.notices.show_notice(Notice.of(error))
        else:
            listed.mark_begun(named)
            shown.show_progress()
        finally:
            shown.plan.begun()

    @asynccontextmanager
    async def _engine(self, name: EngineName) -> AsyncGenerator[tuple[Engine, Ordering], None]:
        """Who makes the guides of a batch that is meant for `name`."""
        from core.batch.batch import as_planned  # noqa: PLC0415 - see above

        if name is EngineName.RUNWARE:
            from core.runware.outgoing import ordered  # noqa: PLC0415 - not all use it

            choices = self._cloud.choices.replace(include_cost=True)
            yield self._cloud.engine, lambda task: ordered(task, choices)
            return
        engine = self._local()
        try:
            yield engine, as_planned
        finally:
            await engine.aclose()

    def _connect(self, shown: BatchWindow) -> None:
        panel, rows = shown.plan, shown.progress.list
        panel.asked.connect(
            lambda plan, beside: self._background.spawn(self._begin(plan, beside_pictures=beside))
        )
        picker = self._window.side.picker
        picker.drafts_changed.connect(panel.tasks.show_drafts)
        panel.tasks.show_drafts(picker.drafts)
        panel.price.key_asked.connect(self.settings_asked)
        rows.opened.connect(lambda item: self._open_file(item.path))
        rows.folder_asked.connect(lambda item: self._open_file(item.path.parent))
        rows.window_asked.connect(self._open_in_window)

    def _open_file(self, path: Path) -> None:
        if not is_there(path):
            what = tr("{name} is not there any more.", name=path.name)
            self.shown.notices.show_notice(Notice(Kind.ERROR, what, str(path)))
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _open_in_window(self, item: Item) -> None:
        batch, session = self.work.batch, self._window.session
        if batch is None:
            return
        what = batch.plan.sources[item.picture].what
        task = batch.plan.tasks[item.number % len(batch.plan.tasks)]
        form = incoming_path(what) if isinstance(what, Path) else incoming_text(what)
        session.open([form], (task, batch.plan.engine))
        _bring(self._window)


def _bring(window: QWidget) -> None:
    """Have `window` on the screen, and in front."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.activateWindow()

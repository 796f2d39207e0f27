"""Keeps every guide that is made or bought, and brings earlier ones back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import UnderdrawingError
from core.history.entry import Entry, Removed
from core.history.history import GuideHistory
from ui.background import Background
from ui.bringing_back import BringingBack
from ui.history_again import OpenedAgain
from ui.history_list import Deed
from ui.main_window import MainWindow
from ui.notice import Kind, Notice, Topic
from ui.one_export import Source
from ui.shown import ShownGuide, ShownPicture, show_guide
from ui.thumbnail import Thumbnail
from ui.wording import tr, tr_n

if TYPE_CHECKING:
    from core.history.rows import Amount

RESTS_MS = 1_200
"""A guide is kept once nothing has changed for so long: not every step of a slider is one."""

PAGE = 100
"""So many entries more are read whenever the end of those shown comes near."""

_Result = TypeVar("_Result")


class HistoryDesk(QObject):
    """Follows the session and fills the window's strip. The disk is asked on one thread of its own.

    `kept` carries the Entry of a guide that is on the disk now.
    """

    kept = Signal(object)

    def __init__(self, history: GuideHistory, window: MainWindow, background: Background) -> None:
        super().__init__(window)
        self._history = history
        self._window = window
        self._session = session = window.session
        self._strip = strip = window.history
        self._compare = window.compare
        self._background = background
        self._notify = window.notices.show_notice
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="history")
        self._last: tuple[ShownPicture, ShownGuide] | None = None
        self._most = PAGE
        self._bringing_back = BringingBack[Entry](
            window.notices,
            _removed_words,
            lambda entries: background.spawn(self._telling(self._bring_back(entries))),
        )
        self._again = OpenedAgain(history, window, self._ask, self._export_again)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(RESTS_MS)
        self._rest.timeout.connect(self.keep_now)
        session.guide_changed.connect(lambda _: self._rest.start())
        window.exporter.taken.connect(self.keep_now)
        window.commands.history.toggled.connect(self.refresh)
        strip.asked.connect(self.refresh)
        # Another window of Underdrawing may have kept something.
        window.came_to_front.connect(self.refresh)
        strip.list.asked.connect(self._do)
        strip.list.end_neared.connect(self._go_further)

    def refresh(self, *_: object) -> None:
        """Show what the history holds."""
        if self._strip.isVisible():
            self._background.spawn(self._show())

    def keep_now(self, *_: object) -> None:
        """Keep the guide that is shown, if it is the one that is asked for and not kept yet."""
        session = self._session
        picture, guide = session.picture, session.guide
        if picture is None or guide is None or session.stale or session.preview:
            return
        if self._again.is_made(picture, guide):
            return
        if self._last is None or self._last != (picture, guide):
            self._last = (picture, guide)
            self._background.spawn(self._keep(picture, guide))

    async def amount(self) -> Amount:
        """How much is kept."""
        return await self._ask(self._history.amount)

    async def clear(self, *, keep_pinned: bool) -> Removed:
        """Remove everything, but those pinned if they are to be kept."""
        removed = await self._ask(self._history.clear, keep_pinned)
        self.refresh()
        return removed

    async def restore(self, removed: Removed) -> None:
        """Bring back what was removed."""
        await self._ask(self._history.restore, removed)
        self.refresh()

    async def set_limit(self, limit_bytes: int) -> None:
        """Keep to so many bytes; the oldest go that are beyond them."""
        await self._ask(self._history.set_limit, limit_bytes)
        self.refresh()

    async def aclose(self) -> None:
        """Keep nothing more, and let go of the file."""
        self._rest.stop()
        await self._ask(self._history.close)
        self._thread.shutdown(wait=False)

    async def _keep(self, picture: ShownPicture, guide: ShownGuide) -> None:
        entry = await self._ask(self._history.add, picture.picture, guide.guide)
        self.kept.emit(entry)
        self.refresh()

    def _go_further(self) -> None:
        """Show more, unless those shown are all that there are or more are on their way."""
        if len(self._strip.entries) == self._most:
            self._most += PAGE
            self.refresh()

    async def _show(self, go_to: Entry | None = None) -> None:
        query, most = self._strip.query, self._most
        pinned = True if query.pinned else None
        entries = await self._ask(
            lambda: self._history.entries(query.text, query.preprocessor, pinned=pinned, limit=most)
        )
        if query != self._strip.query:
            return
        self._strip.show_entries(entries)
        if go_to is not None:
            self._strip.list.go_to(go_to)
        if remark := self._history.take_remark():
            self._notify(Notice(Kind.REMARK, tr(remark)))
        for entry in self._strip.list.lacking():
            try:
                self._strip.list.show_thumbnail(entry, await self._ask(self._thumbnail, entry))
            except UnderdrawingError:
                # Its file is gone; who opens it is told.
                continue

    def _thumbnail(self, entry: Entry) -> Thumbnail:
        return Thumbnail(self._history.thumbnail(entry), (entry.width, entry.height))

    def _do(self, deed: Deed, entry: Entry) -> None:
        work = {
            Deed.OPEN: self._again.open,
            Deed.COPY: self._copy,
            Deed.COPY_FILE: self._copy_file,
            Deed.EXPORT: self._export,
            Deed.COMPARE: self._compare_with,
            Deed.PIN: self._pin,
            Deed.REMOVE: self._remove,
        }[deed]
        self._background.spawn(self._telling(work(entry)))

    async def _telling(self, work: Awaitable[None]) -> None:
        """Do `work`; what of an earlier guide cannot be done is told until another is shown."""
        try:
            await work
        except UnderdrawingError as error:
            self._notify(Notice.of(error, Topic.PICTURE))

    async def _copy(self, entry: Entry) -> None:
        guide = await self._ask(self._history.guide, entry)
        self._window.exporter.copy(guide, self._window.rendering.rendition)

    async def _copy_file(self, entry: Entry) -> None:
        guide = await self._ask(self._history.guide, entry)
        await self._window.carrier.copy(guide, Source(entry.picture_name, entry.origin))

    async def _export(self, entry: Entry) -> None:
        guide = await self._ask(self._history.guide, entry)
        window = self._window
        source = Source(entry.picture_name, entry.origin)
        window.exporter.ask(guide, source, window.rendering.rendition, beside=window.opener.folder)

    def _export_again(self, entry: Entry) -> None:
        self._do(Deed.EXPORT, entry)

    async def _pin(self, entry: Entry) -> None:
        await self._ask(self._history.pin, entry, not entry.pinned)
        self.refresh()

    async def _remove(self, entry: Entry) -> None:
        removed = await self._ask(self._history.remove, [entry])
        self.refresh()
        # A key that is pressed once more finds the entry still there until the strip is new.
        if removed:
            self._bringing_back.add(entry)

    async def _bring_back(self, entries: Sequence[Entry]) -> None:
        removed = Removed(tuple(entry.id for entry in entries))
        back = await self._ask(self._history.restore, removed)
        await self._show(go_to=back[0] if back else None)

    async def _compare_with(self, entry: Entry) -> None:
        guide = await self._ask(self._history.guide, entry)
        shown = await show_guide(guide)
        title = tr(entry.task.entry.title)
        self._compare.show_other(
            shown, tr("{title} of {name}", title=title, name=entry.picture_name)
        )

    async def _ask(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)


def _removed_words(entries: Sequence[Entry]) -> str:
    if len(entries) > 1:
        return tr_n(
            "{n} guide is removed from the history.",
            "{n} guides are removed from the history.",
            len(entries),
        )
    (entry,) = entries
    return tr(
        "{title} of {name} is removed from the history.",
        title=tr(entry.task.entry.title),
        name=entry.picture_name,
    )

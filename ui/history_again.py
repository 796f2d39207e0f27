"""Opens an earlier guide again: its picture, and how it was made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.errors import PictureError
from core.service_choices import EngineName
from ui.incoming import Incoming
from ui.notice import Notice, Topic
from ui.wording import tr

if TYPE_CHECKING:
    from core.history.entry import Entry
    from core.history.history import GuideHistory
    from core.picture import Picture
    from ui.main_window import MainWindow
    from ui.shown import ShownGuide, ShownPicture


@dataclass
class _Opened:
    """An entry that was opened again, its picture, and what has made its guide since."""

    entry: Entry
    picture: Picture
    method: str | None = None


class OpenedAgain:
    """The guide that was opened again last. `ask` has work of the history done on its thread.

    `export` is offered where only the picture is gone.
    """

    def __init__(
        self,
        history: GuideHistory,
        window: MainWindow,
        ask: Callable[..., Awaitable[Any]],
        export: Callable[[Entry], None],
    ) -> None:
        self._history = history
        self._window = window
        self._session = window.session
        self._ask = ask
        self._export = export
        self._opened: _Opened | None = None

    async def open(self, entry: Entry) -> None:
        """Show the picture of `entry`, if another is open, and make its guide anew."""
        here = await self._picture_here(entry)
        try:
            picture: Picture = here or await self._ask(self._history.picture, entry)
        except PictureError as error:
            export = (tr("Export the guide…"), lambda: self._export(entry))
            notice = replace(Notice.of(error, Topic.PICTURE), actions=(export,))
            self._window.notices.show_notice(notice)
            return
        self._opened = _Opened(entry, picture)
        bought = entry.engine == EngineName.RUNWARE
        self._window.compare.show_input_again()
        wanted = entry.task, EngineName.RUNWARE if bought else EngineName.LOCAL
        if here is not None:
            self._session.ask_for(*wanted)
            self._window.notices.overtake(Topic.PICTURE)
            return

        async def load() -> Picture:
            return picture

        self._session.open([Incoming(picture.name, load)], wanted)

    def is_made(self, picture: ShownPicture, guide: ShownGuide) -> bool:
        """Whether it is an earlier one, with nothing changed since: the strip is in the order in
        which guides were made. One that better means make today does not replace what was made."""
        opened, made = self._opened, guide.guide
        if opened is None or picture.picture is not opened.picture:
            return False
        entry = opened.entry
        same = (
            made.engine == entry.engine
            and (made.width, made.height) == (entry.width, entry.height)
            and made.task.preprocessor is entry.preprocessor
            and made.task.options == entry.task.options
        )
        if same and opened.method is None:
            opened.method = made.method
        return same and made.method == opened.method

    async def _picture_here(self, entry: Entry) -> Picture | None:
        """The picture that is open, if the guide of `entry` is of it: nothing is read again."""
        shown = self._session.picture
        if shown is None or self._session.opening:
            return None
        is_of = await self._ask(self._history.is_of, entry, shown.picture)
        is_shown = self._session.picture is shown and not self._session.opening
        return shown.picture if is_of and is_shown else None

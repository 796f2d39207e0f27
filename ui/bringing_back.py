"""What was removed piece by piece, and the one notice that brings all of it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from ui.notice import Kind, Notice
from ui.notice_bar import NoticeBar
from ui.wording import tr

Thing = TypeVar("Thing")


class BringingBack(Generic[Thing]):
    """Tells by one notice of all that was removed since there was another, or none.

    A notice takes the place of the one before; if each told of one thing, only what was removed
    last could be brought back. `words` says what happened to so many; `bring` brings them back,
    and is given them in the order in which they were removed.
    """

    def __init__(
        self,
        notices: NoticeBar,
        words: Callable[[Sequence[Thing]], str],
        bring: Callable[[Sequence[Thing]], None],
    ) -> None:
        self._notices = notices
        self._words = words
        self._bring = bring
        self._removed: tuple[Thing, ...] = ()
        self._notice: Notice | None = None

    def add(self, thing: Thing) -> None:
        """Tell that `thing` was removed, with what the notice that is there tells already."""
        told = self._notice is not None and self._notices.notice is self._notice
        self._removed = (*self._removed, thing) if told else (thing,)
        back = tr("Bring it back") if len(self._removed) == 1 else tr("Bring them back")
        words = self._words(self._removed)
        self._notice = Notice(Kind.DONE, words, actions=((back, self._bring_back),))
        self._notices.show_notice(self._notice)

    def _bring_back(self) -> None:
        self._notices.put_away()
        self._bring(self._removed)

"""Who makes the thumbnails of the contact sheet: one after the other, while the session rests."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.engine import Engine
from core.latest import LatestWins
from core.preprocessor import Preprocessor
from core.task import PreprocessTask
from ui.session import Session
from ui.thumbnail import Thumbnail, middle, small_copy

if TYPE_CHECKING:
    from core.guide import Guide
    from core.picture import Picture

REST_S = 0.4
"""How long nothing must have been moved before a thumbnail is begun."""

SLOW_S = 3.0
"""What takes longer is told. A large network may take ten seconds even for a small copy, on all
cores; whoever begins to tune then would wait for a picture of a few millimetres."""


@dataclass(frozen=True)
class _Wish:
    """A thumbnail to be made: from `guide` where that is shown in the window, else by a task.

    `turn`: how often the method was changed before.
    """

    picture: Picture
    task: PreprocessTask
    guide: Guide | None
    turn: int = 0


@dataclass(frozen=True)
class _Made:
    """What a thumbnail is of. `method`: of the guide in the window that it was taken from."""

    task: PreprocessTask
    method: str | None
    turn: int


class Thumbnails(QObject):
    """Keeps a thumbnail of every preprocessor that `session` offers in step with it.

    None is begun while the session opens or makes something, nor for `rest_s` after a change. The
    one that runs is let finish. The chosen preprocessor's is taken from the guide that the window
    shows; all others are made by `engine`, which should work on a thread of its own, from a small
    copy of the picture with the options last chosen. What failed is tried again when its options
    or the picture change. Close the session before this.

    `slow` tells of a method, as guides name it, that takes longer than SLOW_S.
    """

    changed = Signal(object, object)  # Preprocessor, Thumbnail or None
    failed = Signal(object, object)  # Preprocessor, Exception
    slow = Signal(object, str)  # Preprocessor, method

    def __init__(
        self,
        session: Session,
        engine: Engine,
        rest_s: float = REST_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._engine = engine
        self._rest_s = rest_s
        self._rested_at = 0.0
        self._copy: Picture | None = None
        self._made: dict[Preprocessor, _Made] = {}
        self._turns: Counter[Preprocessor] = Counter()
        self._making = LatestWins(self._make, self._deliver, self._fail)
        session.picture_changed.connect(self._begin_anew)
        for moved in (session.preprocessor_changed, session.options_changed, session.size_changed):
            moved.connect(self._wait)
        for ended in (session.working_changed, session.opening_changed):
            ended.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether a thumbnail is being made, or will be after a rest."""
        return self._making.busy

    def make_anew(self, preprocessor: Preprocessor) -> None:
        """Have the thumbnail of `preprocessor` made by the method that it has now."""
        self._turns[preprocessor] += 1
        self._wait()

    async def aclose(self) -> None:
        """Stop, and wait until nothing runs."""
        await self._making.aclose()
        self._copy = None

    @property
    def _resting(self) -> bool:
        return not self._session.working and not self._session.opening

    def _begin_anew(self) -> None:
        self._making.cancel()
        self._copy = None
        self._made.clear()
        for name in self._session.offers:
            self.changed.emit(name, None)
        self._wait()

    def _wait(self) -> None:
        self._rested_at = asyncio.get_running_loop().time() + self._rest_s
        self._go_on()

    def _go_on(self) -> None:
        wish = self._next_wish()
        if wish is not None and self._resting:
            left_s = self._rested_at - asyncio.get_running_loop().time()
            self._making.submit(wish, subject=wish.picture, delay_s=max(0.0, left_s))

    def _next_wish(self) -> _Wish | None:
        """The first thumbnail that is not as it should be, that of the guide shown before all."""
        session = self._session
        if session.picture is None:
            return None
        picture = session.picture.picture
        guide = session.guide.guide if session.guide and not session.stale else None
        if guide is not None:
            made = self._made.get(session.preprocessor)
            if made is None or (made.task, made.method) != (guide.task, guide.method):
                return _Wish(picture, guide.task, guide, self._turns[session.preprocessor])
        options = session.all_options
        for name in session.offers:
            made = self._made.get(name)
            if guide is not None and name is session.preprocessor:
                continue
            turn = self._turns[name]
            if made is None or made.turn != turn or made.task.options != options[name]:
                task = PreprocessTask(preprocessor=name, options=options[name])
                return _Wish(picture, task, None, turn)
        return None

    async def _make(self, wish: _Wish) -> Thumbnail | None:
        """The thumbnail; None if it is not wanted any more, or not now."""
        if not self._resting or wish != self._next_wish():
            return None
        if self._copy is None:
            self._copy = await asyncio.to_thread(small_copy, wish.picture)
        copy = self._copy
        if wish.guide is not None:
            pixels = middle(wish.guide.pixels, (wish.picture.width, wish.picture.height))
        else:
            guide = await self._engine.run(copy, wish.task)
            pixels = guide.pixels
            if guide.seconds > SLOW_S:
                self.slow.emit(wish.task.preprocessor, guide.method)
        return await asyncio.to_thread(Thumbnail, pixels, (copy.width, copy.height))

    def _deliver(self, wish: _Wish, thumbnail: Thumbnail | None) -> None:
        if thumbnail is not None:
            self._made[wish.task.preprocessor] = _made(wish)
            self.changed.emit(wish.task.preprocessor, thumbnail)
        self._go_on()

    def _fail(self, wish: _Wish, error: Exception) -> None:
        self._made[wish.task.preprocessor] = _made(wish)
        self.failed.emit(wish.task.preprocessor, error)
        self._go_on()


def _made(wish: _Wish) -> _Made:
    return _Made(wish.task, None if wish.guide is None else wish.guide.method, wish.turn)

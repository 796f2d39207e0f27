"""Pictures of a batch are opened in order, a little ahead of those who make guides of them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.batch.item import Item, State
from core.batch.ledger import Ledger
from core.batch.making import fault
from core.batch.naming import Names
from core.batch.there import There
from core.errors import UnderdrawingError
from core.source import open_picture
from core.wording import together

if TYPE_CHECKING:
    from core.picture import Picture

HELD = 3
"""How many pictures are in memory at most."""

SMALL_PIXELS = 24_000_000
"""As long as all of them together have fewer pixels, there may be one for each maker, too."""


@dataclass(eq=False)
class Held:
    """A picture in memory, as long as guides of `left` items are to be made of it."""

    picture: Picture
    left: int


class Feeder:
    """Puts what is waiting on `board` into `ready`, each with its picture, for so many `makers`.

    It is for the run that `ledger` keeps. Items whose guide is there are skipped if the plan says
    so, those of a picture that cannot be opened fail.
    """

    def __init__(self, ledger: Ledger, names: Names, makers: int) -> None:
        self._ledger = ledger
        self._plan = ledger.store.plan
        self._board = ledger.board
        self._course = ledger.course
        self._names = names
        self._makers = makers
        self._there = There(self._plan)
        self._held: list[Held] = []
        self.ready: deque[tuple[int, Held]] = deque()
        self.has_all = False

    async def feed(self) -> None:
        """Go through all pictures once, then set `has_all`; or return when the course ends."""
        each = len(self._plan.tasks)
        for picture in range(len(self._plan.sources)):
            group = self._board.items[picture * each : (picture + 1) * each]
            waiting = [item for item in group if item.state is State.WAITING]
            if not waiting:
                continue
            if not await self._course.until(self._has_room):
                return
            waiting = await self._not_there(waiting)
            if waiting:
                await self._open(picture, waiting)
        self.has_all = True
        self._course.move()

    def let_go(self, held: Held) -> None:
        """One guide less is to be made of it: after the last the picture is held no more."""
        held.left -= 1
        if held.left == 0:
            self._held.remove(held)
            self._course.move()

    def _has_room(self) -> bool:
        pixels = sum(held.picture.width * held.picture.height for held in self._held)
        most = self._makers + 1 if pixels < SMALL_PIXELS else HELD
        return len(self._held) < max(HELD, most)

    async def _open(self, place: int, waiting: Sequence[Item]) -> None:
        try:
            picture = await self._opened(place)
            if waiting[0].path is None:
                waiting = await self._name(place, picture, waiting)
        except UnderdrawingError as error:
            await self._ledger.fail([item.number for item in waiting], error)
            return
        if waiting:
            held = Held(picture, len(waiting))
            self._held.append(held)
            self.ready.extend((item.number, held) for item in waiting)
            self._course.move()

    async def _opened(self, place: int) -> Picture:
        """The picture at that place of the plan. Raises UnderdrawingError, whatever happens."""
        try:
            return await open_picture(self._plan.sources[place].what)
        except UnderdrawingError:
            raise
        except Exception as error:
            raise fault(error) from error

    async def _name(self, place: int, picture: Picture, waiting: Sequence[Item]) -> Sequence[Item]:
        """Give all items of `picture` their paths; those of `waiting` that are still to be made."""
        named = self._names.of(place, picture)
        first = place * len(named)
        items = [
            self._board.items[first + index].replace(path=name.path, remark=name.remark)
            for index, name in enumerate(named)
        ]
        if not await self._ledger.note(items):
            return []
        return await self._not_there([self._board.items[item.number] for item in waiting], picture)

    async def _not_there(
        self, waiting: Sequence[Item], picture: Picture | None = None
    ) -> list[Item]:
        """Those of `waiting` whose guides are to be made; the others are skipped."""
        if not self._plan.skip_existing:
            return list(waiting)
        look = self._there.look
        said = await asyncio.to_thread(lambda: [look(item, picture) for item in waiting])
        await self._ledger.note(
            [
                item.replace(state=State.SKIPPED, remark=together(item.remark, remark))
                for item, remark in zip(waiting, said, strict=True)
                if remark is not None
            ]
        )
        return [item for item, remark in zip(waiting, said, strict=True) if remark is None]

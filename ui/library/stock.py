"""The networks of the library as the window acts on them: fetch, add a file, remove, verify."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.catalog import CATALOG
from core.errors import UnderdrawingError
from core.library.hashing import size_of
from core.library.row import Row
from core.library.sentences import CHANGE, changed
from core.library.shelf import Shelf, State
from core.local.methods import Methods
from core.preprocessor import Preprocessor
from ui.background import Background

if TYPE_CHECKING:
    from core.library.hub import Hub
    from core.library.queue import Item, Queue
    from core.library.shelf import Verdict


@dataclass(frozen=True)
class Seen:
    """All that is known of a network now.

    `fetched`: bytes that have come of what is missing, which are `wanted` in all. `here`: how many
    of its files are here whole. `item`: how far it is on its way, or how that ended. `reading`: how
    much of a file that is being added was read, 0 to 1. `makes`: whose guides are made by it.
    `error`: why it is not used, or what could not be done with it.
    """

    row: Row
    state: State
    fetched: int = 0
    wanted: int = 0
    here: int = 0
    item: Item | None = None
    reading: float | None = None
    makes: tuple[Preprocessor, ...] = ()
    error: UnderdrawingError | None = None


class _Ended(Exception):
    """The window is closed, and nobody waits for what is read."""


class Stock(QObject):
    """Acts on `shelf`. What goes wrong is told of the network concerned, see `look`.

    `changed` carries the name of a network that may look otherwise now, `came_or_went` that of one
    by which guides can be made since, or no more. `verified` tells how much was read, 0 to 1.
    """

    changed = Signal(str)
    came_or_went = Signal(str)
    verified = Signal(float)

    def __init__(
        self, shelf: Shelf, methods: Methods, background: Background, *, offline: bool
    ) -> None:
        super().__init__()
        self.shelf = shelf
        self._methods = methods
        self._background = background
        self._offline = offline
        self._hub: Hub | None = None
        self._queue: Queue | None = None
        self._items: dict[str, Item] = {}
        self._reading: dict[str, float] = {}
        self._errors: dict[str, UnderdrawingError] = {}
        self._leaving: dict[str, asyncio.Future[None]] = {}
        self._closed = False

    @property
    def rows(self) -> Mapping[str, Row]:
        """What there is to add, by name."""
        return self.shelf.rows

    @property
    def offline(self) -> bool:
        """Whether nothing is fetched, because it was chosen so."""
        return self._offline

    def set_offline(self, offline: bool) -> None:
        """Fetch nothing, and stop what is on its way; or allow it again."""
        self._offline = offline
        if self._queue is not None and self._hub is not None:
            self._hub.offline = offline
            for item in self._queue.items if offline else ():
                self._queue.cancel(item.row)
        for name in self.rows:
            self.changed.emit(name)

    def look(self, row: Row) -> Seen:
        """How `row` is now."""
        state = self.shelf.state(row)
        item = self._items.get(row.name)
        failed = item.error if item is not None and state is not State.READY else None
        missing = self.shelf.missing(row)
        error = self._errors.get(row.name) or failed or self._methods.refused(row)
        if state is State.CHANGED:
            error = error or changed(row, self.shelf.folder, CHANGE)
        return Seen(
            row,
            state,
            self.shelf.fetched_bytes(row),
            sum(file.bytes or file.about_bytes for file in missing),
            len(row.files) - len(missing),
            item,
            self._reading.get(row.name),
            tuple(name for name in row.serves if self._is_used(row, name)),
            error,
        )

    def add(self, row: Row) -> None:
        """Have `row` fetched, when it is its turn; from where it ended, if it was begun before."""
        self._errors.pop(row.name, None)
        self._downloads().add(row)

    def pause(self, row: Row) -> None:
        """Fetch `row` no more for now; what has come is kept."""
        self._downloads().cancel(row)

    def add_files(self, row: Row, paths: Sequence[Path]) -> None:
        """Add files that somebody has downloaded as those of `row`."""
        if row.name not in self._reading:
            self._background.spawn(self._add_files(row, paths))

    def remove(self, row: Row) -> None:
        """Take `row` away, with what has come of it."""
        self._background.spawn(self._remove(row))

    async def verify(self) -> tuple[Verdict, ...]:
        """Read all that was added; which networks are as they were added, and which are not."""
        total = max(1, self.shelf.size_bytes)
        before = {row.name: self.shelf.state(row) for row in self.rows.values()}
        heard = self._listener(lambda done: self.verified.emit(min(1.0, done / total)))
        verdicts = await asyncio.to_thread(self.shelf.verify, heard)
        for row in self.rows.values():
            self.changed.emit(row.name)
            if self.shelf.state(row) is not before[row.name]:
                self.came_or_went.emit(row.name)
        return verdicts

    async def aclose(self) -> None:
        """Stop; what has come is kept for the next time."""
        self._closed = True
        if self._queue is not None:
            await self._queue.aclose()

    async def _add_files(self, row: Row, paths: Sequence[Path]) -> None:
        from core.library.adding import add_file  # noqa: PLC0415 - rarely used

        self._errors.pop(row.name, None)
        self._items.pop(row.name, None)
        # Each is read to be recognised, and once more to be copied.
        total = max(1, 2 * sum(size_of(path) for path in paths))
        self._read(row, 0.0)
        heard = self._listener(lambda done: self._read(row, min(1.0, done / total)))
        try:
            for path in paths:
                await asyncio.to_thread(add_file, self.shelf, path, row, heard)
        except UnderdrawingError as error:
            self._errors[row.name] = error
        finally:
            self._reading.pop(row.name, None)
        self._tell(row)

    async def _remove(self, row: Row) -> None:
        self._errors.pop(row.name, None)
        item = self._items.get(row.name)
        if item is not None and not item.stage.is_over:
            # Who writes its part must have let go of it.
            leaving = self._leaving[row.name] = asyncio.get_running_loop().create_future()
            self.pause(row)
            await leaving
        try:
            await asyncio.to_thread(self.shelf.remove, row)
        except UnderdrawingError as error:
            self._errors[row.name] = error
        self._items.pop(row.name, None)
        self._tell(row)

    def _is_used(self, row: Row, preprocessor: Preprocessor) -> bool:
        use = self._methods.used(CATALOG[preprocessor])
        return use is not None and use.method.row is row

    def _tell(self, row: Row) -> None:
        self.changed.emit(row.name)
        self.came_or_went.emit(row.name)

    def _read(self, row: Row, fraction: float) -> None:
        self._reading[row.name] = fraction
        self.changed.emit(row.name)

    def _listener(self, tell: Callable[[int], None]) -> Callable[[int], None]:
        """Hears in a thread of so many bytes more, and tells on this loop how many there are."""
        loop, done = asyncio.get_running_loop(), 0

        def hear(more: int) -> None:
            nonlocal done
            if self._closed:
                raise _Ended
            done += more
            loop.call_soon_threadsafe(tell, done)

        return hear

    def _downloads(self) -> Queue:
        if self._queue is None:
            from core.backoff import Clock  # noqa: PLC0415
            from core.library.download import Downloads  # noqa: PLC0415 - httpx comes with it
            from core.library.hub import Hub  # noqa: PLC0415
            from core.library.queue import Queue  # noqa: PLC0415

            self._hub = Hub(offline=self._offline, wall=Clock().wall)
            self._queue = Queue(Downloads(self.shelf, self._hub), self._hear)
        return self._queue

    def _hear(self, item: Item) -> None:
        self._items[item.row.name] = item
        if item.stage.is_over:
            leaving = self._leaving.pop(item.row.name, None)
            if leaving is not None:
                leaving.set_result(None)
            self._tell(item.row)
        else:
            self.changed.emit(item.row.name)

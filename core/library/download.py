"""Fetching a network of the library: resumed, verified, looked at, and only then installed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack, closing
from http import HTTPStatus
from typing import ParamSpec, TypeVar

import httpx

from core.backoff import TRIES, Backoff, Clock
from core.library.answers import begins_at, whole_size
from core.library.hashing import is_page
from core.library.hub import Hub, Place, Setback
from core.library.part import Busy, Part, part_path
from core.library.progress import Meter, Phase, TransferListener, ignore_transfer
from core.library.records import Record
from core.library.row import Row, RowFile
from core.library.sentences import unpinned, unwritable
from core.library.shelf import Shelf
from core.library.taking import free_bytes, take
from core.library.troubles import Troubles

WRITE_BYTES, WRITE_S = 1 << 18, 0.25
"""What came is written when it is so much, or so old; kill -9 loses no more than that."""

MAX_BYTES = 2 * 10**9
"""What is longer, where nobody tells how long it is, is not the file."""

PATIENCE_S = 120.0
"""Who asks for a longer pause is left alone, and it is said."""

_P = ParamSpec("_P")
_Result = TypeVar("_Result")


class Downloads:
    """Brings networks from `hub` onto `shelf`. All methods belong to one event loop."""

    def __init__(self, shelf: Shelf, hub: Hub, clock: Clock | None = None) -> None:
        self.shelf = shelf
        self.hub = hub
        self.clock = clock or Clock()

    async def bring(self, row: Row, listener: TransferListener = ignore_transfer) -> None:
        """Fetch what is missing of `row`, or is not as it was, and install it.

        Raises LibraryError, with nothing half installed. What has come of a file is kept then, and
        when this is cancelled, and gone on with the next time, unless it is not the right file.
        """
        missing = await _in_thread(self.shelf.missing, row, reading=True)
        if not missing:
            return
        if not row.is_pinned:
            raise unpinned(self.hub.endpoint, row)
        total = sum(file.bytes or file.about_bytes for file in missing)
        meter = Meter(listener, total, self.clock.now)
        for file in missing:
            await _File(self, row, file, meter).bring()

    async def aclose(self) -> None:
        """Let go of all connections."""
        await self.hub.aclose()


class _File:
    """One file on its way."""

    def __init__(self, downloads: Downloads, row: Row, file: RowFile, meter: Meter) -> None:
        assert file.sha256 is not None
        self._shelf = downloads.shelf
        self._hub = downloads.hub
        self._row = row
        self._file = file
        self._sha256 = file.sha256
        self._size = file.bytes
        self._meter = meter
        self._clock = downloads.clock
        self._pieced = False
        self._troubles: Troubles = downloads.hub.troubles(row, file)

    async def bring(self) -> None:
        """Have it installed."""
        if await _in_thread(self._is_here):
            return
        self._hub.refuse_offline(self._row)
        path = part_path(self._shelf.folder, self._sha256)
        try:
            with ExitStack() as held:
                # Held from within the thread: this may be cancelled while it reads a large one.
                part = await _in_thread(lambda: held.enter_context(closing(Part.open(path))))
                if await _in_thread(self._is_here):  # who had it before has just finished it
                    await _in_thread(part.delete)
                    return
                await self._complete(part)
                self._meter.end(part.size)
                self._meter.enter(Phase.CHECKING)
                await _in_thread(take, part, self._sha256, self._row, self._file, self._shelf)
        except Busy:
            raise self._troubles.busy() from None
        except OSError as error:
            raise unwritable(self._shelf.folder, error) from error

    def _is_here(self) -> bool:
        """Whether the network lies here already, for another row or from an interrupted run."""
        sha256 = self._file.member_sha256 if self._file.is_archive else self._sha256
        size = None if sha256 is None else self._shelf.bytes_of(sha256)
        if sha256 is None or size is None:
            return False
        archive = self._sha256 if self._file.is_archive else ""
        self._shelf.remember(self._row, self._file, Record(sha256, size, archive))
        return True

    async def _complete(self, part: Part) -> None:
        """Have all of the file in `part`, with the right hash."""
        self._pieced = part.size > 0
        for last in (False, True):
            host = await self._fetch_all(part)
            digest = await _in_thread(part.settle)
            if digest.sha256 == self._sha256:
                return
            if last or not self._pieced:
                await _in_thread(part.delete)
                told = f"{digest.bytes} bytes, sha256 {digest.sha256}"
                raise self._troubles.other_file(host, told)
            # Pieces may have suffered, such as from a power cut: once more, from the start.
            await self._start_over(part)

    async def _start_over(self, part: Part) -> None:
        await _in_thread(part.start_over)
        self._pieced = False

    async def _fetch_all(self, part: Part) -> str:
        """Fetch until `part` has the size of the file; the host that gave the last of it."""
        backoff = Backoff(self._clock.chance)
        while True:
            had = part.size
            try:
                return await self._try(part)
            except Setback as setback:
                if part.size > had:
                    backoff.reset()
                pause = backoff.next(setback.after_s)
                if not setback.passing or backoff.failures >= TRIES or pause > PATIENCE_S:
                    raise setback.error from setback
                self._meter.enter(Phase.PAUSING, why=setback.error.what)
                await self._clock.sleep(pause)

    async def _try(self, part: Part) -> str:
        """Ask for where it lies, and for what is missing. Raises Setback, and OSError of disks."""
        if self._size is not None and part.size == self._size:
            return self._hub.host
        self._meter.start_at(part.size)
        self._meter.enter(Phase.ASKING, host=self._hub.host)
        place = await self._hub.find(self._row, self._file)
        size = self._agreed_size(place)
        if size is not None and part.size > size:
            await self._start_over(part)
        if size is not None and part.size == size:
            return place.url.host
        if size is not None:
            self._see_to_room(size, part)
        async with self._hub.stream(place, part.size, self._row, self._file) as response:
            host = response.url.host
            status = response.status_code
            goes_on = begins_at(response, part.size)
            if status != HTTPStatus.OK and not goes_on:
                await self._start_over(part)
                told = f"{status}, not from the byte that was asked for"
                raise Setback(self._troubles.broke_off(host, told), passing=True)
            self._meter.start_at(part.size if goes_on else 0)
            self._meter.enter(Phase.FETCHING, host=host)
            await self._receive(response, part, size, goes_on=goes_on)
        if size is not None and part.size < size:
            raise Setback(self._troubles.broke_off(host, "it ended early"), passing=True)
        return host

    def _agreed_size(self, place: Place) -> int | None:
        """The size of the file, on which the catalogue and the hub agree, with its hash."""
        told = f"{place.bytes} bytes, sha256 {place.sha256}"
        if place.sha256 not in (None, self._sha256):
            raise self._troubles.other_file(self._hub.host, told)
        if self._size is None and place.bytes is not None:
            self._size = place.bytes
            self._meter.correct(self._size - self._file.about_bytes)
        if place.bytes not in (None, self._size):
            raise self._troubles.other_file(self._hub.host, told)
        return self._size

    def _see_to_room(self, size: int, part: Part) -> None:
        needed = size - part.size + (size if self._file.is_archive else 0)
        free = free_bytes(self._shelf.folder)
        if free < needed:
            raise self._troubles.no_room(needed, free)

    async def _receive(
        self, response: httpx.Response, part: Part, size: int | None, *, goes_on: bool
    ) -> None:
        """Append what comes to `part`, which begins anew unless it `goes_on`."""
        most = size if size is not None else MAX_BYTES
        waiting, since = bytearray(), self._clock.now()
        host, is_first = response.url.host, True
        try:
            async for chunk in response.aiter_bytes():
                if is_first:
                    begins = not goes_on or not part.size
                    if begins and is_page(chunk):
                        raise Setback(self._troubles.page(host))
                    told = whole_size(response)
                    if None not in (size, told) and told != size:
                        details = f"{told} bytes, not {size}"
                        raise Setback(self._troubles.other_file(host, details))
                    if begins:
                        await self._start_over(part)
                    self._pieced |= goes_on
                    is_first = False
                waiting += chunk
                if part.size + len(waiting) > most:
                    waiting.clear()
                    await _in_thread(part.delete)
                    raise Setback(self._troubles.other_file(host, f"more than {most} bytes"))
                now = self._clock.now()
                if len(waiting) >= WRITE_BYTES or now - since >= WRITE_S:
                    await self._write(part, waiting)
                    since = now
        finally:
            # Whatever ends it, what has come is worth keeping.
            await self._write(part, waiting)

    async def _write(self, part: Part, waiting: bytearray) -> None:
        if waiting:
            data = bytes(waiting)
            waiting.clear()
            await _in_thread(part.write, data)
            self._meter.at(part.size)


async def _in_thread(work: Callable[_P, _Result], *args: _P.args, **kwargs: _P.kwargs) -> _Result:
    """The result of `work`, done in a thread; cancelled, this ends when that has ended."""
    doing = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        raise

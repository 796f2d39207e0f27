"""Keeps the list of pictures that a batch is planned with, from one start to the next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from core.batch.planned import Planned, PlannedList
from core.errors import UnderdrawingError
from ui.background import Background
from ui.batch.source_list import SourceList

_log = logging.getLogger(__name__)


class ListKeeping:
    """Fills `shown` with what `kept` has, once; from then on writes there what is on the list.

    The disk is asked on one thread, so that what is written last is what was there last.
    """

    def __init__(self, shown: SourceList, kept: PlannedList, background: Background) -> None:
        self._shown = shown
        self._kept = kept
        self._background = background
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="planned")
        self._written: Sequence[Planned] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        """Have on the list what was there when the program ended, if that is not done yet."""
        async with self._one_at_a_time:
            if self._written is not None:
                return
            loop = asyncio.get_running_loop()
            self._written = await loop.run_in_executor(self._thread, self._kept.load)
            self._shown.restore(self._written)
            self._shown.listed.connect(self._write_soon)
        self._write_soon()

    async def aclose(self) -> None:
        """Write what is not written yet."""
        try:
            if self._written is not None:
                await self._write()
        except UnderdrawingError as error:
            # There is no window left to say it in; most often it was said at the last change.
            _log.error("the list of the next batch was not written: %s", error)
        finally:
            self._thread.shutdown(wait=False)

    def _write_soon(self) -> None:
        self._background.spawn(self._write())

    async def _write(self) -> None:
        planned = self._shown.planned
        if planned != self._written:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._thread, self._kept.save, planned)
            # Not before: it may have been stopped until then.
            self._written = planned

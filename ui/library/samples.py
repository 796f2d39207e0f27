"""Guides of the sample picture by any method, to compare them: made when asked for, and kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.engine import Engine
from core.latest import LatestWins
from core.library.shelf import Shelf
from core.local.methods import PACK, Methods
from core.preprocessor import Preprocessor
from core.task import PreprocessTask
from ui.incoming import incoming_path
from ui.thumbnail import Thumbnail, small_copy

if TYPE_CHECKING:
    from core.picture import Picture

KEPT_SIDE = 640
"""The longer side of what is kept, in pixels: a sharp picture on a screen of 200 %."""


@dataclass(frozen=True)
class Sample:
    """The guide of the sample picture by `preprocessor`, made by the method called `method`."""

    preprocessor: Preprocessor
    method: str = PACK


class Samples(QObject):
    """Makes samples one after the other on an engine of its own, which `engine` gives for methods.

    `made` carries a Sample and its Thumbnail, `failed` a Sample and the error. Networks that are
    others than when a sample was made give another.
    """

    made = Signal(object, object)
    failed = Signal(object, object)

    def __init__(self, picture: Path, shelf: Shelf, engine: Callable[[Methods], Engine]) -> None:
        super().__init__()
        self._path = picture
        self._shelf = shelf
        self._methods = Methods(shelf)
        self._new_engine = engine
        self._engine: Engine | None = None
        self._copy: Picture | None = None
        self._wanted: list[Sample] = []
        self._kept: dict[Hashable, Thumbnail] = {}
        self._making = LatestWins(self._make, self._deliver, self._fail)

    def find(self, sample: Sample) -> Thumbnail | None:
        """The picture of `sample`, if it was made."""
        return self._kept.get(self._key(sample))

    def want(self, samples: Sequence[Sample]) -> None:
        """Have these made, and no others that were wanted before."""
        self._wanted = [sample for sample in samples if self.find(sample) is None]
        self._go_on()

    async def aclose(self) -> None:
        """Stop, and let go of the engine."""
        await self._making.aclose()
        if self._engine is not None:
            await self._engine.aclose()

    def _key(self, sample: Sample) -> Hashable:
        row = self._shelf.rows.get(sample.method)
        files = row.files if row is not None else ()
        return sample, tuple(self._shelf.records.find(row, file) for file in files if row)

    def _go_on(self) -> None:
        if self._wanted:
            self._making.submit(self._wanted[0])
        else:
            self._making.cancel()

    async def _make(self, sample: Sample) -> Thumbnail:
        if self._engine is None:
            self._engine = self._new_engine(self._methods)
        if self._copy is None:
            picture = await incoming_path(self._path).load()
            self._copy = await asyncio.to_thread(small_copy, picture)
        copy = self._copy
        self._methods.choose(sample.preprocessor, sample.method)
        guide = await self._engine.run(copy, PreprocessTask(preprocessor=sample.preprocessor))
        row = self._shelf.rows.get(sample.method)
        why = None if row is None else self._methods.refused(row)
        if why is not None:
            raise why
        shape = (copy.width, copy.height)
        return await asyncio.to_thread(Thumbnail, guide.pixels, shape, KEPT_SIDE)

    def _deliver(self, sample: Sample, thumbnail: Thumbnail) -> None:
        self._kept[self._key(sample)] = thumbnail
        self._next(sample)
        self.made.emit(sample, thumbnail)

    def _fail(self, sample: Sample, error: Exception) -> None:
        self._next(sample)
        self.failed.emit(sample, error)

    def _next(self, sample: Sample) -> None:
        self._wanted = [other for other in self._wanted if other != sample]
        if self._wanted:
            self._go_on()

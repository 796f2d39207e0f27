"""The engine of this computer: one worker thread that opens pictures and makes guides of them."""

from __future__ import annotations

import asyncio
import importlib
import time
import traceback
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, cast

from core.catalog import CATALOG
from core.engine import Progress, ProgressListener, ignore_progress
from core.errors import EngineError, NotOffered, UnderdrawingError
from core.guide import Guide
from core.preprocessor import Entry, LocalMethod, Preprocessor
from core.task import PreprocessTask

if TYPE_CHECKING:
    from core.local.method import Maker, Opener
    from core.options import Options
    from core.picture import Picture, Pixels

    _Opened = tuple[Picture, tuple[int, int], Preprocessor]

KEPT_MAKERS = 4
"""How many opened pictures stay ready for other options; a Maker may hold several times its
picture's memory, so they are few: enough to go back and forth between preprocessors."""


class LocalEngine:
    """Makes the guides that the catalogue has a local method for. See core.engine.Engine.

    Work runs on one thread in the order asked for: OpenCV and onnxruntime use all cores by
    themselves, and makers need no locks. A cancelled run that has not begun never begins; one
    that has begun goes on unseen, since an OpenCV call cannot be interrupted.
    """

    name = "local"

    def __init__(self, catalog: Mapping[Preprocessor, Entry] = CATALOG) -> None:
        self._catalog = catalog
        self._makers: OrderedDict[_Opened, Maker] = OrderedDict()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="local-engine")

    @property
    def offers(self) -> frozenset[Preprocessor]:
        return frozenset(name for name, entry in self._catalog.items() if entry.local)

    async def run(
        self, picture: Picture, task: PreprocessTask, progress: ProgressListener = ignore_progress
    ) -> Guide:
        """See Engine.run. Raises NotOffered, and EngineError where a method fails."""
        entry = self._catalog[task.preprocessor]
        if entry.local is None:
            raise NotOffered(
                f"{entry.title} cannot be made on this computer yet.",
                "Choose another preprocessor.",
            )
        progress(Progress("making"))
        return await asyncio.get_running_loop().run_in_executor(
            self._worker, self._make, picture, task, entry, entry.local
        )

    async def aclose(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)
        self._makers.clear()

    def _make(
        self, picture: Picture, task: PreprocessTask, entry: Entry, local: LocalMethod
    ) -> Guide:
        began = time.perf_counter()
        size = task.guide_size(picture.width, picture.height)
        try:
            maker = self._maker(picture, size, task.preprocessor, local.opener)
            pixels = maker(cast("Options", task.options))
            return Guide(
                pixels=pixels,
                task=task,
                engine=self.name,
                method=local.method,
                quality=local.quality,
                seconds=time.perf_counter() - began,
                remark="" if pixels.any() else entry.nothing_found,
            )
        except UnderdrawingError:
            raise
        except MemoryError as error:
            raise EngineError(
                f"There is not enough memory for this guide at {size[0]} x {size[1]} pixels.",
                "Ask for a smaller width, or close other programs.",
            ) from error
        except Exception as error:
            raise EngineError(
                f"{entry.title} failed on this picture.",
                "Try another size or other options; the details say what went wrong.",
                details=traceback.format_exc(),
            ) from error

    def _maker(
        self, picture: Picture, size: tuple[int, int], preprocessor: Preprocessor, opener: str
    ) -> Maker:
        key = (picture, size, preprocessor)
        if key not in self._makers:
            self._makers[key] = _find_opener(opener)(_shrink(picture.pixels, size))
            if len(self._makers) > KEPT_MAKERS:
                self._makers.popitem(last=False)
        self._makers.move_to_end(key)
        return self._makers[key]


def _find_opener(name: str) -> Opener:
    module, function = name.split(":")
    return cast("Opener", getattr(importlib.import_module(module), function))


def _shrink(rgb: Pixels, size: tuple[int, int]) -> Pixels:
    """`rgb` at `size` (width, height), nowhere larger: the mean of the area covered, read-only."""
    if size == (rgb.shape[1], rgb.shape[0]):
        return rgb
    import cv2  # noqa: PLC0415 - the engine must exist before OpenCV is imported

    small = cast("Pixels", cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))
    small.flags.writeable = False
    return small

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
from core.errors import EngineError, LibraryError, NotOffered, UnderdrawingError
from core.guide import Guide
from core.local.methods import Method, Methods, Use
from core.local.networks import Networks
from core.local.pack import Pack
from core.local.stopping import Stop, until
from core.paths import model_pack
from core.preprocessor import Entry, Preprocessor
from core.task import PreprocessTask
from core.wording import say, together

if TYPE_CHECKING:
    from core.local.library.model import LibraryOpener
    from core.local.method import Drawn, Maker, NetworkOpener, Opener, TellingMaker
    from core.options import Options
    from core.picture import Picture, Pixels

    _Opened = tuple[Picture, tuple[int, int], Preprocessor, str, tuple[str, ...]]

KEPT_MAKERS = 4
"""How many preprocessors and sizes of a picture stay ready for other options; a Maker may hold
several times its picture's memory, so they are few: enough to go back and forth."""

CV_NO_MEMORY = -4
"""The code of OpenCV's error for a failed allocation."""


class LocalEngine:
    """Makes the guides that the catalogue has a local method for. See core.engine.Engine.

    `networks`: what those methods run; by default the pack that ships with the application. Where
    memory runs out, all of them and what is kept of the picture are let go, and the guide is tried
    once more.
    `methods`: which method of several makes a guide; by default the catalogue's. One of the library
    that cannot be run gives way to the pack's, and the guide's remark says so.

    Work runs on one thread in the order asked for: OpenCV and onnxruntime use all cores by
    themselves, and makers need no locks. A cancelled run that has not begun never begins; one
    that has begun ends unseen within a network, or before the next one or tile.
    """

    name = "local"

    def __init__(
        self,
        catalog: Mapping[Preprocessor, Entry] = CATALOG,
        networks: Networks | None = None,
        methods: Methods | None = None,
    ) -> None:
        self._catalog = catalog
        self._networks = networks or Networks(Pack(model_pack()))
        self._methods = methods or Methods()
        self._makers: OrderedDict[_Opened, Maker | TellingMaker] = OrderedDict()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="local-engine")

    @property
    def offers(self) -> frozenset[Preprocessor]:
        """Those that have a way of this computer."""
        return frozenset(name for name, entry in self._catalog.items() if entry.local)

    async def run(
        self, picture: Picture, task: PreprocessTask, progress: ProgressListener = ignore_progress
    ) -> Guide:
        """See Engine.run. Raises NotOffered, and EngineError where a method fails."""
        entry = self._catalog[task.preprocessor]
        if entry.local is None:
            raise NotOffered(
                say("{title} cannot be made on this computer yet.", title=say(entry.title)),
                "Choose another preprocessor.",
            )
        progress(Progress("making"))
        stop = Stop()
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._worker, self._make, picture, task, entry, stop
            )
        finally:
            stop.set()

    async def aclose(self) -> None:
        """See Engine.aclose. What runs is not waited for."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        self._makers.clear()

    def _make(self, picture: Picture, task: PreprocessTask, entry: Entry, stop: Stop) -> Guide:
        size = task.guide_size(picture.width, picture.height)
        try:
            with until(stop):
                try:
                    return self._made(picture, size, task, entry)
                except Exception as error:
                    if not _is_out_of_memory(error):
                        raise
                self._makers.clear()
                self._networks.release()
                return self._made(picture, size, task, entry)
        except UnderdrawingError:
            raise
        except Exception as error:
            if _is_out_of_memory(error):
                raise EngineError(
                    say(
                        "There is not enough memory for this guide at {width} x {height} pixels.",
                        width=size[0],
                        height=size[1],
                    ),
                    "Ask for a smaller width, or close other programs.",
                ) from error
            raise EngineError(
                say("{title} failed on this picture.", title=say(entry.title)),
                "Try another size or other options; the details say what went wrong.",
                details=traceback.format_exc(),
            ) from error

    def _made(
        self,
        picture: Picture,
        size: tuple[int, int],
        task: PreprocessTask,
        entry: Entry,
    ) -> Guide:
        began = time.perf_counter()
        self._methods.forget_removed(self._networks)
        use, drawn = self._drawn(picture, size, task, entry)
        local = use.method.local
        remarks = (
            "" if drawn.pixels.any() else entry.nothing_found,
            drawn.remark,
            self._networks.remark if local.networks or use.method.row else "",
            use.remark,
        )
        return Guide(
            pixels=drawn.pixels,
            task=task,
            engine=self.name,
            method=local.method,
            quality=local.quality,
            seconds=time.perf_counter() - began,
            remark=together(*remarks),
            people=drawn.people,
            deep=drawn.deep,
        )

    def _drawn(
        self, picture: Picture, size: tuple[int, int], task: PreprocessTask, entry: Entry
    ) -> tuple[Use, Drawn]:
        """What is drawn by the first method that can, and which that is."""
        from core.local.method import Drawn  # noqa: PLC0415 - it brings numpy; the window is first

        while True:
            use = self._methods.used(entry)
            assert use is not None, entry.title
            try:
                make = self._maker(picture, size, task.preprocessor, use.method)
                made = make(cast("Options", task.options))
            except LibraryError as error:
                if use.method.row is None:
                    raise
                self._methods.refuse(use.method.row, error)
            else:
                return use, made if isinstance(made, Drawn) else Drawn(made)

    def _maker(
        self,
        picture: Picture,
        size: tuple[int, int],
        preprocessor: Preprocessor,
        method: Method,
    ) -> Maker | TellingMaker:
        key = (picture, size, preprocessor, method.name, method.files)
        if key not in self._makers:
            for other in [kept for kept in self._makers if kept[0] is not picture]:
                del self._makers[other]
            rgb = _shrink(picture.pixels, size)
            self._makers[key] = self._open(rgb, preprocessor, method)
            if len(self._makers) > KEPT_MAKERS:
                self._makers.popitem(last=False)
        self._makers.move_to_end(key)
        return self._makers[key]

    def _open(
        self, rgb: Pixels, preprocessor: Preprocessor, method: Method
    ) -> Maker | TellingMaker:
        module, name = method.local.opener.split(":")
        function = getattr(importlib.import_module(module), name)
        if method.row is not None:
            model = self._methods.model(method.row, preprocessor, self._networks)
            return cast("LibraryOpener", function)(rgb, model)
        if method.local.networks:
            return cast("NetworkOpener", function)(rgb, self._networks)
        return cast("Opener", function)(rgb)


def _is_out_of_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError) or getattr(error, "code", None) == CV_NO_MEMORY


def _shrink(rgb: Pixels, size: tuple[int, int]) -> Pixels:
    """`rgb` at `size` (width, height), nowhere larger: the mean of the area covered, read-only."""
    if size == (rgb.shape[1], rgb.shape[0]):
        return rgb
    import cv2  # noqa: PLC0415 - the engine must exist before OpenCV is imported

    small = cast("Pixels", cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))
    small.flags.writeable = False
    return small

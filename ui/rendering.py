"""The guide as it goes out: what the window shows, and what is exported, is one and the same."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core.latest import LatestWins
from core.preprocessor import Look
from core.rendition import Rendition
from ui.pyramid import Pyramid
from ui.qimage import copy_to_qimage
from ui.session import Session
from ui.shown import ShownGuide

if TYPE_CHECKING:
    from core.encoding import Samples
    from core.guide import Guide
    from core.picture import Pixels

CHECKS = (0x70, 0x90)
CHECK_PX = 8


@dataclass(frozen=True, eq=False)
class _Wish:
    shown: ShownGuide
    rendition: Rendition


class Rendering(QObject):
    """Holds how guides go out, and follows the session's guide.

    `shown_changed` carries the guide with what is to be painted of it, or None; `changed` tells of
    another rendition, `working_changed` whether one is being drawn, and `failed` carries the error
    of one that this guide cannot have.
    """

    shown_changed = Signal(object)  # ShownGuide or None
    changed = Signal()
    working_changed = Signal(bool)
    failed = Signal(object)

    def __init__(self, session: Session, rendition: Rendition) -> None:
        super().__init__(session)
        self._session = session
        self._rendition = rendition
        self._drawing = LatestWins(_drawn, self._drawn, self._not_drawn, self.working_changed.emit)
        session.guide_changed.connect(self._follow)

    @property
    def session(self) -> Session:
        """Whose guide is drawn."""
        return self._session

    @property
    def rendition(self) -> Rendition:
        """How guides go out."""
        return self._rendition

    @property
    def working(self) -> bool:
        """Whether a guide is being drawn as it goes out."""
        return self._drawing.busy

    def set(self, rendition: Rendition) -> None:
        """Send them out that way from now on."""
        if rendition == self._rendition:
            return
        looks = self._looks(rendition) != self._looks(self._rendition)
        self._rendition = rendition
        self.changed.emit()
        if looks:
            self._follow()

    async def aclose(self) -> None:
        """Draw no more."""
        await self._drawing.aclose()

    def _looks(self, rendition: Rendition) -> Rendition:
        """Of `rendition` that which is seen: not the file's format."""
        return Rendition(
            invert=rendition.invert, transparent=rendition.transparent, fit=rendition.fit
        )

    def _follow(self) -> None:
        shown = self._session.guide
        self._drawing.cancel()
        wanted = Rendition() if shown is None else self._looks(self._rendition.suited(shown.guide))
        if shown is None or not wanted.changes_pixels:
            self.shown_changed.emit(shown)
        else:
            self._drawing.submit(_Wish(shown, wanted), subject=shown)

    def _drawn(self, wish: _Wish, shown: ShownGuide) -> None:
        self.shown_changed.emit(shown)

    def _not_drawn(self, wish: _Wish, error: Exception) -> None:
        self.shown_changed.emit(wish.shown)
        self.failed.emit(error)


def image_of(guide: Guide, rendition: Rendition) -> QImage:
    """The pixels that go out, with 8 bits, for a clipboard or a drag. For a worker thread."""
    from core.rendering import render  # noqa: PLC0415 - the window shows before numpy comes

    return copy_to_qimage(cast("Pixels", render(guide, rendition.replace(deep=False))))


async def _drawn(wish: _Wish) -> ShownGuide:
    guide = wish.shown.guide
    binary = guide.task.entry.look is Look.BINARY and not wish.rendition.transparent

    def draw() -> Pyramid:
        from core.rendering import render  # noqa: PLC0415 - the window shows before numpy comes

        return Pyramid(_painted(render(guide, wish.rendition)), binary=binary)

    return ShownGuide(guide, await asyncio.to_thread(draw))


def _painted(samples: Samples) -> Pixels:
    """Grey or RGB for `samples`, 8 bits; what is transparent lies on checks of two greys."""
    import numpy as np  # noqa: PLC0415 - see above

    if samples.ndim == 2 or samples.shape[2] == 3:
        return cast("Pixels", samples)
    height, width, layers = samples.shape
    rows, columns = np.arange(height) // CHECK_PX, np.arange(width) // CHECK_PX
    checks = np.asarray(CHECKS, np.float32)[(rows[:, None] + columns) % 2, None]
    alpha = samples[:, :, layers - 1 :].astype(np.float32) / np.float32(255)
    painted = np.rint(samples[:, :, : layers - 1] * alpha + checks * (1 - alpha)).astype(np.uint8)
    return cast("Pixels", painted[:, :, 0] if layers == 2 else painted)

"""The guide as a file that goes along: dragged into another program or a folder, or copied."""

from __future__ import annotations

import asyncio
import shutil
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QPixmap

from core.export import export_guide, guide_name
from core.on_disk import make_folder
from core.paths import carried_folder
from core.rendition import Rendition
from core.wording import say
from ui.actions import Actions
from ui.background import Background
from ui.drag_handle import DragHandle
from ui.export_panel import ExportPanel
from ui.notice import Kind, Notice, Topic
from ui.one_export import Source
from ui.rendering import Rendering, image_of
from ui.shown import ShownGuide
from ui.wording import tr

if TYPE_CHECKING:
    from core.guide import Guide

PREVIEW_PX = 160
KEEP_S = 24 * 3600
"""Another program may read a file long after it was let fall; a day later nobody does."""


class Carrier(QObject):
    """Writes the guide that is shown to a file of its own, and hands it to who takes it.

    The file is begun when `handle` is pressed, so that it is there when the drag begins. `taken` is
    told when somebody has it.
    """

    taken = Signal()

    def __init__(
        self,
        rendering: Rendering,
        panel: ExportPanel,
        commands: Actions,
        background: Background,
        notify: Callable[[Notice], None],
    ) -> None:
        super().__init__(panel)
        self._rendering = rendering
        self._session = rendering.session
        self._background = background
        self._notify = notify
        self._handle: DragHandle = panel.handle
        self._writing: asyncio.Task[QMimeData] | None = None
        self._of: tuple[ShownGuide, Rendition] | None = None
        self._dragging = False
        commands.copy_file.triggered.connect(self.copy_file)
        self._handle.pressed.connect(self._begin)
        self._handle.drag_asked.connect(self._drag_soon)

    def copy_file(self) -> None:
        """Put the guide on the clipboard as a file, and as pixels for who wants those."""
        if self._session.guide is not None:
            self._background.spawn(self.copy(*self._shown()))

    @staticmethod
    def sweep() -> None:
        """Remove what was carried out in earlier runs. For a worker thread."""
        for folder in carried_folder().glob("*"):
            try:
                old = folder.stat().st_mtime < time.time() - KEEP_S
            except OSError:
                continue
            if old:
                shutil.rmtree(folder, ignore_errors=True)

    async def copy(self, guide: Guide, source: Source) -> None:
        """Put `guide`, which is of the picture `source`, on the clipboard, as `copy_file` does."""
        QGuiApplication.clipboard().setMimeData(await self._mime(guide, source))
        self.taken.emit()
        self._notify(Notice(Kind.DONE, tr("Copied the guide as a file."), topic=Topic.TAKEN))

    def _shown(self) -> tuple[Guide, Source]:
        """The guide that is shown, and its picture."""
        shown, picture = self._session.guide, self._session.picture
        assert shown is not None
        assert picture is not None
        return shown.guide, Source.of(picture.picture, preview=self._session.preview)

    async def _mime(self, guide: Guide, source: Source) -> QMimeData:
        """`guide` as a file and as pixels. Raises ExportError."""
        rendition = self._rendering.rendition.suited(guide)
        file_name = guide_name(source.called, guide.task.preprocessor, rendition.format)
        path = carried_folder() / uuid.uuid4().hex / file_name

        def write() -> QImage:
            make_folder(
                path.parent,
                say("See that you may write there, and that the disk is in order, then try again."),
            )
            name, mark = source.name, source.mark
            export_guide(guide, path, rendition, name, mark=mark, overwrite=False)
            return image_of(guide, rendition)

        image = await asyncio.to_thread(write)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        mime.setImageData(image)
        return mime

    def _begin(self) -> None:
        shown = self._session.guide
        if shown is None:
            return
        wanted = (shown, self._rendering.rendition)
        if self._writing is None or self._of != wanted or self._writing.done():
            self._of = wanted
            self._writing = asyncio.get_running_loop().create_task(self._mime(*self._shown()))
            # Pressed and not dragged, nobody awaits it, nor wants to know why it failed.
            self._writing.add_done_callback(lambda done: done.cancelled() or done.exception())

    def _drag_soon(self) -> None:
        if self._writing is not None and not self._dragging:
            self._background.spawn(self._drag_when_written(self._writing))

    async def _drag_when_written(self, writing: asyncio.Task[QMimeData]) -> None:
        mime = await writing
        # Dragging has an event loop of its own, which must not turn inside of a task.
        QTimer.singleShot(0, self, lambda: self._drag(mime))

    def _drag(self, mime: QMimeData) -> None:
        if self._dragging or not self._handle.is_held:
            return
        self._dragging = True
        drag = QDrag(self._handle)
        drag.setMimeData(mime)
        drag.setPixmap(_preview(mime))
        try:
            if drag.exec(Qt.DropAction.CopyAction) is not Qt.DropAction.IgnoreAction:
                self.taken.emit()
        finally:
            self._dragging = False
            self._writing = None
            self._handle.let_go()


def _preview(mime: QMimeData) -> QPixmap:
    size = QSize(PREVIEW_PX, PREVIEW_PX)
    how = Qt.TransformationMode.SmoothTransformation
    pixmap = QPixmap.fromImage(mime.imageData())
    return pixmap.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, how)

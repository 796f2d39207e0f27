"""Taking the guide out of the window: to a file that the user names, and to the clipboard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from core.export import format_of, guide_name, save_guide
from core.guide import Guide
from core.task import OutputFormat
from ui.background import Background
from ui.notice_bar import Kind, Notice
from ui.qimage import copy_to_qimage


class Exporter(QObject):
    """Asks where a guide shall go and writes it there, off the GUI thread."""

    folder_changed = Signal(str)

    def __init__(
        self,
        window: QWidget,
        background: Background,
        notify: Callable[[Notice], None],
        folder: str = "",
    ) -> None:
        super().__init__(window)
        self._window = window
        self._background = background
        self._notify = notify
        self._folder = folder

    @property
    def folder(self) -> str:
        """Where the last guide went, or empty."""
        return self._folder

    def ask(
        self, guide: Guide, picture_name: str, form: OutputFormat, quality: int, beside: str
    ) -> None:
        """Open a file dialog for `guide`; it also asks before a file is replaced.

        It starts where the last guide went, or at first in the folder `beside`, if it is any.
        """
        dialog = QFileDialog(self._window, "Export the guide")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        suffix = form.value.lower()
        others = [other.lower() for other in OutputFormat if other is not form]
        dialog.setNameFilters([f"{kind.upper()} (*.{kind})" for kind in (suffix, *others)])
        dialog.setDefaultSuffix(suffix)
        dialog.setDirectory(self._start_folder(beside))
        dialog.selectFile(guide_name(picture_name, guide.task.preprocessor, form))
        dialog.accepted.connect(
            lambda: self._background.spawn(
                self._save(guide, Path(dialog.selectedFiles()[0]), form, quality)
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def copy(self, guide: Guide) -> None:
        """Put the pixels of `guide` on the clipboard, at full size."""
        QGuiApplication.clipboard().setImage(copy_to_qimage(guide.pixels))
        self._notify(Notice(Kind.DONE, f"Copied the guide, {guide.width} × {guide.height}."))

    async def _save(self, guide: Guide, path: Path, form: OutputFormat, quality: int) -> None:
        wanted = format_of(path)
        # A suffix that is none of ours gets one more: then nobody was asked about that name.
        target = path if wanted else path.with_name(f"{path.name}.{form.lower()}")
        await asyncio.to_thread(
            save_guide, guide, target, wanted or form, quality, overwrite=wanted is not None
        )
        self._folder = str(target.parent)
        self.folder_changed.emit(self._folder)
        folder = QUrl.fromLocalFile(self._folder)
        self._notify(
            Notice(
                Kind.DONE,
                f"Exported {target.name}",
                f"to {target.parent}",
                actions=(("Open folder", lambda: _open(folder)),),
            )
        )

    def _start_folder(self, beside: str) -> str:
        for folder in (self._folder, beside):
            if folder and Path(folder).is_dir():
                return folder
        return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)


def _open(folder: QUrl) -> None:
    QDesktopServices.openUrl(folder)

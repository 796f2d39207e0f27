"""Taking the guide out of the window: to a file that the user names, and to the clipboard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.chosen_name import ChosenName
from core.export import free_path, guide_name, save_keypoints
from core.file_format import FileFormat
from core.guide import Guide
from core.on_disk import is_there
from core.preprocessor import Preprocessor
from core.rendition import Rendition
from ui.background import Background
from ui.notice import Kind, Notice, Topic
from ui.one_export import OneExport, Source
from ui.opening import start_folder
from ui.rendering import image_of
from ui.wording import tr

if TYPE_CHECKING:
    from core.picture import Picture
    from core.pose import People


class Exporter(QObject):
    """Asks where a guide shall go and writes it there, off the GUI thread.

    `taken` is told when it is there, or copied.
    """

    folder_changed = Signal(str)
    taken = Signal()

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
        self._in_turn = asyncio.Lock()
        self._chosen: dict[tuple[Source, Preprocessor], ChosenName] = {}

    @property
    def folder(self) -> str:
        """Where the last guide went, or empty."""
        return self._folder

    def set_folder(self, folder: str) -> None:
        """Begin there the next time; empty for the folder that the picture is in."""
        if folder != self._folder:
            self._folder = folder
            self.folder_changed.emit(folder)

    def ask(self, guide: Guide, source: Source, rendition: Rendition, beside: str) -> None:
        """Open a file dialog for `guide`, which was made of the picture `source`.

        It asks before a file is replaced; the picture's own file never is. It starts where the
        last guide went, or at first in the folder `beside`, if it is any.
        """
        form = rendition.format
        suffix = form.value.lower()
        others = [other.lower() for other in FileFormat if other is not form]
        title = tr("Export the preview") if source.preview else tr("Export the guide")
        dialog = self._dialog(title, beside)
        dialog.setNameFilters([f"{kind.upper()} (*.{kind})" for kind in (suffix, *others)])
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(guide_name(source.called, guide.task.preprocessor, form))
        dialog.accepted.connect(
            lambda: self._go(OneExport(guide, source, Path(dialog.selectedFiles()[0]), rendition))
        )
        dialog.open()

    def again(self, guide: Guide, source: Source, rendition: Rendition, beside: str) -> None:
        """Write `guide` where the last one went without a question, under a name that is free.

        That goes on from the one that was chosen last for a guide of this kind and picture.
        Where none went anywhere yet, it is asked as by `ask`.
        """
        if not self._folder:
            self.ask(guide, source, rendition, beside)
            return
        self._background.spawn(self._save_again(guide, source, rendition))

    def ask_joints(self, guide: Guide, picture: Picture, beside: str) -> None:
        """Open a file dialog for the joints of the people in the pose `guide`, as JSON."""
        people = guide.people
        assert people is not None
        name = guide_name(picture.name, guide.task.preprocessor, FileFormat.PNG)
        dialog = self._dialog(tr("Export the joints"), beside)
        dialog.setNameFilters(["OpenPose JSON (*.json)"])
        dialog.setDefaultSuffix("json")
        dialog.selectFile(str(Path(name).with_suffix(".json")))
        dialog.accepted.connect(
            lambda: self._background.spawn(
                self._save_joints(people, Path(dialog.selectedFiles()[0]))
            )
        )
        dialog.open()

    def copy(self, guide: Guide, rendition: Rendition) -> None:
        """Put the pixels of `guide` on the clipboard, as `rendition` has them."""
        rendition = rendition.suited(guide)
        if rendition.changes_pixels:
            self._background.spawn(self._copy(guide, rendition))
        else:
            self._put_on_clipboard(image_of(guide, rendition))

    def _go(self, export: OneExport) -> None:
        """Write `export`, or ask once more where the dialog asked about another name."""
        if export.path != export.target and is_there(export.target):
            question = QMessageBox(self._window)
            question.setIcon(QMessageBox.Icon.Warning)
            question.setText(tr("{name} is already there.", name=export.target.name))
            question.setInformativeText(tr("Replace it?"))
            question.setStandardButtons(
                QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
            )
            question.accepted.connect(lambda: self._background.spawn(self._save_chosen(export)))
            question.finished.connect(question.deleteLater)
            question.open()
            return
        self._background.spawn(self._save_chosen(export))

    async def _copy(self, guide: Guide, rendition: Rendition) -> None:
        self._put_on_clipboard(await asyncio.to_thread(image_of, guide, rendition))

    def _put_on_clipboard(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self.taken.emit()
        what = tr("Copied the guide, {size}.", size=f"{image.width()} × {image.height()}")
        self._notify(Notice(Kind.DONE, what, topic=Topic.TAKEN))

    async def _save(self, export: OneExport) -> None:
        await asyncio.to_thread(export.write)
        self._tell(export.target, preview=export.source.preview)

    async def _save_chosen(self, export: OneExport) -> None:
        await self._save(export)
        kind = export.guide.task.preprocessor
        self._chosen[export.source, kind] = ChosenName.of(export.target)

    async def _save_again(self, guide: Guide, source: Source, rendition: Rendition) -> None:
        # One after the other, or two that are pressed quickly would be given one name.
        async with self._in_turn:
            folder, kind, form = Path(self._folder), guide.task.preprocessor, rendition.format
            chosen = self._chosen.get((source, kind))

            def called(number: int) -> str:
                if chosen is not None:
                    return chosen.numbered(number, form)
                return guide_name(source.called, kind, form, number=number)

            # As many questions to the disk as there are files of that name.
            path = await asyncio.to_thread(free_path, folder, called)
            await self._save(OneExport(guide, source, path, rendition, overwrite=False))

    async def _save_joints(self, people: People, path: Path) -> None:
        await asyncio.to_thread(save_keypoints, people, path, overwrite=True)
        self._tell(path)

    def _tell(self, target: Path, *, preview: bool = False) -> None:
        self.set_folder(str(target.parent))
        self.taken.emit()
        folder = QUrl.fromLocalFile(self._folder)
        self._notify(
            Notice(
                Kind.DONE,
                tr("Exported the preview {name}", name=target.name)
                if preview
                else tr("Exported {name}", name=target.name),
                tr("to {folder}", folder=target.parent),
                actions=((tr("Open folder"), lambda: _open(folder)),),
                topic=Topic.TAKEN,
            )
        )

    def _dialog(self, title: str, beside: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDirectory(start_folder(self._folder, beside))
        dialog.finished.connect(dialog.deleteLater)
        return dialog


def _open(folder: QUrl) -> None:
    QDesktopServices.openUrl(folder)

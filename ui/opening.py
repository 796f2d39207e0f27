"""Bringing a picture in: by drop, paste, file dialog, address, or the sample."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QStandardPaths, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from core.on_disk import is_folder
from core.sniff import SUFFIXES
from core.wording import say
from ui.drag_handle import DragHandle
from ui.dropping import take_copy
from ui.incoming import Incoming, incoming_path, incoming_text, named_in, read_mime
from ui.notice import Kind, Notice
from ui.wording import tr

_PICTURES = f"({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"


class Opener(QObject):
    """Tells by `opened` what the user brings: a list of Incoming, to be tried in order.

    Several files, or a folder, are told by `many_brought`: a list of paths and addresses.
    """

    opened = Signal(object)  # list[Incoming]
    many_brought = Signal(object)
    folder_changed = Signal(str)

    def __init__(
        self, window: QWidget, notify: Callable[[Notice], None], sample: Path, folder: str
    ) -> None:
        super().__init__(window)
        self._window = window
        self._notify = notify
        self._sample = sample
        self._folder = folder

    @property
    def folder(self) -> str:
        """Where the last file came from, or empty."""
        return self._folder

    def set_folder(self, folder: str) -> None:
        """Begin there the next time; empty for where the system keeps pictures."""
        if folder != self._folder:
            self._folder = folder
            self.folder_changed.emit(folder)

    def ask(self) -> None:
        """Open a file dialog for a picture, or for several."""
        dialog = QFileDialog(self._window, tr("Open a picture"), start_folder(self._folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(picture_filters())
        dialog.filesSelected.connect(
            lambda paths: self.open([incoming_path(Path(path)) for path in paths])
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def paste(self) -> None:
        """Open what is on the clipboard."""
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None while it is empty
        if mime is None:
            self.open([])
        else:
            self._take(mime, say("clipboard"))

    def open_sample(self) -> None:
        """Open the picture that comes with the application."""
        self.opened.emit([incoming_path(self._sample)])

    def open_named(self, *texts: str) -> None:
        """Open the picture that a path or an address names; several are many."""
        # What is remembered of a file is read where the next start may be in another folder.
        named = [text if _is_address(text) else Path(text).absolute() for text in texts]
        if len(named) > 1:
            self.many_brought.emit(named)
            return
        self.open(
            [incoming_path(one) if isinstance(one, Path) else incoming_text(one) for one in named]
        )

    def open(self, forms: list[Incoming]) -> None:
        """Open what was brought in `forms`: forms of one picture, or many files; or say so."""
        if not forms:
            self._notify(
                Notice(
                    Kind.ERROR,
                    tr("There is no picture in what was dropped or pasted."),
                    tr("Bring an image file, copied pixels or the address of a picture."),
                )
            )
            return
        files = [form.file for form in forms if form.file]
        if files:
            self.set_folder(str(files[0].parent))
        if len(files) > 1 or any(map(is_folder, files)):
            self.many_brought.emit(files)
            return
        self.opened.emit(forms)

    @staticmethod
    def considers(event: QDragEnterEvent) -> bool:
        """Whether what is dragged in may be a picture; then the drag is accepted.

        The guide on its way out is none: it would become its own input by a slip of the hand.
        """
        mime = event.mimeData()
        ours = isinstance(event.source(), DragHandle)
        hopeful = not ours and (
            mime.hasUrls() or mime.hasImage() or mime.hasHtml() or mime.hasText()
        )
        if hopeful:
            take_copy(event)
        return hopeful

    def take_drop(self, event: QDropEvent) -> None:
        """Open what is dropped."""
        self._take(event.mimeData(), say("drop"))
        take_copy(event)

    def _take(self, mime: QMimeData, word: str) -> None:
        """Open what the data holds; where its text names several or a folder, they are many."""
        named = [] if mime.urls() else named_in(mime)
        if len(named) > 1 or any(isinstance(one, Path) and is_folder(one) for one in named):
            self.many_brought.emit(named)
        else:
            self.open(read_mime(mime, word))


def start_folder(*folders: str) -> str:
    """The first of `folders` that is there, else where the system keeps pictures, else home."""
    pictures = QStandardPaths.StandardLocation.PicturesLocation
    kept = (*folders, QStandardPaths.writableLocation(pictures))
    return next((one for one in kept if one and is_folder(Path(one))), str(Path.home()))


def picture_filters() -> list[str]:
    """What file dialogs for pictures offer to show."""
    return [f"{tr('Pictures')} {_PICTURES}", f"{tr('All files')} (*)"]


def _is_address(text: str) -> bool:
    return "://" in text or text.startswith("data:")

"""Another program on the same screen: gives pictures away by drag and copy, and takes guides.

`python -m tests.stories.other_program PICTURE OUT`. A press on it begins a drag of the file
PICTURE. What is dropped on it, and what it finds on the clipboard when V is pressed, it writes to
OUT as a line of JSON. C copies the pixels of PICTURE. Its window lies at AT.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

AT = QRect(20, 20, 200, 200)


class OtherProgram(QWidget):
    """The window of the other program."""

    def __init__(self, picture: Path, out: Path) -> None:
        super().__init__()
        self._picture = picture
        self._out = out
        self._from: QPoint | None = None
        self.setWindowTitle("other program")
        self.setAcceptDrops(True)
        self.setGeometry(AT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.position().toPoint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._from = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None or event.position().toPoint() == self._from:
            return
        self._from = None
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self._picture))])
        drag = QDrag(self)
        drag.setMimeData(mime)
        move = Qt.DropAction.MoveAction
        if drag.exec(Qt.DropAction.CopyAction | move, move) is move:
            self._picture.unlink()  # as file managers do

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._write(event.mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        clipboard = QGuiApplication.clipboard()
        if event.key() == Qt.Key.Key_C:
            clipboard.setImage(QImage(str(self._picture)))
        elif event.key() == Qt.Key.Key_V:
            self._write(clipboard.mimeData())

    def _write(self, mime: QMimeData) -> None:
        image = mime.imageData() if mime.hasImage() else None
        size = [image.width(), image.height()] if isinstance(image, QImage) else None
        if isinstance(image, QImage):
            image.save(str(self._out.with_suffix(".png")))
        files = [url.toLocalFile() for url in mime.urls()]
        with self._out.open("a", encoding="utf-8") as out:
            out.write(json.dumps({"files": files, "image": size}) + "\n")


def main() -> int:
    """Run until it is killed."""
    app = QApplication(sys.argv[:1])
    program = OtherProgram(Path(sys.argv[1]), Path(sys.argv[2]))
    program.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())

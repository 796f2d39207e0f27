"""The user at the window of the batch: plans one, has it made, and looks at its rows.

`python -m tests.stories.many OUT PICTURE...` starts the application, begins a batch of canny edges
and tiles of these pictures, prints "made NUMBER" for each guide that is there, and goes on until
it is killed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from core.batch.item import State
from core.preprocessor import Preprocessor
from tests.stories.desk import Desk, play
from ui.batch.table import COLUMNS
from ui.batch.window import BatchWindow

CTRL = Qt.KeyboardModifier.ControlModifier
CANNY, POSE, TILE = Preprocessor.CANNY, Preprocessor.OPENPOSE, Preprocessor.TILE


class Many:
    """What can be done and seen there. It is open, and in front at first."""

    def __init__(self, desk: Desk, window: BatchWindow) -> None:
        self.desk = desk
        self.window = window
        self.plan = window.plan
        self.progress = window.progress
        self.list = window.progress.list

    def plan_for(self, out: Path | None, *guides: Preprocessor) -> None:
        """Tick `guides`, and choose `out` for them; None for beside the pictures."""
        if guides:
            self.plan.tasks.tick(guides)
        if out is None:
            self.plan.names.beside.click()
        else:
            self.plan.names.within.click()
            self.plan.names.folder.setText(str(out))

    async def begin(self, out: Path | None, *guides: Preprocessor) -> None:
        """Plan, and press the one button."""
        self.plan_for(out, *guides)
        await self.desk.until(self.plan.start.isEnabled, f"it can begin: {self.plan.says}")
        self.click(self.plan.start)
        await self.desk.until(lambda: not self.window.plans, "it has begun")

    async def over(self, title: str = "Finished") -> None:
        """Wait until nothing is made any more, and `title` says so."""
        await self.desk.until(
            lambda: self.progress.title.text().startswith(title), f"it says {title}"
        )

    @property
    def states(self) -> list[str]:
        """What the rows say of how far each guide is."""
        return self.column("State")

    def column(self, title: str) -> list[str]:
        """The words of a column, row by row."""
        model = self.list.view.model()
        place = list(map(str, COLUMNS)).index(title)
        return [str(model.index(row, place).data()) for row in range(model.rowCount())]

    @property
    def counts(self) -> str:
        return self.progress.counts.text()

    def notice(self) -> str:
        """What is told below, or nothing."""
        notice = self.window.notices.notice
        return "" if notice is None else f"{notice.what} {notice.remedy}".strip()

    def button(self, text: str) -> QPushButton:
        return self.desk.button(text, self.window)

    def click(self, button: QPushButton) -> None:
        self.desk.click(button)

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(self.window.focusWidget() or self.window, key, held)

    def drop(self, *paths: Path) -> None:
        """Drag files over this window and let them fall."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        middle = self.window.rect().center()
        how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton)
        entering = QDragEnterEvent(middle, *how, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.window, entering)
        assert entering.isAccepted()
        falling = QDropEvent(QPointF(middle), *how, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.window, falling)


def shown() -> BatchWindow | None:
    """The window of the batch, if it is on the screen."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, BatchWindow) and window.isVisible():
            return window
    return None


async def opened(desk: Desk) -> Many:
    """Wait until the window of the batch is there and in front."""
    await desk.until(lambda: (window := shown()) and window.isActiveWindow(), "it is open")
    window = shown()
    assert window is not None
    return Many(desk, window)


async def asked_for(desk: Desk) -> Many:
    """Press Ctrl+B in the main window."""
    desk.press(Qt.Key.Key_B, CTRL)
    return await opened(desk)


async def dropped(desk: Desk, *paths: Path) -> Many:
    """Drop `paths` on the main window."""
    desk.drop_files(*paths)
    return await opened(desk)


def victim(out: Path, pictures: Sequence[Path]) -> None:
    """See the module; it does not come back."""

    async def story(desk: Desk) -> None:
        many = await dropped(desk, *pictures)
        await many.begin(out, CANNY, TILE)
        told: set[int] = set()
        while True:
            await desk.until(lambda: _made(many) - told, "another is made")
            for row in sorted(_made(many) - told):
                os.write(1, f"made {row}\n".encode())  # in one piece, which a kill cannot cut
                told.add(row)

    play(story)


def _made(many: Many) -> set[int]:
    batch = many.window.progress.table.batch
    assert batch is not None
    return {item.number for item in batch.items if item.state is State.DONE}


if __name__ == "__main__":
    victim(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])

"""The window exports guides and keeps them in its history, and is killed."""

from __future__ import annotations

import asyncio
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from core.history.history import GuideHistory
from core.paths import history_folder, settings_file
from core.settings import SettingsFile
from tests.hard import victim
from tests.hard.left import grow_old, unfinished, whole_guides, write_pictures
from tests.hard.nursery import tell

if TYPE_CHECKING:
    from tests.stories.desk import Desk

IMPORTS = (*victim.IMPORTS_OF_THE_WINDOW, "tests.stories.desk")
NAMES = 5
"""Every other guide goes over one of before."""


def work(folder: Path, turn: int) -> None:
    """Export one guide after the other by the dialog, each with another threshold."""
    from tests.stories.desk import play

    async def story(desk: Desk) -> None:
        if desk.window.history.isHidden():
            desk.window.commands.history.trigger()
        await desk.settled()
        for number in count(1):
            desk.session.set_options({"lowThresholdCanny": number % 100})
            await desk.settled()
            name = f"{turn}-{number}.png" if number % 2 else f"{number % NAMES}.png"
            await _export(desk, folder / "out" / name)

    play(story, str(folder / "pictures" / "0.png"))


async def _export(desk: Desk, path: Path) -> None:
    from PySide6.QtWidgets import QFileDialog, QLineEdit

    tell("begin", path)
    desk.window.notices.put_away()
    desk.window.commands.export.trigger()
    dialog = await desk.dialog()
    assert isinstance(dialog, QFileDialog)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setText(str(path))
    dialog.accept()
    await desk.until(
        lambda: desk.notice is not None and path.name in desk.notice.what, "it is exported"
    )
    tell("done", path)
    await asyncio.sleep(0)


class Victim(victim.Victim):
    """The guides that the window has said to be exported."""

    environment = {"QT_QPA_PLATFORM": "offscreen"}  # noqa: RUF012

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told: set[Path] = set()
        (folder / "out").mkdir()
        write_pictures(folder / "pictures", 1, 240, 180)

    def check(self, lines: list[list[str]], turn: int) -> tuple[int, bool]:
        """Every guide that was told of is there and whole, and so is what the window remembers."""
        done = [Path(words[1]) for words in lines if words[0] == "done"]
        self._told.update(done)
        assert whole_guides(self._folder / "out").issuperset(self._told)
        file = SettingsFile(settings_file())
        file.load()
        assert file.damaged is None
        history = GuideHistory(history_folder())
        for entry in history.entries(limit=1000):
            assert history.guide(entry).width == 240
        assert history.take_remark() == ""
        history.close()
        return len(done), lines[-1:] != [] and lines[-1][0] == "begin"

    def finish(self) -> None:
        """The next export clears away what lies there unfinished."""
        from ui.__main__ import main

        grow_old(self._folder / "out")
        picture = str(self._folder / "pictures" / "0.png")
        assert main(["convert", picture, "-p", "canny", "-o", str(self._folder / "out")]) == 0
        assert unfinished(self._folder / "out") == []

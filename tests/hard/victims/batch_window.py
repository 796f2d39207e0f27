"""The window has a batch made, is killed, and goes on with it when it is started again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from core.batch.batch import Batch
from core.batch.item import State
from core.paths import batch_folder
from tests.hard import victim
from tests.hard.left import whole_guides, write_pictures
from tests.hard.nursery import tell

if TYPE_CHECKING:
    from tests.stories.desk import Desk
    from tests.stories.many import Many

IMPORTS = (*victim.IMPORTS_OF_THE_WINDOW, "tests.stories.many", "ui.batch.window")
PICTURES = 60


def work(folder: Path, turn: int) -> None:
    """Begin the batch that the parent names, or go on with the one that is offered."""
    from tests.stories.desk import play
    from tests.stories.many import CANNY, dropped, opened

    pictures = sorted((folder / "pictures").iterdir())

    async def story(desk: Desk) -> None:
        if out := (folder / "next").read_text():
            many = await dropped(desk, *pictures)
            await many.begin(Path(out), CANNY)
        else:
            assert "A batch is unfinished" in (await desk.noticed()).what
            desk.click(desk.button("Open"))
            many = await opened(desk)
            many.click(many.button("Go on"))
        tell("begin")
        await _tell_all(desk, many)

    play(story)


async def _tell_all(desk: Desk, many: Many) -> None:
    batch = many.window.progress.table.batch
    assert batch is not None
    told: set[int] = set()
    while len(told) < len(batch.items):
        # What its rows show as made, or as there already.
        over = {each.number for each in batch.items if each.state in (State.DONE, State.SKIPPED)}
        for number in sorted(over - told):
            tell("made", number)
            told.add(number)
        await asyncio.sleep(0.002)
    tell("all")
    await asyncio.Event().wait()


class Victim(victim.Victim):
    """The guides that the window has shown as made, batch by batch."""

    environment = {"QT_QPA_PLATFORM": "offscreen"}  # noqa: RUF012

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._round = 1
        self._told: dict[Path, tuple[int, int]] = {}
        write_pictures(folder / "pictures", PICTURES)
        self._say_next(begins=True)

    def check(self, lines: list[list[str]], turn: int) -> tuple[int, bool]:
        """What was shown as made is so, and was not made again; nothing is half."""
        made = [int(words[1]) for words in lines if words[0] == "made"]
        whole = whole_guides(self._folder / "out")
        batch = Batch.open(batch_folder())
        if batch is None or batch.plan.folder != self._folder / "out" / str(self._round):
            assert not made  # killed before it was begun
        else:
            for number in made:
                path = batch.items[number].path
                assert path in whole
                assert batch.items[number].state in (State.DONE, State.SKIPPED)
                self._told.setdefault(path, _identity(path))
            over = batch.summary().over == len(batch.items)
            self._round += over
            self._say_next(begins=over)
        if batch is not None:
            batch.close()
        assert self._told == {path: _identity(path) for path in self._told}
        return len(set(made)), bool(lines) and lines[-1] != ["all"]

    def finish(self) -> None:
        """All of its files are whole, and nothing lies there unfinished."""
        batch = Batch.open(batch_folder())
        assert batch is not None
        assert {each.state for each in batch.items} <= {State.DONE, State.SKIPPED, State.WAITING}
        batch.close()
        assert list((self._folder / "out").rglob(".*.part")) == []

    def _say_next(self, *, begins: bool) -> None:
        out = str(self._folder / "out" / str(self._round)) if begins else ""
        (self._folder / "next").write_text(out)


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns

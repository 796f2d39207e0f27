"""The command line exports guides over those that are there, and is killed."""

from __future__ import annotations

from pathlib import Path

from core.provenance import read_task
from tests.hard import victim
from tests.hard.left import grow_old, unfinished, whole_guides, write_pictures
from tests.hard.nursery import tell
from ui.__main__ import main

IMPORTS = ("cv2", "PIL.Image", "ui.cli.command_line", "core.rendering", "core.local.lines.canny")
PICTURES = 6


def work(folder: Path, turn: int) -> None:
    """Edges of each picture, with a threshold that tells which turn it was."""
    pictures = sorted(str(path) for path in (folder / "pictures").iterdir())
    while True:
        tell("begin", turn)
        main(["convert", *pictures, "-p", "canny", "-o", str(folder / "out"), *_low(turn)])
        tell("all", turn)


class Victim(victim.Victim):
    """Which turn each guide is of, as far as that was told."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told: dict[Path, int] = {}
        write_pictures(folder / "pictures", PICTURES, 400, 300)

    def check(self, lines: list[list[str]], turn: int) -> tuple[int, bool]:
        """Every guide that was told of is of its turn, and is whole."""
        told = [Path(words[0]) for words in lines if len(words) > 2]
        self._told |= dict.fromkeys(told, turn)
        there = whole_guides(self._folder / "out")
        for path, since in self._told.items():
            assert path in there
            found = read_task(path)
            assert found is not None
            made = found.task.options["lowThresholdCanny"]
            assert made in [each % 250 for each in range(since, turn + 1)], path
        return len(told), lines[-1:] != [["all", str(turn)]]

    def finish(self) -> None:
        """The same command makes all of them, and clears away what lies there unfinished."""
        grow_old(self._folder)
        pictures = sorted(str(path) for path in (self._folder / "pictures").iterdir())
        out = str(self._folder / "out")
        assert main(["convert", *pictures, "-p", "canny", "-o", out, *_low(0)]) == 0
        assert len(whole_guides(self._folder / "out")) == PICTURES
        assert unfinished(self._folder) == []


def _low(turn: int) -> list[str]:
    return ["--low", str(turn % 250), "--high", "255"]

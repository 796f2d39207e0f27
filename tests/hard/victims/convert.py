"""The command line converts a folder with the folders in it, leaves what is there, is killed."""

from __future__ import annotations

from pathlib import Path

from tests.hard import victim
from tests.hard.left import grow_old, unfinished, whole_guides, write_pictures
from tests.hard.nursery import tell
from ui.__main__ import main

IMPORTS = ("cv2", "PIL.Image", "ui.cli.command_line", "core.rendering", "core.local.lines.canny")
PICTURES = 40
"""In each of two folders; when all are made, the next round of them begins elsewhere."""


def work(folder: Path, turn: int) -> None:
    """Make what is not there yet, round after round."""
    number = 1 + len(list(folder.glob("over-*")))
    while True:
        tell("begin", number)
        assert main(_command(folder, number)) == 0
        (folder / f"over-{number}").touch()
        tell("all", number)
        number += 1


class Victim(victim.Victim):
    """The guides that were told of, and what tells whether they were made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told: dict[Path, tuple[int, int]] = {}
        for name in ("a", "a/b"):
            write_pictures(folder / "pictures" / name, PICTURES)

    def check(self, lines: list[list[str]], turn: int) -> tuple[int, bool]:
        """Every guide that was told of is there, whole, and was not made again."""
        told = [Path(words[0]) for words in lines if len(words) > 3]
        there = whole_guides(self._folder / "out")
        assert there.issuperset(told)
        for path in told:
            self._told.setdefault(path, _identity(path))
        assert self._told == {path: _identity(path) for path in self._told}
        return len(told), bool(lines) and lines[-1][0] != "all"

    def finish(self) -> None:
        """The same command makes the rest, and clears away what lies there unfinished."""
        grow_old(self._folder)
        last = 1 + len(list(self._folder.glob("over-*")))
        for number in range(1, last + 1):
            assert main(_command(self._folder, number)) == 0
        assert len(whole_guides(self._folder / "out")) == 2 * PICTURES * last
        assert self._told == {path: _identity(path) for path in self._told}
        assert unfinished(self._folder) == []


def _command(folder: Path, number: int) -> list[str]:
    out = str(folder / "out" / str(number))
    where = ["--recursive", "--skip-existing", "-o", out]
    return ["convert", str(folder / "pictures"), "-p", "canny", *where]


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns

"""Settings are written by two programs at once, one of which is killed."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from core.settings import SettingsFile
from tests.hard import victim
from tests.hard.left import grow_old, unfinished
from tests.hard.nursery import tell

IMPORTS = ("core.settings",)


def work(folder: Path, turn: int) -> None:
    """Remember one folder after the other."""
    file = SettingsFile(folder / "settings.json")
    settings = file.load()
    for number in count(1):
        tell("begin", turn, number)
        file.save(settings.replace(open_folder=f"{turn} {number}"))
        tell("done", turn, number)


class Victim(victim.Victim):
    """What was remembered, and what another window has written meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "settings.json"
        self._other = SettingsFile(self._path)
        self._settings = self._other.load()
        self._written = 0

    def meanwhile(self) -> None:
        """Another window remembers something, too."""
        self._written += 1
        settings = self._settings.replace(export_folder=str(self._written))
        self._other.save(settings)

    def check(self, lines: list[list[str]], turn: int) -> tuple[int, bool]:
        """How many were confirmed, and whether one was cut off; all that was told is so."""
        file = SettingsFile(self._path)
        found = file.load()
        assert file.damaged is None
        done = [int(words[2]) for words in lines if words[0] == "done"]
        begun = [int(words[2]) for words in lines if words[0] == "begin"]
        if done:
            last = tuple(map(int, found.open_folder.split()))
            assert (turn, done[-1]) <= last <= (turn, begun[-1]), (found.open_folder, lines)
        assert found.export_folder == str(self._written or ""), "another window's is kept"
        return len(done), len(begun) > len(done)

    def finish(self) -> None:
        """What was left in the folder goes when it is old."""
        grow_old(self._path.parent)
        assert SettingsFile(self._path).load().export_folder == str(self._written or "")
        assert unfinished(self._path.parent) == []

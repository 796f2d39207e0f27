"""Guides are added to the history, pinned, removed, brought back and cleared; it is killed."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from random import Random

from core.history.entry import Entry, Removed
from core.history.history import GuideHistory
from tests.core.history.made import same_pixels
from tests.core.history.nursery import guide, picture
from tests.hard import victim
from tests.hard.nursery import tell

IMPORTS = ("cv2", "PIL.Image", "tests.core.history.nursery", "core.history.people")
DEEDS = (*("add",) * 6, *("pin",) * 3, *("remove",) * 2, *("restore",) * 2, "clear", "sweep")


def work(folder: Path, turn: int) -> None:
    """Do one thing after the other, as it comes; each is told before and after."""
    chance = Random(turn)
    history = GuideHistory(folder / "history")
    removed: list[Removed] = []
    for number in count(1000 * turn):
        entries = history.entries(limit=1000)
        deed = "add" if len(entries) < 3 else chance.choice(DEEDS)
        entry = chance.choice(entries) if entries else None
        _do(history, deed, number, entry, removed)


def _do(
    history: GuideHistory, deed: str, number: int, entry: Entry | None, removed: list[Removed]
) -> None:
    about: list[object] = [number] if deed == "add" or entry is None else [entry.id]
    tell("begin", deed, *about)
    if deed == "add":
        about = [history.add(picture(number), guide(number)).id]
    elif deed == "pin" and entry is not None:
        about = [entry.id, int(history.pin(entry, not entry.pinned).pinned)]
    elif deed == "remove" and entry is not None:
        removed.append(history.remove([entry]))
    elif deed == "restore":
        about = [each.id for each in history.restore(removed.pop())] if removed else []
    elif deed == "clear":
        removed.append(history.clear(keep_pinned=True))
    elif deed == "sweep":
        history.sweep()
        removed.clear()
    # What replaced another, or was cleared, is told by what is listed then.
    listed = [f"{each.id}{'p' * each.pinned}" for each in history.entries(limit=1000)]
    tell("done", deed, *about, "listed", *listed)


class Victim(victim.Victim):
    """What was listed when it was told last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "history"
        self._listed: set[str] = set()

    def check(self, lines: list[list[str]], turn: int) -> tuple[int, bool]:
        """All that was told is so, and what was being done is done as a whole or not at all."""
        done = [words for words in lines if words[0] == "done"]
        if done:
            self._listed = set(done[-1][done[-1].index("listed") + 1 :])
        begun = lines[-1] if lines and lines[-1][0] == "begin" else None
        history = GuideHistory(self._folder)
        history.sweep()
        entries = history.entries(limit=1000)
        assert history.take_remark() == ""
        now = {f"{each.id}{'p' * each.pinned}" for each in entries}
        self._is_before_or_after(self._listed, now, begun)
        for entry in entries:
            assert same_pixels(history.guide(entry), guide(int(entry.picture_name)))
            assert (history.picture(entry).pixels == picture(int(entry.picture_name)).pixels).all()
        history.close()
        self._listed = now
        return len(done), begun is not None

    def finish(self) -> None:
        """There is no file that no guide needs."""
        history = GuideHistory(self._folder)
        deep = 0
        entries = history.entries(limit=1000)
        for entry in entries:
            deep += history.guide(entry).deep is not None
        copies = len({int(each.picture_name) // 12 % 5 for each in entries})
        files = list((self._folder / "current" / "files").iterdir())
        assert len(files) == len(entries) + deep + copies
        history.close()

    @staticmethod
    def _is_before_or_after(before: set[str], now: set[str], begun: list[str] | None) -> None:
        if now == before:
            return
        assert begun is not None, (before, now)
        gone, come = before - now, now - before
        match begun[1]:
            case "add":  # in the place of one that looks the same, if there was one
                assert len(come) == 1
                assert len(gone) <= 1
            case "pin":
                assert gone ^ come == {begun[2], f"{begun[2]}p"}
            case "remove":
                assert come == set()
                assert gone in ({begun[2]}, {f"{begun[2]}p"})
            case "restore":
                assert gone == set()
            case "clear":
                assert come == set()
                assert now == {each for each in before if each.endswith("p")}
            case _:
                raise AssertionError(begun)

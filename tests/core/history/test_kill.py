"""kill -9 at any moment loses nothing that `add` has returned, and leaves no half file."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

import pytest

from core.history.history import GuideHistory
from tests.core.history.made import canny, pasted, same_pixels
from tests.core.history.nursery import guide, picture, place

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")

ROOT = Path(__file__).parents[3]
ROUNDS = int(os.environ.get("UNDERDRAWING_KILL_ROUNDS", "10"))
"""Each kills two programs that share a folder."""

_Line = tuple[str, int, int]
_Told = dict[tuple[int, int], int]
"""The id of the entry that was last said to be added, for each place."""


class _Nursery:
    """Children that add to the history in `folder`, one at a time."""

    def __init__(self, input: IO[str], output: IO[str]) -> None:
        self._input = input
        self._output = output

    def start(self, first: int) -> int:
        """A child that adds guides from the number `first` on; its process."""
        self._input.write(f"{first}\n")
        self._input.flush()
        word, process, _ = self._output.readline().split()
        assert word == "started"
        return int(process)

    def lines(self, count: int | None = None) -> Iterator[_Line]:
        """What the child says, that many lines, or all of them until it has ended."""
        for line in islice(iter(self._output.readline, ""), count):
            word, number, entry = line.split()
            if word == "ended":
                return
            yield word, int(number), int(entry)


@contextmanager
def _nursery(folder: Path) -> Iterator[_Nursery]:
    command = [sys.executable, "-P", "-m", "tests.core.history.nursery", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield _Nursery(process.stdin, process.stdout)
        process.stdin.close()
        assert process.wait() == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_two_programs_killed_at_random_moments_lose_nothing_that_was_told(
    folder: Path, seed: int
) -> None:
    moments = random.Random(seed)
    told: _Told = {}
    count = 0
    with ExitStack() as stack:
        nurseries = [stack.enter_context(_nursery(folder)) for _ in range(2)]
        for turn in range(ROUNDS):
            firsts = [1_000_000 * (which + 1) + 1000 * turn for which in range(2)]
            children = [each.start(first) for each, first in zip(nurseries, firsts, strict=True)]
            lines: list[_Line] = []
            for each, child in zip(nurseries, children, strict=True):
                began = time.perf_counter()
                said = list(each.lines(moments.randrange(5)))
                # Then a moment of the next step that nothing tells of: that is what is tested.
                step = (time.perf_counter() - began) / max(1, len(said))
                threading.Event().wait(moments.uniform(0, 1.2) * max(step, 0.02))
                os.kill(child, signal.SIGKILL)
                lines += [*said, *each.lines()]
            count += sum(word == "added" for word, _, _ in lines)
            _note(told, lines)
            _check(folder, told)
    assert count > ROUNDS, "hardly anything was added between the kills"


def _note(told: _Told, lines: list[_Line]) -> None:
    for word, number, entry in lines:
        if word == "added":
            told[place(number)] = max(entry, told.get(place(number), 0))
    for word, number, entry in lines:
        # Nobody knows whether it was removed before the end, nor, where it had replaced what was
        # told, whether its own telling was cut off.
        if word == "removing" and told.get(place(number), entry + 1) <= entry:
            del told[place(number)]


def _check(folder: Path, told: _Told) -> None:
    """All that was told is there, all that is there is whole, and there is nothing else."""
    history = GuideHistory(folder)
    history.sweep()
    entries = history.entries(limit=10_000)
    assert history.take_remark() == ""
    listed = {place(int(entry.picture_name)): entry.id for entry in entries}
    assert len(listed) == len(entries)
    # What is newer than what was told was added in the moment of the kill.
    assert {key: entry for key, entry in told.items() if listed.get(key, 0) < entry} == {}
    for entry in entries:
        number = int(entry.picture_name)
        assert same_pixels(history.guide(entry), guide(number))
        assert (history.picture(entry).pixels == picture(number).pixels).all()
        assert history.thumbnail(entry).shape == (90, 120)
    history.close()
    pictures = {which for which, _ in listed}
    files = [path.name for path in (folder / "current" / "files").iterdir()]
    deep = sum(guide(int(entry.picture_name)).deep is not None for entry in entries)
    assert len(files) == len(entries) + deep + len(pictures)


@pytest.mark.parametrize(
    ("function", "call"),
    [
        ("os.fsync", 1),  # the picture's copy is written
        ("os.fsync", 2),  # the guide is written
        ("os.fsync", 3),  # the folder is to be synced
        ("core.history.rows.insert", 1),
        ("core.history.rows.beyond", 1),  # the row is written, but not committed
    ],
)
def test_killed_within_add_the_history_is_as_it_was_before(
    folder: Path, function: str, call: int
) -> None:
    _killed(folder, function, call, "history.add(pasted(2), canny(2))")
    history = GuideHistory(folder)
    (entry,) = history.entries()
    assert (history.guide(entry).pixels == canny().pixels).all()
    assert (history.picture(entry).pixels == pasted().pixels).all()
    assert len(list((folder / "current" / "files").iterdir())) == 2
    history.close()


def test_killed_before_the_older_file_is_gone_the_new_guide_is_there(folder: Path) -> None:
    _killed(folder, "core.history.keeping.unlink", 1, "history.add(pasted(), canny(number=2))")
    history = GuideHistory(folder)
    (entry,) = history.entries()
    assert (history.guide(entry).pixels == canny(number=2).pixels).all()
    assert len(list((folder / "current" / "files").iterdir())) == 2
    history.close()


def test_killed_while_a_damaged_history_is_set_aside_it_is_set_aside_later(folder: Path) -> None:
    damage = """
history.close()
(folder / "current" / "history.sqlite3").write_bytes(b"no database" * 999)
GuideHistory(folder).clear()
"""
    _killed(folder, "pathlib.Path.rename", 1, damage)
    history = GuideHistory(folder)
    assert history.entries() == []
    assert "was damaged" in history.take_remark()
    (aside,) = folder.glob("set-aside-*")
    assert len(list((aside / "files").iterdir())) == 2
    history.close()


def _killed(folder: Path, function: str, call: int, statement: str) -> None:
    """Add a guide, then run `statement` in a program that ends at that call of `function`."""
    program = f"""
import os, pathlib, signal
import core.history.keeping, core.history.rows
from core.history.history import GuideHistory
from tests.core.history.made import canny, pasted
folder = pathlib.Path({str(folder)!r})
history = GuideHistory(folder)
history.add(pasted(), canny())
real, calls = {function}, []
def deadly(*arguments, **more):
    calls.append(1)
    if len(calls) == {call}:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **more)
{function} = deadly
{statement}
"""
    ended = subprocess.run(
        [sys.executable, "-P", "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()

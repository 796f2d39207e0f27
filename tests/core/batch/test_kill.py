"""kill -9 at any moment: what was told to be done is there and not done again, nothing is half."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from core.batch.batch import Batch
from core.batch.course import How
from core.batch.item import State
from tests.core.batch.given import path_of, pictures, plan_of, run, states

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")

ROOT = Path(__file__).parents[3]
ROUNDS = int(os.environ.get("UNDERDRAWING_KILL_ROUNDS", "20"))
PICTURES = 150


def _opened(folder: Path) -> Batch:
    batch = Batch.open(folder)
    assert batch is not None
    return batch


def _lines(nursery: subprocess.Popen[str]) -> Iterator[tuple[str, int]]:
    """What the child says until it ends."""
    assert nursery.stdout is not None
    for line in nursery.stdout:
        word, number = line.split()
        if word == "ended":
            return
        yield word, int(number)


def test_killed_twenty_times_it_is_finished_and_nothing_was_done_twice(tmp_path: Path) -> None:
    moments = random.Random(3)
    folder, out = tmp_path / "batch", tmp_path / "out"
    Batch.begin(plan_of(pictures(tmp_path, PICTURES), to=out), folder).close()
    told: dict[int, tuple[int, int]] = {}
    in_the_middle = 0
    command = [sys.executable, "-P", "-m", "tests.core.batch.nursery", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as nursery:
        assert nursery.stdin is not None
        for _ in range(ROUNDS):
            nursery.stdin.write("\n")
            nursery.stdin.flush()
            lines = _lines(nursery)
            word, child = next(lines)
            assert word == "started"
            # A moment that nothing tells of: that is what is tested.
            threading.Event().wait(moments.uniform(0, 0.2))
            with suppress(ProcessLookupError):  # a quick computer may be done by now
                os.kill(child, signal.SIGKILL)
            said = list(lines)
            begun = [number for word, number in said if word == "begun"]
            assert not told.keys() & set(begun), "what was done is not begun again"
            done = [number for word, number in said if word == "done"]
            in_the_middle += len(begun) > len(done)
            _check(folder, told, done)
        nursery.stdin.close()
        assert nursery.wait() == 0
    assert in_the_middle > 0, "no guide was being made when a child was killed"

    batch = _opened(folder)
    assert asyncio.run(run(batch)).how is How.FINISHED
    assert states(batch) == [State.DONE] * 2 * PICTURES
    assert sorted(out.iterdir()) == sorted(path_of(item) for item in batch.items)
    for item in batch.items:
        with Image.open(path_of(item)) as image:
            image.load()
    assert told == {number: _identity(batch, number) for number in told}
    batch.close()


def _identity(batch: Batch, number: int) -> tuple[int, int]:
    status = path_of(batch.items[number]).stat()
    return status.st_ino, status.st_mtime_ns


def _check(folder: Path, told: dict[int, tuple[int, int]], done: list[int]) -> None:
    """What was told is so, and is as it was; what is there is whole."""
    batch = _opened(folder)
    told.update({number: _identity(batch, number) for number in done})
    assert all(batch.items[number].state is State.DONE for number in told)
    assert told == {number: _identity(batch, number) for number in told}
    out = batch.plan.folder
    for path in out.iterdir() if out.exists() else ():
        assert path.suffix == ".png", "half a file was left behind"
        with Image.open(path) as image:
            image.load()
    batch.close()

"""Starts programs that work until they are killed: `python -m tests.hard.nursery KIND FOLDER`.

KIND is a module of tests.hard.victims. What it names in IMPORTS is imported once; for each line
"start TURN" that comes in, a child is forked, whose `work(folder, turn)` is done. Lines that go
out: "started PROCESS", what the child tells, and "ended PROCESS" when it is gone.
"""

from __future__ import annotations

import faulthandler
import importlib
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
"""After that a child that nobody has killed says where it is, and ends."""
CUT = "\x04"
"""Ends a line that is no whole one: what a child was about to say when it was killed."""


def tell(*words: object) -> None:
    """Print a line in one piece, which a kill cannot cut in two."""
    os.write(1, f"{' '.join(map(str, words))}\n".encode())


class Nursery:
    """Children of one kind, one at a time."""

    def __init__(self, input: IO[str], output: IO[str]) -> None:
        self._input = input
        self._output = output

    def start(self, turn: int) -> int:
        """A child that works; its process."""
        self._input.write(f"start {turn}\n")
        self._input.flush()
        word, process = self._output.readline().split()
        assert word == "started"
        return int(process)

    def lines(self) -> Iterator[str]:
        """What the child tells, until it is gone."""
        for line in iter(self._output.readline, ""):
            if line.startswith("ended "):
                return
            if not line.endswith(f"{CUT}\n"):
                yield line.rstrip("\n")


@contextmanager
def nursery(kind: str, folder: Path, environment: dict[str, str]) -> Iterator[Nursery]:
    """One that is there as long as it is needed."""
    command = [sys.executable, "-P", "-m", "tests.hard.nursery", kind, str(folder)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Nursery(process.stdin, process.stdout)
        process.stdin.close()
        assert process.wait() == 0


def main(kind: str, folder: Path) -> None:
    """Fork a child for every line, one at a time."""
    victim = importlib.import_module(f"tests.hard.victims.{kind}")
    for name in victim.IMPORTS:
        importlib.import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            tell("started", os.getpid())
            os.dup2(1, 2)  # so that no complaint goes unheard
            faulthandler.dump_traceback_later(PATIENCE_S, exit=True)
            try:
                victim.work(folder, int(line.split()[1]))
            except BaseException:
                tell("failed", traceback.format_exc().replace("\n", " | "))
            os._exit(0)
        os.waitpid(child, 0)
        tell(f"{CUT}\nended", child)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

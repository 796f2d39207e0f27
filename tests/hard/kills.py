"""Kills programs at random moments: `python -m tests.hard.kills [--times 200] [--seed 1] [KIND]`.

Each is started again and again, does its work and says what is done; then kill -9 strikes at a
moment that nothing tells of, and all that was said to be done must be there, whole, and nothing
half. Prints a line of counts for each kind, and ends with 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.conftest import HOME_VARIABLES
from tests.hard.nursery import Nursery, nursery
from tests.hard.victim import Victim

KINDS = (
    *("export", "export_window", "history", "batch_window", "convert", "settings", "purchases"),
)
LINES_AT_MOST = 12
"""How many lines are waited for before it is killed, at most."""
STEP_S = 0.03
"""How long a step takes, for a child that has told of none yet."""


COMPLAINTS = ("failed", "underdrawing:", "Traceback", "Timeout")
"""How lines begin that a program says which goes wrong before it is killed."""


@dataclass
class Count:
    """What came of one kind. `cut`: kills in the middle of something; `confirmed`: things done."""

    kind: str
    kills: int = 0
    cut: int = 0
    confirmed: int = 0

    def __str__(self) -> str:
        return (
            f"{self.kind}: killed {self.kills} times, {self.cut} of them in the middle of"
            f" something; {self.confirmed} things had been confirmed, and all were there"
        )


def kill(kind: str, times: int, seed: int, folder: Path) -> Count:
    """Kill programs of that kind so many times. Raises AssertionError where something is lost.

    The home of this program is moved into `folder`, for itself and for them.
    """
    # A string, since the hash of anything else would be another in every run.
    chance = Random(f"{kind} {seed}")
    for variable in HOME_VARIABLES:
        (folder / "home" / variable.lower()).mkdir(parents=True)
        os.environ[variable] = str(folder / "home" / variable.lower())
    victim: Victim = importlib.import_module(f"tests.hard.victims.{kind}").Victim(folder)
    count = Count(kind)
    with closing(victim):
        with nursery(kind, folder, victim.environment) as children:
            for turn in range(1, times + 1):
                said = _killed(children, victim, turn, chance)
                confirmed, cut = victim.check([line.split() for line in said], turn)
                count.kills += 1
                count.cut += cut
                count.confirmed += confirmed
        victim.finish()
    return count


def _killed(children: Nursery, victim: Victim, turn: int, chance: Random) -> list[str]:
    """What a child has said by the time that it was killed."""
    child = children.start(turn)
    lines = children.lines()
    said, news = [], chance.randrange(1, LINES_AT_MOST)
    began = time.perf_counter()
    for line in lines:
        said.append(line)
        news -= not line.endswith("already there")
        if news == 0:
            break
    victim.meanwhile()
    # Then a moment of the next step that nothing tells of: that is what is tested.
    step = (time.perf_counter() - began) / max(1, len(said))
    threading.Event().wait(chance.uniform(0, 1.2) * max(step, STEP_S))
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    said += lines
    complaints = [line for line in said if line.startswith(COMPLAINTS) or "fault" in line]
    assert not complaints, "\n".join(said)
    return said


def main() -> int:
    """Do what was typed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="kills of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("kinds", nargs="*", default=KINDS, metavar="KIND")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    for kind in asked.kinds:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            print(kill(kind, asked.times, asked.seed, Path(folder)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

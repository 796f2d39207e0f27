"""kill -9 at random moments loses nothing that was confirmed; see tests.hard.kills for more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hard.kills import KINDS, kill

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")

SEED = int(os.environ.get("UNDERDRAWING_KILL_SEED", "7"))
IN_THE_WINDOW = 2
"""A start of the window takes a second or two."""
ELSEWHERE = 5


@pytest.mark.parametrize("kind", KINDS)
def test_killed_again_and_again_nothing_is_lost_that_was_confirmed(
    kind: str, tmp_path: Path, own_home: Path
) -> None:
    times = IN_THE_WINDOW if kind.endswith("window") else ELSEWHERE
    count = kill(kind, times, SEED, tmp_path)
    print(count)
    assert count.kills == times
    assert count.confirmed > 0, "nothing was done between the kills"

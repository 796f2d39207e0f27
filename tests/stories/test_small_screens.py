"""On a small screen all of every window is in sight: at the first start, and at every other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.on_a_small_screen import FRAME_PX, configure

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("width", "height"), [(1280, 800), (1366, 768), (1024, 640), (720, 450), (644, 480)]
)
def test_every_window_is_on_the_screen(tmp_path: Path, width: int, height: int) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.stories.on_a_small_screen"],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": configure(tmp_path, width, height),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, next_start, others = json.loads(done.stdout)
    for told in (first, next_start):
        _, _, right, bottom = told["frame"]
        assert told["status"][3] <= bottom - FRAME_PX, "it is all within the window"
        assert told["side"][2] <= right - FRAME_PX, "it is all within the window"
    frames = {"first": first["frame"], "next": next_start["frame"], **others}
    for name, (left, top, right, bottom) in frames.items():
        assert (left >= 0, top >= 0) == (True, True), name
        assert (right < width, bottom < height) == (True, True), (name, frames[name])

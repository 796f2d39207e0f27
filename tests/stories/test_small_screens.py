"""On a small screen, all of the window is in sight: at the first start, and at every other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.on_a_small_screen import FRAME_PX, configure

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1366, 768), (1024, 640)])
def test_the_status_line_is_on_the_screen(tmp_path: Path, width: int, height: int) -> None:
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
    first, next_start = json.loads(done.stdout)
    for told in (first, next_start):
        left, top, right, bottom = told["frame"]
        assert left >= 0
        assert top >= 0
        assert right < width, told
        assert bottom < height, told
        assert told["status"][3] <= bottom - FRAME_PX, "it is all within the window"

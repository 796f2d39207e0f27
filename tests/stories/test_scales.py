"""The window on dense screens: 1, 1.25, 1.5 and 2 device pixels to one of Qt's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.at_a_scale import SIZE
from tests.stories.desk import write_picture

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_a_pixel_is_a_pixel_and_no_text_is_cut_at_every_scale(scale: float, tmp_path: Path) -> None:
    write_picture(tmp_path / "cat.png", 1200, 900)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.stories.at_a_scale", str(tmp_path / "cat.png")],
        env={**os.environ, "QT_SCALE_FACTOR": str(scale), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    state = json.loads(done.stdout)
    assert state == {
        "ratio": scale,
        "size": list(SIZE),
        "input": True,
        "guide": True,
        "is_cut": [],
    }

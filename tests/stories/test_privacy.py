"""Nothing leaves the computer: what the program is built with reports to nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from core.paths import sample_picture

ROOT = Path(__file__).parents[2]


def test_a_guide_by_a_network_leaves_nothing_but_itself(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    out = tmp_path / "out"
    # An environment of its own: the variable that forbids it must come from the program.
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("ORT_", "XDG_"))}
    program = [sys.executable, "-P", "-m", "ui"]
    done = subprocess.run(
        [*program, "convert", str(sample_picture()), "-p", "softedge", "-o", str(out)],
        env={**environ, "HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in out.iterdir()] == ["still-life-softedge.png"]
    assert not [path for path in home.rglob("*") if "onnxruntime" in str(path)]

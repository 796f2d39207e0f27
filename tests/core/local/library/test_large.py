"""A picture of 24 megapixels is made into normals, which take most, in bounded memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
MOST_MB = 550
"""Beside what the network itself takes, of which the stand-in takes next to nothing."""

SCRIPT = """
import sys
from pathlib import Path
import numpy as np
from core.preprocessor import Preprocessor
from tests.core.local.library.standing import made, model, noise, row
from tests.hub.graphs import one_normal

def used(what):
    status = Path("/proc/self/status").read_text()
    return int(status.split(what + ":")[1].split()[0]) // 1024

moge = row("moge-2-vits-normal")
content = one_normal(moge.files[0], (-0.6, 0.0, -0.8))
network = model(moge, Preprocessor.NORMALBAE, content, Path(sys.argv[1]))
made(network, noise(64, 64))
pixels = np.tile(noise(500, 500), (8, 12, 1))
before = used("VmRSS")
guide = made(network, pixels).pixels
assert guide.shape == (4000, 6000, 3)
# 127.5 and 229.5 lie halfway between two levels.
assert (np.abs(guide[2000, 3000] - np.array([204, 127.5, 229.5])) <= 0.5).all(), guide[2000, 3000]
print(used("VmHWM") - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much memory was in use")
def test_normals_of_24_megapixels(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert 72 < int(done.stdout) < MOST_MB  # the guide alone is 72 MB

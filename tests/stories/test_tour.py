"""The tour, which README's picture and every look at the window come from, goes all the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from core.catalog import CATALOG
from tests.tour import SIZE, SMALL
from tests.tour_batch import SIZE as BATCH
from tests.tour_batch import STATES as BATCH_STATES
from tests.tour_library import STATES as LIBRARY_STATES
from tests.tour_scales import SCALES
from tests.tour_scales import SIZE as SCALED

ROOT = Path(__file__).parents[2]
STATES = (
    *("empty", "small", "full-size", "failed", "copied", "nothing-found", "working", "settings"),
    *("runware-no-key", "runware-preview", "runware-advanced", "runware-bought"),
    *("wipe", "overlay", "history", "keys"),
    *BATCH_STATES,
    *LIBRARY_STATES,
    *(f"scale-{scale}" for scale in SCALES),
)


THEMES = ("dark", "light")
LIGHTER = 40
"""By how many levels of 255 a light window is lighter as a whole than the same one, dark."""


def _size(name: str) -> tuple[int, int]:
    """In device pixels, of the window in the picture of that name."""
    if name.startswith("scale-"):
        scale = int(name.split("-")[1])
        return SCALED[0] * scale // 100, SCALED[1] * scale // 100
    if name.startswith("batch-"):
        return BATCH
    return SMALL if name.startswith("small") else SIZE


@pytest.mark.long
def test_every_state_of_the_window_is_saved_in_both_themes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.tour", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    # Without a screen Qt says of every dialog what its platform cannot do.
    said = [line for line in done.stderr.splitlines() if "plugin does not support" not in line]
    assert (done.returncode, said) == (0, [])
    offered = [f"done-{name}" for name, entry in CATALOG.items() if entry.local]
    wanted = {f"{state}-{theme}.png" for state in (*STATES, *offered) for theme in THEMES}
    assert {path.name for path in tmp_path.iterdir()} == wanted
    brightness = {}
    for name in wanted:
        with Image.open(tmp_path / name) as picture:
            # Dialogs are as large as they need.
            if not name.startswith(("settings", "keys", "library")):
                assert picture.size == _size(name)
            grey = picture.convert("L")
        assert len(grey.getcolors() or ()) > 20, "something is to be seen"
        brightness[name] = ImageStat.Stat(grey).mean[0]
    for state in {name.rpartition("-")[0] for name in wanted}:
        dark, light = (brightness[f"{state}-{theme}.png"] for theme in THEMES)
        assert light > dark + LIGHTER, state

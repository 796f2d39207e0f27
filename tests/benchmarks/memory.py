"""The peak memory of one preprocessor: `python -m tests.benchmarks.memory NAME PICTURE.npy`.

Prints the bytes by which making two guides raised the peak of this process; nothing on Windows.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from core.catalog import CATALOG
from core.options import Options
from core.preprocessor import Preprocessor
from tests.benchmarks.preprocessors import steps
from tests.methods import opener


def peak_bytes() -> int | None:
    """The most memory that this process has held so far; None where the system does not say."""
    if sys.platform == "win32":
        return None
    status = Path("/proc/self/status")
    if status.exists():
        # Linux: ru_maxrss would begin at the size of the process that started this one.
        lines = status.read_text().splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    import resource  # Windows has none

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


def main(name: str, file: str) -> None:
    """Measure and print."""
    entry = CATALOG[Preprocessor.parse(name)]
    defaults = Options(entry.complete({}))
    open_picture = opener(entry)
    # What is loaded or started at the first use is no part of a guide.
    open_picture(np.zeros((64, 64, 3), np.uint8))(defaults)
    pixels = np.load(file)
    before = peak_bytes()
    make = open_picture(pixels)
    make(defaults)
    for _, changed in steps(entry):
        make(changed)
    after = peak_bytes()
    if before is not None and after is not None:
        sys.stdout.write(f"{after - before}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

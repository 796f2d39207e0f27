"""All benchmarks, one table after the other: `python -m tests.benchmarks`."""

from __future__ import annotations

import platform
import sys

import cv2
import numpy as np

from tests.benchmarks import batch, canny, frames, history, preprocessors, served, twelve, window


def main() -> None:
    """Print where this runs, then every table."""
    sys.stdout.write(
        f"{platform.platform()}, Python {platform.python_version()}, NumPy {np.__version__}, "
        f"OpenCV {cv2.__version__} on {cv2.getNumThreads()} threads\n"
    )
    canny.report()
    twelve.report()
    preprocessors.report()
    batch.report()
    served.report()
    history.report()
    frames.report()
    window.report()


if __name__ == "__main__":
    main()

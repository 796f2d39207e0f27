"""Renders the sample picture and its ground truth; ../render_still_life.py starts it."""

import argparse
import os
import time
from pathlib import Path

from .camera import Camera
from .develop import developed, smoothed
from .render import render
from .still_life import still_life
from .truth import truth
from .writing import write_picture, write_truth

PICTURE = Path("resources/samples/still-life.webp")
TRUTH = Path("tests/data/still-life")


def main() -> None:
    """Write the picture and its ground truth below the chosen folder."""
    given = _arguments()
    began = time.monotonic()
    camera = Camera()
    scene = still_life()
    write_truth(scene, camera, truth(scene, camera, given.width), given.out / TRUTH)
    layers = render(camera, given.width, given.samples, given.processes)
    write_picture(developed(smoothed(layers)), given.out / PICTURE)
    print(f"{given.out / PICTURE} and {given.out / TRUTH}: {time.monotonic() - began:.0f} s")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Render the sample picture and its ground truth.")
    parser.add_argument("--width", type=int, default=1152, help="pixels; the height follows")
    parser.add_argument("--samples", type=int, default=6, help="looks for each pixel")
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, help="more make it faster, not other"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(__file__).parents[3],
        help="folder below which the files go (the repository)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()

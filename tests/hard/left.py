"""What programs that were killed have left: whole pictures, and what nobody finishes any more."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
from PIL import Image

from core.whole_file import PART_KEPT_S


def write_pictures(folder: Path, count: int, width: int = 120, height: int = 90) -> list[Path]:
    """Pictures of noise, each another."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number}.png" for number in range(count)]
    for seed, path in enumerate(paths):
        noise = np.random.default_rng(seed).integers(0, 255, (height, width, 3), np.uint8)
        Image.fromarray(noise).save(path)
    return paths


def whole_guides(folder: Path) -> set[Path]:
    """The pictures in `folder` and below, each of which can be read to its end; beside them there
    is nothing but what nobody sees and nobody takes for one."""
    found = set()
    for path in folder.rglob("*") if folder.exists() else ():
        if path.is_dir() or (path.name.startswith(".") and path.suffix == ".part"):
            continue
        with Image.open(path) as image:
            image.load()
        found.add(path)
    return found


def grow_old(folder: Path) -> int:
    """Make what kills have left unfinished there as old as what nobody writes any more; how many
    there are."""
    parts = list(folder.rglob(".*.part"))
    long_ago = time.time() - 2 * PART_KEPT_S
    for part in parts:
        os.utime(part, (long_ago, long_ago))
    return len(parts)


def unfinished(folder: Path) -> list[Path]:
    """What lies there unfinished."""
    return list(folder.rglob(".*.part"))

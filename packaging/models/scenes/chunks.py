"""Frames in files, CHUNK to a file, laid out as a training keeps them: they are only copied.

A file is an array (count, PLANES, side, side) of uint8: red, green, blue; (n + 1) / 2 of the normal
to the left, up and to the viewer; 1 / metres as float16, whose bytes fill the last two planes. All
of a file are of one kind of scene: `SPLIT-KIND-SEED-NUMBER.npy`, where SPLIT is seen or held.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.scenes.stored import Pixels
from models.scenes.views import Frame

CHUNK = 8
SIDE = 320
PLANES = 8
SPLITS = SEEN, HELD = "seen", "held"


def write(path: Path, chunk: Sequence[Frame]) -> None:
    """Write frames to `path`, as a whole or not at all."""
    packed = np.empty((len(chunk), PLANES, *chunk[0].nearness.shape), np.uint8)
    for planes, frame in zip(packed, chunk, strict=True):
        planes[:3] = frame.rgb.transpose(2, 0, 1)
        planes[3:6] = frame.faces[..., :3].transpose(2, 0, 1)
        planes[6:] = frame.nearness.astype(np.float16).view(np.uint8).reshape(planes[6:].shape)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.save(file, packed)
    part.replace(path)


def opened(path: Path) -> Pixels:
    """The array in the file at `path`, read when it is looked at. Raises OSError, ValueError."""
    return np.asarray(np.load(path, mmap_mode="c"))


def parts(packed: Pixels) -> tuple[Pixels, Pixels, NDArray[Any]]:
    """RGB and normals (count, side, side, 3), and 1 / metres (count, side, side), float16."""
    nearness = np.ascontiguousarray(packed[:, 6:]).view(np.float16)
    return (
        packed[:, :3].transpose(0, 2, 3, 1),
        packed[:, 3:6].transpose(0, 2, 3, 1),
        nearness.reshape(len(packed), *packed.shape[2:]),
    )


def waiting(folder: Path, split: str = "") -> list[str]:
    """The names of the files in `folder` that are whole, of `split` or all, in order."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries]
    return sorted(name for name in names if name.startswith(split) and name.endswith(".npy"))


def kind_of(name: str) -> str:
    """The kind of scene in the file called so."""
    return name.split("-")[1]

"""What `pack.py` wrote, read again: drawings and photographs."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.lineart.layers import Layers, under_ink

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]

FARTHEST = 24.0
"""Pixels, up to which distances from lines are told."""
STEPS = 8


@dataclass(frozen=True)
class Drawing:
    """`areas` with ink and `bare` of it, (H, W) indices into `palette`; `ink`, 0 or 255.

    `distance`: of each pixel from the middle of the nearest ink, up to FARTHEST, in STEPS of a
    pixel.
    """

    palette: Pixels
    areas: Pixels
    bare: Pixels
    ink: Pixels
    distance: Pixels

    @classmethod
    def of(cls, layers: Layers) -> Drawing:
        """What can be told once for all canvases."""
        bare = under_ink(layers.areas, layers.ink)
        ink = np.where(layers.ink > 0, np.uint8(255), np.uint8(0))
        steps = np.rint(STEPS * distance(layers.middles > 0)).astype(np.uint8)
        return cls(layers.palette, layers.areas, bare, ink, steps)


@dataclass(frozen=True)
class Photograph:
    """RGB (H, W, 3), and its lines, one pixel wide, 0..255, which may be of another size.

    `doubtful`, of the lines' size: 1 where there may be lines that are not told.
    """

    rgb: Pixels
    lines: Pixels
    doubtful: Pixels | None = None


class Store:
    """The drawings, read when they are asked for, and the photographs, from `folder`.

    `chosen`: of which groups; `most`: how many of each, the first.
    """

    def __init__(self, folder: Path, chosen: Callable[[str], bool], most: int = 10**6) -> None:
        self._archive = zipfile.ZipFile(folder / "drawings.zip")
        index: dict[str, tuple[str, str]] = json.loads(self._archive.read("index.json"))
        counts: Counter[str] = Counter()
        self._palettes = {}
        for name, (group, colours) in index.items():
            counts[group] += 1
            if chosen(group) and counts[group] <= most:
                self._palettes[name] = colours
        self.names = list(self._palettes)
        self._kept: dict[str, Drawing] = {}
        self.photographs = _photographs(folder / "photographs.zip")

    def drawing(self, name: str, keep: int = 1200) -> Drawing:
        """The drawing called so; the last `keep` are kept."""
        if name not in self._kept:
            while len(self._kept) >= keep:
                del self._kept[next(iter(self._kept))]
            self._kept[name] = Drawing.of(_layers(self._archive, name, self._palettes[name]))
        return self._kept[name]


def distance(lines: NDArray[np.bool_]) -> Plane:
    """How far each pixel is from the nearest of `lines`, up to FARTHEST."""
    if not lines.any():
        return np.full(lines.shape, FARTHEST, np.float32)
    away = cv2.distanceTransform((~lines).astype(np.uint8), cv2.DIST_L2, 5)
    return cast(Plane, np.minimum(away, np.float32(FARTHEST)))


def _layers(archive: zipfile.ZipFile, name: str, palette: str) -> Layers:
    planes = np.array(Image.open(io.BytesIO(archive.read(f"{name}.webp"))).convert("RGB"))
    areas, ink = planes[..., 0], planes[..., 1]
    colours = np.frombuffer(bytes.fromhex(palette), np.uint8).reshape(-1, 3)
    middles = (ink == 2).astype(np.uint8)
    return Layers(np.ascontiguousarray(areas), colours, (ink > 0).astype(np.uint8), middles)


def _photographs(path: Path) -> list[Photograph]:
    if not path.exists():
        return []
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in sorted(name for name in archive.namelist() if ".lines." not in name):
            lines = archive.read(name.replace(".webp", ".lines.webp"))
            rgb = np.ascontiguousarray(_image(archive.read(name), 1)[:, :, ::-1])
            found.append(Photograph(rgb, _image(lines, 0)))
    return found


def _image(content: bytes, way: int) -> Pixels:
    return cast(Pixels, cv2.imdecode(np.frombuffer(content, np.uint8), way))

"""The pictures of BSDS500 with the boundaries that people drew, as crops to learn from.

P. Arbelaez, M. Maire, C. Fowlkes, J. Malik, Contour Detection and Hierarchical Image
Segmentation, 2011. The folder holds `index.json` (split and number of annotators by picture),
`images/ID.jpg`, and `boundaries/ID.png`, in which bit k is what annotator k drew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

AGREED = 0.3
"""A boundary that more than this share of the people drew is one; fewer but some: not counted."""

SCALES = (0.5, 0.75, 1.0, 1.5)
"""The network looks at each picture at half, whole and one and a half its size."""

GRAINY = 0.3
"""Share of crops with grain as of film or a sensor, which people do not draw."""

TURNED = 0.5
"""Share of crops turned by quarters; upright ones look like what the encoder has learned from."""

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """A picture (H, W, 3), the share of people that drew each boundary and the teacher's edges.

    The last two are (H, W), 0..255.
    """

    ident: str
    rgb: Pixels
    drawn: Pixels
    taught: Pixels


def load(folder: Path, splits: tuple[str, ...], teach: Callable[[Pixels], Pixels]) -> list[Example]:
    """The pictures of `splits` ("train", "val") in the order of their names."""
    index = json.loads((folder / "index.json").read_text("utf-8"))
    examples = []
    for ident in sorted(name for name, facts in index.items() if facts["split"] in splits):
        bgr = cv2.imread(str(folder / "images" / f"{ident}.jpg"))
        planes = cv2.imread(str(folder / "boundaries" / f"{ident}.png"), cv2.IMREAD_UNCHANGED)
        assert bgr is not None, ident
        assert planes is not None, ident
        count = index[ident]["annotators"]
        drawn = planes.astype(np.uint16)
        votes = np.sum([(drawn >> k) & 1 for k in range(count)], axis=0)
        share = np.rint(255 * votes / count).astype(np.uint8)
        rgb = np.ascontiguousarray(bgr[:, :, ::-1]).astype(np.uint8)
        examples.append(Example(ident, rgb, share, teach(rgb)))
    return examples


def batches(
    examples: list[Example], size: int, side: int, random: np.random.Generator
) -> Iterator[tuple[Plane, Plane, Plane]]:
    """Without end: pictures (size, 3, side, side) 0..255, drawn and taught (size, 1, side, side).

    Both targets are 0..1; what was drawn by too few people to say is NaN. Every picture is seen
    once before any is seen again.
    """
    order: list[int] = []
    while True:
        chosen = []
        for _ in range(size):
            if not order:
                order = list(random.permutation(len(examples)))
            chosen.append(_crop(examples[order.pop()], side, random))
        rgb, drawn, taught = (np.stack(part) for part in zip(*chosen, strict=True))
        yield rgb, drawn, taught


def _crop(example: Example, side: int, random: np.random.Generator) -> tuple[Plane, Plane, Plane]:
    scale = random.choice(SCALES)
    wanted = round(side / scale)
    height, width = example.drawn.shape
    top = int(random.integers(0, max(1, height - wanted + 1)))
    left = int(random.integers(0, max(1, width - wanted + 1)))
    window = np.s_[top : top + wanted, left : left + wanted]
    parts = [np.ascontiguousarray(part[window]) for part in _planes(example)]
    short = [(0, wanted - parts[0].shape[0]), (0, wanted - parts[0].shape[1])]
    if short != [(0, 0), (0, 0)]:
        parts = [np.pad(p, [*short, (0, 0)][: p.ndim], mode="reflect") for p in parts]
    if scale < 1:  # or a boundary one pixel wide would be torn by leaving out pixels
        parts[1] = cv2.dilate(parts[1], np.ones((2, 2), np.uint8)).astype(np.uint8)
    smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    # What was drawn is a share of people, which is not to be averaged with that of a neighbour.
    ways = (smooth, cv2.INTER_NEAREST_EXACT, smooth)
    rgb, drawn, taught = (
        cv2.resize(part, (side, side), interpolation=way).astype(np.uint8)
        for part, way in zip(parts, ways, strict=True)
    )
    turns = int(random.integers(4)) if random.random() < TURNED else 0
    mirrored = bool(random.integers(2))
    rgb, drawn, taught = (_turned(part, turns, mirrored) for part in (rgb, drawn, taught))
    return (
        np.ascontiguousarray(_recoloured(rgb, random).transpose(2, 0, 1)),
        _judged(drawn)[None],
        taught[None].astype(np.float32) / np.float32(255),
    )


def _planes(example: Example) -> tuple[Pixels, Pixels, Pixels]:
    return example.rgb, example.drawn, example.taught


def _turned(part: NDArray[np.uint8], turns: int, mirrored: bool) -> NDArray[np.uint8]:
    turned = np.rot90(part, turns)
    return turned[:, ::-1] if mirrored else turned


def _judged(share: Pixels) -> Plane:
    judged = np.where(share > 255 * AGREED, np.float32(1), np.float32(0))
    judged[(share > 0) & (share <= 255 * AGREED)] = np.nan
    return judged


def _recoloured(rgb: Pixels, random: np.random.Generator) -> Plane:
    plane = 255 * (rgb.astype(np.float32) / 255) ** random.uniform(0.7, 1.4)
    contrast = random.uniform(0.7, 1.3)
    shift = random.uniform(-25, 25) + random.uniform(-12, 12, 3)
    plane = (plane - 127.5) * contrast + 127.5 + shift
    if random.random() < GRAINY:
        plane += random.normal(0, random.uniform(2, 14), (*plane.shape[:2], 1))
    return np.clip(plane, 0, 255).astype(np.float32)

"""Whether a picture is a guide already: of such, another guide is seldom wanted.

Judged by the pixels alone, a few hundred thousand of them: what other programs write says nothing
of itself.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.picture import Pixels

SAMPLES = 512
"""About so many pixels of each side are looked at."""

BLACK = 12
"""Up to this in every channel a pixel is the ground of a drawing; JPEG leaves a little."""
GREY_CHROMA = 10
"""The channels of a grey pixel differ by no more."""
STRONG_CHROMA = 90
"""Those of a painted limb differ by at least as much."""
UNIT = 0.12
"""The length of a normal that is stored in three bytes is 1 within this."""


class Guidelike(StrEnum):
    """What a picture that is a guide shows."""

    LINES = "lines"
    SKELETON = "a skeleton"
    SEGMENTS = "segments"
    NORMALS = "normals"


def recognise(pixels: Pixels) -> Guidelike | None:
    """What kind of guide the sRGB picture (height, width, 3) seems to be; None: none at all."""
    step_y, step_x = (max(1, side // SAMPLES) for side in pixels.shape[:2])
    seen = pixels[::step_y, ::step_x].reshape(-1, 3).astype(np.int16)
    lightest = seen.max(axis=1)
    chroma = lightest - seen.min(axis=1)
    painted = lightest > BLACK
    share = float(painted.mean())
    if share == 0:
        return None
    if share < 0.4 and (chroma <= GREY_CHROMA).mean() > 0.995 and _has_strokes(lightest[painted]):
        return Guidelike.LINES
    if share < 0.25 and _is_skeleton(seen[painted], chroma[painted]):
        return Guidelike.SKELETON
    if _is_segments(seen, chroma):
        return Guidelike.SEGMENTS
    if _is_normals(seen):
        return Guidelike.NORMALS
    return None


def _has_strokes(lightest: NDArray[np.int16]) -> bool:
    """Whether what is painted gets as light as lines do: a dark photograph does not."""
    return bool((lightest > 160).mean() > 0.1)


def _is_skeleton(painted: NDArray[np.int16], chroma: NDArray[np.int16]) -> bool:
    """Whether most of it is in strong colours, of many hues."""
    strong = chroma >= STRONG_CHROMA
    if strong.mean() < 0.6:
        return False
    colours = painted[strong]
    # Which channel leads, which comes last, and whether the third is nearer to the one or other.
    order = colours.argsort(axis=1)
    middle = np.take_along_axis(colours, order[:, 1:2], axis=1)[:, 0]
    bright = middle * 2 > colours.max(axis=1)
    hues = order[:, 2] * 6 + order[:, 0] * 2 + bright
    counts = np.bincount(hues, minlength=18)
    return int((counts > 0.01 * len(colours)).sum()) >= 5


def _is_segments(seen: NDArray[np.int16], chroma: NDArray[np.int16]) -> bool:
    """Whether all is in exact colours of ADE20K, not all of them grey."""
    from core.local.seg.ade20k import PALETTE  # noqa: PLC0415 - see the module's contract

    known = {int(r) << 16 | int(g) << 8 | int(b) for r, g, b in PALETTE}
    values, counts = np.unique(
        (seen[:, 0].astype(np.int32) << 16) | (seen[:, 1].astype(np.int32) << 8) | seen[:, 2],
        return_counts=True,
    )
    matched = sum(int(n) for value, n in zip(values, counts, strict=True) if int(value) in known)
    return matched > 0.97 * len(seen) and len(values) < 200 and bool((chroma > 60).mean() > 0.02)


def _is_normals(seen: NDArray[np.int16]) -> bool:
    """Whether pixels are unit vectors that look at the viewer."""
    vectors = seen.astype(np.float32) / np.float32(127.5) - 1
    lengths = np.sqrt((vectors * vectors).sum(axis=1))
    is_unit = np.abs(lengths - 1) < UNIT
    return bool(is_unit.mean() > 0.95 and (vectors[:, 2] > 0).mean() > 0.9)

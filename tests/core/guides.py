"""Guides of every look, made by hand: for tests of what becomes of them."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.catalog import CATALOG
from core.guide import Guide
from core.picture import Pixels
from core.preprocessor import Look, Preprocessor, Quality
from core.task import PreprocessTask
from tests.core.pictures import noise

SEGMENTS = np.array([[120, 120, 120], [180, 120, 120], [6, 230, 230], [80, 50, 50]], np.uint8)


def guide_of(
    preprocessor: Preprocessor | str,
    pixels: Pixels,
    *,
    deep: NDArray[np.uint16] | None = None,
    **task: Any,
) -> Guide:
    """A guide of `pixels`; `task` are fields of the task."""
    return Guide(
        pixels,
        PreprocessTask(preprocessor=Preprocessor.parse(preprocessor), **task),
        "local",
        "by hand",
        Quality.FINAL,
        0.5,
        deep=deep,
    )


def example(preprocessor: Preprocessor, width: int = 60, height: int = 44, seed: int = 1) -> Guide:
    """A guide as that preprocessor makes them; depth has 16 bits as well."""
    if preprocessor is Preprocessor.DEPTH:
        deep = np.random.default_rng(seed).integers(0, 65536, (height, width), np.uint16)
        return guide_of(preprocessor, (deep // 257).astype(np.uint8), deep=deep)
    return guide_of(preprocessor, _pixels(preprocessor, width, height, seed))


def _pixels(preprocessor: Preprocessor, width: int, height: int, seed: int) -> Pixels:
    look = CATALOG[preprocessor].look
    if look is Look.BINARY:
        return strokes(width, height, seed)
    if look is Look.GREY:
        return noise((height, width), seed)
    if preprocessor is Preprocessor.SEG:
        return SEGMENTS[noise((height, width), seed) % len(SEGMENTS)]
    if preprocessor is Preprocessor.OPENPOSE:
        return np.dstack([strokes(width, height, seed + band) for band in range(3)])
    if preprocessor is Preprocessor.NORMALBAE:
        vectors = np.random.default_rng(seed).normal(size=(height, width, 3))
        vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
        return np.rint((vectors + 1) * 127.5).astype(np.uint8)
    return noise((height, width, 3), seed)


def strokes(width: int, height: int, seed: int = 1, count: int = 4) -> Pixels:
    """White lines, one pixel wide, from anywhere to anywhere on black."""
    canvas = np.zeros((height, width), np.uint8)
    ends = np.random.default_rng(seed).integers(0, (width, height), (count, 2, 2))
    for begin, end in ends.tolist():
        cv2.line(canvas, begin, end, 255, 1)
    return canvas

"""Pages of writing as a scanner sees them, and sketches."""

from __future__ import annotations

import cv2
import numpy as np

from core.picture import Pixels

PAPER, INK = (236, 230, 214), (50, 48, 56)


def page(height: int, width: int) -> Pixels:
    """Grained paper that darkens to one side, with a heading, lines of writing and a margin."""
    picture = np.full((height, width, 3), PAPER, np.uint8)
    random = np.random.default_rng(3)
    size = height / 480

    def write(words: str, row: float, scale: float, thick: float) -> None:
        place = width // 8, round(row * height)
        cv2.putText(
            picture, words, place, 0, scale * size, INK, max(1, round(thick * size)), cv2.LINE_AA
        )

    write("A heading", 0.12, 0.9, 2)
    for line in range(22):
        words = ["".join(random.choice(list("aeinorstdlm"), 5)) for _ in range(6)]
        write(" ".join(words), 0.2 + 0.033 * line, 0.34, 1)
    down, across = np.mgrid[:height, :width].astype(np.float32)
    shade = (20 * across / width + 8 * down / height)[..., None]
    scan = picture - shade + random.normal(0, 3, picture.shape)
    made: Pixels = scan.clip(0, 255).round().astype(np.uint8)
    return made


def negative(picture: Pixels) -> Pixels:
    """Light on dark."""
    return 255 - picture

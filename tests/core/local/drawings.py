"""Pictures whose lines are known, for the tests of line drawings."""

from __future__ import annotations

import cv2
import numpy as np

from core.options import Options
from core.picture import Pixels

PAPER, INK = 230, 30


def flat(height: int, width: int, colour: tuple[int, int, int]) -> Pixels:
    return np.full((height, width, 3), colour, np.uint8)


def ramp(height: int, width: int) -> Pixels:
    """A smooth gradient towards a dark corner, such as a vignette."""
    down = np.linspace(250, 90, height)[:, None]
    across = np.linspace(0, -80, width)[None]
    grey = (down + across).round().clip(0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def ring(side: int) -> Pixels:
    """A circle of radius side / 4 drawn in ink on paper, 1/100 of the side thick."""
    picture = flat(side, side, (PAPER, PAPER, PAPER))
    centre, radius = (side // 2, side // 2), side // 4
    cv2.circle(picture, centre, radius, (INK, INK, INK), max(1, side // 100), cv2.LINE_AA)
    return picture


def fading_line() -> Pixels:
    """A line two pixels thick, 1600 long, that is dark at its left end and paper at its right."""
    picture = flat(60, 1600, (200, 200, 200))
    picture[30:32] = np.linspace(130, 200, 1600).round().astype(np.uint8)[:, None]
    return picture


def dusty(side: int, tone: int) -> Pixels:
    """`ring` with 60 specks of dust inside it, 1/512 of the side wide and twice as high."""
    picture = ring(side)
    grain = max(1, side // 512)
    random = np.random.default_rng(5)
    for x, y in random.integers(side * 3 // 8, side * 5 // 8, (60, 2)):
        picture[y : y + 2 * grain, x : x + grain] = tone
    return picture


def inside_ring(guide: Pixels) -> Pixels:
    """The part of a guide of `dusty` that has dust only."""
    side = guide.shape[0]
    inside = slice(side * 11 // 32, side * 21 // 32)
    return guide[inside, inside]


def flat_colours(side: int) -> Pixels:
    """A red disc with a dark outline and a blue square without one, on pale yellow."""
    picture = flat(side, side, (250, 240, 190))
    cv2.circle(picture, (side // 3, side // 3), side // 5, (200, 60, 50), -1, cv2.LINE_AA)
    cv2.circle(picture, (side // 3, side // 3), side // 5, (40, 20, 20), side // 128, cv2.LINE_AA)
    corner, opposite = (3 * side // 5, 3 * side // 5), (9 * side // 10, 9 * side // 10)
    cv2.rectangle(picture, corner, opposite, (60, 110, 200), -1)
    return picture


def as_jpeg(pixels: Pixels, quality: int) -> Pixels:
    """What is left of `pixels` after a JPEG file of that quality."""
    written, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert written
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert decoded is not None
    return decoded.astype(np.uint8)


def texture(height: int, width: int, seed: int = 0) -> Pixels:
    """Smooth coloured noise with a little grain: edges of every strength and direction."""
    random = np.random.default_rng(seed)
    cells = random.integers(0, 256, (max(2, height // 12), max(2, width // 12), 3), dtype=np.uint8)
    smooth = cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.int16)
    grain = random.integers(-4, 5, smooth.shape)
    return (smooth + grain).clip(0, 255).astype(np.uint8)


def options(**values: float) -> Options:
    return Options(values)

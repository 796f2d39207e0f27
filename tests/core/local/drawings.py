"""Pictures whose lines are known, for the tests of line drawings."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

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


def quadrangles(height: int, width: int, seed: int) -> tuple[Pixels, NDArray[np.float64]]:
    """Dark and light quadrangles apart from one another on a textured ground, and their sides.

    The sides are (n, 4): column and row of both ends, the middle of the first pixel being (0, 0).
    There are as many as fit; sizes and texture grow with the shorter side. They are drawn four
    times finer and shrunk by area.
    """
    random = np.random.default_rng(seed)
    unit, finer = min(height, width) / 512, 4
    cells = random.integers(90, 170, (max(2, height // int(12 * unit)), width // 12, 3))
    ground = cv2.resize(cells.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    picture = (ground + random.integers(-5, 6, (height, width, 1))).clip(0, 255).astype(np.uint8)
    free = np.ones((height, width), np.uint8)
    sides = []
    for _ in range(40 * height * width // min(height, width) ** 2):
        half = random.uniform(32, 108, 2) * unit
        turn = random.uniform(0, np.pi)
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
        corners += random.uniform(-8, 8, (4, 2)) * unit
        axes = np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
        points = corners @ axes + random.uniform((0, 0), (width, height))
        if (points < 6 * unit).any() or (points > np.array([width, height]) - 6 * unit).any():
            continue
        inside = np.zeros((height * finer, width * finer), np.uint8)
        drawn = np.rint((points + 0.5) * finer - 0.5).astype(np.int32)
        cv2.fillConvexPoly(inside, drawn, 255)
        cover = cv2.resize(inside, (width, height), interpolation=cv2.INTER_AREA)
        if not free[cover > 0].all():
            continue
        reach = 2 * int(8 * unit) + 1
        free[cv2.dilate(cover, np.ones((reach, reach), np.uint8)) > 0] = 0
        tone = random.integers(0, 50, 3) if random.random() < 0.5 else random.integers(205, 256, 3)
        share = cover[..., None] / 255
        picture = np.rint(picture * (1 - share) + tone * share).astype(np.uint8)
        sides.append(np.concatenate([points, np.roll(points, -1, axis=0)], axis=1))
    return picture, np.concatenate(sides)


def stroke(side: int, thick: int, angle: float, ground: int = PAPER, ink: int = INK) -> Pixels:
    """A straight line through the middle, `thick` pixels wide, at `angle` degrees down from right.

    It is 3/4 of the side long.
    """
    picture = flat(side, side, (ground, ground, ground))
    reach = 0.375 * side
    across = reach * math.cos(math.radians(angle)), reach * math.sin(math.radians(angle))
    # Ends in 1/256 of a pixel.
    begin, end = (
        tuple(round(256 * (side // 2 + sign * part)) for part in across) for sign in (-1, 1)
    )
    cv2.line(picture, begin, end, (ink, ink, ink), thick, cv2.LINE_AA, 8)
    return picture


def grain(side: int, spread: float, seed: int = 4) -> Pixels:
    """Grey paper with nothing on it but grain of `spread` levels."""
    random = np.random.default_rng(seed)
    levels = random.normal(200, spread, (side, side, 1)).round().clip(0, 255)
    return np.repeat(levels.astype(np.uint8), 3, axis=2)


def inside_quadrangles(
    height: int, width: int, sides: NDArray[np.float64], margin: int
) -> NDArray[np.bool_]:
    """Which pixels are inside one of `quadrangles`, at least `margin` pixels from its sides."""
    mask = np.zeros((height, width), np.uint8)
    for corners in sides.reshape(-1, 4, 4)[..., :2]:
        cv2.fillConvexPoly(mask, np.rint(corners).astype(np.int32), 255)
    shrunk = cv2.erode(mask, np.ones((2 * margin + 1, 2 * margin + 1), np.uint8))
    return np.asarray(shrunk > 0)

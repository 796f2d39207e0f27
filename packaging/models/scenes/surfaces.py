"""What surfaces look like: textures made from noise and patterns, and materials by chance."""

from __future__ import annotations

import colorsys

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scenes.stored import SIDE, Floats, Pixels

PATTERNS = 96
NONE, BY_UV, BY_PLACE, WATER = 0.0, 1.0, 2.0, 3.0
"""How a texture lies on a surface: not at all, as the model says, or along the axes of space. WATER
has none; it has waves, the higher the more it would glow, and mirrors what is above it."""


def patterns(random: np.random.Generator, count: int = PATTERNS) -> Pixels:
    """Textures (count, SIDE, SIDE, 4) that repeat: noise, planks, bricks, tiles, stripes, cloth."""
    made = np.full((count, SIDE, SIDE, 4), 255, np.uint8)
    makers = (_noise, _noise, _wood, _bricks, _tiles, _stripes, _cloth, _leaves)
    for number in range(count):
        plane = makers[number % len(makers)](random)
        one, two = (np.array(colour(random)) for _ in range(2))
        if random.random() < 0.6:  # two shades of one colour
            two = np.clip(one * random.uniform(0.45, 1.3), 0, 1)
        plane = np.clip(plane, 0, 1)[..., None]
        grain = random.normal(0, random.uniform(0, 0.05), (SIDE, SIDE, 1))
        mixed = np.clip(one + (two - one) * plane + grain, 0, 1)
        made[number, ..., :3] = np.rint(255 * mixed)
    return made


def colour(random: np.random.Generator) -> tuple[float, float, float]:
    """A colour as things have them: mostly dull, sometimes bright (sRGB, 0..1)."""
    saturation = random.beta(1.1, 4.0) if random.random() < 0.8 else random.uniform(0.3, 1)
    value = random.uniform(0.08, 1.0) ** 0.8
    hue = random.normal(0.08, 0.06) % 1 if random.random() < 0.4 else random.random()
    return colorsys.hsv_to_rgb(hue, saturation, value)


def _noise(random: np.random.Generator) -> Floats:
    fall = random.uniform(0.7, 2.2)
    along = np.fft.fftfreq(SIDE)
    squeeze = random.uniform(0.3, 3) if random.random() < 0.4 else 1.0
    size = np.hypot(along[:, None] * squeeze, along[None] / squeeze)
    size[0, 0] = 1
    wave = np.fft.fft2(random.normal(0, 1, (SIDE, SIDE))) / size**fall
    wave[0, 0] = 0
    plane = np.fft.ifft2(wave).real
    plane = plane / plane.std() * random.uniform(0.1, 0.35) + 0.5
    if random.random() < 0.25:  # marble
        plane = 0.5 + 0.5 * np.sin(plane * random.uniform(10, 40))
    return np.asarray(plane, np.float32)


def _wood(random: np.random.Generator) -> Floats:
    planks = int(random.choice([3, 4, 6, 8]))
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    which = np.floor(y * planks)
    shade = np.asarray(random.uniform(-0.3, 0.3, planks))[which.astype(int)]
    noise = _noise(random)
    grain = cv2.blur(noise, (61, 1), borderType=cv2.BORDER_REFLECT)
    ends = random.random(planks)[which.astype(int)]
    gap = (np.abs(y * planks - np.rint(y * planks)) < 0.02 * planks / 4) | (
        np.abs((x - ends + 0.5) % 1 - 0.5) < 0.006
    )
    plane = 0.5 + shade + 1.5 * (grain - 0.5)
    return np.asarray(np.where(gap, plane + random.choice([-0.8, 0.5]), plane), np.float32)


def _bricks(random: np.random.Generator) -> Floats:
    rows, columns = int(random.choice([4, 8, 12])), int(random.choice([2, 4, 6]))
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    row = np.floor(y * rows)
    across = x * columns + 0.5 * (row % 2)
    joint = random.uniform(0.03, 0.1)
    is_joint = ((y * rows) % 1 < joint * 1.5) | (across % 1 < joint)
    shade = random.uniform(0, 0.4, (rows, columns + 1))
    plane = shade[row.astype(int), np.floor(across).astype(int) % columns] + 0.4 * _noise(random)
    return np.where(is_joint, random.uniform(0.7, 1.1), plane).astype(np.float32)


def _tiles(random: np.random.Generator) -> Floats:
    count = int(random.choice([2, 4, 8]))
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE * count
    checks = (np.floor(x) + np.floor(y)) % 2 * random.choice([0, 0, 0.6, 1])
    joint = ((x % 1) < 0.04) | ((y % 1) < 0.04)
    plane = checks + 0.25 * _noise(random)
    return np.where(joint, random.uniform(0, 1.2), plane).astype(np.float32)


def _stripes(random: np.random.Generator) -> Floats:
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    a, b = int(random.integers(0, 9)), int(random.integers(0, 9))
    wave = np.sin(2 * np.pi * (a * x + b * y))
    if random.random() < 0.4:
        wave *= np.sin(2 * np.pi * (b * x - a * y))
    hard = random.uniform(1, 12)
    return np.asarray(0.5 + 0.5 * np.tanh(hard * wave), np.float32)


def _cloth(random: np.random.Generator) -> Floats:
    count = int(random.integers(8, 40))
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE * 2 * np.pi * count
    return np.asarray(0.5 + 0.2 * np.sin(x) * np.sin(y) + 0.6 * (_noise(random) - 0.5), np.float32)


def _leaves(random: np.random.Generator) -> Floats:
    plane = np.zeros((SIDE, SIDE), np.float32)
    for _ in range(int(random.integers(60, 400))):
        x, y = (int(value) for value in random.integers(0, SIDE, 2))
        size = (int(random.integers(2, 14)), int(random.integers(1, 7)))
        shade = float(random.uniform(0, 1))
        for ox in (-SIDE, 0, SIDE):
            cv2.ellipse(plane, (x + ox, y), size, random.uniform(0, 180), 0, 360, shade, -1)
    return plane


def varied(
    materials: Floats,
    textures: int,
    own: tuple[int, int],
    random: np.random.Generator,
    faithful: float,
) -> NDArray[np.float32]:
    """`materials` (n, 5) of a model as rows (n, 8) for the shader, changed by chance.

    A row: colour (linear RGB), mode; texture, size, shine, glow. `textures`: how many there are in
    all; `own`: the first and the last but one that lie on anything (patterns and photographs);
    `faithful`: the share left as it is.
    """
    count = len(materials)
    rows = np.zeros((count, 8), np.float32)
    has_own = materials[:, 4] >= 0
    rows[:, :3] = linear(materials[:, :3])
    rows[has_own, :3] = 1.0
    rows[:, 3] = np.where(has_own, BY_UV, NONE)
    rows[:, 4] = np.maximum(materials[:, 4], 0)
    rows[:, 5] = 1.0
    rows[:, 6] = materials[:, 3]
    if random.random() > faithful:
        way = random.random()
        for row in rows:
            if way < 0.5:
                if row[3] == NONE:
                    row[:3] = linear(np.array(colour(random)))
                else:
                    row[:3] = 0.4 + 0.8 * np.array(colour(random))
            elif random.random() < 0.7:
                row[:3] = 1.0 if random.random() < 0.5 else 0.4 + 0.8 * np.array(colour(random))
                row[3:6] = BY_PLACE, random.integers(*own), random.uniform(0.15, 1.0)
        rows[:, 6] = random.uniform(0, 1) ** 2
    rows[:, :3] *= random.uniform(0.75, 1.15)
    return rows


def linear(srgb: NDArray[np.floating]) -> NDArray[np.floating]:
    """Light of a colour that is told as sRGB, 0..1."""
    return np.asarray(np.clip(srgb, 0, 1) ** 2.2)

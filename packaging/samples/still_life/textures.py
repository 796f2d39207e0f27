"""Procedural patterns in space: noise, wood, plaster, cloth.

All give values for points of shape (3, n). The noise is value noise on a lattice of fixed random
numbers, smoothed between them (Perlin's "An Image Synthesizer", 1985, in its simplest form).
"""

import numpy as np

from .shapes import Floats, Vector

_SIDE = 32
_LATTICE = np.random.default_rng(7).random((_SIDE, _SIDE, _SIDE)).astype(np.float32)


def noise(points: Floats, scale: Vector | float) -> Floats:
    """Smooth noise 0..1; `scale` is the number of lattice cells in a metre along each axis."""
    sx, sy, sz = scale if isinstance(scale, tuple) else (scale, scale, scale)
    cells, parts = [], []
    for coordinate, factor in zip(points, (sx, sy, sz), strict=True):
        place = coordinate * factor
        below = np.floor(place)
        part = (place - below).astype(np.float32)
        cells.append(below.astype(np.int64))
        parts.append(part * part * (3 - 2 * part))
    total = np.zeros(points.shape[1], np.float32)
    for corner in range(8):
        weight = np.ones_like(total)
        index = []
        for axis in range(3):
            bit = corner >> axis & 1
            weight *= parts[axis] if bit else 1 - parts[axis]
            index.append((cells[axis] + bit) % _SIDE)
        total += weight * _LATTICE[index[0], index[1], index[2]]
    return total


def cloudy(points: Floats, scale: Vector | float, octaves: int = 4) -> Floats:
    """Noise with finer noise added at half the strength each time, 0..1."""
    sx, sy, sz = scale if isinstance(scale, tuple) else (scale, scale, scale)
    total = np.zeros(points.shape[1], np.float32)
    strength, sum_of_strengths = 1.0, 0.0
    for octave in range(octaves):
        factor = 2.03**octave
        total += strength * noise(points + 3.7 * octave, (sx * factor, sy * factor, sz * factor))
        sum_of_strengths += strength
        strength *= 0.5
    return total / sum_of_strengths


def step(low: float, high: float, values: Floats) -> Floats:
    """Rises smoothly from 0 at `low` to 1 at `high` (falls when `low` is the larger)."""
    s = np.clip((values - low) / (high - low), 0.0, 1.0)
    return np.asarray(s * s * (3 - 2 * s))


def mixed(first: Vector | Floats, second: Vector | Floats, amount: Floats) -> Floats:
    """Colours between two (each one colour, or one for each point), shape (3, n)."""
    a = np.asarray(first, dtype=np.float32).reshape(3, -1)
    b = np.asarray(second, dtype=np.float32).reshape(3, -1)
    return np.asarray(a + (b - a) * amount)


def plain(points: Floats, colour: Vector) -> Floats:
    """One colour everywhere."""
    return np.repeat(np.asarray(colour, dtype=np.float32)[:, None], points.shape[1], axis=1)


def wood(points: Floats, along: int, dark: Vector, light: Vector) -> Floats:
    """Wood whose grain runs along one axis: long streaks, and waving year rings."""
    stretch = [9.0, 9.0, 9.0]
    stretch[along] = 0.9
    fine = [130.0, 130.0, 130.0]
    fine[along] = 3.0
    wave = cloudy(points, (stretch[0], stretch[1], stretch[2]), 3)
    rings = 0.5 + 0.5 * np.sin(wave * 42.0)
    streaks = noise(points, (fine[0], fine[1], fine[2]))
    return mixed(dark, light, 0.5 * rings + 0.35 * streaks + 0.3 * wave - 0.1)

"""The vase with its flowers, and the jar with the painter's brushes."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from .parts import Distance, Part, Surface
from .shapes import (
    Floats,
    Vector,
    carve,
    cone,
    frame_towards,
    length,
    shifted,
    sphere,
    torus,
    turned,
    turned_on_a_wheel,
)
from .tabletop import CLOTH
from .textures import cloudy, mixed, noise, plain, step

_VASE: Vector = (-0.64, CLOTH, 1.22)
_MOUTH = 0.265
_JAR: Vector = (-0.135, CLOTH, 1.06)

_CORAL, _CREAM, _OCHRE, _ROSE = (
    (0.72, 0.20, 0.09),
    (0.82, 0.74, 0.56),
    (0.80, 0.47, 0.08),
    (0.66, 0.28, 0.24),
)

# Place relative to the vase's mouth, where the flower looks, radius, colour.
_FLOWERS: list[tuple[Vector, Vector, float, Vector]] = [
    ((0.00, 0.115, 0.075), (0.05, 0.35, 1.0), 0.066, _CREAM),
    ((-0.125, 0.07, 0.050), (-0.5, 0.25, 0.8), 0.060, _CORAL),
    ((0.120, 0.06, 0.055), (0.5, 0.2, 0.9), 0.056, _CORAL),
    ((-0.075, 0.215, 0.02), (-0.3, 0.5, 0.8), 0.056, _OCHRE),
    ((0.085, 0.205, 0.01), (0.35, 0.5, 0.8), 0.060, _ROSE),
    ((0.005, 0.300, -0.01), (0.05, 0.6, 0.8), 0.052, _CORAL),
    ((-0.175, 0.165, -0.01), (-0.7, 0.4, 0.6), 0.046, _CREAM),
    ((0.185, 0.150, -0.02), (0.7, 0.4, 0.6), 0.046, _OCHRE),
    ((0.012, 0.010, 0.095), (0.1, 0.0, 1.0), 0.045, _ROSE),
]
# Leaves: from, to, width (relative to the mouth).
_LEAVES: list[tuple[Vector, Vector, float]] = [
    ((-0.03, 0.0, 0.03), (-0.17, -0.045, 0.09), 0.026),
    ((0.03, 0.0, 0.03), (0.165, -0.035, 0.08), 0.026),
    ((-0.02, 0.05, 0.0), (-0.22, 0.10, 0.03), 0.022),
    ((0.03, 0.05, 0.0), (0.235, 0.085, 0.0), 0.022),
    ((0.02, 0.10, 0.0), (0.155, 0.285, -0.02), 0.020),
    ((-0.02, 0.10, 0.0), (-0.14, 0.295, -0.03), 0.020),
    ((0.0, 0.2, -0.03), (0.06, 0.385, -0.04), 0.017),
    ((0.0, 0.2, -0.03), (-0.055, 0.375, -0.05), 0.016),
]


def bouquet_parts() -> list[Part]:
    """Vase, stems, leaves, flowers; jar and brushes."""
    leaf = Surface(_green, (0.12, 0.2, 0.08), gloss=0.025, roughness=0.4)
    return [
        Part("vase", _vase, Surface(_celadon, (0.16, 0.27, 0.28), gloss=0.05, roughness=0.10)),
        Part("leaves", _stems, leaf),
        *(Part("leaves", _leaf(*blade), leaf) for blade in _LEAVES),
        *(_flower(*flower, turn) for turn, flower in enumerate(_FLOWERS)),
        Part("jar", _jar, Surface(_stoneware, (0.4, 0.32, 0.24), gloss=0.035, roughness=0.22)),
        *_brushes(),
    ]


def _from_mouth(place: Vector) -> Vector:
    return place[0] + _VASE[0], place[1] + _VASE[1] + _MOUTH, place[2] + _VASE[2]


def _vase(p: Floats) -> Floats:
    outline = [
        (0.046, 0.0),
        (0.050, 0.012),
        (0.083, 0.075),
        (0.094, 0.125),
        (0.078, 0.180),
        (0.044, 0.222),
        (0.041, 0.243),
        (0.055, _MOUTH),
    ]
    outside = turned_on_a_wheel(p, _VASE, outline)
    inside = cone(p, _from_mouth((0, 0.02, 0)), _from_mouth((0, -0.06, 0)), 0.050, 0.034)
    return carve(outside, inside, 0.006)


def _celadon(p: Floats) -> Floats:
    _, y, _ = shifted(p, _VASE)
    run = y + 0.02 * cloudy(p, (26.0, 5.0, 26.0), 3)
    glaze = mixed((0.075, 0.17, 0.20), (0.20, 0.33, 0.34), cloudy(p, (10.0, 22.0, 10.0), 4))
    glaze = mixed(glaze, (0.42, 0.50, 0.45), 0.8 * step(0.165, 0.235, run))
    return mixed((0.36, 0.20, 0.12), glaze, step(0.014, 0.018, run))


def _stems(p: Floats) -> Floats:
    found = np.full(p.shape[1], 9.0, p.dtype)
    for foot, bend, back in _STEMS:
        found = np.minimum(found, cone(p, foot, bend, 0.0035, 0.003))
        found = np.minimum(found, cone(p, bend, back, 0.003, 0.0028))
    return found


def _stem(place: Vector, looks: Vector, radius: float) -> tuple[Vector, Vector, Vector]:
    """Foot in the vase, bend and end behind a flower."""
    foot, end, w = _from_mouth((0.0, -0.10, 0.0)), _from_mouth(place), frame_towards(looks)[2]
    bend = (0.7 * foot[0] + 0.3 * end[0], (foot[1] + end[1]) / 2, 0.7 * foot[2] + 0.3 * end[2])
    x, y, z = (a - b * radius * 0.3 for a, b in zip(end, w, strict=True))
    return foot, bend, (x, y, z)


_STEMS = [_stem(place, looks, radius) for place, looks, radius, _ in _FLOWERS]


def _leaf_blade(
    p: Floats, start: Vector, axes: Sequence[Vector], size: float, width: float
) -> Floats:
    side, over, forth = turned(shifted(p, start), axes)
    share = np.clip(forth / size, 0.0, 1.0)
    half = width * np.sqrt(np.maximum(np.sin(np.pi * share**0.8), 0.0))
    arch = 0.22 * size * share * (1 - share) + 0.35 * np.abs(side)
    blade = np.sqrt(np.maximum(np.abs(side) - half, 0) ** 2 + (over - arch) ** 2) - 0.0014
    return np.asarray(np.maximum(blade, np.maximum(-forth, forth - size)) * 0.7)


def _leaf(start: Vector, end: Vector, width: float) -> Distance:
    a, b = _from_mouth(start), _from_mouth(end)
    along = (b[0] - a[0], b[1] - a[1], b[2] - a[2])
    size = float(np.linalg.norm(along))
    return partial(_leaf_blade, start=a, axes=frame_towards(along), size=size, width=width)


def _green(p: Floats) -> Floats:
    return mixed((0.045, 0.10, 0.045), (0.20, 0.28, 0.10), cloudy(p, 26.0, 3))


def _flower(place: Vector, looks: Vector, radius: float, petal: Vector, turn: int) -> Part:
    centre = _from_mouth(place)
    axes = frame_towards(looks)
    layers = [(1.0, 0.30, 0.0), (0.80, 0.62, 0.55), (0.58, 1.15, 1.2)]

    def distance(p: Floats) -> Floats:
        u, v, w = q = turned(shifted(p, centre), axes)
        around = np.sqrt(u * u + v * v)
        angle = np.arctan2(v, u)
        found = sphere(q, (0.0, 0.0, 0.10 * radius), 0.20 * radius)
        for size, curl, twist in layers:
            lobe = np.abs(np.cos(2.5 * (angle + twist + turn)))
            reach = radius * size * (0.70 + 0.30 * np.sqrt(lobe))
            cup = curl * around * around / radius + 0.10 * radius * (lobe - 0.5) * around / radius
            sheet = np.abs(w - cup) - 0.0016
            petals = np.maximum(sheet, around - reach)
            found = np.minimum(found, petals * (0.62 - 0.12 * curl))
        # Far away the ball around the flower is the better distance.
        ball = length(q) - 1.25 * radius
        return np.where(ball > 0.02, np.maximum(ball, found), found)

    def colour(p: Floats) -> Floats:
        u, v, w = q = turned(shifted(p, centre), axes)
        around = np.sqrt(u * u + v * v) / radius
        veins = noise(np.stack((np.arctan2(v, u) * 5.0, around * 0.8, w * 10)), 3.0)
        deep: Vector = (petal[0] * 0.62, petal[1] * 0.45, petal[2] * 0.5)
        tone = mixed(deep, petal, step(0.15, 0.9, around + 0.25 * (veins - 0.5)))
        heart = mixed((0.30, 0.14, 0.02), (0.72, 0.42, 0.05), noise(q, 420.0))
        return mixed(heart, tone, step(0.19, 0.23, around))

    return Part("flowers", distance, Surface(colour, petal, gloss=0.01, roughness=0.6))


def _jar(p: Floats) -> Floats:
    x, y, z = q = shifted(p, _JAR)
    around = np.sqrt(x * x + z * z)
    outside = np.maximum(around - 0.048, np.abs(y - 0.062) - 0.062)
    solid = carve(outside, np.maximum(around - 0.043, 0.008 - y), 0.003)
    return np.minimum(solid, torus(q, (0.0, 0.122, 0.0), 0.0455, 0.0045))


def _stoneware(p: Floats) -> Floats:
    _, y, _ = shifted(p, _JAR)
    clay = mixed((0.34, 0.25, 0.17), (0.50, 0.40, 0.28), cloudy(p, (12.0, 60.0, 12.0), 3))
    dip = step(0.070, 0.074, y + 0.012 * noise(p, 22.0))
    return mixed(clay, (0.23, 0.12, 0.06), dip)


def _brushes() -> list[Part]:
    # Tip relative to the jar's foot, tuft radius, handle and tuft colour.
    painted: list[tuple[Vector, float, Vector, Vector]] = [
        ((-0.075, 0.300, 0.01), 0.0085, (0.46, 0.12, 0.05), (0.62, 0.47, 0.28)),
        ((-0.022, 0.335, -0.03), 0.0110, (0.10, 0.16, 0.22), (0.20, 0.12, 0.07)),
        ((0.030, 0.290, 0.02), 0.0075, (0.60, 0.40, 0.15), (0.70, 0.52, 0.20)),
        ((0.078, 0.315, -0.01), 0.0100, (0.09, 0.07, 0.06), (0.55, 0.42, 0.28)),
    ]
    return [_brush(*brush) for brush in painted]


def _brush(tip: Vector, tuft: float, handle: Vector, hair: Vector) -> Part:
    def at(share: float) -> Vector:
        foot = (-0.35 * tip[0], 0.012, -0.35 * tip[2])
        x, y, z = (a + (b - a) * share + c for a, b, c in zip(foot, tip, _JAR, strict=True))
        return x, y, z

    foot, neck, collar, belly, end = at(0.0), at(0.74), at(0.83), at(0.91), at(1.0)
    heights = (neck[1], collar[1])

    def distance(p: Floats) -> Floats:
        rod = cone(p, foot, neck, 0.0035, 0.0050)
        ferrule = cone(p, neck, collar, 0.0050, tuft * 0.72)
        hairs = np.minimum(
            cone(p, collar, belly, tuft * 0.7, tuft), cone(p, belly, end, tuft, 0.001)
        )
        return np.minimum(np.minimum(rod, ferrule), hairs)

    def colour(p: Floats) -> Floats:
        rod = plain(p, handle)
        metal = mixed(rod, (0.62, 0.58, 0.52), step(heights[0] - 0.001, heights[0], p[1]))
        fibre = mixed(hair, (hair[0] * 0.5, hair[1] * 0.5, hair[2] * 0.5), noise(p, (600, 30, 600)))
        return mixed(metal, fibre, step(heights[1], heights[1] + 0.002, p[1]))

    return Part("brushes", distance, Surface(colour, handle, gloss=0.04, roughness=0.25))

"""Fruit: apples and a pear in the bowl, an apple and a lemon beside it, grapes."""

import numpy as np

from .parts import Part, Surface
from .shapes import Floats, Vector, cone, ellipsoid, join, rotation, shifted, sphere, turned
from .tabletop import CLOTH
from .textures import cloudy, mixed, noise, step

_APPLES: list[tuple[Vector, float]] = [
    ((-0.425, CLOTH + 0.088, 1.405), 0.35),
    ((-0.335, CLOTH + 0.085, 1.455), -0.2),
    ((-0.19, CLOTH + 0.038, 1.56), 0.25),
]
_PEARS: list[tuple[Vector, float, float]] = [((-0.335, CLOTH + 0.100, 1.355), 0.45, 0.3)]
_LEMON: Vector = (-0.075, CLOTH + 0.031, 1.62)
_GRAPES: Vector = (-0.80, CLOTH, 1.50)


def fruit_parts() -> list[Part]:
    """All the fruit."""
    return [
        *(_apple(centre, lean) for centre, lean in _APPLES),
        *(_pear(centre, lean, yaw) for centre, lean, yaw in _PEARS),
        _lemon(_LEMON, 0.5),
        Part("grapes", _grapes, Surface(_bloom, (0.08, 0.04, 0.08), gloss=0.04, roughness=0.2)),
    ]


def _apple(centre: Vector, lean: float) -> Part:
    axes = rotation(0.6 + 3 * lean, 0.5 * lean, lean)

    def distance(p: Floats) -> Floats:
        q = turned(shifted(p, centre), axes)
        x, y, z = q
        around = np.sqrt(x * x + z * z)
        body = np.sqrt((around - 0.0155) ** 2 + y * y) - 0.0235
        stalk = cone(q, (0.0, 0.016, 0.0), (0.004, 0.036, 0.002), 0.0015, 0.002)
        return join(body * 0.9, stalk, 0.003)

    def colour(p: Floats) -> Floats:
        x, y, z = q = turned(shifted(p, centre), axes)
        blush = cloudy(q, 22.0, 3) + 6.0 * x + 4.0 * y
        streak = noise(np.stack((np.arctan2(z, x) * 0.06, y * 0.1, x * 0)), 170.0)
        skin = mixed((0.50, 0.055, 0.03), (0.74, 0.48, 0.12), step(0.45, 0.95, blush))
        skin = mixed(skin, (0.72, 0.40, 0.14), 0.15 * step(0.5, 0.9, streak))
        return mixed(skin, (0.12, 0.07, 0.03), step(0.024, 0.027, y))

    return Part("apples", distance, Surface(colour, (0.5, 0.1, 0.05), gloss=0.04, roughness=0.18))


def _pear(centre: Vector, lean: float, yaw: float) -> Part:
    axes = rotation(yaw, 0.2, lean)

    def distance(p: Floats) -> Floats:
        q = turned(shifted(p, centre), axes)
        body = sphere(q, (0.0, 0.0, 0.0), 0.039)
        neck = cone(q, (0.0, 0.035, 0.0), (0.003, 0.066, 0.0), 0.022, 0.0145)
        stalk = cone(q, (0.003, 0.078, 0.0), (0.010, 0.105, 0.004), 0.002, 0.0022)
        return join(join(body, neck, 0.045), stalk, 0.004)

    def colour(p: Floats) -> Floats:
        q = turned(shifted(p, centre), axes)
        skin = mixed((0.42, 0.40, 0.08), (0.66, 0.52, 0.13), cloudy(q, 16.0, 3))
        skin = mixed(
            skin, (0.58, 0.24, 0.08), 0.7 * step(0.40, 0.75, cloudy(q + 4.0, 12.0) + 4 * q[0])
        )
        skin = mixed(skin, (0.25, 0.17, 0.06), 0.6 * step(0.72, 0.85, noise(q, 330.0)))
        return mixed(skin, (0.12, 0.07, 0.03), step(0.081, 0.084, q[1]))

    return Part("pears", distance, Surface(colour, (0.5, 0.42, 0.1), gloss=0.03, roughness=0.3))


def _lemon(centre: Vector, yaw: float) -> Part:
    axes = rotation(yaw)

    def distance(p: Floats) -> Floats:
        q = turned(shifted(p, centre), axes)
        body = ellipsoid(q, (0.0, 0.0, 0.0), (0.040, 0.031, 0.031))
        tip = cone(q, (0.034, 0.0, 0.0), (0.046, 0.0, 0.0), 0.009, 0.006)
        return join(body, tip, 0.016)

    def colour(p: Floats) -> Floats:
        return mixed((0.78, 0.52, 0.05), (0.86, 0.66, 0.10), cloudy(p, 40.0, 3))

    def pores(p: Floats) -> Floats:
        return np.asarray(0.0012 * noise(p, 300.0))

    surface = Surface(colour, (0.8, 0.6, 0.08), gloss=0.035, roughness=0.28, relief=pores)
    return Part("lemon", distance, surface)


def _bunch() -> list[tuple[Vector, float]]:
    chance = np.random.default_rng(11)
    berries: list[tuple[Vector, float]] = []
    for layer, count in enumerate((15, 9, 4)):
        for number in range(count):
            angle = 2.4 * number + layer
            away = 0.0185 * np.sqrt(number + 0.4)
            x = _GRAPES[0] + 1.35 * away * np.cos(angle) + 0.02 * layer
            z = _GRAPES[2] + 0.85 * away * np.sin(angle)
            radius = 0.0125 + 0.0025 * chance.random()
            berries.append(((float(x), CLOTH + 0.013 + 0.0195 * layer, float(z)), radius))
    return berries


_BERRIES = _bunch()


def _grapes(p: Floats) -> Floats:
    found = np.full(p.shape[1], 9.0, p.dtype)
    for centre, radius in _BERRIES:
        found = np.minimum(found, sphere(p, centre, radius))
    x, y, z = _GRAPES
    stalk = cone(p, (x, y + 0.05, z), (x + 0.075, y + 0.062, z - 0.03), 0.0022, 0.0028)
    return np.minimum(found, stalk)


def _bloom(p: Floats) -> Floats:
    skin = mixed((0.055, 0.018, 0.045), (0.13, 0.045, 0.085), cloudy(p, 24.0, 2))
    return mixed(skin, (0.26, 0.25, 0.33), 0.55 * step(0.45, 0.8, cloudy(p, 55.0, 3)))

"""The table with its cloth, the bowl and the cup."""

import numpy as np

from .parts import Part, Surface
from .shapes import (
    Floats,
    Vector,
    box,
    carve,
    cone,
    ellipsoid,
    join,
    shifted,
    torus,
    turned_on_a_wheel,
)
from .textures import cloudy, mixed, noise, step, wood

TOP = 0.76
"""Height of the table top (metres)."""

CLOTH = TOP + 0.006
_FRONT, _BACK, _RIGHT = 1.78, 0.90, 0.24
_BOWL: Vector = (-0.36, CLOTH, 1.40)


def table_parts() -> list[Part]:
    """Table, cloth, bowl, cup."""
    oak = Surface(_oak, (0.32, 0.19, 0.09), gloss=0.035, roughness=0.25)
    linen = Surface(_linen, (0.74, 0.69, 0.60), relief=_weave)
    return [
        Part("table", _table, oak),
        Part("tablecloth", _cloth, linen),
        Part("bowl", _bowl, Surface(_slip, (0.5, 0.3, 0.2), gloss=0.04, roughness=0.2)),
        Part("cup", _cup, Surface(_enamel, (0.75, 0.74, 0.7), gloss=0.05, roughness=0.12)),
    ]


def _table(p: Floats) -> Floats:
    middle, half = (_FRONT + _BACK) / 2, (_FRONT - _BACK) / 2
    top = box(p, (_RIGHT - 1.2, TOP - 0.017, middle), (1.2, 0.017, half), 0.006)
    apron = box(p, (_RIGHT - 1.24, TOP - 0.075, middle), (1.2, 0.05, half - 0.035))
    hollow = box(p, (_RIGHT - 1.26, TOP - 0.10, middle), (1.2, 0.06, half - 0.06))
    found = np.minimum(top, np.maximum(apron, -hollow))
    for z in (_FRONT - 0.065, _BACK + 0.065):
        leg = cone(p, (_RIGHT - 0.07, TOP - 0.05, z), (_RIGHT - 0.07, 0.0, z), 0.033, 0.018)
        found = np.minimum(found, leg)
    return found


def _oak(p: Floats) -> Floats:
    dark, light = (0.19, 0.095, 0.040), (0.46, 0.28, 0.135)
    legs = step(TOP - 0.124, TOP - 0.126, p[1])
    return mixed(wood(p + 2.1, 0, dark, light), wood(p + 1.3, 1, dark, light), legs)


def _cloth(p: Floats) -> Floats:
    x, y, z = p
    edge = x + 0.10 - 0.22 * (z - 1.3)
    ripple = 0.0025 * np.sin(x * 23.0 + 3.0 * np.sin(z * 9.0)) * step(0.25, -0.1, edge)
    lying = np.abs(y - TOP - 0.002 - ripple * ripple * 200) - 0.0016
    lying = np.maximum(np.maximum(lying, edge), np.maximum(z - _FRONT - 0.004, _BACK + 0.2 - z))
    # The hanging part swings out in folds that deepen downwards.
    drop = np.clip(TOP - y, 0.0, 0.6)
    phase = x * 24.0 + 1.6 * np.sin(x * 5.3 + 0.8) + 0.7 * np.sin(y * 7.0 + x * 3.0)
    deep = 0.055 * step(0.0, 0.40, drop)
    sheet = _FRONT + 0.010 + deep * (0.55 + 0.5 * np.sin(phase) + 0.08 * np.sin(2 * phase + 1.0))
    hem = 0.40 + 0.012 * np.sin(phase * 0.5 + 0.4) + 0.05 * step(-0.5, 0.0, x)
    hanging = (np.abs(z - sheet) - 0.0022) * 0.5
    limits = np.maximum(np.maximum(hem - y, y - TOP - 0.001), edge + 0.012 * np.sin(y * 11.0))
    return join(lying * 0.8, np.maximum(hanging, limits), 0.010)


def _linen(p: Floats) -> Floats:
    x, y, z = p
    base = mixed((0.70, 0.65, 0.56), (0.80, 0.76, 0.67), cloudy(p, 7.0, 3))
    threads = 0.96 + 0.06 * noise(p, (420.0, 420.0, 420.0))
    # Two woven stripes run along the hem.
    stripe = np.maximum(
        step(0.011, 0.008, np.abs(y - 0.495)), step(0.0045, 0.003, np.abs(y - 0.522))
    )
    edge = x + 0.10 - 0.22 * (z - 1.3)
    side = np.maximum(
        step(0.009, 0.007, np.abs(edge + 0.050)), step(0.004, 0.003, np.abs(edge + 0.070))
    )
    stripe = np.maximum(stripe, side)
    return mixed(base * threads, (0.20, 0.27, 0.36), 0.85 * stripe)


def _weave(p: Floats) -> Floats:
    return 0.0011 * cloudy(p, (60.0, 60.0, 60.0), 2)


def _bowl(p: Floats) -> Floats:
    outline = [(0.050, 0.0), (0.052, 0.010), (0.095, 0.038), (0.128, 0.075), (0.138, 0.092)]
    outside = turned_on_a_wheel(p, _BOWL, outline)
    inside = ellipsoid(p, (_BOWL[0], _BOWL[1] + 0.098, _BOWL[2]), (0.128, 0.085, 0.128))
    lip = torus(p, (_BOWL[0], _BOWL[1] + 0.091, _BOWL[2]), 0.133, 0.0045)
    return join(carve(outside, inside, 0.006) * 0.8, lip, 0.004)


def _slip(p: Floats) -> Floats:
    x, y, z = shifted(p, _BOWL)
    around = np.sqrt(x * x + z * z)
    clay = mixed((0.30, 0.13, 0.07), (0.46, 0.22, 0.12), cloudy(p, (8.0, 90.0, 8.0), 3))
    glaze = mixed((0.60, 0.52, 0.40), (0.70, 0.63, 0.50), cloudy(p, 18.0, 3))
    inside = step(0.001, -0.001, around - 0.128 + 0.35 * np.maximum(0.09 - y, 0.0) * 2.0)
    band = step(0.066, 0.068, y + 0.004 * np.sin(np.arctan2(z, x) * 9.0))
    return mixed(clay, glaze, np.maximum(inside, band))


def _cup(p: Floats) -> Floats:
    centre = (0.115, TOP, 1.50)
    x, y, z = q = shifted(p, centre)
    around = np.sqrt(x * x + z * z)
    wall = np.maximum(np.abs(around - 0.0385) - 0.0016, np.maximum(y - 0.078, -y))
    base = np.maximum(around - 0.0385, np.abs(y - 0.004) - 0.003)
    lip = torus(q, (0.0, 0.078, 0.0), 0.0390, 0.0026)
    loop = np.sqrt((np.sqrt((x - 0.041) ** 2 + (y - 0.042) ** 2) - 0.022) ** 2 + z * z) - 0.0042
    loop = np.maximum(loop, 0.037 - around)
    return np.minimum(join(join(wall, lip, 0.003), base, 0.004), join(loop, wall, 0.005))


def _enamel(p: Floats) -> Floats:
    white = mixed((0.72, 0.70, 0.64), (0.80, 0.79, 0.74), cloudy(p, 30.0, 2))
    return mixed(white, (0.06, 0.11, 0.22), step(TOP + 0.074, TOP + 0.0755, p[1]))

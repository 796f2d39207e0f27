"""The books, and the sketchbook with its stick of charcoal."""

import numpy as np

from .parts import Part, Surface
from .shapes import Floats, Vector, box, cone, rotation, shifted, turned
from .tabletop import CLOTH, TOP
from .textures import cloudy, mixed, noise, plain, step

_SKETCHBOOK: Vector = (-0.585, CLOTH + 0.006, 1.655)
_SKETCHBOOK_TURN = rotation(0.22)


def book_parts() -> list[Part]:
    """Two books on each other, and the sketchbook."""
    lower, upper = (0.035, TOP + 0.022, 1.22), (0.020, TOP + 0.060, 1.215)
    return [
        Part("sketchbook", _sketchbook, Surface(_sketch, (0.7, 0.64, 0.52))),
        _book("lower book", lower, (0.125, 0.022, 0.090), 0.16, (0.09, 0.16, 0.20)),
        _book("upper book", upper, (0.102, 0.016, 0.074), -0.12, (0.40, 0.13, 0.06)),
    ]


def _sketchbook(p: Floats) -> Floats:
    q = turned(shifted(p, _SKETCHBOOK), _SKETCHBOOK_TURN)
    pages = box(q, (0.0, 0.0, 0.0), (0.125, 0.006, 0.082), 0.0015)
    chalk = cone(q, (0.045, 0.0115, -0.035), (0.095, 0.0115, 0.030), 0.0045, 0.004)
    return np.minimum(pages, chalk)


def _sketch(p: Floats) -> Floats:
    x, y, z = q = turned(shifted(p, _SKETCHBOOK), _SKETCHBOOK_TURN)
    paper = mixed((0.66, 0.60, 0.48), (0.76, 0.70, 0.58), cloudy(p, 30.0, 3))
    edges = step(0.002, 0.0, np.abs(np.sin(y * 1500.0))) * step(0.0055, 0.0045, np.abs(y)) * 0.4
    ink = edges
    for cx, cz, radius in ((-0.055, 0.012, 0.034), (-0.005, 0.022, 0.024)):
        round_ = np.sqrt((x - cx) ** 2 + ((z - cz) * 0.8) ** 2)
        ink = np.maximum(ink, step(0.0026, 0.0008, np.abs(round_ - radius)))
        hatch = step(0.2, 0.7, np.sin((x + z) * 900.0)) * step(radius, radius * 0.7, round_)
        ink = np.maximum(ink, 0.6 * hatch * step(-0.2, 0.8, (x - cx) / radius))
    ground = step(0.0018, 0.0006, np.abs(z + 0.02 - 0.05 * x)) * step(0.105, 0.09, np.abs(x))
    ink = np.maximum(ink, 0.7 * ground) * (0.6 + 0.4 * noise(q, 500.0))
    page = mixed(paper, (0.11, 0.095, 0.085), ink)
    return mixed(page, (0.05, 0.04, 0.038), step(0.0064, 0.0072, y))


def _book(name: str, centre: Vector, half: Vector, yaw: float, cloth: Vector) -> Part:
    axes = rotation(yaw)
    w, h, d = half

    def distance(p: Floats) -> Floats:
        q = turned(shifted(p, centre), axes)
        boards = box(q, (0.0, 0.0, 0.0), half, 0.0015)
        # The pages stand back from the boards on three sides; the back is on the near side.
        gap = box(q, (0.0, 0.0, -0.012), (w + 0.01, h - 0.0035, d + 0.004))
        pages = box(q, (0.0, 0.0, 0.0), (w - 0.004, h - 0.003, d - 0.004))
        return np.minimum(np.maximum(boards, -gap), pages)

    def colour(p: Floats) -> Floats:
        x, y, z = q = turned(shifted(p, centre), axes)
        cover = plain(p, cloth) * (0.85 + 0.3 * noise(q, 500.0))
        on_back = step(d - 0.009, d - 0.007, z)
        places = (-0.78 * w, -0.62 * w, 0.7 * w)
        bands = np.maximum.reduce([step(0.004, 0.003, np.abs(x - at)) for at in places])
        label = step(0.28 * w, 0.27 * w, np.abs(x + 0.05 * w)) * step(0.45 * h, 0.42 * h, np.abs(y))
        gold = np.maximum(bands, label * step(0.2, 0.5, np.sin(x * 700.0))) * on_back
        cover = mixed(cover, (0.62, 0.43, 0.15), 0.8 * gold)
        leaves = mixed((0.60, 0.52, 0.38), (0.74, 0.66, 0.52), noise(q, (8.0, 1500.0, 8.0)))
        paper = np.minimum(step(h - 0.0025, h - 0.0035, np.abs(y)), 1.0 - on_back)
        return mixed(cover, leaves, paper)

    return Part(name, distance, Surface(colour, cloth, gloss=0.02, roughness=0.5))

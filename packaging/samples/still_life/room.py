"""The room: wall with window and picture, floor, and the landscape outside."""

import numpy as np

from .parts import Part, Surface
from .shapes import Floats, Vector, box, carve
from .textures import cloudy, mixed, noise, plain, step, wood

LANDSCAPE_Z = -14.0
"""Where the flat landscape outside stands (metres)."""

_WINDOW: Vector = (-0.70, 1.42, 0.0)
_WINDOW_HALF = (0.40, 0.50)
_PICTURE: Vector = (1.06, 1.50, 0.012)
_PICTURE_HALF = (0.17, 0.215)
_BOARD = 0.145


def room_parts() -> list[Part]:
    """Everything that does not move."""
    return [
        Part("wall", _wall, Surface(_plaster, (0.30, 0.36, 0.40), relief=_plaster_relief)),
        Part("floor", _floor, Surface(_boards, (0.33, 0.20, 0.12), gloss=0.025, roughness=0.35)),
        Part("skirting board", _skirting, Surface(_paint, (0.55, 0.54, 0.50))),
        Part(
            "window frame",
            _window_frame,
            Surface(_paint, (0.55, 0.54, 0.50), gloss=0.03, roughness=0.4),
        ),
        Part(
            "picture",
            _picture,
            Surface(_drawing, (0.4, 0.3, 0.2), gloss=0.02, roughness=0.4),
        ),
    ]


def landscape(x: Floats, y: Floats) -> Floats:
    """The light that comes from the landscape, at places on its plane: sky, clouds, hills."""
    flat = np.stack((x, y, np.zeros_like(x)))
    height = y - 1.0
    sky = mixed((0.95, 0.93, 0.84), (0.36, 0.56, 0.80), step(-0.4, 3.0, height))
    cloud = cloudy(flat + 5.3, (0.45, 1.1, 1.0), 5)
    sky = mixed(sky, (1.05, 1.0, 0.94), 0.9 * step(0.46, 0.70, cloud))
    ridges: list[tuple[float, float, float, Vector, Vector]] = [
        (0.55, 0.45, 0.3, (0.42, 0.55, 0.66), (0.50, 0.60, 0.66)),
        (0.05, 0.55, 0.5, (0.26, 0.38, 0.36), (0.38, 0.46, 0.40)),
        (-0.75, 0.40, 0.9, (0.20, 0.27, 0.13), (0.42, 0.42, 0.19)),
    ]
    colours = sky
    for base, rise, scale, dark, light in ridges:
        line = base + rise * cloudy(flat * np.array([[1.0], [0.0], [0.0]]) + base, scale, 4)
        field = mixed(dark, light, cloudy(flat, (1.3 * scale + 1, 5.0, 1.0), 3))
        colours = mixed(colours, field, step(0.015, -0.015, height - line))
    return colours * 1.02


def _wall(p: Floats) -> Floats:
    hole = box(p, _WINDOW, (_WINDOW_HALF[0], _WINDOW_HALF[1], 0.5))
    slab = np.maximum(p[2], -0.14 - p[2])
    return carve(slab, hole, 0.006)


def _plaster(p: Floats) -> Floats:
    patches = cloudy(p + 11.0, 2.2, 4)
    brushed = noise(p, (30.0, 90.0, 30.0))
    return mixed(
        (0.225, 0.295, 0.350), (0.345, 0.420, 0.465), 1.25 * patches - 0.25 + 0.10 * brushed
    )


def _plaster_relief(p: Floats) -> Floats:
    return 0.0016 * cloudy(p, 26.0, 3)


def _floor(p: Floats) -> Floats:
    # The gaps between the boards are shallow grooves.
    across = p[0] / _BOARD
    gap = np.abs(across - np.round(across)) * _BOARD
    return np.asarray(p[1] + 0.002 * step(0.0035, 0.0, gap))


def _boards(p: Floats) -> Floats:
    across = p[0] / _BOARD
    board = np.floor(across + 0.5)
    moved = np.stack((p[0], np.full_like(p[1], 0.5) + board * 0.73, p[2] + board * 1.7))
    grain = wood(moved, 2, (0.23, 0.115, 0.055), (0.52, 0.315, 0.175))
    tone = 0.78 + 0.42 * noise(np.stack((board, board * 0, board * 0)) + 0.5, 0.77)
    gap = np.abs(across - np.round(across)) * _BOARD
    ends = p[2] / 1.3 + board * 0.37
    end_gap = np.abs(ends - np.round(ends)) * 1.3
    seam = np.maximum(step(0.004, 0.0015, np.abs(gap)), step(0.004, 0.0015, end_gap))
    return grain * tone * (1 - 0.75 * seam)


def _skirting(p: Floats) -> Floats:
    low = box(p, (0.0, 0.06, 0.0), (4.0, 0.065, 0.016), 0.004)
    high = box(p, (0.0, 0.125, 0.0), (4.0, 0.010, 0.022), 0.006)
    return np.minimum(low, high)


def _paint(p: Floats) -> Floats:
    return plain(p, (0.60, 0.585, 0.53)) * (0.86 + 0.2 * cloudy(p, 14.0, 3))


def _window_frame(p: Floats) -> Floats:
    cx, cy, _ = _WINDOW
    w, h = _WINDOW_HALF
    x, y = np.abs(p[0] - cx), p[1] - cy
    z = np.abs(p[2] + 0.085)
    # Sash: an upright in the middle, the border, and two bars.
    outer = np.maximum(x - w, np.abs(y) - h)
    ring = np.maximum(np.maximum(outer, -outer - 0.035), z - 0.022)
    upright = np.maximum(np.maximum(x - 0.022, np.abs(y) - h), z - 0.020)
    bars = np.minimum(np.abs(y - 0.17), np.abs(y + 0.17))
    bars = np.maximum(np.maximum(bars - 0.011, x - w), z - 0.014)
    sill = box(p, (cx, cy - h - 0.016, 0.02), (w + 0.06, 0.018, 0.065), 0.006)
    casing = np.maximum(
        np.maximum(x - w - 0.065, np.abs(y - 0.02) - h - 0.05), np.abs(p[2]) - 0.014
    )
    casing = np.maximum(casing, -outer)
    found = np.minimum(np.minimum(ring, upright), np.minimum(bars, casing))
    return np.asarray(np.minimum(found, sill))


def _picture(p: Floats) -> Floats:
    w, h = _PICTURE_HALF
    outer = box(p, _PICTURE, (w, h, 0.018), 0.004)
    window = box(p, (_PICTURE[0], _PICTURE[1], 0.05), (w - 0.024, h - 0.024, 0.036))
    return carve(outer, window, 0.008)


def _drawing(p: Floats) -> Floats:
    """Dark gilt wood around a charcoal drawing of two pears on cream paper."""
    w, h = _PICTURE_HALF
    x, y = (p[0] - _PICTURE[0]) / 0.17, (p[1] - _PICTURE[1]) / 0.17
    paper = mixed((0.66, 0.58, 0.45), (0.74, 0.67, 0.54), cloudy(p, 25.0, 3))
    ink = np.zeros_like(x)
    for cx, cy, size in ((-0.24, -0.22, 0.30), (0.26, -0.27, 0.25)):
        u, v = (x - cx) / size, (y - cy) / size
        body = np.sqrt(u * u + v * v) - 1.0
        neck = np.sqrt(u * u / 0.3 + (v - 1.05) ** 2 / 0.8) - 1.0
        mix = np.maximum(0.8 - np.abs(body - neck), 0.0) / 0.8
        pear = np.minimum(body, neck) - mix * mix * 0.2
        line = step(0.10, 0.02, np.abs(pear))
        hatch = step(0.2, 0.7, np.sin((u * 1.0 + v * 0.8) * 26.0))
        shade = step(0.0, -0.05, pear) * step(-0.1, 0.9, u - 0.3 * v) * hatch
        stalk = step(0.10, 0.03, np.abs(u - 0.25 * (v - 1.9))) * step(1.7, 1.8, v)
        stalk *= step(2.5, 2.4, v)
        ink = np.maximum(ink, np.maximum(line, np.maximum(0.7 * shade, stalk)))
    ground = step(0.03, 0.008, np.abs(y + 0.50 + 0.02 * x)) * 0.6
    ink = np.maximum(ink, ground) * (0.65 + 0.35 * noise(p, 260.0))
    picture = mixed(paper, (0.10, 0.085, 0.075), ink)
    inside = np.maximum(np.abs(p[0] - _PICTURE[0]) - w, np.abs(p[1] - _PICTURE[1]) - h) + 0.026
    gilt = mixed((0.16, 0.085, 0.04), (0.42, 0.27, 0.10), cloudy(p, (40.0, 40.0, 40.0), 3))
    return mixed(picture, gilt, step(-0.001, 0.001, inside))

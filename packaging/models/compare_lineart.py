"""Compares ways to draw lines: a sheet of pictures, one column a method, and F on known lines.

    python packaging/models/compare_lineart.py SHEET [PICTURE ...]

Without pictures, the sheet shows the sample and drawings made here, whose lines are known; for
these it prints F at 2 pixels (at 512), see `lineart/measure.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import reduce
from pathlib import Path
from typing import cast

import cv2
import numpy as np

if __name__ == "__main__":
    # Modules here are `models.something`, wherever this is started.
    sys.path[:1] = [str(Path(__file__).resolve().parents[at]) for at in (1, 2)]

from core.local.lines.lineart import open_lineart, open_lineart_anime
from core.local.lines.ridges import Ridges
from core.local.lines.scribble import open_scribble
from core.local.lines.softedge import soft_edges
from core.local.lines.xdog import darkness, dog, planes, shrunk
from core.local.networks import Networks
from core.options import Options
from core.paths import sample_picture
from core.picture import Pixels, Plane
from models import sheets
from models.lineart import styles
from models.lineart.measure import f_measure
from models.lineart.tangent_flow import tangent_flow

SIDE, LONGEST = 512, 2048
CELL = 384
DARK, PAPER = (40, 30, 45), (245, 240, 230)

Drawn = tuple[Pixels, Pixels]
"""A drawing and its known lines, one pixel wide."""


def gaussian(pixels: Pixels) -> Pixels:
    """The annotators' line art without a network: a Gaussian of 6 pixels less the picture."""
    least = reduce(np.minimum, (dog(plane, 0.6, 6) for plane in planes(pixels)))
    clear = least[least > 8]
    usual = max(16.0, float(np.median(clear))) if clear.size else 16.0
    return _grey(least * (127 / usual))


def xdog(pixels: Pixels) -> Pixels:
    """XDoG with Gaussians of 1 and 1.6 pixels; isotropic."""
    return _grey(255 * np.tanh(np.maximum(8.7 * darkness(pixels, 1, 1.6) - 16, 0) * 3 / 255))


def fdog(pixels: Pixels) -> Pixels:
    """FDoG: the difference of the same Gaussians across the tangent flow, smoothed along it."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    flow = tangent_flow(planes(pixels))
    difference = np.zeros_like(grey)
    for sigma, sign in ((1.0, -1), (1.6, 1)):
        offsets = np.arange(-4, 4.5, 0.5)
        weights = np.exp(-(offsets**2) / (2 * sigma**2))
        for offset, weight in zip(offsets, sign * weights / weights.sum(), strict=True):
            difference += np.float32(weight) * flow.beside(grey, float(offset))
    (smooth,) = flow.along([difference], 3.0)
    return _grey(255 * np.tanh(np.maximum(8.7 * smooth - 16, 0) * 3 / 255))


def thinned(pixels: Pixels, networks: Networks) -> Pixels:
    """The ridges of the soft edges."""
    likely = soft_edges(pixels, networks, float(min(pixels.shape[:2])))
    ridges = Ridges.of(cast(Plane, cv2.GaussianBlur(likely, (0, 0), 1)), 0.05)
    return _grey(255 * ridges.splat(ridges.above(0.2)) * np.minimum(2 * likely, 1))


def methods(networks: Networks) -> Mapping[str, Callable[[Pixels], Pixels]]:
    """What is compared, by name."""
    pencil = Options({"lineDetail": 1.0, "lineWidth": 2.0, "noiseFloor": 12})
    thick = Options({"scribbleMethod": "softedge", "scribbleThreshold": 32})
    ink = Options({"inkDetail": 1.0, "inkWidth": 2.0, "inkThreshold": 16})
    return {
        "Gaussian": gaussian,
        "XDoG": xdog,
        "FDoG": fdog,
        "soft edges, thinned": lambda pixels: thinned(pixels, networks),
        "flow and soft edges, pencil": lambda pixels: styles.pencil(pixels, networks),
        "flow and soft edges, ink": lambda pixels: styles.ink(pixels, networks),
        "lineart": lambda pixels: open_lineart(pixels, networks)(pencil),
        "lineart_anime": lambda pixels: open_lineart_anime(pixels, networks)(ink),
        "scribble": lambda pixels: open_scribble(pixels, networks)(thick),
    }


def outlines() -> Drawn:
    """Circles and lines with strokes from 1 to 8 pixels wide."""
    picture, known = _paper()
    for number, width in enumerate((1, 2, 3, 4, 6, 8)):
        centre = 90 + 165 * (number % 3), 90 + 165 * (number // 3)
        end = 110 + 80 * number, 480
        for canvas, colour, thick in ((picture, DARK, width), (known, 255, 1)):
            cv2.circle(canvas, centre, 60, colour, thick, cv2.LINE_AA)
            cv2.line(canvas, (40 + 80 * number, 350), end, colour, thick, cv2.LINE_AA)
    return picture, known


def flat() -> Drawn:
    """Shapes in flat colours without outlines, one upon the other."""
    picture, known = _paper()
    for centre, radius, colour in (
        ((150, 150), 110, (200, 60, 50)),
        ((190, 190), 50, (150, 40, 40)),
        ((370, 350), 110, (40, 120, 240)),
    ):
        cv2.circle(picture, centre, radius, colour, -1, cv2.LINE_AA)
        cv2.circle(known, centre, radius, 255, 1)
    for corners, colour in (
        ([(300, 60), (470, 60), (470, 190), (300, 190)], (60, 150, 80)),
        ([(60, 470), (140, 300), (220, 470)], (220, 170, 40)),
    ):
        cv2.fillPoly(picture, [np.array(corners)], colour, cv2.LINE_AA)
        cv2.polylines(known, [np.array(corners)], True, 255, 1)
    return picture, known


def cel() -> Drawn:
    """A face as in a cartoon: filled shapes, outlines of several widths, a shadow, a gradient."""
    picture, known = _paper()
    picture[:] = np.linspace((170, 205, 240), (235, 225, 245), SIDE)[:, None]
    skin, shade, hair = (250, 224, 200), (226, 186, 160), (120, 70, 60)
    cv2.ellipse(picture, (256, 300), (130, 160), 0, 0, 360, shade, -1, cv2.LINE_AA)
    cv2.ellipse(picture, (232, 290), (118, 150), 0, 0, 360, skin, -1, cv2.LINE_AA)
    fringe = np.array([(120, 300), (130, 150), (256, 90), (385, 150), (395, 300), (340, 190)])
    cv2.fillPoly(picture, [fringe], hair, cv2.LINE_AA)
    cv2.ellipse(known, (232, 290), (118, 150), 0, -75, 75, 255, 1)
    cv2.fillPoly(known, [fringe], 0)
    for canvas, colour, wide in ((picture, DARK, 1), (known, 255, 0)):
        for centre, axes, begin, end, width in (
            ((256, 300), (130, 160), 0, 360, 4),
            ((205, 305), (30, 38), 0, 360, 3),
            ((307, 305), (30, 38), 0, 360, 3),
            ((205, 250), (34, 12), 200, 340, 5),
            ((307, 250), (34, 12), 200, 340, 5),
            ((256, 400), (34, 12), 10, 170, 2),
        ):
            thick = width if wide else 1
            cv2.ellipse(canvas, centre, axes, 0, begin, end, colour, thick, cv2.LINE_AA)
        cv2.polylines(canvas, [fringe], True, colour, 3 if wide else 1, cv2.LINE_AA)
    return picture, known


def pencil() -> Drawn:
    """Pencil strokes of uneven strength on grainy paper."""
    _, known = _paper()
    random = np.random.default_rng(1)
    strength = np.zeros((SIDE, SIDE), np.float32)
    across = np.linspace(40, 470, 80)
    wave = np.stack([across, 256 + 120 * np.sin(across / 65)], axis=1).astype(np.int32)
    for canvas, wide in ((strength, 1), (known, 0)):
        for tone, thick, points in (
            (150, 2, wave),
            (90, 2, np.array([(60, 60), (450, 90)])),
            (120, 3, cv2.ellipse2Poly((256, 256), (180, 200), 20, 0, 360, 3)),
        ):
            colour = tone if wide else 255
            cv2.polylines(
                canvas, [np.asarray(points)], False, colour, thick if wide else 1, cv2.LINE_AA
            )
    grain = cv2.GaussianBlur(random.normal(0, 14, (SIDE, SIDE)), (0, 0), 0.8)
    uneven = 1 + cv2.GaussianBlur(random.normal(0, 1, (SIDE, SIDE)), (0, 0), 2)
    grey = (235 + grain - strength * uneven).clip(0, 255).astype(np.uint8)
    return cast(Pixels, cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)), known


def main() -> None:
    """See above."""
    given = sheets.asked_for("Compares ways to draw lines.")
    compared = methods(sheets.networks())
    pictures = {path.stem: _read(path) for path in given.pictures}
    known = {}
    if given.pictures == [sample_picture()]:
        for draw in (outlines, flat, cel, pencil):
            pictures[draw.__name__], known[draw.__name__] = draw()
    rows = []
    for name, pixels in pictures.items():
        guides = {method: draw(pixels) for method, draw in compared.items()}
        rows.append(sheets.row({name: pixels, **guides}, CELL))
        if name in known:
            figures = (f"{m} {f_measure(g, known[name]):.3f}" for m, g in guides.items())
            print(f"F, {name}:", ", ".join(figures))
    sheets.save(rows, given.sheet)


def _paper() -> Drawn:
    picture = np.empty((SIDE, SIDE, 3), np.uint8)
    picture[:] = PAPER
    return picture, np.zeros((SIDE, SIDE), np.uint8)


def _read(path: Path) -> Pixels:
    pixels = sheets.read(path, LONGEST)
    return shrunk(pixels, min(pixels.shape[:2]) / SIDE)


def _grey(values: Plane) -> Pixels:
    return cast(Pixels, np.asarray(values).clip(0, 255).astype(np.uint8))


if __name__ == "__main__":
    main()

"""What is measured in each region of a picture, to tell sky from grass and walls from water."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.seg.superpixels import Regions
from core.picture import Pixels, Plane

PLAIN = ("lightness", "green_red", "blue_yellow", "colourful", "fine", "coarse", "tint", "grain")
SQUARED = ("lightness", "green_red", "blue_yellow", "fine", "low")
PRODUCTS = (
    ("low", "lightness"),
    ("low", "green_red"),
    ("low", "blue_yellow"),
    ("low", "fine"),
    ("low", "grain"),
    ("fine", "green_red"),
    ("fine", "blue_yellow"),
    ("fine", "lightness"),
    ("green_red", "blue_yellow"),
    ("lightness", "blue_yellow"),
    ("lightness", "green_red"),
)
GREATEST = 120.0  # of differences between colours, in L*a*b*
OUTLINE = 0.2  # how much a sure outline parts, against the greatest difference
FAINT, STEEP = 0.03, 4  # contrasts over which a floor goes on; how much more the others count
WHOLE = ("lightness", "blue_yellow", "fine")


def measured(rgb: Pixels, regions: Regions) -> dict[str, Plane]:
    """The measures of each region of `rgb` by name, each (regions.count,), about -2 to 2.

    They are PLAIN, colour and texture, and "low": the place, from -1 at the top to 1.
    """
    of = dict(zip(PLAIN, regions.means(_planes(rgb)).T, strict=True))
    of["low"] = 2 * regions.middles[:, 0] / max(rgb.shape[0] - 1, 1) - (rgb.shape[0] > 1)
    return of


def contrasts(of: dict[str, Plane], regions: Regions, edges: Plane) -> Plane:
    """How much parts each pair of neighbours, 0 to 1 + OUTLINE: colours that differ, and outlines.

    `of`: as from `measured`; `edges` (height, width): how sure an outline is, 0..1.
    """
    lab = np.stack([of["lightness"] * 50, of["green_red"] * 30, of["blue_yellow"] * 30], axis=1)
    one, other = regions.borders[0].T
    apart = np.linalg.norm(lab[one] - lab[other], axis=1)
    nearby = cast(Plane, cv2.dilate(edges, np.ones((3, 3), np.uint8)))
    outlined = regions.along_borders(nearby)
    return np.asarray(np.minimum(apart / GREATEST, 1) + OUTLINE * outlined, np.float32)


def described(of: dict[str, Plane], regions: Regions, said: Plane, seen: Plane) -> Plane:
    """All that the kind of each region is told from: (regions.count, features).

    `of`: as from `measured`. `said`: (regions.count, n), the network's logarithms of
    probabilities. `seen`: (regions.count, m), its features.
    """
    weights = regions.sizes / regions.sizes.sum()
    ones = np.ones(regions.count, np.float32)
    columns = [
        *(of[name] for name in (*PLAIN, "low")),
        *(of[name] ** 2 for name in SQUARED),
        *(of[first] * of[second] for first, second in PRODUCTS),
        *(ones * np.float32(weights @ of[name]) for name in WHOLE),
    ]
    return np.concatenate([np.stack(columns, axis=1), 0.2 * said, seen], axis=1, dtype=np.float32)


def _planes(rgb: Pixels) -> Plane:
    """The measures of single pixels, as PLAIN names them: (height, width, 8)."""
    lab = cast(Plane, cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB))
    lightness, green_red, blue_yellow = (lab[..., channel].copy() for channel in range(3))
    narrow = _blurred(lightness, 0.7)
    middle = _blurred(lightness, 1.5)
    across = np.abs(cv2.Sobel(narrow, cv2.CV_32F, 1, 0))
    down = np.abs(cv2.Sobel(narrow, cv2.CV_32F, 0, 1))
    # What is blurred widely needs no more than every second pixel.
    fine, across, down, lightness_2, green_red_2, blue_yellow_2 = (
        _halved(plane)
        for plane in (np.abs(narrow - middle), across, down, lightness, green_red, blue_yellow)
    )
    coarse = np.abs(_halved(middle) - _blurred(lightness_2, 2.5))
    tints = np.hypot(
        green_red_2 - _blurred(green_red_2, 2.5), blue_yellow_2 - _blurred(blue_yellow_2, 2.5)
    )
    texture = cv2.merge(
        [
            0.5 * np.log(_blurred(fine, 1.5) + 0.1) + 0.5,
            0.5 * np.log(_blurred(coarse, 4) + 0.2) - 0.2,
            0.5 * np.log(_blurred(tints, 2.5) + 0.3),
            np.log((_blurred(across, 3) + 0.5) / (_blurred(down, 3) + 0.5)),
        ]
    )
    plain = cv2.merge(
        [
            lightness / 50 - 1,
            green_red / 30,
            blue_yellow / 30,
            cv2.magnitude(green_red, blue_yellow) / 30 - 1,
        ]
    )
    height, width = lightness.shape
    return cast(Plane, cv2.merge([plain, cv2.resize(texture, (width, height))]))


def distances(regions: Regions, walls: Plane, sources: NDArray[np.int32]) -> Plane:
    """How much contrast must be crossed from the nearest of `sources` to each region: 0 to 2."""
    pairs, _ = regions.borders
    distance = np.full(regions.count, np.inf, np.float32)
    distance[sources] = 0
    steps = STEEP * np.maximum(walls - FAINT, 0) + 0.01
    while True:
        shorter = distance.copy()
        np.minimum.at(shorter, pairs[:, 1], distance[pairs[:, 0]] + steps)
        if (shorter == distance).all():
            return np.minimum(distance, 2)
        distance = shorter


def _blurred(plane: Plane, sigma: float) -> Plane:
    return cast(Plane, cv2.GaussianBlur(plane, (0, 0), sigma))


def _halved(plane: Plane) -> Plane:
    size = (plane.shape[1] + 1) // 2, (plane.shape[0] + 1) // 2
    return cast(Plane, cv2.resize(plane, size, interpolation=cv2.INTER_AREA))

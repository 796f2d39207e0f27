"""What is measured in each region of a picture, to tell sky from grass and walls from water."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.seg.superpixels import Regions
from core.picture import Pixels, Plane

PLAIN = ("lightness", "green_red", "blue_yellow", "colourful", "fine", "coarse", "tint", "grain")
PLACE = ("low", "from_top", "from_bottom", "outlined")
SQUARED = ("lightness", "green_red", "blue_yellow", "fine", "low")
PRODUCTS = (
    ("low", "lightness"),
    ("low", "green_red"),
    ("low", "blue_yellow"),
    ("low", "fine"),
    ("low", "grain"),
    ("from_top", "lightness"),
    ("from_top", "blue_yellow"),
    ("from_top", "fine"),
    ("fine", "green_red"),
    ("fine", "blue_yellow"),
    ("fine", "lightness"),
    ("green_red", "blue_yellow"),
    ("lightness", "blue_yellow"),
    ("lightness", "green_red"),
)
WHOLE = ("lightness", "blue_yellow", "fine")


def names(objects: tuple[str, ...]) -> list[str]:
    """What the columns of `measured` are, `objects` being those of its last argument."""
    return [
        *PLAIN,
        *PLACE,
        *(f"{name}^2" for name in SQUARED),
        *(f"{first}*{second}" for first, second in PRODUCTS),
        *(f"mean {name}" for name in WHOLE),
        *(f"is {name}" for name in objects),
    ]


def measured(rgb: Pixels, edges: Plane, regions: Regions, walls: Plane, objects: Plane) -> Plane:
    """The measures of each region of `rgb`: (regions.count, features), about -2 to 2.

    `edges`: (height, width), how likely a thing ends there, 0 to 1; `walls`: the same along each
    of the regions' borders. `objects`: (regions.count, kinds), the network's scores of each kind,
    as logarithms of odds or of probabilities.
    """
    means = regions.means(np.dstack([_planes(rgb), edges])).T
    of = dict(zip((*PLAIN, "outlined"), means, strict=True))
    of["outlined"] *= 4
    of["low"] = 2 * regions.middles[:, 0] / max(rgb.shape[0] - 1, 1) - (rgb.shape[0] > 1)
    of["from_top"] = _distances(regions, walls, np.unique(regions.labels[0]))
    of["from_bottom"] = _distances(regions, walls, np.unique(regions.labels[-1]))
    weights = regions.sizes / regions.sizes.sum()
    ones = np.ones(regions.count, np.float32)
    columns = [
        *(of[name] for name in PLAIN + PLACE),
        *(of[name] ** 2 for name in SQUARED),
        *(of[first] * of[second] for first, second in PRODUCTS),
        *(ones * np.float32(weights @ of[name]) for name in WHOLE),
    ]
    return np.concatenate([np.stack(columns, axis=1), 0.2 * objects], axis=1).astype(np.float32)


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


def _distances(regions: Regions, walls: Plane, sources: NDArray[np.int32]) -> Plane:
    """How much edge must be crossed from the nearest of `sources` to each region: 0 to 2."""
    pairs, _ = regions.borders
    distance = np.full(regions.count, np.inf, np.float32)
    distance[sources] = 0
    steps = walls + 0.01
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

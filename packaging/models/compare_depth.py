"""Compares ways to depth and normals: `packaging/models/compare_depth.py SHEET [PICTURE ...]`.

Writes a sheet with a row for each picture (the sample if none is named) and a column for each way,
each adding something to the one before. For the sample, whose truth is in tests/data/still-life, it
prints figures. Depth: the rank agreement with the truth (Spearman's, 1 is best) and the sharpness,
how much larger steps are on true borders than 5 to 10 pixels beside them. Normals: the mean angle
to the truth, in degrees, over the picture and over the figure.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

if __name__ == "__main__":
    # Modules here are `models.something`, wherever this is started.
    sys.path[:1] = [str(Path(__file__).resolve().parents[at]) for at in (1, 2)]

from core.catalog import CATALOG
from core.local.guided import guide
from core.local.networks import Networks
from core.local.space import depth, directions, inverse_depth, normals
from core.local.space.looking import DISTANCE_SIDE, look, space
from core.local.space.scene import Scene, both_ways, resized
from core.options import Options
from core.paths import sample_picture
from core.picture import Pixels, Plane
from core.preprocessor import Preprocessor
from models import sheets

Way = Callable[[Pixels, Scene, Networks], NDArray[Any]]

TRUTH = Path(__file__).resolve().parents[2] / "tests" / "data" / "still-life"
LONGEST, CELL = 576, 240  # sides of the pictures, and of a cell of the sheet
TILE = 2 / 3  # of the picture's sides


def main() -> None:
    """See above."""
    given = sheets.asked_for("Compares ways to depth and normals.")
    networks = sheets.networks()
    rows = []
    for path in given.pictures:
        picture = sheets.read(path, LONGEST)
        scene = look(picture, networks)
        if scene is None:
            print(f"{path}: there is no depth to be seen.")
            continue
        made = {name: way(picture, scene, networks) for name, way in (DEPTHS | NORMALS).items()}
        if path == sample_picture():
            _print_figures(made)
        rows.append(sheets.row({path.stem: picture, **made}, CELL))
    sheets.save(rows, given.sheet)


def letterboxed(picture: Pixels, networks: Networks) -> Plane:
    """FastDepth's distance of the picture in a square whose rest repeats its border."""
    height, width, _ = picture.shape
    side = max(height, width)
    top, left = (side - height) // 2, (side - width) // 2
    border = (top, side - height - top, left, side - width - left)
    square = cast(Pixels, cv2.copyMakeBorder(picture, *border, cv2.BORDER_REPLICATE))
    return distance(square, networks)[top : top + height, left : left + width]


def tiled(picture: Pixels, networks: Networks) -> Plane:
    """The distance of the whole with half the detail of four tiles that overlap."""
    height, width, _ = picture.shape
    whole = distance(picture, networks)
    high, wide = round(TILE * height), round(TILE * width)
    fade = np.outer(np.hanning(high + 2)[1:-1], np.hanning(wide + 2)[1:-1]).astype(np.float32)
    total, weight = np.zeros_like(whole), np.full_like(whole, 1e-3)
    for top in (0, height - high):
        for left in (0, width - wide):
            part = (slice(top, top + high), slice(left, left + wide))
            near = distance(np.ascontiguousarray(picture[part]), networks)
            off = cv2.GaussianBlur(whole[part] - near, (0, 0), wide / 6)
            total[part] += (near + off - whole[part]) * fade
            weight[part] += fade
    return cast(Plane, whole + total / weight / 2)


def distance(picture: Pixels, networks: Networks) -> Plane:
    """The logarithm of FastDepth's distance of the picture and its mirror image, at its size."""

    def run(view: Pixels) -> Plane:
        planes = np.ascontiguousarray(view.transpose(2, 0, 1)[None]).astype(np.float32) / 255
        return cast(Plane, np.log(networks.run("fastdepth", planes)[0][0, 0].clip(0.3, 15)))

    return _enlarged(both_ways(resized(picture, DISTANCE_SIDE, DISTANCE_SIDE), run), picture)


def joint_bilateral(near: Plane, pixels: Pixels, radius: int, colour: float) -> Plane:
    """`near` averaged over pixels of like colour (J. Kopf and others, 2007)."""
    height, width = near.shape
    border = ((radius, radius), (radius, radius))
    values = np.pad(near, border, mode="reflect")
    colours = np.pad(pixels.astype(np.float32), (*border, (0, 0)), mode="reflect")
    total, weight = np.zeros_like(near), np.zeros_like(near)
    for down in range(2 * radius + 1):
        for across in range(2 * radius + 1):
            part = (slice(down, down + height), slice(across, across + width))
            unlike = ((colours[part] - pixels) ** 2).sum(axis=-1) / (2 * colour**2)
            away = ((down - radius) ** 2 + (across - radius) ** 2) / (radius**2 / 2)
            like = np.exp(-unlike - away)
            total += like * values[part]
            weight += like
    return cast(Plane, total / weight)


def _grey(inverse: Plane, picture: Pixels) -> Pixels:
    near = _enlarged(depth.nearness(inverse), picture)
    return cast(Pixels, np.rint(255 * near.clip(0, 1)).astype(np.uint8))


def _guided(picture: Pixels, scene: Scene, radius: int, epsilon: float) -> Pixels:
    near = depth.nearness(inverse_depth.inverse_depth(scene))
    strips = guide(near[None], scene.pixels, radius, epsilon).strips(picture)
    joined = np.concatenate([planes[0] for _, planes in strips])
    return cast(Pixels, np.rint(255 * joined.clip(0, 1)).astype(np.uint8))


def _bilateral(picture: Pixels, scene: Scene, _: Networks) -> Pixels:
    near = _enlarged(depth.nearness(inverse_depth.inverse_depth(scene)), picture)
    made = joint_bilateral(near, picture, 6, 12.0)
    return cast(Pixels, np.rint(255 * made.clip(0, 1)).astype(np.uint8))


def _with_sky(scene: Scene) -> Plane:
    return inverse_depth.with_far_sky(inverse_depth.grounded(scene.distance), scene.sky)


def _slopes(scene: Scene) -> Plane:
    return directions.slopes(scene.distance, normals.SIGMA, scene.aspect)


def _guide_of(preprocessor: Preprocessor) -> Way:
    opener = {Preprocessor.DEPTH: depth.open_depth, Preprocessor.NORMALBAE: normals.open_normalbae}
    options = Options(CATALOG[preprocessor].complete({}))
    return lambda picture, _, networks: opener[preprocessor](picture, networks)(options).pixels


DEPTHS: dict[str, Way] = {
    "letterboxed": lambda p, _, n: _grey(np.exp(-letterboxed(p, n)), p),
    "squeezed": lambda p, _, n: _grey(np.exp(-distance(p, n)), p),
    "and tiles": lambda p, _, n: _grey(np.exp(-tiled(p, n)), p),
    "our own network": lambda p, s, n: _grey(np.exp(-space(s.pixels, n)[0]), p),
    "mean": lambda p, s, _: _grey(np.exp(-s.distance), p),
    "mean, ground": lambda p, s, _: _grey(np.exp(-inverse_depth.grounded(s.distance)), p),
    "and sky": lambda p, s, _: _grey(np.exp(-_with_sky(s)), p),
    "and things": lambda p, s, _: _grey(
        np.exp(-inverse_depth.without_halos(_with_sky(s), s.things)), p
    ),
    "and outlines": lambda p, s, _: _grey(inverse_depth.inverse_depth(s), p),
    "joint bilateral": _bilateral,
    "guided, 2": lambda p, s, _: _guided(p, s, 2, depth.tolerance(60)),
    "guided, 8": lambda p, s, _: _guided(p, s, 8, depth.tolerance(60)),
    "depth": _guide_of(Preprocessor.DEPTH),
}
NORMALS: dict[str, Way] = {
    "to the viewer": lambda p, *_: np.full_like(p, (128, 128, 255)),
    "slopes": lambda p, s, _: _enlarged(
        directions.colours(directions.facing(_slopes(s), s.aspect)), p
    ),
    "its normals": lambda p, s, _: _enlarged(directions.colours(s.facing), p),
    "normals": _guide_of(Preprocessor.NORMALBAE),
}


def _print_figures(made: dict[str, NDArray[Any]]) -> None:
    scene = json.loads((TRUTH / "scene.json").read_text("utf-8"))
    size = next(iter(made.values())).shape[1::-1]
    far = _truth("depth.png", size).astype(np.float64)
    facing = _truth("normals.png", size).astype(np.float64) / 127.5 - 1
    objects = _truth("objects.png", size).astype(np.uint8)
    figure = np.isin(objects, [scene["objects"].index(name) for name in scene["figure"]])
    edge = cv2.morphologyEx(objects, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    away = cv2.distanceTransform((~edge).astype(np.uint8), cv2.DIST_L2, 5)
    beside = (away > 5) & (away < 10)
    print("depth                 rank  sharpness")
    for name in DEPTHS:
        grey = made[name].astype(np.float32)
        change = np.hypot(cv2.Sobel(grey, -1, 1, 0), cv2.Sobel(grey, -1, 0, 1))
        print(
            f"{name:<20}{_rank(-grey, far):6.3f}{change[edge].mean() / change[beside].mean():8.1f}"
        )
    print("normals               mean     figure")
    for name in NORMALS:
        vectors = made[name] / 127.5 - 1
        lengths = np.linalg.norm(vectors, axis=-1) * np.linalg.norm(facing, axis=-1)
        angle = np.degrees(np.arccos(((vectors * facing).sum(axis=-1) / lengths).clip(-1, 1)))
        print(f"{name:<20}{angle.mean():6.1f}{angle[figure].mean():10.1f}")


def _rank(one: NDArray[Any], other: NDArray[Any]) -> float:
    ranks = []
    for values in (one, other):
        _, place, count = np.unique(values, return_inverse=True, return_counts=True)
        ranks.append((np.cumsum(count) - count / 2)[place.ravel()])
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _truth(name: str, size: tuple[int, ...]) -> NDArray[Any]:
    return cv2.resize(np.array(Image.open(TRUTH / name)), size, interpolation=cv2.INTER_NEAREST)


def _enlarged(plane: NDArray[Any], picture: Pixels) -> NDArray[Any]:
    size = picture.shape[1], picture.shape[0]
    return cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR)


if __name__ == "__main__":
    main()

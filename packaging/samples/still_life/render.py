"""The picture: many looks for each pixel, in bands of rows shared out to processes."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import cache, partial

import numpy as np

from .camera import Camera
from .scene import Indices, Scene
from .shading import NOTHING, look
from .shapes import Floats, length
from .still_life import still_life

_LOOKS_AT_ONCE = 120_000
_MORE_AT_EDGES = 3
"""Pixels on edges get this many times as many looks again."""
_BENT = 0.96
"""Where the mean of the normals is shorter than this, the surface has an edge."""


@dataclass(frozen=True)
class Layers:
    """Means over each pixel, (h, w, 3) or (h, w); for their meaning see `Look`."""

    matt: Floats
    shine: Floats
    falling: Floats
    normal: Floats
    depth: Floats
    part: Floats


def render(camera: Camera, width: int, samples: int, processes: int = 2) -> Layers:
    """Render `samples` looks a pixel, the same for every number of processes."""
    height = camera.height_for(width)
    rows = max(1, _LOOKS_AT_ONCE // (width * samples))
    bands = range(0, height, rows)
    job = partial(_band, camera=camera, width=width, height=height, samples=samples, most_rows=rows)
    if processes == 1:
        done = list(map(job, bands))
    else:
        with ProcessPoolExecutor(processes) as pool:
            done = list(pool.map(job, bands))
    whole = {f.name: np.concatenate([getattr(d, f.name) for d in done]) for f in fields(Layers)}
    return Layers(**whole)


@cache
def _scene() -> Scene:
    return still_life()


def _band(
    top: int, *, camera: Camera, width: int, height: int, samples: int, most_rows: int
) -> Layers:
    rows = min(most_rows, height - top)
    places = np.mgrid[top : top + rows, 0:width].reshape(2, -1)
    own = [np.random.default_rng([17, row]).random((6, width)) for row in range(top, top + rows)]
    start = np.concatenate(own, axis=1)
    spread = _spread(samples * (1 + _MORE_AT_EDGES))
    sums, edges = _looked(camera, width, places, start, spread[:, :samples])
    if edges.size:
        more, _ = _looked(camera, width, places[:, edges], start[:, edges], spread[:, samples:])
        for name, values in more.items():
            sums[name][..., edges] = (sums[name][..., edges] + values) / (1 + _MORE_AT_EDGES)
    shaped = {
        name: (total.T / samples).reshape(rows, width, *total.shape[:-1])
        for name, total in sums.items()
    }
    return Layers(**shaped)


def _looked(
    camera: Camera, width: int, places: Indices, start: Floats, spread: Floats
) -> tuple[dict[str, Floats], Indices]:
    """Sums over the looks of a spread (8, looks), and which pixels lie on an edge.

    `places` are rows and columns (2, n), `start` (6, n) is what spreads the light otherwise for
    neighbours. All pixels share the places of their looks, which keeps straight edges straight.
    """
    chance = ((start[:, None, :] + spread[:6, :, None]) % 1.0).astype(np.float32)
    # A tent of two pixels' width around the pixel's middle smooths the edges.
    off = _tent(spread[6:, :, None])
    down, across = places[0] + 0.5 + off[0], places[1] + 0.5 + off[1]
    rays = camera.rays(width, down.ravel(), across.ravel()).astype(np.float32)
    seen = look(_scene(), camera, rays, chance.reshape(6, -1))
    layers = {
        # Single very bright looks would leave specks.
        "matt": seen.matt,
        "shine": np.minimum(seen.shine, 4.0),
        "falling": seen.falling,
        "normal": seen.normal,
        "depth": seen.depth,
        "part": (seen.part - NOTHING).astype(np.float32),
    }
    shape = (spread.shape[1], places.shape[1])
    part = seen.part.reshape(shape)
    sums = {name: v.reshape(*v.shape[:-1], *shape).sum(axis=-2) for name, v in layers.items()}
    bent = length(sums["normal"]) < _BENT * shape[0]
    edges = np.flatnonzero((part != part[0]).any(axis=0) | bent)
    return sums, edges


def _spread(count: int) -> Floats:
    """Even places for `count` looks, shape (8, count): six for light, two within the pixel."""
    return np.concatenate((_even(6, count), _even(2, count)))


def _even(dimensions: int, count: int) -> Floats:
    """Points of an even sequence: Roberts' generalisation of the golden ratio.

    "The unreasonable effectiveness of quasirandom sequences", 2018.
    """
    ratio = 1.0
    for _ in range(60):
        ratio = (1.0 + ratio) ** (1 / (dimensions + 1))
    steps = ratio ** -np.arange(1.0, dimensions + 1.0)
    return np.asarray((0.5 + np.arange(count) * steps[:, None]) % 1.0)


def _tent(even: Floats) -> Floats:
    folded = 2 * even - 1
    return np.asarray(np.sign(folded) * (1 - np.sqrt(1 - np.abs(folded))), np.float32)

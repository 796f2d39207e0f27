"""Sphere tracing: where rays meet the scene, and how surfaces lie there."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .scene import Indices, Scene
from .shapes import Floats, unit

_MOST_STEPS = 160


@dataclass(frozen=True)
class Hits:
    """For n rays: the distance along each (metres), and whether it met a surface at all."""

    along: Floats
    met: npt.NDArray[np.bool_]


def trace(
    scene: Scene,
    origins: Floats,
    directions: Floats,
    *,
    farthest: Floats | float,
    near: float,
    most_steps: int = _MOST_STEPS,
) -> Hits:
    """Follow unit directions from origins inside the scene's box until they meet a surface.

    A ray ends without a hit where it leaves the box or has gone `farthest` metres. A surface is
    met when it is closer than `near` metres. Rays that have not ended after `most_steps` have met
    nothing.
    """
    count = origins.shape[1]
    along = np.zeros(count, origins.dtype)
    met = np.zeros(count, np.bool_)
    limit = np.broadcast_to(np.asarray(farthest, origins.dtype), (count,))
    going: Indices = np.arange(count)
    for _ in range(most_steps):
        points = origins[:, going] + directions[:, going] * along[going]
        kept = scene.inside(points) & (along[going] < limit[going])
        going, points = going[kept], points[:, kept]
        if not going.size:
            break
        cells = scene.cells(points)
        ahead = scene.free(cells).astype(origins.dtype)
        close = np.flatnonzero(ahead < 0.02)
        exact = scene.distance(points[:, close], cells[close])
        ahead[close] = np.maximum(exact * 0.9, near * 0.5)
        along[going] += ahead
        arrived = close[exact < near]
        met[going[arrived]] = True
        along[going[arrived]] -= ahead[arrived]
        going = np.delete(going, arrived)
    return Hits(along, met)


def settled(scene: Scene, points: Floats, directions: Floats, rounds: int = 4) -> Floats:
    """Hit points moved along their rays onto the surface, closer than tracing stopped."""
    normal = normals(scene, points)
    slope = np.minimum((normal * directions).sum(axis=0), -0.2)
    for _ in range(rounds):
        off = scene.distance(points, scene.cells(points))
        points = points - directions * (off / slope)
    return points


def normals(scene: Scene, points: Floats, reach: float = 0.0006) -> Floats:
    """Outward unit normals (3, n), from differences at the corners of a small tetrahedron."""
    cells = scene.cells(points)
    total = np.zeros_like(points)
    for corner in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
        offset = np.array(corner, dtype=points.dtype)[:, None]
        total += offset * scene.distance(points + offset * reach, cells)
    return unit(total)

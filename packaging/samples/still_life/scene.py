"""The scene: all parts together, with a grid that tells quickly which of them are near.

The grid holds, for each cell, a distance that is free of any surface, and a set of the parts that
could be the nearest somewhere in the cell. Rays cross empty space by it and look at real
distances only near surfaces.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .parts import Part
from .shapes import Floats, Vector

Indices = npt.NDArray[np.intp]


class Scene:
    """Up to 64 parts inside the box from `low` to `high` (metres)."""

    def __init__(
        self, parts: Sequence[Part], low: Vector, high: Vector, cell: float = 0.04
    ) -> None:
        self.parts = tuple(parts)
        self.names = tuple(dict.fromkeys(part.name for part in parts))
        self.object_of_part = np.array([self.names.index(part.name) for part in parts])
        self.low, self.high, self._cell = low, high, cell
        self._shape = [int(np.ceil((b - a) / cell)) for a, b in zip(low, high, strict=True)]
        self._free, self._near = self._measured()

    def inside(self, points: Floats) -> npt.NDArray[np.bool_]:
        """Which points lie in the box."""
        x, y, z = points
        (a, b, c), (d, e, f) = self.low, self.high
        return np.asarray((x > a) & (x < d) & (y > b) & (y < e) & (z > c) & (z < f))

    def cells(self, points: Floats) -> Indices:
        """The number of the cell of each point inside the box."""
        number = np.zeros(points.shape[1], np.intp)
        for axis in range(3):
            along = ((points[axis] - self.low[axis]) / self._cell).astype(np.intp)
            number = number * self._shape[axis] + np.clip(along, 0, self._shape[axis] - 1)
        return number

    def free(self, cells: Indices) -> Floats:
        """A distance in metres that holds no surface, from anywhere in the cell; may be < 0."""
        return self._free[cells]

    def distance(self, points: Floats, cells: Indices) -> Floats:
        """Signed distance to the nearest surface from points in these cells."""
        return self._search(points, cells)[0]

    def part_at(self, points: Floats, cells: Indices) -> Indices:
        """The index of the nearest part."""
        return self._search(points, cells)[1]

    def _search(self, points: Floats, cells: Indices) -> tuple[Floats, Indices]:
        near = self._near[cells]
        present = int(np.bitwise_or.reduce(near)) if near.size else 0
        best = np.full(points.shape[1], 9.0, points.dtype)
        which = np.zeros(points.shape[1], np.intp)
        for number, part in enumerate(self.parts):
            if not present >> number & 1:
                continue
            chosen = np.flatnonzero(near & np.uint64(1 << number))
            found = part.distance(points[:, chosen])
            better = found < best[chosen]
            chosen = chosen[better]
            best[chosen] = found[better]
            which[chosen] = number
        return best, which

    def _measured(self) -> tuple[Floats, npt.NDArray[np.uint64]]:
        axes = [
            low + self._cell * (np.arange(count) + 0.5)
            for low, count in zip(self.low, self._shape, strict=True)
        ]
        centres = np.stack(np.meshgrid(*axes, indexing="ij")).reshape(3, -1).astype(np.float32)
        half_diagonal = self._cell * 0.87
        free = np.empty(centres.shape[1], np.float32)
        near = np.zeros(centres.shape[1], np.uint64)
        for start in range(0, centres.shape[1], 20_000):
            some = slice(start, start + 20_000)
            distances = np.stack([part.distance(centres[:, some]) for part in self.parts])
            nearest = distances.min(axis=0)
            free[some] = nearest * 0.95 - half_diagonal
            # Some distances are bounds rather than exact, hence the wider margin.
            reach = nearest + 2.3 * half_diagonal
            for number in range(len(self.parts)):
                near[some] |= (distances[number] <= reach).astype(np.uint64) << np.uint64(number)
        return free, near

"""A scene under construction: meshes placed in space with materials, joined for one drawing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.scenes.bending import bent
from models.scenes.stored import Floats, Mesh
from models.scenes.surfaces import BY_PLACE, BY_UV, colour, linear, varied

Place = tuple[float, float, float]

BENT = 0.6  # how often a model is other than in its catalogue
STRAIGHT = "door", "wall", "flat"
"""Uses of which a bent model would stick out of a wall, or into it."""

CORNER = np.dtype(
    [("place", "3f4"), ("normal", "3f4"), ("uv", "2f4"), ("material", "f4"), ("thing", "f4")]
)


@dataclass(frozen=True, eq=False)
class Supply:
    """All that scenes are made from.

    `meshes` by what they are used for, see `sorting`; `plain` shapes by name. Of all textures the
    first `drawn` belong to models, those up to `patterns` are made, the rest are photographs.
    `skies`: how many there are; `open_skies`: those that show open country.
    """

    meshes: dict[str, list[Mesh]]
    plain: dict[str, Mesh]
    drawn: int
    patterns: int
    textures: int
    skies: int
    open_skies: tuple[int, ...]


@dataclass
class Lamp:
    """A light with a shadow: the sun, far off, or a lamp at `place` that shines along `along`."""

    place: Place
    along: Place
    light: Place
    is_sun: bool
    wide: float
    """Of a lamp, the field of view in degrees; of the sun, how many metres it is drawn for."""


@dataclass
class Scene:
    """`parts`: corners; `materials`: rows as `surfaces.varied` has them."""

    random: np.random.Generator
    supply: Supply
    parts: list[NDArray[Any]] = field(default_factory=list)
    materials: list[NDArray[np.float32]] = field(default_factory=list)
    lamps: list[Lamp] = field(default_factory=list)
    sky: int = 0
    turn: float = 0.0
    ambient: float = 1.0
    fog: float = 0.0
    fog_colour: Place = (0.7, 0.75, 0.8)
    sky_way: float = 0.0
    sky_colours: tuple[Place, Place] = ((0.2, 0.4, 0.8), (0.8, 0.85, 0.9))
    _things: int = 0
    _rows: int = 0

    def add(
        self,
        mesh: Mesh,
        at: Place,
        turn: float = 0.0,
        size: float | Place = 1.0,
        *,
        rows: NDArray[np.floating] | None = None,
        faithful: float = 0.6,
        same: bool = False,
        tilt: NDArray[np.floating] | None = None,
    ) -> None:
        """Place `mesh`, scaled by `size`, turned by `turn` radians about y, standing at `at`.

        `rows`: materials instead of its own. `same`: it belongs to the thing added before.
        `tilt`: a rotation (3, 3) before the turn.
        """
        sine, cosine = np.sin(turn), np.cos(turn)
        about = np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])
        if tilt is not None:
            about = about @ tilt
        scale = np.broadcast_to(np.asarray(size, np.float64), 3)
        part = np.empty(mesh.places.shape[:2], CORNER)
        part["place"] = mesh.places @ (about * scale).T.astype(np.float32) + np.array(
            at, np.float32
        )
        normal = mesh.normals @ (about / scale).T.astype(np.float32)
        part["normal"] = normal / np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9)
        part["uv"] = mesh.uv
        if rows is None:
            own = self.supply.drawn, self.supply.textures
            rows = varied(mesh.materials, self.supply.textures, own, self.random, faithful)
        part["material"] = (self._rows + np.minimum(mesh.kinds, len(rows) - 1))[:, None]
        self._things += not same
        part["thing"] = self._things
        self.parts.append(part.ravel())
        self.materials.append(np.asarray(rows, np.float32))
        self._rows += len(rows)

    def box(self, low: Place, high: Place, rows: NDArray[np.floating], same: bool = False) -> None:
        """An upright box from corner to corner."""
        size = (high[0] - low[0], high[1] - low[1], high[2] - low[2])
        at = ((low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2)
        self.add(self.supply.plain["box"], at, size=size, rows=rows, same=same)

    def surface(self, scale: tuple[float, float] = (0.4, 2.0), photo: float = 0.1) -> Floats:
        """A material, as a row (1, 8), for walls and the like: plain or patterned.

        `scale`: in metres how large a pattern may be; `photo`: the share made of photographs.
        """
        random, supply = self.random, self.supply
        row = np.zeros((1, 8), np.float32)
        row[0, :3] = linear(np.array(colour(random)))
        row[0, 6] = random.uniform(0, 1) ** 3
        chance = random.random()
        if chance < 0.65:
            if chance < photo:
                layer = random.integers(supply.patterns, supply.textures)
            else:
                layer = random.integers(supply.drawn, supply.patterns)
            tint = np.ones(3) if random.random() < 0.5 else 0.5 + 0.7 * np.array(colour(random))
            row[0, :3] = tint
            row[0, 3:6] = BY_PLACE, layer, 1 / random.uniform(*scale)
        return row

    def plain_surface(self, rgb: tuple[float, float, float] | None = None) -> Floats:
        """A material of one colour, as a row (1, 8)."""
        row = np.zeros((1, 8), np.float32)
        row[0, :3] = linear(np.array(rgb or colour(self.random)))
        row[0, 6] = self.random.uniform(0, 1) ** 2
        return row

    def picture(self) -> Floats:
        """A photograph, as a row (1, 8)."""
        row = np.zeros((1, 8), np.float32)
        row[0, :3] = 1
        row[0, 3:6] = BY_UV, self.random.integers(self.supply.patterns, self.supply.textures), 1
        row[0, 6] = self.random.uniform(0, 0.5)
        return row

    def pick(self, use: str) -> Mesh:
        """One of the meshes for `use`, as it is or bent."""
        meshes = self.supply.meshes[use]
        mesh = meshes[int(self.random.integers(len(meshes)))]
        if mesh.held or use in STRAIGHT or not self.chance(BENT):
            return mesh
        return bent(mesh, self.random)

    def chance(self, share: float) -> bool:
        """True in that share of all cases."""
        return bool(self.random.random() < share)

    def between(self, low: float, high: float) -> float:
        """A number by chance."""
        return float(self.random.uniform(low, high))

    def joined(self) -> tuple[NDArray[Any], Floats]:
        """All corners, and all materials (count, 8)."""
        return np.concatenate(self.parts), np.concatenate(self.materials)

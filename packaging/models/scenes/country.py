"""Wide country: hills, mountains, valleys with lakes, woods on the slopes, and haze before them.

The land is a height for every place, so that what stands on it stands on it. It is drawn in rings
about the camera, finer where it is near.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.scenes import outdoors
from models.scenes.scene import Scene
from models.scenes.shapes import field
from models.scenes.stored import Floats, Mesh
from models.scenes.surfaces import WATER, linear

FARTHEST = 1800.0
"""Metres; the renderer sees no farther than 2000."""
RINGS, SPOKES, WIDE = 170, 160, 1.5
"""Of the land: it is seen up to WIDE radians to either side of -z, and all around where near."""
OCTAVES = 5
WOOD = 1800
"""Trees, at most, that are only shapes."""
NEAR_TREES = 25

Heights = NDArray[np.float64]


class Land:
    """Hills of some height and size, perhaps mountains behind them; `height` tells how high."""

    def __init__(self, scene: Scene, sunk: float = 0.0) -> None:
        random = scene.random
        self._hills = scene.between(0.0, 1.0) ** 1.5 * 45
        self._size = scene.between(40, 400)
        self._mountains = scene.between(80, 600) if scene.chance(0.55) else 0.0
        self._from = scene.between(80, 700)
        self._calm = scene.between(2, 60)
        self._ridged = scene.between(0.2, 1.0)
        self.sunk = sunk
        self._waves = [random.normal(0, 1, (4, 2)) for _ in range(OCTAVES)]
        self._turns = [random.uniform(0, 6.3, 4) for _ in range(OCTAVES)]
        self._slope = random.normal(0, 0.05) if not sunk else 0.0
        self._here = 0.0
        self._here = float(self.height(0.0, 0.0)) if not sunk else 0.0

    def level(self, hills: float) -> None:
        """Leave that share of the hills, and no mountains."""
        self._hills *= hills
        self._mountains = 0.0
        self._slope = self._here = 0.0
        self._here = float(self.height(0.0, 0.0))

    def height(self, x: float | Heights, z: float | Heights) -> Heights:
        """How high the land is at each place; at the origin it is 0, or sunk."""
        x, z = np.asarray(x, np.float64), np.asarray(z, np.float64)
        away = np.hypot(x, z)
        low = self._noise(x, z, self._size, away)
        rise = 1 - np.exp(-((away / self._calm) ** 2) / 2)
        made = self._hills * low * rise - self._slope * z * rise
        if self._mountains:
            steep = 1 - np.abs(self._noise(x + 900, z, self._from * 0.9, away))
            peaks = self._ridged * steep**2 + (1 - self._ridged) * self._noise(
                x, z, self._from, away
            )
            there = np.clip((away - self._from * 0.5) / self._from, 0, 1)
            made = made + self._mountains * there**1.3 * np.maximum(peaks, -0.1)
        shore = np.clip((away - self._calm) / max(3 * self._calm, 30), 0, 1)
        return np.asarray(made - self._here - self.sunk * (1 - 2 * shore))

    def _noise(self, x: Heights, z: Heights, size: float, away: Heights | float = 0.0) -> Heights:
        """Waves of `size` and shorter; none that are too short for the rings so far `away`."""
        total = np.zeros(np.broadcast_shapes(x.shape, z.shape))
        for octave, (waves, turns) in enumerate(zip(self._waves, self._turns, strict=True)):
            scale = 2**octave * 2 / size
            bend = 0.6 * np.sin(x * scale * 0.7 + turns[0]) * np.cos(z * scale * 0.6 + turns[1])
            steep = 1 / (2.1**octave * 4) / (1 + (0.12 * scale * np.asarray(away)) ** 2)
            for wave, turn in zip(waves, turns, strict=True):
                total += np.sin(scale * (x * wave[0] + z * wave[1]) + turn + bend) * steep
        return total

    def mesh(self, scene: Scene) -> Mesh:
        """The land as a surface of four materials: meadow, rock, field or bare soil, and wood."""
        away = np.concatenate([[0.01], np.geomspace(0.5, FARTHEST, RINGS - 1)])
        across = np.linspace(-1, 1, SPOKES)
        spread = np.minimum(math.pi, WIDE + 3 * np.exp(-((away / 40) ** 2)))
        turn = across[None] * spread[:, None]
        x, z = away[:, None] * np.sin(turn), -away[:, None] * np.cos(turn)
        made = field("land", np.stack([x, self.height(x, z), z], axis=2))
        middle = made.places.mean(axis=1)
        patches = self._noise(middle[:, 0] + 50, middle[:, 2] + 70, scene.between(30, 200))
        steep = made.normals[:, 0, 1] < scene.between(0.6, 0.85)
        kinds = np.where(patches > scene.between(0.1, 0.6), 2, 0)
        kinds = np.where(self.is_wood(middle[:, 0], middle[:, 2]), 3, kinds)
        return replace(made, kinds=np.where(steep, 1, kinds).astype(np.int32))

    def is_wood(self, x: Heights, z: Heights) -> NDArray[np.bool_]:
        """Where trees stand close."""
        far = np.hypot(x, z) > 12
        return np.asarray((self._noise(x + 333, z - 77, self._size * 0.8) > 0.25) & far)


def build(scene: Scene) -> Land:
    """Country about the origin, on which the camera stands; it looks along -z."""
    land = Land(scene)
    cover(scene, land)
    if scene.chance(0.35):
        lake(scene, -scene.between(1.5, 25))
    for _ in range(scene.random.poisson(2.5)):
        use = str(scene.random.choice(["standing", "animal", "yard", "vehicle", "tree"]))
        mesh, (x, z) = scene.pick(use), spot(scene, 2, 40)
        high = float(land.height(x, z))
        scene.add(mesh, (x, high - 0.03, z), scene.between(0, 6.3), scene.between(0.9, 1.2))
    for _ in range(scene.random.poisson(0.8)):
        size = (scene.between(5, 12), scene.between(3, 7), scene.between(5, 9))
        x, z = spot(scene, 15, 120)
        outdoors.house(scene, (x, float(land.height(x, z)) - 1, z), scene.between(0, 6.3), size)
    light(scene)
    return land


def plain(scene: Scene) -> Land:
    """Even ground as far as can be seen, of one kind or a few, with next to nothing on it."""
    land = Land(scene)
    land.level(scene.between(0, 0.1))
    ground(scene, land, alike=scene.chance(0.6))
    for _ in range(scene.random.poisson(0.5)):
        x, z = spot(scene, 3, 60)
        use = str(scene.random.choice(["standing", "animal", "vehicle", "tree"]))
        scene.add(scene.pick(use), (x, float(land.height(x, z)) - 0.03, z), scene.between(0, 6.3))
    light(scene)
    return land


def ground(scene: Scene, land: Land, alike: bool = False) -> None:
    """The land itself; `alike`: of one kind everywhere."""
    rows = np.concatenate([_green(scene), scene.surface((3, 30), 0.0), *[_green(scene)] * 2])
    rows[2] = scene.surface((2, 20), 0.0)[0]
    rows[3, :3] *= scene.between(0.3, 0.8)
    rows[:, 6] *= 0.15
    if alike:
        rows[:] = rows[0]
    scene.add(land.mesh(scene), (0, 0, 0), rows=rows)


def cover(scene: Scene, land: Land) -> None:
    """The land itself, with trees, woods and rocks on it."""
    ground(scene, land)
    trees = int(scene.random.integers(0, NEAR_TREES)) if scene.chance(0.7) else 0
    leaves = outdoors.leafy(scene)
    for _ in range(trees):
        x, z = spot(scene, 4, 90)
        high = scene.between(2, 14) if scene.chance(0.8) else scene.between(0.5, 2)
        if math.hypot(x, z) > 0.7 * high:
            tree = scene.supply.plain[f"tree {scene.random.integers(16)}"]
            at = (x, float(land.height(x, z)) - 0.1, z)
            rows = leaves if scene.chance(0.7) else outdoors.leafy(scene)
            size = (high * scene.between(0.6, 1.4), high, high)
            scene.add(tree, at, scene.between(0, 6), size, rows=rows)
    for _ in range(scene.random.poisson(3)):
        x, z = spot(scene, 1.5, 25)
        wide = scene.between(0.2, 2.0)
        rock = scene.supply.plain[f"rock {scene.random.integers(6)}"]
        at = (x, float(land.height(x, z)) - 0.3 * wide, z)
        scene.add(rock, at, scene.between(0, 6), wide, rows=scene.surface((0.3, 2), 0.0))
    wood(scene, land)


def wood(scene: Scene, land: Land) -> None:
    """Trees far off, each a few faces: pointed or round, all of a scene alike."""
    count = int(scene.between(0, 1) ** 2 * WOOD)
    away = 30 * np.exp(scene.random.uniform(0, 1, count * 2) * math.log(FARTHEST / 60))
    across = scene.random.uniform(-1.1, 1.1, count * 2)
    x, z = away * np.sin(across), -away * np.cos(across)
    stands = land.is_wood(x, z) & (land.height(x, z) > 0.3 * land.sunk - 0.5)
    x, z = x[stands][:count], z[stands][:count]
    if not len(x):
        return
    pointed = scene.chance(0.5)
    turn = np.linspace(0, 2 * math.pi, 7)
    ring = np.stack([np.sin(turn), np.zeros(7), np.cos(turn)], axis=1)
    profile = [(0.26, 0.0), (0.0, 1.0)] if pointed else [(0.25, 0.1), (0.38, 0.5), (0.0, 1.0)]
    tree = field("", np.stack([ring * wide + [0, up, 0] for wide, up in profile]))
    high = scene.between(4, 16) * scene.random.uniform(0.6, 1.3, len(x))
    at = np.stack([x, land.height(x, z) - 0.5, z], axis=1)
    places = tree.places[None] * high[:, None, None, None] + at[:, None, None]
    outwards = tree.places * [1, 0, 1] + [0, 0.12, 0]
    outwards /= np.linalg.norm(outwards, axis=2, keepdims=True)
    faces = len(x) * len(tree.places)
    made = replace(
        tree,
        places=places.reshape(faces, 3, 3).astype(np.float32),
        normals=np.broadcast_to(outwards, places.shape).reshape(faces, 3, 3).astype(np.float32),
        uv=np.zeros((faces, 3, 2), np.float32),
        kinds=scene.random.integers(0, 3, faces).astype(np.int32),
    )
    rows = np.repeat(outdoors.leafy(scene)[1:], 3, axis=0)
    rows[:, :3] *= [[0.4], [0.6], [0.85]]
    scene.add(made, (0, 0, 0), rows=rows)


def lake(scene: Scene, level: float) -> None:
    """Water as far as can be seen, at that height: a lake where the land is lower."""
    scene.box((-FARTHEST, level - 1, -FARTHEST), (FARTHEST, level, FARTHEST), water(scene))


def water(scene: Scene) -> Floats:
    """Water as a material, as a row (1, 8): calm or rough."""
    row = np.zeros((1, 8), np.float32)
    deep = np.array([scene.between(0, 0.25), scene.between(0.1, 0.45), scene.between(0.15, 0.5)])
    row[0, :3] = linear(deep)
    row[0, 3] = WATER
    row[0, 6] = scene.between(0.6, 1)
    row[0, 7] = scene.between(0, 1) ** 1.5 if scene.chance(0.85) else 0.0
    return row


def spot(scene: Scene, near: float, far: float) -> tuple[float, float]:
    """A place before the camera, the more often the nearer."""
    away = near + (far - near) * scene.between(0, 1) ** 1.7
    across = scene.between(-0.75, 0.75)
    return away * math.sin(across), -away * math.cos(across)


def light(scene: Scene) -> None:
    """Sky and sun; most often haze, in the colour of the sky near the horizon."""
    outdoors.sky(scene)
    if scene.chance(0.75):
        hazy = scene.between(600, 4000) if scene.chance(0.75) else scene.between(60, 500)
        pale = np.array(scene.sky_colours[1]) * [scene.between(0.7, 1), scene.between(0.8, 1), 1]
        scene.fog = 1 / hazy
        scene.fog_colour = (float(pale[0]), float(pale[1]), float(pale[2]))


def _green(scene: Scene) -> Floats:
    return outdoors.ground(scene, (2, 25))

"""Scenes under the sky: gardens, streets, country with hills; cars, people, animals, trees."""

from __future__ import annotations

import math

import numpy as np

from models.scenes.rooms import sun
from models.scenes.scene import Scene
from models.scenes.stored import Floats
from models.scenes.surfaces import linear

OFTEN = {
    "standing": 2.5,
    "vehicle": 1.2,
    "animal": 0.8,
    "yard": 3.0,
    "sitting": 0.3,
    "tree": 0.7,
}
"""How many of each there are, in the mean."""


def build(scene: Scene) -> None:
    """Country around the origin, where the camera stands about; it looks along -z."""
    land = scene.supply.plain[f"land {scene.random.integers(12)}"]
    rows = ground(scene)
    scene.add(land, (0, 0, 0), scene.between(0, 6.3), rows=rows)
    far = 8 + 50 * scene.between(0, 1) ** 2
    is_street = scene.chance(0.45)
    if is_street:
        _street(scene, far)
    else:
        _country(scene, far)
    for use, count in OFTEN.items():
        for _ in range(scene.random.poisson(count)):
            x, z = _spot(scene, far)
            size = scene.between(0.8, 1.3) if use in ("animal", "tree") else 1.0
            scene.add(scene.pick(use), (x, 0, z), scene.between(0, 6.3), size)
    for _ in range(scene.random.poisson(1.5)):
        x, z = _spot(scene, far)
        rock = scene.supply.plain[f"rock {scene.random.integers(6)}"]
        size = scene.between(0.2, 1.6)
        flat = (size, size * scene.between(0.4, 1), size * scene.between(0.6, 1.3))
        scene.add(
            rock, (x, -0.15 * size, z), scene.between(0, 6), flat, rows=scene.surface((0.3, 2))
        )
    if scene.chance(0.5):
        _mountains(scene)
    sky(scene)


def _spot(scene: Scene, far: float) -> tuple[float, float]:
    away = 1.5 + far * scene.between(0, 1) ** 1.6
    across = scene.between(-0.9, 0.9)
    return away * math.sin(across), -away * math.cos(across)


def ground(scene: Scene, scale: tuple[float, float] = (0.8, 6)) -> Floats:
    """A material for the ground, often green; `scale`: of its pattern, in metres."""
    rows = scene.surface(scale, 0.05)
    if scene.chance(0.5):
        green = (scene.between(0.2, 0.5), scene.between(0.35, 0.6), scene.between(0.1, 0.3))
        rows[0, :3] = linear(np.array(green)) * (1.0 if rows[0, 3] == 0 else 2.5)
    rows[0, 6] *= 0.3
    return rows


def _street(scene: Scene, far: float) -> None:
    half = scene.between(2, 7)
    way = scene.between(-0.3, 0.3)
    s, c = math.sin(way), math.cos(way)
    road = scene.surface((1, 5), 0.03)
    box = scene.supply.plain["box"]
    scene.add(box, (0, -0.99, 0), way, (2 * half, 1, 300), rows=road)
    if scene.chance(0.7):
        kerb = scene.surface((0.5, 2), 0.03)
        for side in (-1, 1):
            wide, high = scene.between(1, 4), scene.between(0.05, 0.18)
            x = side * (half + wide / 2)
            scene.add(box, (c * x, -1 + high, -s * x), way, (wide, 1, 300), rows=kerb)
    for side in (-1, 1):
        if scene.chance(0.15):
            continue
        along = 12.0
        while along > -far * 3:
            wide, deep, high = (
                scene.between(5, 18),
                scene.between(5, 12),
                scene.between(3, 9) * scene.random.integers(1, 4),
            )
            along -= wide / 2
            x = side * (half + scene.between(1, 5) + deep / 2)
            house(
                scene,
                (c * x + s * along, 0, -s * x + c * along),
                way + side * math.pi / 2 + math.pi,
                (wide, high, deep),
            )
            along -= wide / 2 + (scene.between(0, 8) if scene.chance(0.5) else 0)
    for _ in range(scene.random.poisson(4)):
        x, along = scene.between(-half, half), -scene.between(2, far)
        scene.add(
            scene.pick("vehicle"),
            (c * x + s * along, 0.01, -s * x + c * along),
            way + math.pi * scene.random.integers(2),
        )
    for _ in range(scene.random.poisson(3)):
        x, along = scene.random.choice([-1, 1]) * (half + 0.5), -scene.between(3, far)
        tree = scene.supply.plain[f"tree {scene.random.integers(16)}"]
        scene.add(
            tree,
            (c * x + s * along, 0, -s * x + c * along),
            scene.between(0, 6),
            scene.between(3, 8),
            rows=leafy(scene),
        )


def house(
    scene: Scene, at: tuple[float, float, float], turn: float, size: tuple[float, float, float]
) -> None:
    """A house that stands at `at`, whose front looks along its own +z."""
    wide, high, deep = size
    box = scene.supply.plain["box"]
    scene.add(box, at, turn, size, rows=scene.surface((0.8, 5), 0.1))
    if scene.chance(0.6):
        up = scene.between(0.15, 0.6) * deep
        over = scene.between(1, 1.15)
        scene.add(
            scene.supply.plain["roof"],
            (at[0], at[1] + high, at[2]),
            turn,
            (wide * over, up, deep * over),
            rows=scene.surface((0.5, 3)),
        )
    glass, trim = scene.plain_surface(), scene.plain_surface()
    glass[0, 6] = scene.between(0.5, 1)
    step, storey = scene.between(1.5, 3.5), scene.between(2.5, 3.5)
    s, c = math.sin(turn), math.cos(turn)
    w, h = step * scene.between(0.3, 0.6), storey * scene.between(0.3, 0.6)
    out = scene.chance(0.5)
    for across in np.arange(-wide / 2 + step / 2, wide / 2 - w / 2, step):
        for low in np.arange(0.9, high - h, storey):
            for face in (1, -1):
                deepest = face * deep / 2
                x, z = at[0] + c * across + s * deepest, at[2] - s * across + c * deepest
                scene.add(box, (x, at[1] + low, z), turn, (w, h, 0.06), rows=glass, same=True)
                if out:
                    scene.add(
                        box,
                        (x, at[1] + low - 0.1, z),
                        turn,
                        (w * 1.2, 0.1, 0.3),
                        rows=trim,
                        same=True,
                    )
            if across + step > wide / 2 and scene.chance(0.2):
                return


def _country(scene: Scene, far: float) -> None:
    for _ in range(scene.random.poisson(2)):
        x, z = _spot(scene, far + 10)
        size = (scene.between(4, 14), scene.between(2.5, 8), scene.between(4, 10))
        if math.hypot(x, z) > 2 + max(size[0], size[2]):
            house(scene, (x, 0, z), scene.between(0, 6.3), size)
    rows = leafy(scene)
    for _ in range(int(scene.random.integers(0, 60))):
        x, z = _spot(scene, far * 2)
        tree = scene.supply.plain[f"tree {scene.random.integers(16)}"]
        high = scene.between(0.6, 2) if scene.chance(0.3) else scene.between(3, 12)
        if math.hypot(x, z) > 0.7 * high:
            scene.add(
                tree,
                (x, 0, z),
                scene.between(0, 6),
                (high * scene.between(0.6, 1.4), high, high),
                rows=rows if scene.chance(0.6) else leafy(scene),
            )
    if scene.chance(0.35):  # a fence or a wall
        z, high, thick = -scene.between(3, far), scene.between(0.6, 2.2), scene.between(0.05, 0.4)
        turn = scene.between(-0.5, 0.5)
        box = scene.supply.plain["box"]
        if scene.chance(0.5):
            scene.add(box, (0, 0, z), turn, (40, high, thick), rows=scene.surface())
        else:
            wood = scene.surface()
            for at in np.arange(-15, 15, scene.between(0.15, 0.8)):
                x, y = at * math.cos(turn), -at * math.sin(turn)
                scene.add(box, (x, 0, z + y), turn, (0.09, high, 0.04), rows=wood, same=True)
            scene.add(box, (0, high * 0.7, z), turn, (30, 0.1, 0.05), rows=wood, same=True)


def leafy(scene: Scene) -> Floats:
    """Bark and leaves of a tree, as rows (2, 8)."""
    rows = np.zeros((2, 8), np.float32)
    rows[0, :3] = linear(np.array([0.35, 0.27, 0.2]) * scene.between(0.5, 1.5))
    green = np.array([scene.between(0.15, 0.55), scene.between(0.3, 0.6), scene.between(0.05, 0.3)])
    if scene.chance(0.15):
        green = np.array(
            [scene.between(0.5, 0.9), scene.between(0.2, 0.6), scene.between(0.1, 0.5)]
        )
    rows[1, :3] = linear(green)
    return rows


def _mountains(scene: Scene) -> None:
    rows = scene.surface((20, 120), 0.0)
    for _ in range(int(scene.random.integers(1, 6))):
        across, away = scene.between(-1, 1), scene.between(120, 500)
        rock = scene.supply.plain[f"rock {scene.random.integers(6)}"]
        wide = scene.between(60, 300)
        at = (away * math.sin(across), -0.3 * wide * 0.3, -away * math.cos(across))
        scene.add(
            rock, at, scene.between(0, 6), (wide, wide * scene.between(0.15, 0.6), wide), rows=rows
        )


def sky(scene: Scene) -> None:
    """A sky, most often the sun, sometimes fog."""
    scene.sky = int(scene.random.choice(scene.supply.open_skies))
    scene.turn = scene.between(0, 2 * math.pi)
    scene.sky_way = 0.0 if scene.chance(0.5) else 1.0
    blue = (scene.between(0.02, 0.4), scene.between(0.15, 0.5), scene.between(0.4, 1.0))
    pale = scene.between(0.5, 1.2)
    low = (pale, pale * scene.between(0.75, 1.05), pale * scene.between(0.6, 1.1))
    if scene.chance(0.25):
        blue = (pale * 0.7, pale * 0.72, pale * 0.75)
    scene.sky_colours = (blue, low)
    scene.ambient = scene.between(0.4, 1.3)
    if scene.chance(0.75):
        scene.lamps.append(sun(scene, scene.between(15, 40), scene.between(1, 6)))
    if scene.chance(0.5):
        scene.fog = 1 / scene.between(60, 1500) if scene.chance(0.8) else 1 / scene.between(15, 60)
        scene.fog_colour = low

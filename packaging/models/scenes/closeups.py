"""Scenes seen from near: tables with things, heaps of plain shapes, one person or two."""

from __future__ import annotations

import math

import numpy as np

from models.scenes.rooms import Room
from models.scenes.scene import Lamp, Scene


def still_life(scene: Scene, larger: float = 1.0) -> tuple[float, float, float]:
    """Small things on a table before a wall; where the camera should look.

    `larger`: by how much the things are: then few are near, as in a picture of one flower.
    """
    wide, deep, high = scene.between(0.6, 2), scene.between(0.5, 1.2), scene.between(0.4, 0.9)
    top = scene.surface((0.2, 1.5), 0.15)
    if scene.chance(0.8):
        scene.box((-wide / 2, high - 0.05, -deep / 2), (wide / 2, high, deep / 2), top)
        scene.box((-6, -0.1, -6), (6, 0, 6), scene.surface())
    else:
        scene.box((-6, -0.1, -6), (6, high, 6), top)
    if scene.chance(0.8):
        wall = -deep / 2 - scene.between(0.02, 2)
        scene.box((-6, 0, wall - 0.1), (6, 5, wall), scene.surface((0.2, 2), 0.15))
    spots: list[tuple[float, float, float]] = []
    for _ in range(int(scene.random.integers(2, 14 if larger < 1.5 else 6))):
        thing = scene.pick("small")
        is_plain = scene.chance(0.45)
        if is_plain:
            names = [
                name for name in scene.supply.plain if name.startswith(("vessel", "ball", "rock"))
            ]
            thing = scene.supply.plain[str(scene.random.choice(names))]
        size = scene.between(0.7, 1.3) * min(1.0, 0.35 / max(thing.size)) * larger
        radius = max(thing.size[0], thing.size[2]) / 2 * size
        x, z = scene.between(-0.35, 0.35) * min(wide, 1.2), scene.between(-0.4, 0.4) * deep
        if any(math.hypot(x - a, z - b) < (radius + r) * 0.95 for a, b, r in spots):
            continue
        spots.append((x, z, radius))
        rows = scene.surface((0.05, 0.4), 0.2) if is_plain else None
        scene.add(thing, (x, high, z), scene.between(0, 6.3), size, rows=rows)
    _studio_light(scene)
    return scene.between(-0.1, 0.1), high + scene.between(0.02, 0.2), scene.between(-0.15, 0.1)


def heap(scene: Scene) -> tuple[float, float, float]:
    """Plain shapes and models, floating and turned anyhow, in a box with patterned walls."""
    size = scene.between(2, 5)
    if scene.chance(0.8):
        scene.box((-size, -1, -size), (size, -0.9, size), scene.surface((0.3, 3), 0.2))
        scene.box((-size, -1, -size), (size, 6, -size + 0.1), scene.surface((0.3, 3), 0.2))
    names = list(scene.supply.plain)
    for _ in range(int(scene.random.integers(4, 25))):
        mesh = scene.supply.plain[str(scene.random.choice(names))]
        is_model = scene.chance(0.5)
        if is_model:
            uses = list(scene.supply.meshes)
            mesh = scene.pick(str(scene.random.choice(uses)))
        big = scene.between(0.2, 1.3) / max(mesh.size)
        at = (scene.between(-1.5, 1.5), scene.between(-0.9, 1.5), scene.between(-1.5, 1.2))
        turned, _ = np.linalg.qr(scene.random.normal(0, 1, (3, 3)))
        turned *= np.sign(np.linalg.det(turned))
        stretch = (big, big * scene.between(0.5, 1.5), big) if not is_model else (big,) * 3
        rows = None if is_model else scene.surface((0.1, 1), 0.2)
        scene.add(mesh, at, 0, stretch, rows=rows, tilt=turned)
    _studio_light(scene)
    return 0.0, scene.between(-0.3, 0.6), 0.0


def people(scene: Scene) -> tuple[float, float, float]:
    """People near the camera, in a room or before whatever is there; where to look."""
    middle = (scene.between(-0.3, 0.3), scene.between(-0.5, 0.5))
    height = 1.6
    for number in range(1 if scene.chance(0.6) else int(scene.random.integers(2, 4))):
        use = "standing" if scene.chance(0.75) else "sitting"
        person = scene.pick(use)
        x = middle[0] + number * scene.random.choice([-1, 1]) * scene.between(0.5, 0.8)
        scene.add(
            person,
            (x, 0, middle[1] + scene.between(-0.4, 0.4) * number),
            scene.between(-1.3, 1.3),
            stature(scene),
            faithful=0.75,
        )
        height = person.size[1] if number == 0 else height
    part = scene.random.choice([0.93, 0.8, 0.6, 0.5], p=[0.3, 0.25, 0.2, 0.25])
    return middle[0], height * float(part), middle[1]


def stature(scene: Scene) -> tuple[float, float, float]:
    """How a person differs from the model: in size and build, and half are mirrored."""
    size = scene.between(0.93, 1.07)
    broad = size * scene.between(0.9, 1.2)
    return broad * (-1 if scene.chance(0.5) else 1), size, broad


def around_people(scene: Scene) -> None:
    """A room that has its middle free, about people that are there already."""
    room = Room(scene)
    room.taken.append(((-0.8, -1.0, 0.8, 3.0), 1.8))
    room.wide, room.deep = max(room.wide, 3.5), max(room.deep, 6.5)
    room.build()


def _studio_light(scene: Scene) -> None:
    for _ in range(int(scene.random.integers(1, 3))):
        place = np.array([scene.between(-2, 2), scene.between(1.5, 3.5), scene.between(-0.5, 3)])
        along = -place + [0, 0.6, 0]
        warm = np.array([1, scene.between(0.8, 1), scene.between(0.6, 1)]) * scene.between(2, 9)
        scene.lamps.append(
            Lamp(tuple(place), tuple(along / np.linalg.norm(along)), tuple(warm), False, 90)
        )
    scene.ambient = scene.between(0.2, 1.2)
    scene.sky = int(scene.random.integers(scene.supply.skies))

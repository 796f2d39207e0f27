"""Water with what lies on it: lakes, harbours, the sea; boats, jetties, birds, far shores."""

from __future__ import annotations

import math

from models.scenes import boats, country, creatures, outdoors
from models.scenes.scene import Place, Scene

SUNK = 2.5
"""Metres, that the ground lies under the water where it is seen from."""


def build(scene: Scene) -> Place:
    """Water at height 0 before the camera, which stands over it; the place of a boat near by."""
    if scene.chance(0.8):
        country.cover(scene, country.Land(scene, SUNK))
    country.lake(scene, 0.0)
    near = _boats(scene)
    for _ in range(scene.random.poisson(1.0)):
        x, z = country.spot(scene, 3, 40)
        boats.buoy(scene, (x, 0, z))
    for _ in range(scene.random.poisson(0.8)):
        x, z = country.spot(scene, 2, 15)
        size = scene.between(0.3, 0.7)
        creatures.creature(scene, (x, -0.35 * size, z), scene.between(0, 6.3), size)
    for _ in range(scene.random.poisson(1.0)):
        x, z = country.spot(scene, 3, 40)
        size = scene.between(0.5, 4)
        rock = scene.supply.plain[f"rock {scene.random.integers(6)}"]
        at = (x, -scene.between(0.2, 0.7) * size, z)
        scene.add(rock, at, scene.between(0, 6), size, rows=scene.surface((0.3, 3), 0.0))
    if scene.chance(0.35):
        turn = scene.random.normal(0, 0.35)
        boats.jetty(scene, (scene.between(-4, 4), 0, scene.between(-6, 3)), turn)
    if scene.chance(0.3):
        _quay(scene)
    country.light(scene)
    return near


def _boats(scene: Scene) -> Place:
    near: Place = (0.0, 0.5, -6.0)
    moored = scene.between(0, 6.3)
    for number in range(1 + scene.random.poisson(1.8)):
        x, z = country.spot(scene, 4 if number else 3, 60 if number else 14)
        turn = moored + scene.random.normal(0, 0.2) if scene.chance(0.5) else scene.between(0, 6.3)
        if scene.chance(0.12):
            rowing = scene.supply.meshes["yard"]
            own = [mesh for mesh in rowing if mesh.name == "Rowboat"]
            if own:
                scene.add(own[0], (x, -0.2, z), turn)
                continue
        long = boats.boat(scene, (x, 0.0, z), turn)
        if number == 0:
            near = (x, 0.12 * long, z)
    return near


def _quay(scene: Scene) -> None:
    """A wall of stone on one side, with houses, people and cars on it."""
    side = scene.random.choice([-1, 1])
    x, high = side * scene.between(4, 15), scene.between(0.5, 3)
    low, end = (x, x + 60) if side > 0 else (x - 60, x)
    scene.box((low, -3, -120), (end, high, 20), scene.surface((0.8, 4), 0.0))
    along = 0.0
    while along > -110:
        size = (scene.between(6, 14), scene.between(4, 14), scene.between(6, 12))
        along -= size[0] / 2
        at = (x + side * (scene.between(4, 9) + size[2] / 2), high, along)
        outdoors.house(scene, at, -side * math.pi / 2, size)
        along -= size[0] / 2 + (scene.between(0, 6) if scene.chance(0.4) else 0)
    for _ in range(scene.random.poisson(4)):
        use = "standing" if scene.chance(0.6) else "vehicle"
        at = (x + side * scene.between(1, 3.5), high, -scene.between(2, 60))
        scene.add(scene.pick(use), at, scene.between(0, 6.3))

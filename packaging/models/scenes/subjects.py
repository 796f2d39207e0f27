"""One thing near the camera: an animal or a vehicle on the ground, a face, a hand."""

from __future__ import annotations

import math

import numpy as np

from models.scenes import closeups, country, creatures, outdoors
from models.scenes.scene import Place, Scene
from models.scenes.stored import Mesh

HEAD, HIP = 0.93, 0.52
"""Shares of a person's height."""


def subject(scene: Scene) -> tuple[Place, float]:
    """Something that stands out in the open; its middle, and how large it is."""
    kind = str(
        scene.random.choice(
            ["creature", "animal", "vehicle", "yard", "tree"], p=[0.35, 0.15, 0.27, 0.15, 0.08]
        )
    )
    turn = scene.between(0, 6.3)
    if kind == "creature":
        high = creatures.creature(scene, (0, 0, 0), turn)
        size = 1.3 * high
        for _ in range(scene.random.poisson(0.7)):
            x = scene.between(1.2, 3) * high * scene.random.choice([-1, 1])
            z = scene.between(-3, 0.5) * high
            other = turn + scene.random.normal(0, 1)
            creatures.creature(scene, (x, 0, z), other, high * scene.between(0.6, 1.2))
    else:
        mesh = scene.pick(kind)
        scale = 10 ** scene.between(-0.1, 0.45) if kind == "animal" else scene.between(0.9, 1.1)
        scene.add(mesh, (0, 0, 0), turn, scale)
        high = mesh.size[1] * scale
        size = min(max(mesh.size) * scale, 2.5 * high + 2)
    if scene.chance(0.5):
        outdoors.build(scene)
    else:
        land = country.Land(scene)
        country.cover(scene, land)
        country.light(scene)
    return (0.0, high * 0.5, 0.0), size


def portrait(scene: Scene) -> tuple[Place, float]:
    """A person of whom a part is seen: the face, the bust, a hand; its middle, and its size."""
    person = scene.pick("standing" if scene.chance(0.8) else "sitting")
    turn = scene.random.normal(0, 0.7)
    broad, up, _ = closeups.stature(scene)
    scene.add(person, (0, 0, 0), turn, (broad, up, abs(broad)), faithful=0.8)
    part = str(scene.random.choice(["face", "bust", "hand", "half"], p=[0.3, 0.35, 0.15, 0.2]))
    size = {"face": 0.22, "bust": 0.55, "hand": 0.22, "half": 0.9}[part]
    x, y, z = _head(person)
    if part == "hand":
        x, y, z = _hand(person, int(scene.random.choice([-1, 1])))
    elif part != "face":
        y -= 0.4 * size
    x, y, z = x * broad, y * up, z * abs(broad)
    c, s = math.cos(turn), math.sin(turn)
    target = (c * x + s * z, y, -s * x + c * z)
    if scene.chance(0.5):
        closeups.around_people(scene)
    elif scene.chance(0.6):
        outdoors.build(scene)
    else:
        country.cover(scene, country.Land(scene))
        country.light(scene)
    return target, size


def _head(person: Mesh) -> tuple[float, float, float]:
    places = person.places.reshape(-1, 3)
    top = places[places[:, 1] > HEAD * person.size[1]]
    x, z = np.median(top[:, [0, 2]], axis=0)
    return float(x), HEAD * person.size[1], float(z)


def _hand(person: Mesh, side: int) -> tuple[float, float, float]:
    """What reaches farthest to a side below the shoulders, or a hip."""
    places = person.places.reshape(-1, 3)
    low, high = (share * person.size[1] for share in (0.3, 0.75))
    middle = places[(places[:, 1] > low) & (places[:, 1] < high)]
    if not len(middle):
        return 0.0, HIP * person.size[1], 0.0
    far = middle[np.argmax(side * middle[:, 0])]
    return float(far[0]), float(far[1]), float(far[2])

"""Boats: hulls with cabins, masts and sails, from a rowing boat to a ship; and what floats beside.

They lie in the water, not on it: `float_` sinks them, and the water hides what is below.
"""

from __future__ import annotations

import math

import numpy as np

from models.scenes.scene import Place, Scene
from models.scenes.shapes import field, mesh
from models.scenes.stored import Floats, Mesh

ALONG, AROUND = 24, 11
"""Corners of a hull."""


def hull(random: np.random.Generator, is_open: bool) -> tuple[Mesh, float]:
    """A hull 1 long, its bow towards +z, its keel at 0; and how high its side is amidships.

    `is_open`: one can look into it; otherwise it has a deck.
    """
    wide, deep = random.uniform(0.2, 0.42), random.uniform(0.12, 0.24)
    stern, bow = random.uniform(0.4, 0.95), random.uniform(1.2, 2.6)
    sheer, full = random.uniform(0.0, 0.8), random.uniform(0.35, 0.8)
    s = np.linspace(-1, 1, ALONG)
    half = np.where(s < 0, 1 - (1 - stern) * s**2, 1 - np.abs(s) ** bow) * wide / 2 + 0.002
    top = deep * (1 + sheer * np.clip(s, 0, 1) ** 2)
    keel = deep * 0.75 * np.clip((s - 0.35) / 0.65, 0, 1) ** 2
    u = np.linspace(-1, 1, AROUND)

    def skin(thinner: float) -> np.ndarray:
        x = np.sign(u) * np.abs(u) ** full * (half[:, None] - thinner * wide / 2)
        up = np.abs(u) ** (2.2 if full < 0.6 else 3.5)
        low = keel[:, None] + thinner * deep
        y = low + (top[:, None] - low) * up
        z = np.broadcast_to((s / 2)[:, None], x.shape)
        return np.stack([x, y, z], axis=2)

    outside = skin(0.0)
    parts = [field("", outside).places]
    ends = outside[0]
    parts.append(
        np.stack([np.broadcast_to(ends.mean(axis=0), ends[1:].shape), ends[:-1], ends[1:]], 1)
    )
    if is_open:
        parts.append(field("", skin(0.12)).places)
        parts += [
            field("", np.stack([outside[:, side], skin(0.12)[:, side]])).places for side in (0, -1)
        ]
    else:
        down = np.array([0, deep, 0])
        rim = outside[:, [0, -1]] - 0.06 * down
        middle = rim.mean(axis=1, keepdims=True) + 0.03 * down
        parts.append(field("", np.concatenate([rim[:, :1], middle, rim[:, 1:]], axis=1)).places)
    return mesh("hull", np.concatenate(parts).astype(np.float64)), float(deep)


def boat(scene: Scene, at: Place, turn: float) -> float:
    """A boat whose water line is at `at`, its bow along +z turned by `turn`; its length."""
    random = scene.random
    long = 2.5 * 10 ** scene.between(0, 1.0)
    is_open = long < 6 and scene.chance(0.6)
    made, deep = hull(random, is_open)
    drawn = scene.between(0.25, 0.5) * deep * long
    low = at[1] - drawn
    paint = _painted(scene)
    scene.add(made, (at[0], low, at[2]), turn, long, rows=paint)
    deck = low + deep * long
    c, s = math.cos(turn), math.sin(turn)

    def place(across: float, along: float, high: float) -> Place:
        return at[0] + c * across + s * along, high, at[2] - s * across + c * along

    box = scene.supply.plain["box"]
    if is_open:
        for along in (-0.25, 0.05, 0.25)[: int(random.integers(1, 4))]:
            size = (0.3 * long, 0.04 * long, 0.08 * long)
            on = place(0, along * long, deck - 0.08 * long)
            scene.add(box, on, turn, size, rows=_painted(scene), same=True)
        if scene.chance(0.5):
            person = scene.pick("sitting")
            on = place(0, scene.between(-0.2, 0.1) * long, at[1])
            scene.add(person, on, turn + math.pi * scene.random.integers(2))
        return long
    if scene.chance(0.75):
        _cabin(scene, (at[0], deck, at[2]), turn, long)
    if scene.chance(0.45):
        _mast(scene, place(0, scene.between(-0.1, 0.2) * long, deck), turn, long)
    return long


def _cabin(scene: Scene, deck: Place, turn: float, long: float) -> None:
    box = scene.supply.plain["box"]
    c, s = math.cos(turn), math.sin(turn)
    wide, high = scene.between(0.12, 0.24) * long, scene.between(0.06, 0.12) * long
    reach, along = scene.between(0.15, 0.5) * long, scene.between(-0.2, 0.02) * long
    walls, glass = _painted(scene), scene.plain_surface((0.1, 0.13, 0.18))
    glass[0, 6] = 0.8
    up = deck[1] - 0.03 * long
    for _ in range(int(scene.random.integers(1, 4))):
        on = deck[0] + s * along, up, deck[2] + c * along
        scene.add(box, on, turn, (wide, high, reach), rows=walls, same=True)
        band = (wide * 1.01, high * 0.35, reach * 1.01)
        scene.add(box, (on[0], up + 0.5 * high, on[2]), turn, band, rows=glass, same=True)
        up += high
        wide, reach = wide * scene.between(0.6, 0.95), reach * scene.between(0.4, 0.8)


def _mast(scene: Scene, foot: Place, turn: float, long: float) -> None:
    pole = scene.supply.plain["cylinder"]
    high = scene.between(0.7, 1.4) * long
    thick = 0.012 * long
    wood = _painted(scene)
    scene.add(pole, foot, 0, (thick, high, thick), rows=wood, same=True)
    if scene.chance(0.35):
        return
    rows = scene.plain_surface() if scene.chance(0.4) else _painted(scene)
    swing = turn + scene.between(-0.6, 0.6)
    for aft, low, top, reach in ((-1, 0.12, 0.97, 0.45), (1, 0.06, 0.8, 0.4)):
        if aft == 1 and scene.chance(0.3):
            continue
        across, up = np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 1, 9))
        z = aft * (0.02 + across * (1 - up)) * reach * long
        full = scene.between(0.02, 0.1) * long * np.sin(across * math.pi) * (1 - up)
        sail = field("sail", np.stack([full, (low + (top - low) * up) * high, z], axis=2))
        scene.add(mesh("sail", sail.places), foot, swing, rows=rows, same=True)


def jetty(scene: Scene, at: Place, turn: float) -> None:
    """A jetty on posts that leads out from `at` along -z turned by `turn`."""
    box, pole = scene.supply.plain["box"], scene.supply.plain["cylinder"]
    wide, long, high = scene.between(1, 3.5), scene.between(4, 30), scene.between(0.3, 1.2)
    wood = scene.surface((0.4, 2), 0.0)
    c, s = math.cos(turn), math.sin(turn)
    middle = at[0] - s * long / 2, at[1] + high - 0.12, at[2] - c * long / 2
    scene.add(box, middle, turn, (wide, 0.12, long), rows=wood)
    for along in np.arange(0.3, long, scene.between(1.5, 4)):
        for side in (-1, 1):
            x = side * (wide / 2 + 0.05)
            on = at[0] + c * x - s * along, at[1] - 2, at[2] - s * x - c * along
            up = high + 2 + scene.between(0, 0.6)
            scene.add(pole, on, 0, (0.2, up, 0.2), rows=wood, same=True)


def buoy(scene: Scene, at: Place) -> None:
    """Something round that floats at `at`, half under water."""
    size = scene.between(0.2, 1.2)
    name = str(scene.random.choice(["ball", "cone", "cylinder"]))
    on = (at[0], at[1] - 0.4 * size, at[2])
    scene.add(scene.supply.plain[name], on, 0.0, size, rows=scene.plain_surface())


def _painted(scene: Scene) -> Floats:
    if scene.chance(0.4):
        pale = scene.between(0.75, 1)
        return scene.plain_surface((pale, pale, pale))
    return scene.plain_surface() if scene.chance(0.6) else scene.surface((0.3, 2), 0.0)

"""Plain shapes as meshes: boxes, balls, turned vessels, roofs, hills, trees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.scenes.stored import Mesh, normals


def mesh(
    name: str, places: NDArray[Any], uv: NDArray[Any] | None = None, smooth: bool = True
) -> Mesh:
    """Triangles (n, 3, 3) of one white material as a mesh; `uv` (n, 3, 2)."""
    places = places.astype(np.float32)
    # Around a pole of a ball some have no area, and face nowhere.
    sides = places[:, 1:] - places[:, :1]
    seen = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1) > 0
    places, uv = places[seen], None if uv is None else uv[seen]
    if smooth:
        rounded = np.round(places.reshape(-1, 3), 4)
        _, keys = np.unique(rounded, axis=0, return_inverse=True)
    else:
        keys = np.arange(len(places) * 3)
    return Mesh(
        name=name,
        category="",
        elevation=0.0,
        top=0.0,
        held=False,
        places=places,
        normals=normals(places, keys.reshape(-1, 3)),
        uv=np.zeros((*places.shape[:2], 2), np.float32) if uv is None else uv.astype(np.float32),
        kinds=np.zeros(len(places), np.int32),
        materials=np.array([[1, 1, 1, 0, -1]], np.float32),
    )


def sheet(
    places: NDArray[np.floating], closed: bool = False
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Triangles and uv over places (rows, columns, 3); `closed`: the last column is the first."""
    rows, columns, _ = places.shape
    across, down = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    joined = np.concatenate([places, np.stack([across, down], axis=2)], axis=2)
    if closed:
        joined[:, -1, :3] = joined[:, 0, :3]
    a, b, c, d = joined[:-1, :-1], joined[:-1, 1:], joined[1:, 1:], joined[1:, :-1]
    faces = np.concatenate(
        [
            np.stack([a, d, c], axis=2).reshape(-1, 3, 5),
            np.stack([a, c, b], axis=2).reshape(-1, 3, 5),
        ]
    )
    return faces[..., :3], faces[..., 3:]


def field(name: str, places: NDArray[np.floating]) -> Mesh:
    """A surface that is smooth everywhere, over places (rows, columns, 3)."""
    down, across = (np.gradient(places, axis=axis) for axis in (0, 1))
    facing = np.cross(down, across)
    facing *= np.sign(facing[..., 1:2].sum() or 1.0)
    facing /= np.maximum(np.linalg.norm(facing, axis=2, keepdims=True), 1e-12)
    corners, uv = sheet(places)
    turned_to, _ = sheet(facing)
    count = len(corners)
    return Mesh(
        name=name,
        category="",
        elevation=0.0,
        top=0.0,
        held=False,
        places=corners.astype(np.float32),
        normals=turned_to.astype(np.float32),
        uv=uv.astype(np.float32),
        kinds=np.zeros(count, np.int32),
        materials=np.array([[1, 1, 1, 0, -1]], np.float32),
    )


def box() -> Mesh:
    """1 x 1 x 1 on the floor; each side has the whole texture."""
    faces, turns = [], []
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
    for axis in range(3):
        for side in (-0.5, 0.5):
            ring = np.insert(square, axis, side, axis=1)
            if axis == 0:  # upright on every wall
                ring = ring[:, [0, 2, 1]]
            for corners in ((0, 1, 2), (0, 2, 3)):
                faces.append(ring[list(corners)])
                turns.append(square[list(corners)] + 0.5)
    places = np.array(faces)
    places[..., 1] += 0.5
    return mesh("box", places, np.array(turns), smooth=False)


def turned(name: str, outline: Sequence[tuple[float, float]], sides: int = 28) -> Mesh:
    """A vessel turned on a wheel: `outline` is (radius, height) from its axis to its axis."""
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    radius, height = np.array(outline).T
    places = np.stack(
        [
            radius[:, None] * np.cos(angle),
            np.broadcast_to(height[:, None], (len(radius), len(angle))),
            radius[:, None] * np.sin(angle),
        ],
        axis=2,
    )
    return mesh(name, *sheet(places, closed=True))


def ball(name: str, random: np.random.Generator, rough: float = 0.0) -> Mesh:
    """A ball 1 across on the floor; `rough`: its lumps, as a share of the radius."""
    up, around = np.meshgrid(
        np.linspace(0, np.pi, 15), np.linspace(0, 2 * np.pi, 25), indexing="ij"
    )
    away = np.stack([np.sin(up) * np.cos(around), np.cos(up), np.sin(up) * np.sin(around)], axis=2)
    lumps = np.zeros(up.shape)
    for _ in range(7):
        wave = random.normal(0, 3.0, 3)
        lumps += np.sin(away @ wave + random.uniform(0, 6.3)) / 4
    places = away * (0.5 * (1 + rough * lumps))[..., None] + [0, 0.5, 0]
    return mesh(name, *sheet(places, closed=True))


def vessels(random: np.random.Generator, count: int) -> list[Mesh]:
    """Vases, bowls, bottles, cups and plates, each about 0.1 to 0.35 high."""
    made = [
        turned("cylinder", [(0, 0), (0.5, 0), (0.5, 1), (0, 1)]),
        turned("cone", [(0, 0), (0.5, 0), (0, 1)]),
    ]
    for number in range(count):
        high = random.uniform(0.05, 0.35)
        wide = high * random.uniform(0.15, 1.2)
        steps = np.linspace(0, 1, 12)
        form = np.full(12, 0.6) + sum(
            random.normal(0, 0.25) * np.sin((k + 1) * np.pi * steps + random.uniform(0, 6))
            for k in range(3)
        )
        rim = [
            (max(0.08, float(f)) * wide, float(s) * high) for f, s in zip(form, steps, strict=True)
        ]
        inner = [(radius * 0.88, max(height, 0.01)) for radius, height in rim[:0:-1]]
        made.append(turned(f"vessel {number}", [(0, 0), *rim, *inner, (0, 0.01)]))
    return made


def roof() -> Mesh:
    """A gable roof over 1 x 1, 1 high, along x."""
    a, b, c, d = ([x, 0, z] for x, z in ((-0.5, 0.5), (0.5, 0.5), (0.5, -0.5), (-0.5, -0.5)))
    e, f = [-0.5, 1, 0], [0.5, 1, 0]
    faces = [[a, b, f], [a, f, e], [c, d, e], [c, e, f], [b, c, f], [d, a, e]]
    return mesh("roof", np.array(faces, np.float64), smooth=False)


def land(name: str, random: np.random.Generator, far: float, high: float, flat: float) -> Mesh:
    """Ground from the middle to `far`; it is level within `flat` and rises to hills `high`."""
    away = np.concatenate([[0], np.geomspace(0.4, far, 46)])
    around = np.linspace(0, 2 * np.pi, 73)
    x, z = away[:, None] * np.cos(around), away[:, None] * np.sin(around)
    height = np.zeros_like(x)
    for octave in range(5):
        size = far / 6 / 2**octave
        wave = random.normal(0, 1 / size, 2)
        height += np.sin(x * wave[0] + z * wave[1] + random.uniform(0, 6)) / 2**octave
    rise = np.clip((away - flat) / (far - flat + 1e-6), 0, 1)[:, None] ** random.uniform(0.6, 1.5)
    ripple = (
        random.uniform(0, 0.04) * np.sin(x * 1.7) * np.sin(z * 1.3) * np.minimum(away[:, None], 6)
    )
    y = high * rise * (0.5 + height / 2) + ripple * (away[:, None] > 1)
    return mesh(name, *sheet(np.stack([x, y, z], axis=2), closed=True))


def tree(name: str, random: np.random.Generator) -> Mesh:
    """A tree 1 high: a trunk, and leaves as small sheets in a cloud. Leaves are the last faces."""
    trunk = turned("", [(0, 0), (0.035, 0), (0.02, 0.6), (0, 0.6)], 8).places
    pointed = random.random() < 0.35
    count = int(random.integers(500, 1300))
    at = random.normal(0, 1, (count, 3))
    at *= (random.random((count, 1)) ** 0.4) / np.linalg.norm(at, axis=1, keepdims=True)
    if pointed:
        up = (1 + at[:, 1:2]) / 2
        at[:, [0, 2]] *= 1.1 * (1 - up)
        middle, size = [0, 0.55, 0], [0.28, 0.42, 0.28]
    else:
        middle, size = [0, 0.66, 0], [random.uniform(0.2, 0.42), 0.33, random.uniform(0.2, 0.42)]
    at = at * size + middle
    side = random.normal(0, 1, (count, 2, 3)) * random.uniform(0.012, 0.026)
    one, two = at + side[:, 0], at + side[:, 1]
    leaves = np.stack([at - side[:, 0], one, two], axis=1)
    made = mesh(name, np.concatenate([trunk, leaves]))
    # A crown is lit as a ball is, not as a heap of sheets; nobody sees how a leaf is turned.
    away = leaves - np.array(middle)
    away /= np.linalg.norm(away, axis=2, keepdims=True) + 1e-6
    is_leaf = np.arange(len(made.places)) >= len(made.places) - count
    made.normals[is_leaf] = 0.15 * made.normals[is_leaf] + away
    made.normals[:] /= np.linalg.norm(made.normals, axis=2, keepdims=True) + 1e-6
    made.kinds[is_leaf] = 1
    materials = np.array([[0.35, 0.25, 0.17, 0, -1], [0.25, 0.42, 0.15, 0, -1]], np.float32)
    return Mesh(
        name, "", 0.0, 0.0, False, made.places, made.normals, made.uv, made.kinds, materials
    )


def curtain(random: np.random.Generator) -> Mesh:
    """A curtain 1 x 1 that hangs in folds."""
    x = np.linspace(-0.5, 0.5, 60)
    y = np.linspace(1, 0, 5)
    folds = random.uniform(25, 60)
    deep = 0.03 * np.sin(x * folds + random.uniform(0, 6)) * random.uniform(0.5, 1.5)
    places = np.stack(
        [
            np.broadcast_to(x, (5, 60)),
            np.broadcast_to(y[:, None], (5, 60)),
            deep * (1.2 - 0.4 * y[:, None]),
        ],
        axis=2,
    )
    return mesh("curtain", *sheet(places))

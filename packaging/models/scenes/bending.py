"""Models as no catalogue has them: wider, higher, and what is finely made leaning and wavy."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from models.scenes.stored import Floats, Mesh

STRETCH = 0.18  # the logarithm of how much longer a side may become, or shorter
WAVES = 2
SWAY = 0.08  # how far a wave moves a place at the most, as a share of the longest side
LENGTHS = 1.0, 3.0  # of waves, as shares of the longest side
FINE = 0.4  # of the longest side, that no edge is longer of what can be wavy
SAME = 1e-4  # normals that differ less belong to a triangle that is to look flat


def bent(mesh: Mesh, random: np.random.Generator) -> Mesh:
    """`mesh`, stretched along its sides, and bent sideways by waves if its triangles are small.

    Only corners are moved: of large ones what stands out in the middle would sink in. Normals go by
    the inverse of the transposed Jacobian, which for a wave is the identity and one rank more
    (J. Sherman, W. J. Morrison, 1950); those of triangles that looked flat are their own.
    """
    stretch = np.exp(random.uniform(-STRETCH, STRETCH, 3)).astype(np.float32)
    places, normals = mesh.places * stretch, mesh.normals / stretch
    longest = max(mesh.size)
    edges = np.linalg.norm(mesh.places - np.roll(mesh.places, 1, axis=1), axis=2)
    if edges.max() < FINE * longest:
        for _ in range(WAVES):
            places, normals = _waved(places, normals, longest, random)
        flat = (np.ptp(mesh.normals, axis=1) < SAME).all(axis=1)
        normals[flat] = _own(places[flat], normals[flat])
        sides = places[..., [0, 2]].reshape(-1, 2)
        places[..., [0, 2]] -= (sides.min(axis=0) + sides.max(axis=0)) / 2
    normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-9)
    return replace(mesh, places=places, normals=normals, top=mesh.top * float(stretch[1]))


def _waved(
    places: Floats, normals: Floats, longest: float, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Both as a wave has moved them, along the ground; normals of any length."""
    turn, begin = random.uniform(0, 2 * math.pi, 2)
    along = np.array([math.cos(turn), 0, math.sin(turn)], np.float32)
    along *= random.uniform(0, SWAY) * longest
    way = random.normal(0, 1, 3)
    way *= 2 * math.pi / (np.linalg.norm(way) * random.uniform(*LENGTHS) * longest)
    wave = way.astype(np.float32)
    phase = places @ wave + np.float32(begin)
    slope = np.cos(phase)
    change = slope * (normals @ along) / (1 + slope * (wave @ along))
    return places + np.sin(phase)[..., None] * along, normals - change[..., None] * wave


def _own(places: Floats, normals: Floats) -> Floats:
    """Normals of triangles as they are, on the side of `normals`, which those without area keep."""
    across = np.cross(places[:, 1] - places[:, 0], places[:, 2] - places[:, 0])[:, None]
    length = np.linalg.norm(across, axis=2, keepdims=True)
    side = np.sign((across * normals).sum(axis=2, keepdims=True))
    return np.where(length > 0, across * side / np.maximum(length, 1e-12), normals)

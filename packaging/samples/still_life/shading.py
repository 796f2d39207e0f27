"""One look at the scene: rays from the camera, and the light that comes back along them."""

from dataclasses import dataclass

import numpy as np

from .camera import Camera
from .light import gather, outside
from .scene import Indices, Scene
from .shapes import Floats, length, unit
from .tracing import normals, trace

NOTHING = -1
_RELIEF_REACH = 0.0009


@dataclass(frozen=True)
class Look:
    """What n rays find.

    The light that comes back is `matt` plus `shine`, (3, n) each: what surfaces scatter, and what
    they mirror (or what comes from outside). `falling` (3, n) is `matt` without the surfaces'
    colour. `normal` (3, n); `depth` (n,) in metres; `part` (n,), -1 for the landscape.
    """

    matt: Floats
    shine: Floats
    falling: Floats
    normal: Floats
    depth: Floats
    part: Indices


def entered(scene: Scene, camera: Camera, rays: Floats) -> tuple[Floats, Floats]:
    """Where rays from the camera enter the scene's box by its near side, and unit directions."""
    directions = rays / length(rays)
    gap = camera.eye[2] - scene.high[2] + 1e-3
    eye = np.array(camera.eye, rays.dtype)[:, None]
    return eye + rays * gap, directions


def look(scene: Scene, camera: Camera, rays: Floats, chance: Floats) -> Look:
    """Light along rays (see `Camera.rays`); `chance` (6, n), even in 0..1, spreads the light."""
    start, directions = entered(scene, camera, rays)
    hits = trace(scene, start, directions, farthest=99.0, near=0.0005)
    points = start + directions * hits.along
    met = np.flatnonzero(hits.met)
    count = rays.shape[1]
    part = np.full(count, NOTHING, np.intp)
    depth = np.full(count, 99.0, rays.dtype)
    normal = np.zeros_like(rays)
    normal[2] = 1.0
    falling = np.ones_like(rays)
    matt, shine = np.zeros_like(rays), np.zeros_like(rays)

    out = np.flatnonzero(~hits.met)
    shine[:, out] = outside(points[:, out], directions[:, out])

    at, view = points[:, met], directions[:, met]
    part[met] = scene.part_at(at, scene.cells(at))
    depth[met] = camera.eye[2] - at[2]
    normal[:, met] = normals(scene, at)
    colour, gloss, roughness, bumped = _surfaces(scene, at, part[met], normal[:, met])
    gathered = gather(
        scene,
        at,
        normal=normal[:, met],
        shading_normal=bumped,
        view=view,
        roughness=roughness,
        chance=chance[:, met],
    )
    falling[:, met] = gathered.irradiance
    grazing = np.clip(1.0 + (view * bumped).sum(axis=0), 0.0, 1.0) ** 5
    mirror = gloss + (gloss > 0) * (1.0 - roughness) * 0.35 * grazing
    matt[:, met] = colour * gathered.irradiance
    shine[:, met] = mirror * gathered.mirrored
    return Look(matt, shine, falling, normal, depth, part)


def _surfaces(
    scene: Scene, points: Floats, part: Indices, normal: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Colour, gloss, roughness, and normals with the surface's relief, at points."""
    colour, bumped = np.zeros_like(points), normal.copy()
    gloss, roughness = np.zeros_like(points[0]), np.ones_like(points[0])
    for number in np.unique(part):
        surface = scene.parts[number].surface
        mine = np.flatnonzero(part == number)
        at = points[:, mine]
        colour[:, mine] = surface.colour(at)
        gloss[mine], roughness[mine] = surface.gloss, surface.roughness
        if surface.relief is None:
            continue
        level = surface.relief(at)
        slope = np.zeros_like(at)
        for axis in range(3):
            moved = at.copy()
            moved[axis] += _RELIEF_REACH
            slope[axis] = (surface.relief(moved) - level) / _RELIEF_REACH
        own = normal[:, mine]
        slope -= (slope * own).sum(axis=0) * own
        bumped[:, mine] = unit(own - slope)
    return colour, gloss, roughness, bumped

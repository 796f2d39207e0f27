"""What the picture shows, exactly: depth, normals and objects at the middles of the pixels."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .camera import Camera
from .figure import joints
from .room import LANDSCAPE_Z
from .scene import Scene
from .shading import entered
from .shapes import Floats, length
from .tracing import normals, settled, trace

LANDSCAPE = 0
"""The number of the landscape outside; the scene's objects follow from 1."""

_ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class Truth:
    """Depth (h, w) in metres along the viewing axis; unit normals (h, w, 3) in the scene's axes
    (x right, y up, z to the viewer); number of the object (h, w).
    """

    depth: Floats
    normal: Floats
    objects: npt.NDArray[np.uint8]


def truth(scene: Scene, camera: Camera, width: int) -> Truth:
    """Follow one ray through the middle of each pixel, in double precision."""
    height = camera.height_for(width)
    bands = [
        _band(scene, camera, width, top, min(_ROWS_AT_ONCE, height - top))
        for top in range(0, height, _ROWS_AT_ONCE)
    ]
    return Truth(
        np.concatenate([band.depth for band in bands]),
        np.concatenate([band.normal for band in bands]),
        np.concatenate([band.objects for band in bands]),
    )


def object_names(scene: Scene) -> list[str]:
    """Names by number."""
    return ["landscape", *scene.names]


def visible_joints(
    scene: Scene, camera: Camera, width: int
) -> dict[str, tuple[float, float] | None]:
    """Where the figure's joints are seen (x, y in pixels), None where something hides them.

    Joints lie inside the body: one is hidden when the ray towards it ends more than 11 cm before
    it. Eyes, ears and nose lie on the surface: for them it is 1.5 cm, before or behind.
    """
    seen: dict[str, tuple[float, float] | None] = {}
    for name, place in joints().items():
        x, y = camera.project(place, width)
        rays = camera.rays(width, np.array([y]), np.array([x]))
        start, directions = entered(scene, camera, rays)
        hits = trace(scene, start, directions, farthest=99.0, near=0.0003)
        short = length(np.array(place)[:, None] - start) - hits.along
        on_surface = name == "nose" or name.endswith(("eye", "ear"))
        shown = abs(short[0]) < 0.015 if on_surface else short[0] < 0.11
        seen[name] = (x, y) if shown else None
    return seen


def _band(scene: Scene, camera: Camera, width: int, top: int, rows: int) -> Truth:
    y, x = np.mgrid[top : top + rows, 0:width].reshape(2, -1) + 0.5
    start, directions = entered(scene, camera, camera.rays(width, y, x))
    hits = trace(scene, start, directions, farthest=99.0, near=0.0003)
    met = np.flatnonzero(hits.met)
    points = settled(scene, (start + directions * hits.along)[:, met], directions[:, met])
    depth = np.full(x.size, camera.eye[2] - LANDSCAPE_Z)
    depth[met] = camera.eye[2] - points[2]
    normal = np.zeros((3, x.size))
    normal[2] = 1.0
    normal[:, met] = normals(scene, points, 0.0003)
    objects = np.full(x.size, LANDSCAPE, np.uint8)
    parts = scene.part_at(points, scene.cells(points))
    objects[met] = scene.object_of_part[parts] + 1
    shape = (rows, width)
    return Truth(depth.reshape(shape), normal.T.reshape(*shape, 3), objects.reshape(shape))

"""The light: a warm high window out of the picture, the cool window in it, and the room's own.

All light is in linear RGB. Soft shadows and the light that bounces come from chosen directions,
one for each call; the mean of many calls is the picture.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .parts import Part
from .room import LANDSCAPE_Z, landscape
from .scene import Scene
from .shapes import Floats, Vector, frame_towards, length, unit
from .textures import step
from .tracing import normals, trace

_OFF = 0.004
"""Secondary rays start this far (metres) off a surface."""


@dataclass(frozen=True)
class Panel:
    """A glowing rectangle: middle, the direction in which it looks, half sides, radiance."""

    middle: Vector
    looks: Vector
    half_width: float
    half_height: float
    radiance: Vector

    def place(self, across: Floats, up: Floats) -> Floats:
        """Points of the panel, `across` and `up` being -1..1."""
        u, v, _ = (np.array(axis, across.dtype)[:, None] for axis in frame_towards(self.looks))
        middle = np.array(self.middle, across.dtype)[:, None]
        return np.asarray(middle + u * (across * self.half_width) + v * (up * self.half_height))

    def mirrored(self, points: Floats, directions: Floats, blur: Floats) -> Floats:
        """How much of it, 0..1, is met along directions, with edges blurred by angle `blur`."""
        u, v, w = (np.array(axis, points.dtype)[:, None] for axis in frame_towards(self.looks))
        towards = np.array(self.middle, points.dtype)[:, None] - points
        facing = (directions * w).sum(axis=0)
        along = (towards * w).sum(axis=0) / np.minimum(facing, -1e-3)
        offset = directions * along - towards
        wide = blur * np.maximum(along, 0.1)
        sides = []
        for axis, half in ((u, self.half_width), (v, self.half_height)):
            place = np.abs((offset * axis).sum(axis=0))
            sides.append(step(half + wide, half - wide, place) * half / (half + 0.5 * wide))
        return np.asarray(sides[0] * sides[1] * (facing < -1e-3) * (along > 0))


KEY = Panel((-2.15, 2.55, 3.05), (0.72, -0.40, -0.60), 0.50, 0.60, (17.5, 14.2, 10.0))
OUTSIDE = Panel((-0.70, 1.45, -0.16), (0.0, -0.1, 1.0), 0.36, 0.46, (1.7, 2.0, 2.4))
PANELS = (KEY, OUTSIDE)

_SUN: Vector = (-0.71, 0.40, 0.58)
_SUN_COLOUR: Vector = (1.15, 0.88, 0.55)
_SUN_PLANE = -2.4
_PANES: tuple[float, float, float, float] = (2.78, 2.05, 0.44, 0.62)
"""Low sun through a window in the left wall at x = _SUN_PLANE: its middle y, z and half sides."""


@dataclass(frozen=True)
class Gathered:
    """Light at n points: what falls on them (3, n), and what glossy ones would mirror (3, n)."""

    irradiance: Floats
    mirrored: Floats


def gather(
    scene: Scene,
    points: Floats,
    *,
    normal: Floats,
    shading_normal: Floats,
    view: Floats,
    roughness: Floats,
    chance: Floats,
) -> Gathered:
    """Light at surface points, from one place on each panel and one direction of the room.

    `view` points from the eye; `chance` (6, n) is even in 0..1 and picks the places. Irradiance
    is over pi, so that reflectance times it is radiance.
    """
    start = points + normal * _OFF
    irradiance, mirrored = np.zeros_like(points), np.zeros_like(points)
    bounced = view - 2.0 * (view * shading_normal).sum(axis=0) * shading_normal
    for number, panel in enumerate(PANELS):
        across, up = chance[2 * number] * 2 - 1, chance[2 * number + 1] * 2 - 1
        towards = panel.place(across, up) - start
        far = length(towards)
        towards = towards / far
        looks = np.array(frame_towards(panel.looks)[2], points.dtype)[:, None]
        leaving = np.maximum(-(towards * looks).sum(axis=0), 0.0)
        facing = np.maximum((towards * shading_normal).sum(axis=0), 0.0)
        share = (
            facing
            * leaving
            * (4 * panel.half_width * panel.half_height / np.pi)
            / np.maximum(far * far, 0.15)
        )
        lit = np.flatnonzero((share > 1e-4) & ((towards * normal).sum(axis=0) > 0.0))
        shadow = np.zeros_like(far)
        shadow[lit] = _reached(scene, start[:, lit], towards[:, lit], far[lit])
        colour = np.array(panel.radiance, points.dtype)[:, None]
        irradiance += colour * (share * shadow)
        shine = panel.mirrored(points, bounced, 0.05 + 1.2 * roughness)
        mirrored += colour * (shine * shadow)
    irradiance += _sun(scene, start, normal, shading_normal)
    irradiance += _room_light(scene, start, shading_normal, chance[4], chance[5])
    return Gathered(irradiance, mirrored + surroundings(bounced))


def surroundings(directions: Floats) -> Floats:
    """Light from the parts of the room that are not built: ceiling, sides, behind the viewer."""
    x, y, z = directions
    up = step(-0.3, 0.9, y)
    left = step(0.3, -0.9, x)
    behind = step(0.2, 1.0, z)
    cool = np.array([[0.40], [0.47], [0.54]], directions.dtype)
    warm = np.array([[0.26], [0.19], [0.13]], directions.dtype)
    return np.asarray(0.10 * cool + cool * (0.50 * up + 0.55 * left) + warm * (0.55 * behind))


def outside(points: Floats, directions: Floats) -> Floats:
    """The radiance of the landscape, seen along directions that leave through the window."""
    along = (LANDSCAPE_Z - points[2]) / np.minimum(directions[2], -1e-3)
    at = points + directions * along
    return landscape(at[0], at[1])


def _sun(scene: Scene, start: Floats, normal: Floats, shading_normal: Floats) -> Floats:
    """A patch of sunlight on the wall, with the blurred shadow of the window's bars."""
    towards = (np.array(_SUN, start.dtype) / np.linalg.norm(_SUN)).astype(start.dtype)[:, None]
    along = (_SUN_PLANE - start[0]) / towards[0]
    y, z = start[1] + along * towards[1], start[2] + along * towards[2]
    middle_y, middle_z, half_y, half_z = _PANES
    up, across, blur = np.abs(y - middle_y), np.abs(z - middle_z), 0.055
    panes = step(half_y + blur, half_y - blur, up) * step(half_z + blur, half_z - blur, across)
    panes = panes * (1 - 0.8 * step(0.05, 0.0, across))
    panes = panes * (1 - 0.8 * step(0.045, 0.0, np.abs(up - half_y / 3)))
    facing = np.maximum((towards * shading_normal).sum(axis=0), 0.0)
    share = np.asarray(panes * facing)
    lit = np.flatnonzero((share > 1e-3) & ((towards * normal).sum(axis=0) > 0.0))
    directions = np.repeat(towards, lit.size, axis=1)
    share[lit] *= _reached(scene, start[:, lit], directions, 9.0)
    return np.asarray(np.array(_SUN_COLOUR, start.dtype)[:, None] * share)


def average_colours(parts: tuple[Part, ...]) -> Floats:
    """The parts' average reflectance, shape (3, parts)."""
    return np.array([part.surface.average for part in parts], np.float32).T


def _reached(
    scene: Scene, start: Floats, towards: Floats, far: Floats | float
) -> npt.NDArray[np.bool_]:
    """Which points are not in shadow from a light `far` metres away."""
    return ~trace(scene, start, towards, farthest=far, near=0.0015, most_steps=70).met


def _room_light(
    scene: Scene, start: Floats, normal: Floats, first: Floats, second: Floats
) -> Floats:
    """Light along one direction, chosen by the cosine rule (Lambert)."""
    angle, height = 2 * np.pi * first, 2 * second - 1
    flat = np.sqrt(np.maximum(1 - height * height, 0.0))
    ball = np.stack((flat * np.cos(angle), height, flat * np.sin(angle)))
    directions = unit(normal * 1.001 + ball)
    hits = trace(scene, start, directions, farthest=3.5, near=0.003, most_steps=60)
    light = surroundings(directions)
    met = np.flatnonzero(hits.met)
    at = start[:, met] + directions[:, met] * hits.along[met]
    at_part = scene.part_at(at, scene.cells(at))
    there = normals(scene, at, 0.003)
    towards = np.array(KEY.middle, start.dtype)[:, None] - at
    far = length(towards)
    # Shadows on what the light bounced from are left out: half of it is taken as lit.
    facing = np.maximum((towards * there).sum(axis=0) / far, 0.0)
    panel = 4 * KEY.half_width * KEY.half_height / np.pi / (far * far)
    key = np.array(KEY.radiance, start.dtype)[:, None] * (0.5 * facing * panel)
    light[:, met] = average_colours(scene.parts)[:, at_part] * (key + 0.45 * surroundings(there))
    return light

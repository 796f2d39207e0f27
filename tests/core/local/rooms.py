"""Rooms whose distances and normals are known: boxes in a box, one ray through each pixel."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.space.directions import FOCAL_LENGTH
from core.picture import Pixels

Floats = NDArray[np.float64]

EYE = (0.0, 0.0, 0.0)  # x to the right, y down, z into the room, in metres
ROOM = ((-2.2, -1.5, -1.0), (2.2, 1.3, 5.5))
BOXES = (
    ((-1.5, 0.5, 2.6), (-0.5, 1.3, 3.4)),  # a chest on the left
    ((0.7, -0.3, 3.6), (1.5, 1.3, 4.4)),  # a cupboard on the right, farther away
)
PAINTS = ((196, 180, 150), (120, 70, 40), (60, 90, 130))
LIGHT = np.array((0.4, -0.8, -0.5))


@dataclass(frozen=True, eq=False)
class Room:
    """`picture` (height, width, 3); `distance` along the viewing axis; `normals` (3, height, width)
    to the left, up and to the viewer; `box`: 0 for the room, 1 and 2 for what stands in it."""

    picture: Pixels
    distance: Floats
    normals: Floats
    box: NDArray[np.intp]


def room(height: int = 240, width: int = 320) -> Room:
    """What is seen with the field of view that normals take for granted."""
    focal = FOCAL_LENGTH * max(height, width)
    u = (np.arange(width) + 0.5 - width / 2) / focal
    v = (np.arange(height) + 0.5 - height / 2) / focal
    rays = np.stack([*np.meshgrid(u, v), np.ones((height, width))])
    walls, wall_normals = _hit(rays, ROOM, inside=True)
    distance, normals, box = walls, wall_normals, np.zeros((height, width), np.intp)
    for number, corners in enumerate(BOXES, start=1):
        found, facing = _hit(rays, corners, inside=False)
        nearer = found < distance
        distance = np.where(nearer, found, distance)
        normals = np.where(nearer, facing, normals)
        box = np.where(nearer, number, box)
    return Room(
        _painted(rays * distance, normals, box), distance, normals * [[[-1]], [[-1]], [[-1]]], box
    )


def _hit(
    rays: Floats, corners: tuple[tuple[float, ...], tuple[float, ...]], inside: bool
) -> tuple[Floats, Floats]:
    """Where rays from EYE meet a box, from `inside` it or from without, and the normals there.

    The distance is infinite where they miss it.
    """
    low, high = (np.reshape(corner, (3, 1, 1)) for corner in corners)
    with np.errstate(divide="ignore"):
        first, second = low / rays, high / rays
    enter, leave = np.minimum(first, second), np.maximum(first, second)
    met = leave.min(axis=0) if inside else enter.max(axis=0)
    side = leave.argmin(axis=0) if inside else enter.argmax(axis=0)
    if not inside:
        met = np.where((met < leave.min(axis=0)) & (met > 0), met, np.inf)
    towards_eye = -np.sign(rays) * (np.arange(3)[:, None, None] == side)
    return met, towards_eye


def _painted(points: Floats, normals: Floats, box: NDArray[np.intp]) -> Pixels:
    """Paint, light from above, dimmer with distance, boards on the floor and a little grain."""
    shade = 0.55 + 0.4 * np.einsum("i,ihw->hw", LIGHT / np.linalg.norm(LIGHT), normals)
    shade *= np.clip(1.15 - 0.06 * points[2], 0.3, 1)
    floor = (box == 0) & (normals[1] < -0.5)
    boards = np.where(floor, 0.75 + 0.25 * (np.floor(points[0] * 4) % 2), 1)
    paint = np.array(PAINTS)[box] * (shade * boards)[..., None]
    grain = np.random.default_rng(1).normal(0, 3, box.shape)[..., None]
    picture = (paint + cv2.GaussianBlur(grain, (0, 0), 1)[..., None]).clip(0, 255)
    painted: Pixels = np.rint(picture).astype(np.uint8)
    return painted

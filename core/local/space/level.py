"""Where a picture shows ground, floor or ceiling: what lies level, so that its normal is known.

The network sees well what lies level, and less well how level it is. Most cameras are held level.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from core.local.space.directions import TOWARDS, UP, places, unit
from core.picture import Plane

UNSURE, SURE = 0.5, 0.8  # how far up a normal points: what is less is none, what is more is one
OTHER, SAME = math.cos(math.radians(33)), math.cos(math.radians(20))
"""Cosines to what most surely points up: what is turned more is a slope, less the same ground."""
SUREST = 8  # the power of how far up a normal points, by which it counts for that
SPECK = 3  # pixels: what is less high or wide is a shoulder or a frame rather than a floor
SPREAD = 0.1  # of a row: ground that is less wide does not tell where the horizon is


@dataclass(frozen=True, eq=False)
class Level:
    """How sure there is `floor` (or ground) and `ceiling`, 0..1: float32 (height, width)."""

    floor: Plane
    ceiling: Plane


def level(normals: Plane, things: Plane) -> Level:
    """What lies level where unit `normals` (3, height, width) nearly do, but for slopes and specks.

    `things` (height, width), 0..1: of these nothing lies level.
    """
    up, free = normals[1], 1 - things
    around = np.ones((SPECK, SPECK), np.uint8)
    floor, ceiling = (
        cast(Plane, cv2.morphologyEx(_alike(normals, share), cv2.MORPH_OPEN, around))
        for share in (_rising(high, UNSURE, SURE) * free for high in (up, -up))
    )
    return Level(floor, ceiling)


def laid(normals: Plane, level: Level, aspect: float) -> Plane:
    """`normals` that are the same wherever it is `level`: unit vectors (3, height, width).

    They are the mean of what a camera that is held level sees and of what the network has seen.
    """
    floor, ceiling = level.floor, level.ceiling
    _, up, towards = (normals * (floor - ceiling)).sum(axis=(1, 2), keepdims=True)
    tilt = towards / np.maximum(up, SURE) * TOWARDS
    below, above = (unit(unit(UP + tilt) + held) for held in (floor_normal(floor, aspect), UP))
    return unit(normals * (1 - floor - ceiling) + floor * below - ceiling * above)


def floor_normal(floor: Plane, aspect: float) -> Plane:
    """The normal of a `floor`, 0..1 (height, width): (3, 1, 1), up as the camera is held.

    The horizon is in the middle of the picture, or where the floor goes on higher, at its end.
    """
    _, v = places(floor.shape, aspect)
    rows = np.flatnonzero((floor > 0.5).mean(axis=1) > SPREAD)
    down = max(0.0, -float(v[rows[0]])) if rows.size else 0.0
    return unit(UP + np.float32(down) * TOWARDS)


def _alike(normals: Plane, share: Plane) -> Plane:
    """`share` where `normals` are much like the surest: hills beyond the ground are not level."""
    surest = share * np.abs(normals[1]) ** SUREST
    most = unit((normals * surest).sum(axis=(1, 2), keepdims=True))
    return share * _rising((normals * most).sum(axis=0), OTHER, SAME)


def _rising(values: Plane, low: float, high: float) -> Plane:
    """0 up to `low`, 1 from `high`, smoothly between them."""
    share = np.clip((values - low) / (high - low), 0, 1)
    return cast(Plane, share * share * (3 - 2 * share))

"""Animals made of rounded parts, on four legs or on two: of any proportions, standing as they may.

The furniture has few animals, and those that are held for measuring shall stay unseen.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from models.scenes.scene import Place, Scene
from models.scenes.stored import Floats

Vector = NDArray[np.float64]


class _Body:
    """Parts as they are put together about the origin, looking along +z; then turned and placed."""

    def __init__(self, scene: Scene, at: Place, turn: float, size: float, rows: Floats) -> None:
        self._scene, self._at, self._size, self._rows = scene, np.array(at), size, rows
        c, s = math.cos(turn), math.sin(turn)
        self._about = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
        self._begun = False

    def limb(self, start: Vector, end: Vector, thick: float, flat: float = 1.0) -> None:
        """A rounded part from `start` to `end`, `thick` across; `flat`: its width to its height."""
        along = end - start
        long = float(np.linalg.norm(along))
        up = along / max(long, 1e-9)
        aside = np.cross(up, [0.0, 1.0, 0.0] if abs(up[1]) < 0.95 else [0.0, 0.0, 1.0])
        aside /= np.linalg.norm(aside)
        turned = self._about @ np.stack([aside, up, np.cross(aside, up)], axis=1)
        first = start - up * thick * 0.35
        self._scene.add(
            self._scene.supply.plain["ball"],
            tuple(self._at + self._about @ first * self._size),
            0.0,
            (thick * flat * self._size, (long + 0.7 * thick) * self._size, thick * self._size),
            rows=self._rows,
            same=self._begun,
            tilt=turned,
        )
        self._begun = True


def creature(scene: Scene, at: Place, turn: float, size: float | None = None) -> float:
    """An animal standing at `at`, looking along +z turned by `turn`; its height in metres."""
    high = size or 0.3 * 10 ** scene.between(0, 0.9)
    rows = scene.surface((0.1, 1.0), 0.1)
    rows[0, 6] *= 0.3
    body = _Body(scene, at, turn, high, rows)
    if scene.chance(0.25):
        _bird(scene, body)
    else:
        _beast(scene, body)
    return high


def _beast(scene: Scene, body: _Body) -> None:
    leg = scene.between(0.3, 0.62)
    long = scene.between(0.55, 1.25)
    thick = scene.between(0.22, 0.5)
    wide = scene.between(0.7, 1.1)
    back = leg + thick * 0.4
    body.limb(
        _at(0, back, -long / 2), _at(0, back * scene.between(0.95, 1.1), long / 2), thick, wide
    )
    thin = thick * scene.between(0.12, 0.26)
    for side in (-1, 1):
        for end in (-1, 1):
            step = scene.random.normal(0, 0.08)
            hip = _at(side * thick * wide * 0.3, back - 0.1 * thick, end * long * 0.45)
            knee = _at(side * thick * wide * 0.3, leg * 0.5, end * long * 0.45 + step)
            foot = _at(side * thick * wide * 0.3, thin * 0.4, end * long * 0.45 + step * 0.6)
            body.limb(hip, knee, thin * 1.5)
            body.limb(knee, foot, thin)
    neck = scene.between(0.05, 0.45)
    pitch = scene.between(-0.3, 1.3)
    root = _at(0, back + 0.2 * thick, long / 2)
    top = root + neck * _at(scene.random.normal(0, 0.2), math.sin(pitch), math.cos(pitch))
    body.limb(root, top, thick * scene.between(0.4, 0.65))
    _head(scene, body, top, scene.between(0.1, 0.3))
    if scene.chance(0.8):
        tail = _at(0, back + 0.1 * thick, -long / 2 - 0.1 * thick)
        body.limb(tail, tail + _at(0, scene.between(-0.35, 0.3), -scene.between(0.1, 0.4)), thin)


def _bird(scene: Scene, body: _Body) -> None:
    leg, thick = scene.between(0.02, 0.45), scene.between(0.3, 0.5)
    low = _at(0, leg + thick * 0.4, -thick * 0.6)
    high = _at(0, leg + thick * scene.between(0.5, 1.1), thick * 0.4)
    body.limb(low, high, thick, scene.between(0.7, 1))
    for side in (-1, 1):
        hip = _at(side * thick * 0.25, leg + thick * 0.35, 0)
        body.limb(hip, _at(side * thick * 0.25, 0.01, 0.03), 0.05)
        wing = _at(side * thick * 0.45, 0, 0)
        body.limb(high + wing - _at(0, 0.05, 0.05), low + wing - _at(0, 0, 0.15), thick * 0.3, 2.0)
    top = high + _at(0, scene.between(0.05, 0.4), scene.between(0.0, 0.2))
    body.limb(high, top, thick * 0.35)
    _head(scene, body, top, scene.between(0.08, 0.16))


def _head(scene: Scene, body: _Body, top: Vector, size: float) -> None:
    turn = scene.random.normal(0, 0.3)
    nose = _at(math.sin(turn), -scene.between(0, 0.5), math.cos(turn)) * size
    body.limb(top, top + nose * 0.6, size, 0.85)
    body.limb(
        top + nose * 0.5, top + nose * scene.between(1.0, 1.6), size * scene.between(0.3, 0.6)
    )
    for side in (-1, 1):
        ear = _at(side * size * 0.35, size * 0.3, 0)
        body.limb(top + ear, top + ear * scene.between(1.6, 3.0), size * 0.25, 0.5)


def _at(x: float, y: float, z: float) -> Vector:
    return np.array([x, y, z], np.float64)

"""Makes scenes by chance and looks at each from several places."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from models.scenes import closeups, outdoors
from models.scenes.renderer import Camera, Frame, Renderer
from models.scenes.rooms import Room
from models.scenes.scene import Scene, Supply

SHARES = {"room": 0.45, "outdoors": 0.26, "people": 0.13, "still life": 0.1, "heap": 0.06}
LEAST_NEAR = 0.22  # metres: what covers a good part of a picture is farther than that
COVERED = 0.2
MOST_SKY = 0.7
MOST_OF_ONE = 0.8  # of a picture, that one thing covers
LEAST_CONTRAST = 12.0  # standard deviation, in levels


def frames(
    renderer: Renderer, supply: Supply, seed: list[int], views: int
) -> Iterator[tuple[str, Frame]]:
    """Without end: what kind of scene it is, and a frame of it. The same for the same seed."""
    random = np.random.default_rng(seed)
    while True:
        scene = Scene(random, supply)
        kind = str(random.choice(list(SHARES), p=list(SHARES.values())))
        cameras = _build(kind, scene)
        renderer.set(scene)
        found = 0
        for _ in range(3 * views):
            frame = renderer.frame(next(cameras))
            if _is_fit(frame):
                found += 1
                yield kind, frame
            if found == views:
                break


def _is_fit(frame: Frame) -> bool:
    too_near = float((frame.nearness > 1 / LEAST_NEAR).mean())
    sky = float((frame.nearness <= 0).mean())
    if too_near > COVERED or sky > MOST_SKY or float(frame.rgb.std()) < LEAST_CONTRAST:
        return False
    _, counts = np.unique(frame.things[::4, ::4], return_counts=True)
    return bool(counts.max() < MOST_OF_ONE * counts.sum())


def _build(kind: str, scene: Scene) -> Iterator[Camera]:
    if kind == "room":
        room = Room(scene)
        room.build()
        return _in_room(scene, room)
    if kind == "outdoors":
        outdoors.build(scene)
        return _under_sky(scene)
    if kind == "still life":
        return _about(scene, closeups.still_life(scene), (0.45, 1.6), (0.05, 1.0), (28, 55))
    if kind == "heap":
        return _about(scene, closeups.heap(scene), (2.0, 4.0), (-0.2, 0.7), (30, 60))
    target = closeups.people(scene)
    if scene.chance(0.6):
        closeups.around_people(scene)
    else:
        outdoors.build(scene)
    return _about(scene, target, (0.8, 3.2), (-0.1, 0.25), (25, 60))


def _camera(
    scene: Scene, eye: tuple[float, float, float], turn: float, pitch: float, view: float
) -> Camera:
    style = 0.0
    if scene.chance(0.12):
        style = scene.between(0.6, 3.0)
    dark = (scene.between(0, 0.25),) * 3
    return Camera(
        eye,
        turn,
        pitch,
        scene.random.normal(0, 0.03) if scene.chance(0.8) else scene.random.normal(0, 0.12),
        view,
        bright=scene.between(0.14, 0.5),
        curve=float(scene.chance(0.6)),
        style=style,
        ink=dark,
    )


def _in_room(scene: Scene, room: Room) -> Iterator[Camera]:
    while True:
        eye = (0.0, 1.5, 0.0)
        for _ in range(12):
            x = scene.between(-0.5, 0.5) * (room.wide - 0.6)
            z = scene.between(-0.5, 0.5) * (room.deep - 0.6)
            y = min(scene.between(0.5, 2.1), room.high - 0.2)
            eye = (x, y, z)
            low = [(area, high) for area, high in room.taken if high > y - 0.4]
            if all(
                not (a - 0.25 < x < c + 0.25 and b - 0.25 < z < d + 0.25) for (a, b, c, d), _ in low
            ):
                break
        # Towards a place across the room, so that pictures are seldom of the next wall.
        aim = (-eye[0] * scene.between(0.2, 1.2), -eye[2] * scene.between(0.2, 1.2))
        turn = math.atan2(eye[0] - aim[0], eye[2] - aim[1]) + scene.random.normal(0, 0.4)
        pitch = scene.random.normal(-0.12, 0.14)
        yield _camera(scene, eye, turn, pitch, scene.between(38, 88))


def _under_sky(scene: Scene) -> Iterator[Camera]:
    while True:
        high = scene.between(0.6, 2.2) if scene.chance(0.8) else scene.between(2.2, 9)
        eye = (scene.random.normal(0, 0.8), high, scene.random.normal(0, 1.0))
        pitch = scene.random.normal(-0.02, 0.1) - (0.05 * (high - 2) if high > 2.2 else 0)
        yield _camera(scene, eye, scene.random.normal(0, 0.4), pitch, scene.between(28, 80))


def _about(
    scene: Scene,
    target: tuple[float, float, float],
    away: tuple[float, float],
    up: tuple[float, float],
    view: tuple[float, float],
) -> Iterator[Camera]:
    while True:
        turn, pitch = scene.random.normal(0, 0.45), scene.between(*up)
        far = scene.between(*away)
        flat = far * math.cos(pitch)
        eye = (
            target[0] + flat * math.sin(turn),
            max(0.12, target[1] + far * math.sin(pitch)),
            target[2] + flat * math.cos(turn),
        )
        turn += scene.random.normal(0, 0.1)
        yield _camera(scene, eye, turn, -pitch + scene.random.normal(0, 0.06), scene.between(*view))

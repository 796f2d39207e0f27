"""Where scenes are looked at from: as people hold cameras, each kind of scene in its own ways."""

from __future__ import annotations

import math
from collections.abc import Iterator

from models.scenes.country import Land
from models.scenes.rooms import Room
from models.scenes.scene import Place, Scene
from models.scenes.views import Camera


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


def in_room(scene: Scene, room: Room) -> Iterator[Camera]:
    """Anywhere in a room where nothing stands; sometimes near the floor, or the ceiling."""
    low, high = (0.5, 2.1)
    if scene.chance(0.25):
        low, high = (0.12, 0.5) if scene.chance(0.5) else (room.high - 0.6, room.high - 0.2)
    while True:
        eye = (0.0, 1.5, 0.0)
        for _ in range(12):
            x = scene.between(-0.5, 0.5) * (room.wide - 0.6)
            z = scene.between(-0.5, 0.5) * (room.deep - 0.6)
            y = min(scene.between(low, high), room.high - 0.2)
            eye = (x, y, z)
            beside = [(area, top) for area, top in room.taken if top > y - 0.4]
            if all(
                not (a - 0.25 < x < c + 0.25 and b - 0.25 < z < d + 0.25)
                for (a, b, c, d), _ in beside
            ):
                break
        # Towards a place across the room, so that pictures are seldom of the next wall.
        aim = (-eye[0] * scene.between(0.2, 1.2), -eye[2] * scene.between(0.2, 1.2))
        turn = math.atan2(eye[0] - aim[0], eye[2] - aim[1]) + scene.random.normal(0, 0.4)
        pitch = scene.random.normal(-0.12, 0.14) - 0.18 * (eye[1] - 1.5)
        yield _camera(scene, eye, turn, pitch, scene.between(38, 88))


def under_sky(scene: Scene) -> Iterator[Camera]:
    """About the origin, where somebody would stand, or higher."""
    while True:
        high = scene.between(0.6, 2.2) if scene.chance(0.8) else scene.between(2.2, 9)
        eye = (scene.random.normal(0, 0.8), high, scene.random.normal(0, 1.0))
        pitch = scene.random.normal(-0.02, 0.1) - (0.05 * (high - 2) if high > 2.2 else 0)
        yield _camera(scene, eye, scene.random.normal(0, 0.4), pitch, scene.between(28, 80))


def about(
    scene: Scene,
    target: tuple[float, float, float],
    away: tuple[float, float],
    up: tuple[float, float],
    view: tuple[float, float],
) -> Iterator[Camera]:
    """Around `target`, so far `away` and so far `up`, in radians."""
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


def along(scene: Scene, room: Room) -> Iterator[Camera]:
    """Down a corridor, from near one of its ends."""
    while True:
        back = scene.random.choice([-1, 1])
        eye = (
            scene.between(-0.3, 0.3) * room.wide,
            scene.between(0.4, room.high - 0.3),
            back * room.deep * scene.between(0.2, 0.47),
        )
        turn = scene.random.normal(0, 0.12) + (0 if back > 0 else math.pi)
        yield _camera(scene, eye, turn, scene.random.normal(-0.05, 0.1), scene.between(40, 85))


def before_wall(scene: Scene, room: Room) -> Iterator[Camera]:
    """Straight at a wall, with what stands before it and hangs on it."""
    while True:
        side = int(scene.random.integers(4))
        x, z, turn = room.against(side, 0.0, 0.0)
        reach = min(scene.between(1.0, 4.0), 0.9 * (room.deep if side % 2 == 0 else room.wide))
        across = scene.between(-0.35, 0.35) * (room.wide if side % 2 == 0 else room.deep)
        s, c = math.sin(turn), math.cos(turn)
        eye = (
            x + s * reach + c * across,
            min(scene.between(0.7, 1.8), room.high - 0.3),
            z + c * reach - s * across,
        )
        turn += scene.random.normal(0, 0.05)
        yield _camera(scene, eye, turn, scene.random.normal(0, 0.04), scene.between(30, 70))


def over_land(scene: Scene, land: Land) -> Iterator[Camera]:
    """From where one stands, or from so much higher that one looks down on the country."""
    while True:
        x, z = scene.random.normal(0, 0.8), scene.random.normal(0, 1.0)
        above = scene.between(0.5, 2.0)
        if scene.chance(0.35):
            above = 2 + 60 * scene.between(0, 1) ** 2
        eye = (x, float(land.height(x, z)) + above, z)
        pitch = scene.random.normal(0.0, 0.09) - 0.16 * math.log1p(above / 10)
        yield _camera(scene, eye, scene.random.normal(0, 0.3), pitch, scene.between(25, 75))


def over_water(scene: Scene, near: Place) -> Iterator[Camera]:
    """From a shore or a boat, or about the boat at `near`."""
    from_near = about(scene, near, (4, 14), (0.05, 0.35), (25, 55))
    while True:
        if scene.chance(0.4):
            yield next(from_near)
            continue
        high = scene.between(0.6, 3.0) if scene.chance(0.75) else scene.between(3, 25)
        eye = (scene.random.normal(0, 1), high, scene.between(0, 3))
        pitch = scene.random.normal(-0.02, 0.08) - 0.14 * math.log1p(high / 8)
        yield _camera(scene, eye, scene.random.normal(0, 0.25), pitch, scene.between(25, 75))

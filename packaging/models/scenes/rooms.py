"""Furnished rooms: walls with openings, things along them and amidst, things on things, people."""

from __future__ import annotations

import math

import numpy as np

from models.scenes.scene import Lamp, Scene
from models.scenes.stored import Mesh
from models.scenes.walls import Area, Shell


class Room(Shell):
    """A room with all that stands and hangs in it."""

    def narrow(self) -> None:
        """Make a corridor of it, which has not been built yet."""
        scene = self.scene
        self.wide, self.deep = scene.between(1.1, 2.6), scene.between(6, 22)
        self.high = scene.between(2.1, 3.2)

    def is_free(self, area: Area, room: float = 0.0) -> bool:
        """Whether `area`, and `room` around it, is inside and touches nothing."""
        x0, z0, x1, z1 = area[0] - room, area[1] - room, area[2] + room, area[3] + room
        if x0 < -self.wide / 2 - room or x1 > self.wide / 2 + room:
            return False
        if z0 < -self.deep / 2 - room or z1 > self.deep / 2 + room:
            return False
        return all(x1 < a or c < x0 or z1 < b or d < z0 for (a, b, c, d), _ in self.taken)

    def build(self) -> None:
        """The shell, and everything in it."""
        self.build_shell()
        scene = self.scene
        crowded = scene.between(0.2, 1.6)
        if scene.chance(0.4):
            self._rug()
        for _ in range(scene.random.poisson(1.0 * crowded)):
            self._table()
        for _ in range(int(3 + crowded * (self.wide + self.deep))):
            self._beside_wall()
        for _ in range(scene.random.poisson(0.8 * crowded)):
            self._amid("middle")
        for _ in range(scene.random.poisson(1.2 * crowded)):
            self._amid("seat")
        for _ in range(scene.random.poisson(2.0 * crowded)):
            self._amid("small")
        for _ in range(scene.random.poisson(1.0)):
            self._amid("standing" if scene.chance(0.6) else "sitting")
        if scene.chance(0.1):
            self._amid("animal")
        for _ in range(scene.random.poisson(5)):
            self._on_wall()
        for _ in range(scene.random.poisson(0.8)):
            lamp = scene.pick("ceiling")
            at = scene.between(-0.3, 0.3) * self.wide, scene.between(-0.3, 0.3) * self.deep
            scene.add(lamp, (at[0], self.high - lamp.size[1], at[1]))
        self._light()

    def _area(self, mesh: Mesh, x: float, z: float, turn: float) -> Area:
        wide, _, deep = mesh.size
        c, s = abs(math.cos(turn)), abs(math.sin(turn))
        half_x, half_z = (wide * c + deep * s) / 2, (wide * s + deep * c) / 2
        return x - half_x, z - half_z, x + half_x, z + half_z

    def _put(self, mesh: Mesh, x: float, z: float, turn: float, size: float = 1.0) -> bool:
        area = self._area(mesh, x, z, turn)
        if not self.is_free(area) or mesh.size[1] > self.high:
            return False
        self.scene.add(mesh, (x, mesh.elevation if mesh.elevation < 0.5 else 0.0, z), turn, size)
        self.taken.append((area, mesh.size[1]))
        return True

    def _beside_wall(self) -> None:
        scene = self.scene
        mesh = scene.pick("beside")
        if scene.chance(0.1):
            mesh = scene.pick("pot plant")
        side = int(scene.random.integers(4))
        half = (self.wide if side % 2 == 0 else self.deep) / 2 - mesh.size[0] / 2
        if half <= 0:
            return
        x, z, turn = self.against(side, scene.between(-half, half), mesh.size[2] / 2 + 0.02)
        if self._put(mesh, x, z, turn) and mesh.size[1] < 1.6:
            self.things_on(mesh, x, z, turn, scene.random.poisson(1.2))

    def _amid(self, use: str) -> None:
        scene = self.scene
        mesh = scene.pick(use)
        for _ in range(4):
            x, z = scene.between(-0.45, 0.45) * self.wide, scene.between(-0.45, 0.45) * self.deep
            turn = scene.between(0, 2 * math.pi)
            if self._put(mesh, x, z, turn):
                return

    def _table(self) -> None:
        scene = self.scene
        mesh = scene.pick("table")
        x, z = scene.between(-0.35, 0.35) * self.wide, scene.between(-0.35, 0.35) * self.deep
        turn = scene.between(-0.2, 0.2) + math.pi / 2 * scene.random.integers(4)
        if not self._put(mesh, x, z, turn):
            return
        self.things_on(mesh, x, z, turn, scene.random.poisson(4))
        if not 0.6 < mesh.size[1] < 0.95 or scene.chance(0.3):
            return
        seat = scene.pick("seat")
        for number in range(int(scene.random.integers(1, 6))):
            away = turn + math.pi / 2 * (number % 4) + scene.between(-0.15, 0.15)
            reach = (mesh.size[2] if number % 2 == 0 else mesh.size[0]) / 2
            reach += seat.size[2] * scene.between(0.1, 0.7)
            at = x + math.sin(away) * reach, z + math.cos(away) * reach
            area = self._area(seat, at[0], at[1], away)
            if abs(at[0]) < self.wide / 2 - 0.3 and abs(at[1]) < self.deep / 2 - 0.3:
                scene.add(seat, (at[0], 0, at[1]), away + math.pi + scene.between(-0.4, 0.4))
                self.taken.append((area, seat.size[1]))

    def things_on(self, mesh: Mesh, x: float, z: float, turn: float, count: int) -> None:
        """Stand small things on top of what has been placed there."""
        scene = self.scene
        top = mesh.elevation * (mesh.elevation < 0.5) + (mesh.top if mesh.top > 0 else mesh.size[1])
        spots: list[tuple[float, float, float]] = []
        for _ in range(count):
            thing = scene.pick("small")
            if scene.chance(0.35):
                thing = scene.supply.plain[f"vessel {scene.random.integers(40)}"]
            radius = max(thing.size[0], thing.size[2]) / 2
            across = scene.between(-0.42, 0.42) * mesh.size[0]
            deep = scene.between(-0.42, 0.42) * mesh.size[2]
            if any(math.hypot(across - a, deep - b) < radius + r for a, b, r in spots):
                continue
            spots.append((across, deep, radius))
            c, s = math.cos(turn), math.sin(turn)
            at = (x + c * across + s * deep, top, z - s * across + c * deep)
            own = turn + scene.between(-1, 1) if scene.chance(0.7) else scene.between(0, 6.3)
            rows = scene.surface((0.05, 0.3)) if thing.category == "" else None
            scene.add(thing, at, own, rows=rows)

    def _on_wall(self) -> None:
        scene = self.scene
        side = int(scene.random.integers(4))
        long = self.wide if side % 2 == 0 else self.deep
        at = scene.between(-0.42, 0.42) * long
        if scene.chance(0.3):
            mesh = scene.pick("wall")
            x, z, turn = self.against(side, at, mesh.size[2] / 2)
            scene.add(mesh, (x, min(mesh.elevation, self.high - mesh.size[1]), z), turn)
            return
        if scene.chance(0.25):  # a shelf with things
            wide, deep, low = (
                scene.between(0.4, 1.4),
                scene.between(0.12, 0.35),
                scene.between(0.9, 1.8),
            )
            self.slab(
                side, (at - wide / 2, at + wide / 2), (low, low + 0.03), (-deep, 0), scene.surface()
            )
            for _ in range(scene.random.poisson(2.5)):
                thing = scene.pick("small")
                if thing.size[2] < deep * 1.3:
                    x, z, turn = self.against(
                        side, at + scene.between(-0.45, 0.45) * wide, deep / 2
                    )
                    scene.add(thing, (x, low + 0.03, z), turn)
            return
        wide, high = scene.between(0.2, 1.2), scene.between(0.2, 1.0)
        low = min(scene.between(0.9, 1.7), self.high - high - 0.05)
        rim = scene.between(0.0, 0.06)
        left, right = at - wide / 2, at + wide / 2
        self.slab(
            side,
            (left - rim, right + rim),
            (low - rim, low + high + rim),
            (-0.02, 0),
            scene.plain_surface(),
        )
        self.slab(side, (left, right), (low, low + high), (-0.024, 0), scene.picture())

    def _rug(self) -> None:
        scene = self.scene
        if scene.chance(0.3):
            rug = scene.pick("flat")
            scene.add(rug, (scene.between(-0.5, 0.5), 0.0, scene.between(-0.5, 0.5)))
            return
        x, z = scene.between(-0.25, 0.25) * self.wide, scene.between(-0.25, 0.25) * self.deep
        wide, deep = (
            scene.between(min(0.8, 0.4 * side), 0.6 * side) for side in (self.wide, self.deep)
        )
        scene.add(
            scene.supply.plain["box"],
            (x, 0, z),
            scene.between(-0.1, 0.1),
            (wide, 0.012, deep),
            rows=scene.surface((0.3, 3), 0.3),
        )

    def _light(self) -> None:
        scene = self.scene
        warm = np.array([1.0, scene.between(0.75, 1), scene.between(0.5, 1)])
        for _ in range(int(scene.random.integers(0, 3))):
            place = (
                scene.between(-0.35, 0.35) * self.wide,
                self.high - scene.between(0.05, 0.7),
                scene.between(-0.35, 0.35) * self.deep,
            )
            power = scene.between(0.5, 6.0)
            scene.lamps.append(Lamp(place, (0.02, -1, 0.01), tuple(warm * power), False, 150))
        if scene.chance(0.6):
            scene.lamps.append(sun(scene, max(self.wide, self.deep), scene.between(2, 14)))
        scene.ambient = scene.between(0.15, 1.2)
        scene.sky = int(scene.random.integers(scene.supply.skies))


def sun(scene: Scene, wide: float, power: float) -> Lamp:
    """The sun, somewhere above the horizon."""
    high, around = scene.between(0.15, 1.3), scene.between(0, 2 * math.pi)
    along = (math.cos(high) * math.cos(around), -math.sin(high), math.cos(high) * math.sin(around))
    warm = np.array([1.0, 0.75 + 0.2 * math.sin(high), 0.55 + 0.35 * math.sin(high)])
    return Lamp((0, 0, 0), along, tuple(warm * power), True, wide)

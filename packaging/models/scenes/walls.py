"""The shell of a room: floor, ceiling, and walls with windows, doors and curtains."""

from __future__ import annotations

import math

import numpy as np

from models.scenes.scene import Scene
from models.scenes.stored import Floats

Area = tuple[float, float, float, float]


class Shell:
    """A room under construction; x across, z deep, the middle of its floor is the origin.

    Its walls are numbered: at the least z, at the largest x, the largest z, the least x.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        small = scene.chance(0.3)
        self.wide = scene.between(2.2, 4.0) if small else scene.between(3, 9)
        self.deep = scene.between(2.5, 4.5) if small else scene.between(3, 10)
        self.high = scene.between(2.2, 3.4) if scene.chance(0.85) else scene.between(3.4, 6)
        self.taken: list[tuple[Area, float]] = []
        """Rectangles on the floor (least x and z, largest x and z), and the height of each."""

    def build_shell(self) -> None:
        """Floor, ceiling, walls."""
        scene, w, d, h = self.scene, self.wide / 2, self.deep / 2, self.high
        floor = scene.surface((0.5, 2.5), 0.05)
        floor[0, 6] = scene.between(0, 1) ** 2
        pale = (scene.between(0.6, 1),) * 3
        ceiling = scene.plain_surface(pale) if scene.chance(0.7) else scene.surface((0.5, 2))
        scene.box((-w - 0.3, -0.2, -d - 0.3), (w + 0.3, 0, d + 0.3), floor)
        scene.box((-w - 0.3, h, -d - 0.3), (w + 0.3, h + 0.2, d + 0.3), ceiling)
        if scene.chance(0.15):
            for at in np.arange(-d, d, scene.between(0.5, 1.5)):
                beam = scene.between(0.08, 0.2)
                scene.box((-w, h - beam, at), (w, h, at + beam), floor, same=True)
        wall = scene.surface((0.3, 2.5), 0.05)
        skirting = scene.plain_surface(pale)
        for side in range(4):
            if scene.chance(0.3):
                wall = scene.surface((0.3, 2.5), 0.05)
            self._wall(side, wall, skirting)
        if scene.chance(0.2):  # a part of a wall that juts out, or a pillar
            x0, z0 = scene.between(-w, w), -d
            reach, thick = scene.between(0.3, 0.5 * self.deep), scene.between(0.1, 0.8)
            area = (x0, z0, min(x0 + thick, w), z0 + reach)
            scene.box((area[0], 0, z0), (area[2], h, area[3]), wall)
            self.taken.append((area, h))

    def _wall(self, side: int, wall: Floats, skirting: Floats) -> None:
        """Wall number `side` with up to three openings."""
        scene = self.scene
        long = self.wide if side % 2 == 0 else self.deep
        openings: list[tuple[float, float, float, float]] = []
        at = -long / 2 + scene.between(0.2, 1.5)
        while at < long / 2 - 1 and len(openings) < 3 and scene.chance(0.55):
            is_door = scene.chance(0.3)
            width = scene.between(0.7, 1.1) if is_door else scene.between(0.5, 2.2)
            sill = 0.0 if is_door else scene.between(0.1, 1.1)
            top = min(self.high - 0.1, scene.between(1.95, 2.4))
            if at + width > long / 2 - 0.15:
                break
            openings.append((at, at + width, sill, top))
            at += width + scene.between(0.2, 2)
        thick = scene.between(0.08, 0.3)
        edge = -long / 2
        frame = scene.plain_surface()
        for left, right, sill, top in openings:
            self.slab(side, (edge, left), (0, self.high), (0, thick), wall)
            if sill > 0:
                self.slab(side, (left, right), (0, sill), (0, thick), wall)
            self.slab(side, (left, right), (top, self.high), (0, thick), wall)
            self._frame(side, (left, right, sill, top), thick, frame)
            edge = right
        self.slab(side, (edge, long / 2), (0, self.high), (0, thick), wall)
        if scene.chance(0.6) and not any(sill == 0 for _, _, sill, _ in openings):
            high = scene.between(0.05, 0.18)
            self.slab(side, (-long / 2, long / 2), (0, high), (-0.015, 0), skirting)
        if scene.chance(0.15):
            self.slab(
                side, (-long / 2, long / 2), (self.high - 0.1, self.high), (-0.06, 0), skirting
            )

    def slab(
        self,
        side: int,
        across: tuple[float, float],
        up: tuple[float, float],
        deep: tuple[float, float],
        rows: Floats,
    ) -> None:
        """A box on wall `side`: from where to where along it, upwards, and behind its surface.

        What is less than 0 behind is before it.
        """
        (left, right), (low, high), (out, thick) = across, up, deep
        if right - left < 0.01 or high - low < 0.01:
            return
        w, d = self.wide / 2, self.deep / 2
        x0, x1, z0, z1 = {
            0: (left, right, -d - thick, -d - out),
            1: (w + out, w + thick, left, right),
            2: (left, right, d + out, d + thick),
            3: (-w - thick, -w - out, left, right),
        }[side]
        self.scene.box((x0, low, z0), (x1, high, z1), rows)

    def _frame(self, side: int, opening: Area, thick: float, rows: Floats) -> None:
        scene = self.scene
        left, right, sill, top = opening
        bar = scene.between(0.03, 0.09)
        back, front = thick * 0.7, thick * 0.3
        if sill == 0 and scene.chance(0.7):  # a door, shut
            self.slab(side, (left, right), (0, top), (front, back), rows)
            return
        self.slab(side, (left, left + bar), (sill, top), (front, back), rows)
        self.slab(side, (right - bar, right), (sill, top), (front, back), rows)
        self.slab(side, (left, right), (top - bar, top), (front, back), rows)
        if sill > 0:
            self.slab(side, (left, right), (sill, sill + bar), (front, back), rows)
            if scene.chance(0.5):
                self.slab(
                    side, (left - 0.05, right + 0.05), (sill - 0.04, sill), (-0.1, thick), rows
                )
            for part in range(1, int(scene.random.integers(1, 4))):
                at = left + part * (right - left) / 3
                self.slab(side, (at - bar / 3, at + bar / 3), (sill, top), (front, back), rows)
            if scene.chance(0.35):
                self._curtains(side, opening)
        if scene.chance(0.25):  # a blind, or a view that is no sky
            view = scene.picture() if scene.chance(0.5) else scene.plain_surface()
            view[0, 7] = scene.between(0, 1)
            low = sill if scene.chance(0.5) else sill + 0.6 * (top - sill)
            self.slab(side, (left, right), (low, top), (thick + 0.01, thick + 0.03), view)

    def _curtains(self, side: int, opening: Area) -> None:
        scene = self.scene
        left, right, sill, top = opening
        rows = scene.surface((0.1, 1.0))
        low = 0.02 if scene.chance(0.6) else sill - 0.1
        for at in (left - 0.1, right + 0.1):
            curtain = scene.supply.plain[f"curtain {scene.random.integers(4)}"]
            wide = scene.between(0.25, 0.7)
            x, z, turn = self.against(side, at, 0.1)
            scene.add(
                curtain,
                (x, max(low, 0.02), z),
                turn,
                (wide, top + 0.1 - max(low, 0.02), 1),
                rows=rows,
            )

    def against(self, side: int, at: float, out: float) -> tuple[float, float, float]:
        """x, z and the turn of what stands `out` before wall `side`, `at` along it."""
        w, d = self.wide / 2, self.deep / 2
        return {
            0: (at, -d + out, 0.0),
            1: (w - out, at, -math.pi / 2),
            2: (at, d - out, math.pi),
            3: (-w + out, at, math.pi / 2),
        }[side]

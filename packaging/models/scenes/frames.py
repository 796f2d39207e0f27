"""Makes scenes by chance and looks at each from several places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from models.scenes import closeups, country, outdoors, shores, subjects
from models.scenes.cameras import (
    about,
    along,
    before_wall,
    in_room,
    over_land,
    over_water,
    under_sky,
)
from models.scenes.renderer import Renderer
from models.scenes.rooms import Room
from models.scenes.scene import Scene, Supply
from models.scenes.views import Camera, Frame

SHARES = {
    "room": 0.24,
    "corridor": 0.04,
    "wall": 0.04,
    "outdoors": 0.15,
    "country": 0.11,
    "plain": 0.03,
    "shore": 0.1,
    "subject": 0.09,
    "people": 0.06,
    "portrait": 0.05,
    "still life": 0.04,
    "macro": 0.03,
    "heap": 0.02,
}
"""Of the kinds of scenes."""
LEAST_NEAR = 0.22  # metres: what covers a good part of a picture is farther than that
COVERED = 0.2
MOST_SKY = 0.7
MOST_OF_ONE = 0.8  # of a picture, that one thing covers
LEAST_CONTRAST = 12.0  # standard deviation, in levels


def frames(
    renderer: Renderer,
    supply: Supply,
    seed: list[int],
    views: int,
    shares: Mapping[str, float] = SHARES,
) -> Iterator[tuple[str, Frame]]:
    """Without end: what kind of scene it is, and a frame of it. The same for the same seed."""
    random = np.random.default_rng(seed)
    chances = np.array(list(shares.values()))
    while True:
        scene = Scene(random, supply)
        kind = str(random.choice(list(shares), p=chances / chances.sum()))
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


def _build(kind: str, scene: Scene) -> Iterator[Camera]:  # noqa: PLR0911 one for each kind
    if kind in ("room", "corridor", "wall"):
        room = Room(scene)
        if kind == "corridor":
            room.narrow()
        room.build()
        return {"room": in_room, "corridor": along, "wall": before_wall}[kind](scene, room)
    if kind == "outdoors":
        outdoors.build(scene)
        return under_sky(scene)
    if kind in ("country", "plain"):
        build = country.plain if kind == "plain" else country.build
        return over_land(scene, build(scene))
    if kind == "shore":
        return over_water(scene, shores.build(scene))
    if kind == "subject":
        middle, size = subjects.subject(scene)
        return about(scene, middle, (1.0 * size, 2.8 * size), (-0.12, 0.5), (28, 60))
    if kind == "portrait":
        middle, size = subjects.portrait(scene)
        return about(scene, middle, (1.3 * size, 2.8 * size), (-0.3, 0.3), (26, 48))
    if kind == "still life":
        return about(scene, closeups.still_life(scene), (0.45, 1.6), (0.05, 1.0), (28, 55))
    if kind == "macro":
        larger = scene.between(1.5, 4)
        return about(scene, closeups.still_life(scene, larger), (0.5, 1.1), (0.0, 1.2), (25, 50))
    if kind == "heap":
        return about(scene, closeups.heap(scene), (2.0, 4.0), (-0.2, 0.7), (30, 60))
    target = closeups.people(scene)
    if scene.chance(0.6):
        closeups.around_people(scene)
    else:
        outdoors.build(scene)
    return about(scene, target, (0.8, 3.2), (-0.1, 0.25), (25, 60))

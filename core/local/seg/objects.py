"""Things in a picture, by DeepLab v3: which of 20 kinds, under their names in ADE20K."""

from __future__ import annotations

import numpy as np

from core.local.deeplab import SIDE, STRIDE, seen
from core.local.networks import Networks
from core.local.seg import weights
from core.local.space.scene import both_ways, resized
from core.picture import Pixels, Plane

KINDS = (
    *("background", "airplane", "bicycle", "animal", "boat", "bottle", "bus", "car"),
    *("animal", "chair", "animal", "table", "animal", "animal", "minibike", "person"),
    *("plant", "animal", "sofa", "bus", "television"),
)
"""The 21 classes of PASCAL VOC, in their order, as ADE20K calls them.

Bird, cat, cow, dog, horse and sheep are all "animal" there. A potted plant is mostly leaves, so it
is "plant", not "pot". There is no train: "bus", a passenger vehicle, is the nearest that there is.
"""

OBJECTS = tuple(dict.fromkeys(KINDS[1:]))
"""Each class of ADE20K among KINDS once."""

THINGS = (*OBJECTS, "flower")
"""What is drawn."""

LEARNED = 0.6  # how much our own network is heeded, against DeepLab
VEHICLES = ("car", "bus", "bicycle", "minibike", "airplane")
FURNITURE = ("bottle", "chair", "table", "sofa", "television", "plant")


def look(pixels: Pixels, networks: Networks) -> tuple[Plane, Plane]:
    """Of RGB `pixels` of any size the logits (33, 33, 21) and the features (33, 33, 240).

    The mean of what it says of the picture and of its mirror image.
    """
    grid = both_ways(resized(pixels, SIDE, SIDE), lambda view: seen(view, networks))
    return grid[..., : len(KINDS)], grid[..., len(KINDS) :]


def at_places(grid: Plane, places: Plane) -> Plane:
    """What `grid` (33, 33, n) says at `places`: (count, n).

    `places`: (count, 2), rows and columns as shares of the height and the width, 0 to 1.
    """
    last = (SIDE - 1) // STRIDE
    at = np.clip((places * SIDE - 0.5) / STRIDE, 0, last)
    upper, left = np.minimum(at.astype(np.intp), last - 1).T
    down, right = (at - np.stack([upper, left], axis=1)).T[..., None]
    above = grid[upper, left] * (1 - right) + grid[upper, left + 1] * right
    below = grid[upper + 1, left] * (1 - right) + grid[upper + 1, left + 1] * right
    return np.asarray(above * (1 - down) + below * down, np.float32)


def merged(likely: Plane) -> Plane:
    """From probabilities of KINDS (count, 21) to those of OBJECTS (count, objects)."""
    columns = [
        likely[:, [index for index, kind in enumerate(KINDS) if kind == name]].sum(axis=1)
        for name in OBJECTS
    ]
    return np.stack(columns, axis=1)


def things(objects: Plane, kind: Plane) -> Plane:
    """How likely each region is each of THINGS, if both networks are asked: (count, things).

    `objects`: as from `merged`; `kind`: how likely it is of each of `weights.KINDS`. Ours knows all
    animals, boats and flowers, but not one vehicle from the other, nor furniture: there, DeepLab
    says which, and what it does not know either is left to the surroundings.
    """
    learned = np.zeros((len(objects), len(THINGS)), np.float32)
    for name in ("person", "animal", "boat", "flower"):
        learned[:, THINGS.index(name)] = kind[:, weights.KINDS.index(name)]
    background = 1 - objects.sum(axis=1, keepdims=True)
    for name, group, other in (
        ("vehicle", VEHICLES, np.float32(1e-3)),
        ("object", FURNITURE, background),
    ):
        columns = [OBJECTS.index(member) for member in group]
        share = objects[:, columns] / (objects[:, columns].sum(axis=1, keepdims=True) + other)
        learned[:, columns] += share * kind[:, weights.KINDS.index(name), None]
    mixed = LEARNED * learned
    mixed[:, : len(OBJECTS)] += (1 - LEARNED) * objects
    return mixed


def with_people(things: Plane, people: Plane) -> Plane:
    """`things` (count, things) where so much of each region is of `people`, 0..1: (count,)."""
    share = people[:, None]
    made = things * (1 - share)
    made[:, THINGS.index("person")] += people
    return made

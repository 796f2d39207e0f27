"""What surrounds things: sky, water, grass ... outdoors; wall, floor, ceiling indoors.

Outdoors a small network of our own (`core.local.seg.weights`) tells the surroundings from what is
measured in each region (`core.local.seg.features`) and from what DeepLab sees there. Indoors it is
`core.local.seg.room` that tells; here is what is left of plain drawings of rooms, of which networks
see no space: the place in the room and the outlines between.
"""

from __future__ import annotations

import numpy as np

from core.local.seg.weights import KINDS
from core.picture import Plane

OUTDOORS = ("sky", "water", "grass", "tree", "earth", "rock", "mountain", "building", "road")
INDOORS = ("wall", "floor", "ceiling", "windowpane", "plant")
"""Classes of ADE20K that `outdoors` and `indoors` tell apart."""

NATURAL = ("sky", "water", "grass", "tree", "mountain")
FURNITURE = ("bottle", "chair", "table", "sofa", "television")

OUTDOORS_FROM = 0.45
"""The sum of cues. A room that is drawn plainly has 0.4, a meadow under the sky 1.2."""
MUCH_FURNITURE, MUCH_CEILING = 0.15, 0.08  # of the picture; more tells nothing more


def outdoors(kind: Plane) -> Plane:
    """How likely each region is of each of OUTDOORS, if it is surroundings: rows add up to 1.

    `kind`: how likely it is of each of KINDS. ADE20K has no snow; what lies there is earth.
    """
    likely = np.stack([kind[:, KINDS.index(name)] for name in OUTDOORS], axis=1)
    likely[:, OUTDOORS.index("earth")] += kind[:, KINDS.index("snow")]
    likely += np.float32(1e-4)
    return np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float32)


def indoors(kind: Plane, of: dict[str, Plane], top: Plane, bottom: Plane) -> Plane:
    """How likely each region is of each of INDOORS, if it is no thing: rows add up to 1.

    `kind`: how likely it is of each of KINDS. `of`: as from `features.measured`. `top`, `bottom`:
    how much outline lies between each region and that edge of the picture. Floor is low and goes on
    to the lower edge, ceiling is high, light, and goes on to the upper edge; between them is wall,
    where an outline parts them.
    """
    low = of["low"]
    floor = 5 * (low - 0.5) + np.minimum(top, 1) - 2 * bottom + _parted(low, bottom)
    ceiling = 8 * (-low - 0.75) + of["lightness"] - 2 * top + _parted(low, top)
    ceiling -= np.maximum(of["colourful"] + 0.6, 0)
    scores = np.stack([np.zeros_like(low), floor, ceiling, *natural(kind, low, top)], axis=1)
    likely = np.exp(2 * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float32)


def natural(kind: Plane, low: Plane, top: Plane) -> tuple[Plane, Plane]:
    """How much each region looks like a window, and like a plant, above 0 if more than like a wall.

    A patch of sky above the floor is seen through a window, if an outline parts it from the upper
    edge: else it is a light wall. What is green like leaves is a plant.
    """
    window = 4 * (kind[:, KINDS.index("sky")] - 0.6) - 3 * np.maximum(low, 0) - 1
    leaves = kind[:, KINDS.index("tree")] + kind[:, KINDS.index("grass")]
    return window - 3 * np.maximum(1 - top, 0), 4 * (leaves - 0.6) - 1


def is_indoors(
    kind: Plane,
    fine: Plane,
    *,
    things: Plane,
    furniture: Plane,
    sizes: Plane,
    overhead: float,
) -> bool:
    """Whether the picture shows a room, by four cues that outweigh each other.

    Surroundings outdoors look natural, and they are rough; what stands in rooms tells them, too,
    and a ceiling. `kind`: how likely each region is of each of KINDS. `fine`: how rough it is.
    `things`, `furniture`: how likely it is any of DeepLab's things, and one of FURNITURE. `sizes`:
    of the regions. `overhead`: how much of the picture faces down, 0..1.
    """
    around = sizes * (1 - things) + np.float32(1e-6)
    around /= around.sum()
    natural = float(around @ kind[:, [KINDS.index(name) for name in NATURAL]].sum(axis=1))
    rough = float(around @ fine)
    furnished = min(float(furniture @ sizes / sizes.sum()), MUCH_FURNITURE)
    inside = 4 * furnished + 3 * min(overhead, MUCH_CEILING)
    return natural + rough - inside < OUTDOORS_FROM


def _parted(low: Plane, distance: Plane) -> float:
    """How sure an outline parts an edge of the picture from all of its middle: -4 to 1.

    `distance`: how much outline lies between each region and that edge. Wherever the middle is
    reached without crossing one, there is no ceiling, or no floor.
    """
    middle = distance[np.abs(low) < 0.4]
    least = float(np.percentile(middle, 3)) if middle.size else 0.0
    return 10 * min(max(least - 0.5, -0.4), 0.1)

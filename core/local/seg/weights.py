"""The small network that tells kinds of stuff and things, fitted by `packaging/models/seg/fit.py`.

One hidden layer: `kinds.npz` beside this has its numbers, in 16 bits. They were fitted to segments
of the 300 train and val photographs of BSDS500 (P. Arbelaez and others; for research and education)
that we named by hand. Fitted to 236 of them, it was right about 62 % of the area of the regions of
the other 64, and of the guides' pixels there a third was wrong, where it had been half. It
knows water, grass, dry earth and distant mountains least.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from core.picture import Plane

SURROUNDINGS = (
    *("sky", "water", "grass", "tree", "earth", "rock", "snow", "mountain", "building", "road"),
)
THINGS = ("person", "animal", "vehicle", "boat", "flower", "object")
KINDS = (*SURROUNDINGS, *THINGS)
"""What it tells apart. An object is any thing that is none of the other five."""

FILE = Path(__file__).with_name("kinds.npz")
NAMES = ("inward", "inward_biases", "outward", "outward_biases")


@cache
def layers() -> tuple[Plane, ...]:
    """Weights (features, hidden) and biases of the hidden layer, and those of the one after it."""
    with np.load(FILE, allow_pickle=False) as kept:
        return tuple(kept[name].astype(np.float32) for name in NAMES)


def likely(features: Plane) -> Plane:
    """How likely each row of `features` (count, features) is of each of KINDS: (count, kinds)."""
    inward, inward_biases, outward, outward_biases = layers()
    scores = np.maximum(features @ inward + inward_biases, 0) @ outward + outward_biases
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float32)

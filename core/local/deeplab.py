"""DeepLab v3 as the pack has it: which of 20 kinds of things, or none, is where in a picture.

L.-C. Chen and others, Rethinking Atrous Convolution for Semantic Image Segmentation, 2017.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from core.local.networks import Networks
from core.picture import Pixels, Plane

SIDE = 257
"""The network sees squares of this many pixels."""

NO_THINGS, PERSON = [0, 11], 15
"""The numbers of its classes: the background, and tables, which reach far back; and people."""

STRIDE = 8
"""In pixels: what the network says in between is a mean of what it says there."""


def logits(view: Pixels, networks: Networks) -> Plane:
    """Of the classes of PASCAL VOC in their order, (SIDE, SIDE, 21), for RGB (SIDE, SIDE, 3).

    Raises what `networks.run` raises.
    """
    return cast(Plane, networks.run("deeplab", view[None].astype(np.float32) / 127.5 - 1)[0][0])


def seen(view: Pixels, networks: Networks) -> Plane:
    """`grid`, and beside it what the encoder makes of `view` on its way there: (33, 33, 261).

    These 240 features tell more than the 20 kinds: of what is stuff, sky and walls differ in them.
    """
    found = networks.run("deeplab", view[None].astype(np.float32) / 127.5 - 1)
    scores, features = found[0][0], [output[0] for output in found[1:]]
    return np.concatenate([scores[::STRIDE, ::STRIDE], *features], axis=-1, dtype=np.float32)


def grid(view: Pixels, networks: Networks) -> Plane:
    """`logits` where the network says something of its own: (33, 33, 21)."""
    return np.ascontiguousarray(logits(view, networks)[::STRIDE, ::STRIDE])


def stretched(values: Plane, height: int, width: int) -> Plane:
    """`values` at the network's grid (33, 33, ...) at that height and width, linear in between."""
    for axis, length in enumerate((height, width)):
        last = values.shape[axis] - 1
        at = (((np.arange(length) + 0.5) * SIDE / length - 0.5) / STRIDE).clip(0, last)
        before = np.minimum(at.astype(np.intp), last - 1)
        share = (at - before).astype(np.float32)
        share = share.reshape(-1, *(1,) * (values.ndim - 1 - axis))
        first, second = (values.take(before + more, axis) for more in (0, 1))
        values = first + share * (second - first)
    return values

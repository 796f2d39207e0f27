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

STRIDE = 8
"""In pixels: what the network says in between is a mean of what it says there."""


def logits(view: Pixels, networks: Networks) -> Plane:
    """Of the classes of PASCAL VOC in their order, (SIDE, SIDE, 21), for RGB (SIDE, SIDE, 3).

    Raises what `networks.run` raises.
    """
    return cast(Plane, networks.run("deeplab", view[None].astype(np.float32) / 127.5 - 1)[0][0])

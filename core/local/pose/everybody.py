"""Everybody in a picture, seen at two sizes: near people as well as far ones, and nobody twice.

The network knows people of the sizes that it was trained on. A face that fills the picture is seen
at half the size only; and what is large and faintly like a person at one size but not at the other
is a pattern of leaves or stripes, and is left out. Of two sights of a person the one with more
joints and more certain ones is kept, with those places that the larger size says more exactly.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.local.networks import Networks
from core.local.pose.body import Body, bodies
from core.local.pose.input import look
from core.picture import Pixels

SIDES = (368, 184)
"""The shorter sides at which a picture is looked at; the first is that of the training."""

LARGE = 13
"""Cells that a body must span to be seen at half the size, too."""

SURE = 1.0
"""The score from which a body is believed at first sight."""

NEAR = 0.1
"""The part of a body's size by which two sights of it differ at most."""


def everybody(pixels: Pixels, networks: Networks) -> tuple[Body, ...]:
    """The bodies in RGB `pixels`, the largest first; raises what Networks.run raises."""
    whole, half = (bodies(look(pixels, networks, side)) for side in SIDES)
    believed = [
        *(body for body in whole if body.size < LARGE * body.cell or _believed(body, half)),
        *(_sharpened(body, whole) for body in half if _believed(body, whole)),
    ]
    found: list[Body] = []
    for body in sorted(believed, key=lambda body: -body.score * np.count_nonzero(body.seen)):
        if not any(same(body, other) for other in found):
            found.append(body)
    return tuple(sorted(found, key=lambda body: -body.size))


def _believed(body: Body, at_other_size: tuple[Body, ...]) -> bool:
    return body.score >= SURE or any(same(body, other) for other in at_other_size)


def _sharpened(body: Body, finer: tuple[Body, ...]) -> Body:
    """`body` with the joints of its sight in `finer`, if there is one, where both nearly agree."""
    for other in finer:
        if same(body, other):
            near = body.seen & other.seen & (_apart(body, other) < _reach(body, other))
            return replace(body, joints=np.where(near[:, None], other.joints, body.joints))
    return body


def same(one: Body, other: Body) -> bool:
    """Whether both are the same person: at least two joints that both have, mostly in one place."""
    shared = one.seen & other.seen
    if np.count_nonzero(shared) < 2:
        return False
    return bool(np.median(_apart(one, other)[shared]) < _reach(one, other))


def _apart(one: Body, other: Body) -> NDArray[np.float32]:
    """(18,): the distances of the joints, in pixels."""
    return np.asarray(np.linalg.norm(one.joints[:, :2] - other.joints[:, :2], axis=1))


def _reach(one: Body, other: Body) -> float:
    """How far the joints of two sights of a person may be apart, in pixels."""
    return max(NEAR * max(one.size, other.size), one.cell, other.cell)

"""Straight line segments: laid exactly on edges, joined where one continues another, drawn.

Segments are `float32` (n, 4): column and row of one end, then of the other, in pixels; the middle
of the first pixel is (0, 0).
"""

from __future__ import annotations

import math
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.lines.xdog import shrunk
from core.picture import Pixels

Segments = NDArray[np.float32]
Numbers = NDArray[np.float32]
_Exact = NDArray[np.float64]

PLACES = 32
"""Along a segment, where the edge under it is looked for."""

STEP = 0.5
"""Pixels by which a segment is moved to try the next position."""

INERTIA = 0.02
"""The part of its strength that an edge loses at the end of the reach: of equals the nearest."""

LEAN = 0.01
"""Pixels to the side for each pixel along, by which the directions of two pieces may differ."""

FRACTION_BITS = 4
"""Of a pixel, with which OpenCV is told where a line ends."""


def lengths(segments: Segments) -> Numbers:
    """The length of each segment in pixels, (n,)."""
    along = segments[:, 2:] - segments[:, :2]
    return cast(Numbers, np.hypot(along[:, 0], along[:, 1]))


def levels(pixels: Pixels, scale: float) -> tuple[Pixels, ...]:
    """RGB `pixels` `scale` times smaller, if that is above 1, ever less so, and themselves."""
    steps = math.ceil(math.log2(max(1.0, scale)))
    return (*(shrunk(pixels, scale / 2**step) for step in range(steps)), pixels)


def scaled(segments: Segments, before: Pixels, after: Pixels) -> Segments:
    """`segments` of the picture `before` as those of `after`, which is the same in another size."""
    height, width = (after.shape[side] / before.shape[side] for side in (0, 1))
    ratio = np.array([width, height] * 2, np.float32)
    return (segments + np.float32(0.5)) * ratio - np.float32(0.5)


def refined(segments: Segments, pictures: tuple[Pixels, ...], reach: float) -> Segments:
    """`segments` of the last of `pictures`, moved onto the strongest straight edge near to each.

    `pictures`: those of `levels`, from where the segments were found to what they are of; in each
    the ends move across the segment by up to `reach` pixels.
    """
    for picture in pictures if len(segments) else ():
        there = _on_edges(scaled(segments, pictures[-1], picture), picture, reach)
        segments = scaled(there, picture, pictures[-1])
    return segments


def joined(segments: Segments, apart: float, gap: float) -> Segments:
    """The segments with those that lie on one line made one, the longest first.

    Two lie on one line where the ends of the shorter are at most `apart` pixels beside the longer,
    and LEAN more for each pixel beyond its ends, and along it leave a gap of at most `gap` pixels.
    The one that takes their place goes from the first of their ends to the last.
    """
    rest = segments[np.argsort(-lengths(segments), kind="stable")]
    done = []
    while len(rest):
        longest, rest = rest[0], rest[1:]
        forward, beside, length = _seen_from(longest, rest)
        near = (forward.max(axis=1) >= -gap) & (forward.min(axis=1) <= length + gap)
        beyond = np.abs(forward - forward.clip(0, length))
        same = near & (np.abs(beside) <= apart + LEAN * beyond).all(axis=1)
        if not same.any():
            done.append(longest)
            continue
        ends = np.concatenate([longest.reshape(2, 2), rest[same].reshape(-1, 2)])
        places = np.concatenate([[0, length], forward[same].ravel()])
        # It may reach others now that it is longer, so it is the first to be looked at again.
        whole = np.concatenate([ends[places.argmin()], ends[places.argmax()]])
        rest = np.concatenate([whole[None], rest[~same]])
    return np.array(done, np.float32).reshape(-1, 4)


def drawn(segments: Segments, height: int, width: int) -> Pixels:
    """`segments` as white lines one pixel wide on black: `uint8` (height, width), 255 or 0."""
    guide = np.zeros((height, width), np.uint8)
    for x0, y0, x1, y1 in np.rint(segments * 2**FRACTION_BITS).astype(int).tolist():
        cv2.line(guide, (x0, y0), (x1, y1), 255, 1, cv2.LINE_8, FRACTION_BITS)
    return guide


def _seen_from(segment: Segments, others: Segments) -> tuple[_Exact, _Exact, float]:
    """Where the ends of `others` are, along `segment` and beside it, both (n, 2); its length."""
    start, along = segment[:2].astype(np.float64), np.diff(segment.reshape(2, 2), axis=0)[0]
    length = max(float(np.hypot(*along)), 1e-6)
    ends = others.reshape(-1, 2, 2) - start
    forward = ends @ (along / length)
    beside = ends @ (np.array([-along[1], along[0]]) / length)
    return forward, beside, length


def _on_edges(segments: Segments, pixels: Pixels, reach: float) -> Segments:
    """`segments` with each end moved by up to `reach` pixels across, onto the strongest edge.

    Of all pairs of positions of the two ends that is taken whose line has the greatest sum, over
    PLACES, of the difference of colour across it.
    """
    steps = round(reach / STEP)
    side = 1 / STEP  # places from a position to the pixels on either side of it
    offsets = STEP * np.arange(-steps - side, steps + side + 1)
    start, along = segments[:, :2], segments[:, 2:] - segments[:, :2]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across /= np.maximum(lengths(segments), 1e-6)[:, None]
    places = (np.arange(PLACES) + 0.5) / PLACES
    points = (start[:, None] + along[:, None] * places[:, None])[:, :, None]
    colours = _sampled(pixels, points + across[:, None, None] * offsets[:, None])
    apart = round(2 * side)
    strength = np.abs(colours[:, :, apart:] - colours[:, :, :-apart]).max(axis=3)

    tried = np.arange(-steps, steps + 1)
    first, last = (ends.ravel() for ends in np.meshgrid(tried, tried))
    index = np.rint(first[:, None] * (1 - places) + last[:, None] * places).astype(int) + steps
    totals = strength[:, np.arange(PLACES), index].sum(axis=2)
    # On an even ground nothing is stronger than 0; the 1 keeps segments in place there, too.
    totals = (totals + 1) * (1 - INERTIA * (np.abs(first) + np.abs(last)) / max(1, 2 * steps))
    best = totals.argmax(axis=1)
    moves = STEP * np.stack([first[best], last[best]], axis=1)[..., None]
    return (segments + (moves * across[:, None]).reshape(-1, 4)).astype(np.float32)


def _sampled(pixels: Pixels, points: _Exact) -> Numbers:
    """The colours at `points` (..., 2), columns and rows: bilinear, (..., 3), 0 to 255.

    Beyond the border the picture goes on unchanged. (OpenCV's `remap` refuses sides over 32767.)
    """
    limit = np.array([pixels.shape[1] - 1, pixels.shape[0] - 1])
    inside = points.clip(0, limit)
    x, y = np.moveaxis(inside.astype(int), -1, 0)
    right, below = np.minimum(x + 1, limit[0]), np.minimum(y + 1, limit[1])
    part = (inside - np.stack([x, y], axis=-1)).astype(np.float32)
    u, v = part[..., :1], part[..., 1:]
    upper = pixels[y, x] * (1 - u) + pixels[y, right] * u
    lower = pixels[below, x] * (1 - u) + pixels[below, right] * u
    return cast(Numbers, upper * (1 - v) + lower * v)

"""Canvases of several drawings, drawn as artists do, of which it is known where the lines are.

The flat drawings get other colours and a pen of another width, are painted with shadows and
gradients, which are no lines, and stand upon or beside one another on backgrounds. A canvas is
made at twice its size and then halved, so edges are smooth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from models.lineart import paint
from models.lineart.layers import VISIBLE, borders
from models.lineart.store import FARTHEST, STEPS, Drawing, Pixels, Plane, Store, distance

WAYS = {"as it is": 0.3, "inked": 0.25, "tinted": 0.12, "bare": 0.18, "lines": 0.15}
"""How often ink is kept, is drawn anew, has the colour of what it bounds, is left out, and stands
on white paper."""
FAINT = 8.0
"""Least difference of two colours, from which on nobody can say whether their border is a line."""
MOST_ENLARGED = 1.25
"""Times, at twice the size of the canvas, that a drawing is enlarged whose ink is kept: wide ink
would become an area, whose borders are drawn."""
LETTERS = "ABCDEFGHKMNRSTUWXabdeghkmnoprstu 0123456789"
CLOSE = 3
"""Half the distance of two borders that are one line, in pixels of the canvas at twice its size."""


@dataclass(frozen=True)
class Manner:
    """How one canvas is drawn: one of WAYS, its pen, and how many drawings there are on it."""

    way: str
    pen: paint.Pen
    count: int


@dataclass
class Sheet:
    """A canvas at twice its size: RGB `colour`, where `ink` is, and the distance from middles.

    In `flat` are the same colours without shades and without ink; `ground` is the colour of what
    everything stands on; `owner` is the number of the drawing that is seen at each pixel.
    """

    colour: Plane
    flat: Pixels
    ground: NDArray[np.float32]
    ink: Pixels
    owner: Pixels
    distance: Plane


@dataclass(frozen=True)
class Canvas:
    """RGB (side, side, 3); the distance from lines, in its pixels; and where ink is, 0..1.

    `doubtful`: where colours differ so little that there may be a line or not.
    """

    rgb: Pixels
    distance: Plane
    ink: Plane
    doubtful: NDArray[np.bool_]


def canvas(store: Store, side: int, random: np.random.Generator) -> Canvas:
    """A canvas of `side` pixels of the drawings in `store`."""
    size = 2 * side
    way = str(random.choice(list(WAYS), p=list(WAYS.values())))
    ground, mean = paint.ground(size, way, store, random)
    flat = np.clip(ground, 0, 255).astype(np.uint8)
    nothing = np.zeros((size, size), np.uint8)
    sheet = Sheet(ground, flat, mean, nothing, nothing.copy(), _far(size))
    count = 1 if random.random() < 0.4 else int(random.integers(2, 7))
    manner = Manner(way, paint.pen(way, random), count)
    for _ in range(count):
        name = store.names[int(random.integers(len(store.names)))]
        _put(sheet, store.drawing(name), manner, random)
    if way != "bare" and random.random() < 0.12:
        _write(sheet, manner.pen, random)
    return _finished(sheet, way, random)


def _far(size: int) -> Plane:
    return np.full((size, size), FARTHEST, np.float32)


def _put(sheet: Sheet, drawing: Drawing, manner: Manner, random: np.random.Generator) -> None:
    """Put `drawing` somewhere on `sheet`, over what is there."""
    way, pen = manner.way, manner.pen
    size = len(sheet.ink)
    most = MOST_ENLARGED if way == "as it is" else size
    sizes = (0.6, 1.25) if manner.count == 1 else (0.28, 0.8)
    scale = min(size * random.uniform(*sizes) / max(drawing.areas.shape), most)
    turn = _turned(drawing.areas.shape, size, scale, 0.08 if manner.count == 1 else 0.42, random)
    palette = paint.palette(drawing.palette, way, sheet.ground, random)
    rows, columns = _covered(drawing.areas.shape, turn, size)
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    turn = turn - [[0, 0, columns.start], [0, 0, rows.start]]
    shape = columns.stop - columns.start, rows.stop - rows.start
    window = rows, columns

    def seen(part: NDArray[Any], kind: int, outside: float) -> NDArray[Any]:
        return cv2.warpAffine(part, turn, shape, flags=kind, borderValue=outside)

    near = cv2.INTER_NEAREST
    away = seen(drawing.distance, cv2.INTER_LINEAR, FARTHEST * STEPS) * np.float32(scale / STEPS)
    away = np.minimum(away, np.float32(FARTHEST))
    bare = seen(drawing.bare, near, 0)
    there = bare > 0
    if way == "as it is":
        ink = seen(drawing.ink, near, 0) > 0
        inked = palette[seen(drawing.areas, near, 0)].astype(np.float32)
        there = there | ink
    else:
        # What is left of ink that is redrawn narrower is of the areas beside it.
        ink = (away < pen.half) if way != "bare" else np.zeros_like(there)
        inked = paint.ink(palette[bare], pen)
    flat = np.where(there[..., None], palette[bare], sheet.flat[window])
    shaded = flat.astype(np.float32)
    if way != "lines":
        shaded = paint.shaded(shaded, there, random)
    colour = np.where(there[..., None], shaded, sheet.colour[window])
    if way != "bare":
        opaque = (ink * pen.strength(ink.shape, random)).astype(np.float32)[..., None]
        colour += (inked - colour) * opaque
    sheet.colour[window] = colour
    sheet.flat[window] = flat
    sheet.owner[window] = np.where(there, sheet.owner.max() + 1, sheet.owner[window])
    sheet.ink[window] = np.where(ink, 255, np.where(there, 0, sheet.ink[window]))
    if way == "bare":
        away = np.full_like(away, FARTHEST)
    behind = np.minimum(sheet.distance[window], away)
    sheet.distance[window] = np.where(there, away, behind)


def _covered(shape: tuple[int, ...], turn: NDArray[np.float64], size: int) -> tuple[slice, slice]:
    """The rows and columns of the canvas that a drawing lies in, with what its lines reach."""
    high, wide = shape
    corners = turn @ np.array([[0, wide, wide, 0], [0, 0, high, high], [1, 1, 1, 1]])
    left, top = np.clip(np.floor(corners.min(axis=1) - FARTHEST), 0, size).astype(int)
    right, bottom = np.clip(np.ceil(corners.max(axis=1) + FARTHEST), 0, size).astype(int)
    return slice(int(top), int(bottom)), slice(int(left), int(right))


def _turned(
    shape: tuple[int, ...], size: int, scale: float, spread: float, random: np.random.Generator
) -> NDArray[np.float64]:
    """The matrix that puts a drawing on the canvas, `spread` of its side from the middle."""
    high, wide = shape
    angle = random.normal(0, 8) if random.random() < 0.8 else random.uniform(-180, 180)
    turn = np.asarray(cv2.getRotationMatrix2D((wide / 2, high / 2), angle, scale), np.float64)
    if random.random() < 0.5:
        turn[:, 2] += turn[:, 0] * wide
        turn[:, 0] *= -1
    centre = size / 2 + random.uniform(-spread, spread, 2) * size
    turn[:, 2] += centre - turn @ np.array([wide / 2, high / 2, 1])
    return turn


def _write(sheet: Sheet, pen: paint.Pen, random: np.random.Generator) -> None:
    """Letters, which are lines as well."""
    size = len(sheet.ink)
    middles = np.zeros((size, size), np.uint8)
    for _ in range(int(random.integers(1, 5))):
        letters = "".join(random.choice(list(LETTERS), int(random.integers(3, 12))))
        at = int(random.integers(0, size // 2)), int(random.integers(60, size))
        font = int(random.choice([0, 1, 2, 3, 4, 5, 6, 7]))
        cv2.putText(middles, letters, at, font, random.uniform(1.4, 4), 255, 1, cv2.LINE_8)
    away = distance(middles > 0)
    ink = away < max(pen.half, 1.5)
    dark = float(sheet.colour.mean()) < 110
    sheet.colour[ink] = random.uniform(200, 255) if dark else random.uniform(0, 60)
    sheet.ink[ink] = 255
    sheet.distance = np.minimum(sheet.distance, away)


def _finished(sheet: Sheet, way: str, random: np.random.Generator) -> Canvas:
    """The canvas at its size, with the borders of its areas, as a camera or a scanner gives it."""
    outline, contrast = _outlines(sheet)
    free = borders(sheet.flat, VISIBLE) | (outline & (contrast > VISIBLE))
    faint = borders(sheet.flat, FAINT) | (outline & (contrast > FAINT))
    if way != "bare":
        free &= cv2.dilate(sheet.ink, np.ones((9, 9), np.uint8)) == 0
        free &= sheet.distance > 4
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * CLOSE + 1, 2 * CLOSE + 1))
    closed = cv2.morphologyEx(free.astype(np.uint8), cv2.MORPH_CLOSE, disc)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= 10
    long[0] = False
    away = np.minimum(sheet.distance, distance(long[labels]))
    half = len(away) // 2
    colour = cv2.resize(sheet.colour, (half, half), interpolation=cv2.INTER_AREA)
    small = cv2.resize(away, (half, half), interpolation=cv2.INTER_AREA) / 2
    ink = cv2.resize(sheet.ink, (half, half), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    rgb = paint.photographed(paint.grained(cast(Plane, colour), random), random)
    wide = cv2.dilate((faint & (away > 2 * CLOSE)).astype(np.uint8), disc)
    maybe = cv2.resize(wide, (half, half), interpolation=cv2.INTER_NEAREST) > 0
    return Canvas(rgb, cast(Plane, small), cast(Plane, ink), maybe & (small > 2))


def _outlines(sheet: Sheet) -> tuple[NDArray[np.bool_], Plane]:
    """Where a drawing ends, and how different colours are around each pixel, shades and all."""
    outline = borders(np.repeat(sheet.owner[..., None], 3, axis=2), 0)
    grey = cv2.cvtColor(sheet.colour, cv2.COLOR_RGB2GRAY)
    square = np.ones((5, 5), np.uint8)
    return outline, cast(Plane, cv2.dilate(grey, square) - cv2.erode(grey, square))

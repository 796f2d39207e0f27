"""A flat drawing as layers: areas of one colour, thin ink, and where lines are.

Thin ink is what a pen has drawn, whether the file says it with a stroke or with a dark area as
narrow as one. Its line is its middle, so the width of the ink does not matter. Where two areas
meet without ink there is a line as well; that depends on what colours they are given, and is told
when a canvas is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.measure import label
from skimage.morphology import skeletonize

if TYPE_CHECKING:
    from models.lineart.flat import Flat

LONGEST = 640
"""Pixels of a drawing's longer side; it is drawn at no more than about half of that."""
THICKEST, THICKEST_STROKE = 8, 13
"""Pixels, half the width of the widest dark area, and of the widest stroke, that is a line."""
DARK = 96
"""Mean of the channels, below which an area that is thin is ink."""
VISIBLE = 24.0
"""Least distance of two colours, of 255, across whose border there is a line."""
SHORTEST = 12
"""Pixels of a line; less is a speck."""
CLOSE = 3
"""Half the distance, in pixels, of two borders that are one line."""
LEAST_LENGTH, CROWDED = 500, 0.14
"""Pixels of lines that a drawing has at least, and at most as a share of its area."""
OUTSIDE = 0
"""The index of what is no part of the drawing."""
LARGE = 0.002
"""Share of the drawing, from which an area of its own has an index of its own."""
MOST = 250

Mask = NDArray[np.uint8]
Palette = NDArray[np.uint8]


@dataclass(frozen=True)
class Layers:
    """`areas` (H, W): an index into `palette` (N, 3) RGB, 0 outside; `ink` and `middles`: 0 or 1.

    Under the ink, `areas` has the colour of the ink; `middles` are the ink's.
    """

    areas: Mask
    palette: Palette
    ink: Mask
    middles: Mask


def layers(drawing: Flat) -> Layers | None:
    """The layers of `drawing`; None where it is too small, too crowded or has no lines."""
    rgba = drawing.rgba
    inside = rgba[..., 3] > 127
    if inside.mean() < 0.02:
        return None
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    window = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    rgba, strokes = (np.pad(_cut(part[window]), _border(part)) for part in (rgba, drawing.strokes))
    inside = rgba[..., 3] > 127
    if min(inside.shape) < 120:
        return None
    areas, palette = _indexed(rgba[..., :3], inside)
    ink = _ink(areas, palette, strokes > 0)
    middles = _middles(ink)
    beside = cv2.dilate(ink.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    free = borders(palette[areas], VISIBLE) & ~beside
    length = np.count_nonzero(middles) + np.count_nonzero(free)
    if length < LEAST_LENGTH or length > CROWDED * np.count_nonzero(inside):
        return None
    areas, palette = _by_piece(areas, palette, ink)
    return Layers(areas, palette, ink.astype(np.uint8), middles.astype(np.uint8))


def under_ink(areas: Mask, ink: Mask) -> Mask:
    """`areas` without ink: beneath it each pixel is of the nearest area that is none."""
    free = (ink == 0).astype(np.uint8)
    if not free.any() or free.all():
        return areas
    _, nearest = cv2.distanceTransformWithLabels(
        1 - free, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    of_label = np.zeros(int(nearest.max()) + 1, np.uint8)
    of_label[nearest[free > 0]] = areas[free > 0]
    return cast(Mask, np.where(free > 0, areas, of_label[nearest]))


def borders(colours: NDArray[np.uint8], visible: float) -> NDArray[np.bool_]:
    """Where RGB `colours` (H, W, 3) change by more than `visible` from a pixel to the next."""
    found = np.zeros(colours.shape[:2], bool)
    found[:, :-1] |= _apart(colours[:, 1:], colours[:, :-1]) > visible
    found[:-1] |= _apart(colours[1:], colours[:-1]) > visible
    return found


def _apart(some: NDArray[np.uint8], others: NDArray[np.uint8]) -> Mask:
    red, green, blue = cv2.split(cv2.absdiff(some, others))
    return cast(Mask, np.maximum(np.maximum(red, green), blue))


def merged(found: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """`found`, one pixel wide, with lines that nearly touch made one, and without specks."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * CLOSE + 1, 2 * CLOSE + 1))
    closed = cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_CLOSE, disc)
    thin = skeletonize(closed > 0)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(thin.astype(np.uint8), connectivity=8)
    long = stats[:, cv2.CC_STAT_AREA] >= SHORTEST
    long[0] = False
    return cast(NDArray[np.bool_], long[labels])


def _cut(part: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = part.shape[:2]
    scale = LONGEST / max(height, width)
    if abs(scale - 1) < 0.02:
        return part
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cast(NDArray[np.uint8], cv2.resize(part, size, interpolation=cv2.INTER_NEAREST_EXACT))


def _border(part: NDArray[np.uint8]) -> list[tuple[int, int]]:
    return [(2, 2), (2, 2), (0, 0)][: part.ndim]


def _indexed(rgb: NDArray[np.uint8], inside: NDArray[np.bool_]) -> tuple[Mask, Palette]:
    """Colours that are nearly the same are one; rare ones become the nearest that is not."""
    coarse = (rgb.astype(np.int32) + 4) // 8
    codes = (coarse[..., 0] * 33 + coarse[..., 1]) * 33 + coarse[..., 2]
    values, index, counts = np.unique(codes[inside], return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:63]
    order = order[counts[order] >= 25]
    means = np.stack([rgb[inside][index == k].mean(axis=0) for k in order])
    split = np.stack([values // 33 // 33, values // 33 % 33, values % 33], axis=1) * 8
    nearest = np.abs(split[:, None] - means[None]).sum(axis=2).argmin(axis=1)
    areas = np.zeros(inside.shape, np.uint8)
    areas[inside] = (nearest[index] + 1).astype(np.uint8)
    palette = np.vstack([np.full((1, 3), 255), means]).round().astype(np.uint8)
    return areas, palette


def _ink(areas: Mask, palette: Palette, strokes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Strokes, and dark areas as thin, that stand out from what is beside them."""
    dark = (palette.mean(axis=1) < DARK) & (np.arange(len(palette)) > 0)
    thin = _narrow(strokes | dark[areas], THICKEST) | _thin(strokes, THICKEST_STROKE)
    wide = np.ones((2 * THICKEST_STROKE + 1, 2 * THICKEST_STROKE + 1), np.uint8)
    seen = cv2.dilate(borders(palette[areas], VISIBLE).astype(np.uint8), wide) > 0
    thin &= seen
    _, labels, stats, _ = cv2.connectedComponentsWithStats(thin.astype(np.uint8), connectivity=8)
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= SHORTEST
    large[0] = False
    return cast(NDArray[np.bool_], large[labels])


def _narrow(drawn: NDArray[np.bool_], thickest: int) -> NDArray[np.bool_]:
    """What is drawn no wider than that; pupils and hair are wider."""
    return cast(NDArray[np.bool_], drawn & (_blobs(drawn, thickest) == 0))


def _thin(drawn: NDArray[np.bool_], thickest: int) -> NDArray[np.bool_]:
    """As `_narrow`, and where such strokes meet, which is wider."""
    size = 2 * thickest + 1
    blobs = _blobs(drawn, thickest)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(blobs, connectivity=8)
    wide = stats[:, cv2.CC_STAT_AREA] > 4 * size * size
    wide[0] = False
    return cast(NDArray[np.bool_], drawn & ~wide[labels])


def _blobs(drawn: NDArray[np.bool_], thickest: int) -> Mask:
    size = 2 * thickest + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    blobs = cv2.morphologyEx(drawn.astype(np.uint8), cv2.MORPH_OPEN, disc)
    return cast(Mask, cv2.dilate(blobs, np.ones((5, 5), np.uint8)))


def _middles(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    smooth = np.asarray(cv2.medianBlur(ink.astype(np.uint8), 3)) > 0
    return merged(skeletonize(smooth | (ink & _hair(ink))))


def _hair(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ink of one or two pixels, which a median would tear."""
    opened = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return cast(NDArray[np.bool_], opened == 0)


def _by_piece(areas: Mask, palette: Palette, ink: NDArray[np.bool_]) -> tuple[Mask, Palette]:
    """The larger pieces of an area, which ink parts, with an index each, to be painted anew."""
    pieces = label(np.where(ink, 0, areas.astype(np.int32)), background=0, connectivity=1)
    counts = np.bincount(pieces.ravel())
    counts[0] = 0
    large = np.flatnonzero(counts >= LARGE * areas.size)
    large = large[np.argsort(-counts[large], kind="stable")][: MOST - len(palette)]
    first = {int(piece): np.flatnonzero(pieces.ravel() == piece)[0] for piece in large}
    areas, colours = areas.copy(), list(palette)
    flat = areas.ravel().copy()
    for piece, at in first.items():
        areas[pieces == piece] = len(colours)
        colours.append(palette[flat[at]])
    return areas, np.stack(colours)

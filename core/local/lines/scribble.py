"""Scribble: thick white strokes along the outlines of things, or along dark lines.

From soft edges, as ControlNet's HED scribble annotator draws them (its "fake scribble"): they are
smoothed, of the ridges those above a threshold are kept, and these are thickened by a Gaussian of
which all above 4 levels is white. Its threshold of 127 suits our network as well: of photographs
and renderings a tenth to two fifths of the guide is white, and lower ones fill leaves, hair and
stripes with it. Our own is that ridges shorter than a stroke is wide are left out, and those which
run across an outline, thorns on every bend; and that where nothing else is around, less is enough:
our network draws a thin line crisper than theirs, which smoothing makes faint, so that the mouth in
a face and the circles of a drawing would be missing.

XDoG, the variant of those annotators that needs no network: Gaussians of 0.5 and 5 pixels, and a
stroke where twice their difference is above the threshold (32). By itself that leaves specks and
strokes that fray, and where one channel brightens as another darkens, no stroke at all. Hence what
is our own: brightness and colour in place of the three channels (`core.local.lines.xdog.darkness`),
strokes that go on where the smoothed difference is above a quarter of the threshold, and no specks.

A picture whose shorter side is above 512 pixels is shrunk to that first, as those annotators do.
What the strokes are cut from is enlarged again, never the strokes, so the guide is black and white
and its contours are smooth at every size. A stroke is 9 to 16 pixels wide at 512.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.lines.ridges import distance_to_ridge
from core.local.lines.rim import without_rim
from core.local.lines.softedge import fitted, soft_edges, usual_side
from core.local.lines.xdog import blur, darkness, scale_of, shrunk, strokes
from core.local.method import Maker
from core.local.networks import Networks
from core.options import Options
from core.picture import Pixels, Plane

SIDE = 512  # the shorter side at which strokes are drawn; all pixels below are pixels of that

SMOOTH = 3.0  # the Gaussian before ridges are looked for
BASE = 0.01  # see `distance_to_ridge`
MIDDLE = 1.0  # how far a ridge may be from the middle of an outline
AROUND = 20.0  # the Gaussian of the neighbourhood from which faint ridges must stand out
APART = 2.5  # times more than it
FAINT = 0.4  # of the threshold is enough then
THICK = 3.0  # the Gaussian that makes strokes of ridges
WHITE = 4.0  # the level of 255 from which that is white
SHORT = 12  # ridges of fewer pixels are left out
HALFWAY = 32  # the threshold that is level 127.5 of 255; twice it is two thirds of 255

NARROW, WIDE = 0.5, 5.0  # XDoG's Gaussians
SMOOTHING = 1.0  # of their difference
SPECK = 24  # strokes of fewer pixels are left out

_Draw = Callable[[float], Pixels]


def open_scribble(pixels: Pixels, networks: Networks) -> Maker:
    """Guides of `pixels`: `uint8` (height, width), 255 on strokes and 0 elsewhere.

    Options: `scribbleMethod`, "softedge" or "xdog", which needs no network; `scribbleThreshold`, 1
    to 64, how sure an edge, or how dark a line must be (see HALFWAY; half levels of 255 in XDoG).
    """
    inner = without_rim(pixels)
    draw = {"softedge": _along_edges(inner, networks), "xdog": _along_dark_lines(inner)}

    def make(options: Options) -> Pixels:
        return draw[str(options["scribbleMethod"])](options.number("scribbleThreshold"))

    return make


def _along_edges(pixels: Pixels, networks: Networks) -> _Draw:
    @cache
    def sure_and_ridges() -> tuple[Plane, NDArray[np.bool_]]:
        edges = soft_edges(pixels, networks, usual_side(pixels, SIDE))
        smooth = cast(Plane, cv2.GaussianBlur(edges, (0, 0), SMOOTH))
        alone = smooth > APART * blur(edges, AROUND)
        return cast(Plane, np.where(alone, smooth / np.float32(FAINT), smooth)), _ridges(smooth)

    def draw(threshold: float) -> Pixels:
        sure, ridges = sure_and_ridges()
        drawn = ridges & (sure > threshold / (threshold + HALFWAY))
        kept = strokes(drawn, drawn, SHORT).astype(np.float32)
        thick = cast(Plane, cv2.GaussianBlur(kept, (0, 0), THICK))
        return (fitted(thick, *pixels.shape[:2]) > WHITE) * np.uint8(255)

    return draw


def _ridges(plane: Plane) -> NDArray[np.bool_]:
    """Where `plane` is highest across an outline: not lower than both neighbours in one direction.

    The directions are the annotators' four.
    """
    across = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 0]], np.uint8)
    falling = np.eye(3, dtype=np.uint8)
    found = np.zeros(plane.shape, bool)
    for direction in (across, across.T, falling, falling[::-1]):
        found |= cv2.dilate(plane, np.ascontiguousarray(direction)) == plane
    # Around a bend it is not lower along the outline either, farther and farther away from it.
    return found & (distance_to_ridge(plane, BASE) < MIDDLE)


def _along_dark_lines(pixels: Pixels) -> _Draw:
    height, width, _ = pixels.shape

    @cache
    def response() -> tuple[Plane, Plane]:
        difference = darkness(shrunk(pixels, scale_of(pixels)), NARROW, WIDE)
        np.maximum(difference, 0, out=difference)
        return difference, blur(difference, SMOOTHING)

    def draw(threshold: float) -> Pixels:
        difference, smooth = response()
        weak = smooth > threshold / 4
        kept = strokes(weak, 2 * difference > threshold, SPECK)
        if kept.shape == (height, width):
            return kept
        # Only specks are taken out: the slopes beside a stroke are what gives its contour.
        drawn = np.where(weak & (kept == 0), np.float32(0), smooth)
        large = cv2.resize(drawn, (width, height), interpolation=cv2.INTER_LINEAR)
        return (large > threshold / 4) * np.uint8(255)

    return draw

"""Lines without a network of lines: dark lines and the borders of things, each of them once.

It is what the app drew line art with before it had that network, which is taught with it what the
lines of photographs are, and is measured against it.

A dark line is darker than both its sides: at each pixel the smaller of the differences to the left
and to the right of it, across the tangent flow and smoothed along it. So a border is no dark line,
and a wide stroke is one. A border is where colour changes, weighted by how likely a thing ends
there, which leaves out texture. A border beside a dark line is the edge of that line.

What suppresses both in texture is how many there are around (C. Grigorescu, N. Petkov,
M. A. Westenberg, Contour detection based on nonclassical receptive field inhibition, 2003). Lines
that all run the same way, as the stripes of a zebra and the laths of a fence, are none. So what
the network finds faint, as the features of a face, is drawn on a smooth cheek and not in grass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.lines.pen import Drawing
from core.local.lines.ridges import Mask, Ridges
from core.local.lines.xdog import planes
from core.picture import Pixels, Plane
from models.lineart.tangent_flow import TangentFlow, tangent_flow

# Lengths are in pixels of the picture that is looked at.
NARROW = 0.7  # the Gaussian before anything is measured
REACHES = (2.0, 4.0, 6.0)  # to the sides of a dark line: strokes up to about 10 wide are one
LIGHT_REACHES = (2.0, 4.0)
WIDER = 1.1  # times darker must a line seem from farther off
ALONG = 2.5  # the smoothing along lines
STEP = 5.0  # what makes the gradient at a step as high as the step
SURROUND = 12.0  # how far around texture is looked for
AGREEING, AGREED = 0.45, 0.95  # the agreement from which lines around are less, and no texture
TEXTURE_LEFT = 0.05  # of it, at least
MOST_TEXTURE = 4.0  # times what is busy; bold lines are drawn in spite of it
CROWD = 1.5  # times what is likely around, that likely edges must stand out from
SURE = 1.5  # times more likely is what stands out
STEEP = 9  # the square in which a step is higher than the slope it is on
SMOOTH = 0.8  # the Gaussian before ridges are looked for
BASE = 0.01  # see `distance_to_ridge`
LONGER = 2.5  # times its reach must a dark line be long, or else it is a spot or a corner
BESIDE = 0.9  # of the reach of a dark line, where its own edges are
EDGED = 0.25  # of the strength of its edges must a line have to be as strong as they
SHADOW = 0.1  # of a line beside it, below which a line is the flank of that
SHORTEST = 14  # lines of less are left out


class Style(Protocol):
    """How a drawing weighs what is seen. Planes are `float32`.

    `light_lines`: whether lines that are lighter than both their sides are drawn, too.
    `busy`: the mean darkness around a line, in levels of 255, from which it counts two fifths.
    `trust`: what a dark line counts where no thing ends, 0..1.
    `outshone`: of the strength of a border; a dark line that is weaker does not take it for its
    edge.
    """

    light_lines: bool
    busy: float
    trust: float
    outshone: float

    def line(self, darkness: Plane) -> Plane:
        """The strength, 0..1, of lines so much darker than both sides, in levels of 255."""

    def border(self, likely: Plane, step: Plane, near: Plane) -> Plane:
        """The strength, 0..1, of borders.

        `likely` is how likely a thing ends there, 0..1, `step` how high the step is there, and
        `near` the highest around, in levels of 255.
        """


@dataclass(frozen=True, eq=False)
class FoundLines:
    """The dark lines of a picture, how far to the side each was told (pixels), and borders.

    `outshone`: see `Style`.
    """

    dark: Ridges
    reach: Plane
    borders: Ridges
    outshone: float

    def drawing(self, weak: float, strong: float, soft: float) -> Drawing:
        """The lines of at least `weak` strength in strokes that somewhere reach `strong`.

        A line of strength `soft` is 63 % white.
        """
        strong_dark, strong_borders = self.dark.above(strong), self.borders.above(strong)
        dark = _lasting(self.dark.above(weak), strong_dark, 0)
        dark &= _elongated(dark, self.reach)
        borders = self.borders.above(weak) & self._free(dark)
        strongest = (dark & strong_dark) | (borders & strong_borders)
        kept = _lasting(dark | borders, strongest, SHORTEST)
        dark &= kept
        borders &= kept
        strength = np.maximum(self.dark.strength * dark, self.borders.strength * borders)
        splat = np.maximum(self.dark.splat(dark), self.borders.splat(borders))
        return Drawing.of(splat, kept, 1 - np.exp(-strength / np.float32(soft)))

    def _free(self, dark: Mask) -> Mask:
        """Where a border is not the edge of one of the `dark` lines."""
        around = np.ones((13, 13), np.uint8)
        wide = cv2.dilate(self.reach * dark, around)
        away = cv2.distanceTransform(1 - dark, cv2.DIST_L2, 5)
        strength = cv2.dilate(self.dark.strength * dark, around)
        free = (away > BESIDE * wide + 2) | (strength < self.outshone * self.borders.strength)
        return cast(Mask, free.view(np.uint8))


def find_lines(pixels: Pixels, likely: Plane, style: Style) -> FoundLines:
    """The lines of RGB `pixels`; `likely`, 0..1, is how likely a thing ends at each of them."""
    flow = tangent_flow(_narrow(plane) for plane in planes(pixels))
    brightness = _brightness(pixels)
    dark, reach = _darker(brightness, flow, REACHES)
    if style.light_lines:
        light, light_reach = _darker(-brightness, flow, LIGHT_REACHES)
        # Between dark lines it is light as well.
        light -= 3 * cv2.dilate(dark, np.ones((9, 9), np.uint8))
        np.copyto(reach, light_reach, where=light > dark)
        np.maximum(dark, light, out=dark)
    square = np.ones((STEEP, STEEP), np.uint8)
    gradient = flow.gradient - cv2.erode(flow.gradient, square)
    dark, step = flow.along((dark, STEP * gradient), ALONG)
    texture = np.minimum(_texture(dark, flow) / np.float32(style.busy), np.float32(MOST_TEXTURE))
    likely = _standing_out(likely)
    ends = cv2.dilate(likely, np.ones((7, 7), np.uint8))
    dark *= (style.trust + (1 - style.trust) * ends) / (1 + texture + texture * texture / 2)
    lines = Ridges.of(style.line(_smooth(dark)), BASE)
    near = cast(Plane, cv2.dilate(step, square))
    borders = Ridges.of(_smooth(style.border(likely, step, near)), BASE)
    # A line is as strong as its edges, or they would be left where it is too faint.
    edges = cast(Plane, cv2.dilate(borders.strength, np.ones((9, 9), np.uint8)))
    strength = np.where(lines.strength > EDGED * edges, edges, 0)
    shadow = lines.strength < SHADOW * cv2.dilate(lines.strength, np.ones((9, 9), np.uint8))
    strength = np.where(shadow, 0, np.maximum(lines.strength, strength))
    lines = replace(lines, strength=strength)
    return FoundLines(lines, reach, borders, style.outshone)


def _texture(dark: Plane, flow: TangentFlow) -> Plane:
    """How dark lines are around that run all ways."""
    alike = (flow.agreement - np.float32(AGREEING)) / np.float32(AGREED - AGREEING)
    around = cv2.GaussianBlur(dark, (0, 0), SURROUND)
    return cast(Plane, around * (1 - np.clip(alike, 0, 1 - TEXTURE_LEFT)))


def _standing_out(likely: Plane) -> Plane:
    """`likely` where it is more so than around: an outline in foliage, the mouth in a face."""
    around = cv2.GaussianBlur(likely, (0, 0), SURROUND)
    share = likely / (likely + np.float32(CROWD) * around + np.finfo(np.float32).tiny)
    return cast(Plane, np.minimum(np.float32(SURE) * share * likely, 1))


def _brightness(pixels: Pixels) -> Plane:
    """What lines are darker in: the brightness and the least channel, where white stands out."""
    least = np.minimum(np.minimum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return _narrow(cast(Plane, (grey.astype(np.float32) + least) / 2))


def _darker(
    brightness: Plane, flow: TangentFlow, reaches: tuple[float, ...]
) -> tuple[Plane, Plane]:
    """How much darker each pixel is than what lies to both sides of it, and how far off that is."""
    darkest = np.zeros_like(brightness)
    reach = np.full_like(brightness, reaches[0])
    for distance in reaches:
        sides = np.minimum(flow.beside(brightness, distance), flow.beside(brightness, -distance))
        sides -= brightness
        darker = sides > WIDER * darkest
        np.copyto(reach, np.float32(distance), where=darker)
        np.copyto(darkest, sides, where=darker)
    return darkest, reach


def _lasting(weak: Mask, strong: Mask, shortest: int) -> Mask:
    """The `weak` pixels in strokes that are `strong` somewhere and at least `shortest` long.

    Pieces up to two pixels apart are one stroke.
    """
    linked = cv2.dilate(weak, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(linked, connectivity=8)
    kept = np.zeros(count, np.uint8)
    kept[labels[strong > 0]] = 1
    kept[_extent(stats) < shortest + 2] = 0  # the dilation adds two
    kept[0] = 0  # what is not weak
    return cast(Mask, kept[labels] & weak)


def _elongated(lines: Mask, reach: Plane) -> Mask:
    """The lines that are long for how far to their sides they were told."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    reaches = np.bincount(labels.ravel(), reach.ravel(), count)
    area = np.maximum(stats[:, cv2.CC_STAT_AREA], 1)
    long = (_extent(stats) >= LONGER * reaches / area).astype(np.uint8)
    return cast(Mask, long[labels])


def _extent(stats: NDArray[Any]) -> NDArray[Any]:
    """The longer side of each component's bounding box, in pixels."""
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    return cast(NDArray[Any], sides.max(axis=1))


def _narrow(plane: Plane) -> Plane:
    return cast(Plane, cv2.GaussianBlur(plane, (0, 0), NARROW))


def _smooth(plane: Plane) -> Plane:
    return cast(Plane, cv2.GaussianBlur(plane, (0, 0), SMOOTH))

"""Finds the sky by its colour, its calm and its place; networks for rooms have never seen one."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from core.picture import Pixels, Plane

CALM = 0.35  # outlines stronger than this end the sky
TOP = 3  # rows in which the sky begins
LEAST_AREA, LEAST_WIDTH = 0.02, 0.1  # of the picture, and of its upper edge
WIDE = 0.5  # of the upper edge
RIM, RIM_FAR = 20, 0.8  # in all but so many per cent of its columns something is so far off


def sky(pixels: Pixels, edges: Plane) -> Plane:
    """How sure it is that each pixel of RGB `pixels` (height, width, 3) shows sky: 0..1.

    `edges`: (height, width), 0..1, how sure an outline is. Sky is blue, or a cloud that touches
    blue, without outlines, and reaches the upper edge; grey and red skies are not found, since a
    ceiling or a wall looks like them. Made for pictures of about 320 x 240 pixels.
    """
    red, green, blue = (pixels[..., channel].astype(np.int16) for channel in range(3))
    bright = np.maximum(np.maximum(red, green), blue)
    dull = bright - np.minimum(np.minimum(red, green), blue) < 40
    bluish = (blue - red > 18) & (blue >= green - 6) & (blue > 70)
    cloud = dull & (bright > 120) & (blue >= red - 16)
    calm = ((bluish | cloud) & (edges < CALM)).astype(np.uint8)
    calm = cast(Pixels, cv2.morphologyEx(calm, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(calm, connectivity=4)
    found = np.zeros(edges.shape, np.float32)
    for label in np.unique(labels[:TOP]):
        if label == 0:
            continue
        part = labels == label
        wide = float(part[:TOP].any(axis=0).mean())
        if stats[label, cv2.CC_STAT_AREA] > LEAST_AREA * edges.size and wide > LEAST_WIDTH:
            found[part] = np.clip(2.5 * (bluish[part].mean() - 0.3), 0, 1)
    # Clouds with outlines of their own: what is as bright as one and has sky under it.
    under = np.maximum.accumulate(found[::-1], axis=0)[::-1]
    return cast(Plane, np.where(cloud, under, found))


def far_sky(found: Plane, far: Plane) -> Plane:
    """How sure it is that sky is where it was `found` and is `far` off: both and the result 0..1.

    A bare sky may look like a ceiling, near above and far off at the horizon. So a wide one that is
    far off in nearly every column is as far above as it is below.
    """
    sure = found * far
    count, labels = cv2.connectedComponents((found > 0).astype(np.uint8))
    for label in range(1, count):
        part = labels == label
        if part[:TOP].any(axis=0).mean() < WIDE:
            continue
        within = np.where(part, far, 0)
        if np.percentile(within.max(axis=0)[part.any(axis=0)], RIM) >= RIM_FAR:
            below = np.maximum.accumulate(within[::-1], axis=0)[::-1]
            sure = np.where(part, found * below, sure)
    return cast(Plane, sure)

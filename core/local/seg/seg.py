"""Segments: what everything is, as flat areas of the ADE20K colours.

DeepLab v3 (L.-C. Chen et al., Rethinking Atrous Convolution, 2017) tells things; a small network
of ours kinds of things and surroundings, by its features and by colour, texture and place. Both are
asked in superpixels, which end at outlines that a third network sees; in rooms a fourth tells which
way surfaces face. The answers flow from each region to its neighbours except over outlines and
contrasts, as in L. Grady, Multilabel Random Walker Image Segmentation Using Prior Models, 2005; and
their borders are laid on those of the picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.local.guided import guide
from core.local.lines.softedge import soft_edges
from core.local.method import Maker
from core.local.networks import Networks
from core.local.people import people
from core.local.seg import objects, room, stuff, weights
from core.local.seg.ade20k import INDEX, PALETTE
from core.local.seg.features import contrasts, described, distances, measured
from core.local.seg.regions import absorbed, spread
from core.local.seg.room import Surfaces
from core.local.seg.superpixels import Regions, superpixels
from core.local.space.scene import both_ways, resized
from core.options import Options
from core.picture import Pixels, Plane

AREA = 480 * 320
"""Of the size at which a picture is looked at, in pixels."""

LEAST, MOST = 32, 2048
SIDE = 14  # of a superpixel
OUTLINES_SIDE = 256  # the shorter one of the picture in which outlines are seen
LEAST_LIKELY = -10.0  # the logarithm below which probabilities are all the same
COARSER = 2  # times, than what is looked at: where borders are laid on those of the picture
RADIUS = 2  # of the windows in which they are, in its pixels
TEXTURE = 150.0  # the variance of colours that is no border, in levels of 255 squared

SMALLEST = 0.05  # of the picture: the smallest area that is kept at the lowest detail
FINEST = 0.0003  # and at the highest


@dataclass(frozen=True, eq=False)
class View:
    """A picture small and cut into regions, with what is measured in each.

    `pixels`: RGB (height, width, 3). `walls`: how strong the border between each pair of
    neighbours is. `objects`: how likely each region is each of DeepLab's `objects.OBJECTS`;
    `people`: how much of it is of people, by their joints, 0..1. `of`: as `features.measured` gives
    them; `features`: as `features.described` does.
    """

    pixels: Pixels
    regions: Regions
    walls: Plane
    objects: Plane
    people: Plane
    of: dict[str, Plane]
    features: Plane


@dataclass(frozen=True, eq=False)
class Seen:
    """A view, how likely each region is each of `objects.THINGS`, and of each of `weights.KINDS`:
    (count, classes).
    """

    view: View
    things: Plane
    kind: Plane


def open_seg(pixels: Pixels, networks: Networks) -> Maker:
    """Guides of `pixels`: RGB `uint8` (height, width, 3), every pixel a colour of ADE20K.

    Options: `segScene`, "auto", "outdoors" or "indoors", which surroundings it looks for;
    `segDetail`, 0 to 100, from large areas only to small ones as well.
    """

    @cache
    def seen() -> Seen:
        return look(pixels, networks)

    @cache
    def surfaces() -> Surfaces:
        return room.surfaces(pixels, seen().view.regions, networks)

    @lru_cache(maxsize=2)
    def likely(indoors: bool) -> tuple[Plane, NDArray[np.intp]]:
        picture, things, kind = seen().view, seen().things, seen().kind
        kinds: tuple[str, ...] = stuff.OUTDOORS
        if not indoors:
            around = stuff.outdoors(kind)
        elif surfaces().enclose():
            top, _ = from_edges(picture)
            kinds = room.SURROUNDINGS
            around = room.surroundings(kind, picture.of["low"], top, surfaces())
        else:
            kinds = stuff.INDOORS
            around = stuff.indoors(kind, picture.of, *from_edges(picture))
        rest = 1 - things.sum(axis=1, keepdims=True)
        every = np.concatenate([things, around * rest], axis=1)
        said, classes = by_class(every, (*objects.THINGS, *kinds))
        return spread(said, picture.regions, picture.walls), classes

    def make(options: Options) -> Pixels:
        scene = options["segScene"]
        auto = scene == "auto"
        said, classes = likely(shows_room(seen(), surfaces()) if auto else scene == "indoors")
        share = SMALLEST * (FINEST / SMALLEST) ** (options.number("segDetail") / 100)
        picture = seen().view
        chosen = absorbed(said, picture.regions, picture.walls, share)
        return drawn(classes[chosen], picture, pixels)

    return make


def view(pixels: Pixels, networks: Networks) -> View:
    """What is measured in RGB `pixels` of any size; raises what `networks.run` raises."""
    small = resized(pixels, *working_size(*pixels.shape[:2]))
    edges = outlines(small, networks)
    regions = superpixels(small, edges, SIDE)
    places = np.asarray((regions.middles + 0.5) / small.shape[:2], np.float32)
    kinds, features = objects.look(pixels, networks)
    persons = people(kinds, small, networks)
    logits = objects.at_places(kinds, places)
    logits -= logits.max(axis=1, keepdims=True)
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    of = measured(small, regions)
    return View(
        pixels=small,
        regions=regions,
        walls=contrasts(of, regions, edges),
        objects=objects.merged(np.exp(logs)),
        people=regions.means(persons[..., None])[:, 0],
        of=of,
        features=described(
            *(of, regions, np.maximum(logs, LEAST_LIKELY)), objects.at_places(features, places)
        ),
    )


def outlines(small: Pixels, networks: Networks) -> Plane:
    """How sure it is that a thing ends at each pixel of RGB `small`, 0..1: (height, width)."""
    seen = both_ways(small, lambda view: soft_edges(view, networks, OUTLINES_SIDE))
    return cast(Plane, cv2.resize(seen, small.shape[1::-1], interpolation=cv2.INTER_LINEAR))


def look(pixels: Pixels, networks: Networks) -> Seen:
    """What is likely to be where in RGB `pixels`; raises what `networks.run` raises."""
    measures = view(pixels, networks)
    kind = weights.likely(measures.features)
    things = objects.with_people(objects.things(measures.objects, kind), measures.people)
    return Seen(measures, things, kind)


def by_class(said: Plane, names: tuple[str, ...]) -> tuple[Plane, NDArray[np.intp]]:
    """`said` of `names` (count, names) as (count, classes), and the classes of ADE20K.

    A table may be a thing and of the room: it is as likely as both together say.
    """
    classes = np.unique([INDEX[name] for name in names])
    where = np.array([INDEX[name] for name in names])[:, None] == classes
    return said @ where.astype(np.float32), classes


def from_edges(picture: View) -> tuple[Plane, Plane]:
    """How much outline lies between each region and the upper, and the lower edge of `picture`."""
    rows = picture.regions.labels[[0, -1]]
    top, bottom = (distances(picture.regions, picture.walls, np.unique(row)) for row in rows)
    return top, bottom


def shows_room(seen: Seen, surfaces: Surfaces) -> bool:
    """Whether it is a room that was `seen`."""
    measures = seen.view
    furniture = [objects.OBJECTS.index(name) for name in stuff.FURNITURE]
    return stuff.is_indoors(
        seen.kind,
        measures.of["fine"],
        things=measures.objects.sum(axis=1),
        furniture=measures.objects[:, furniture].sum(axis=1),
        sizes=measures.regions.sizes.astype(np.float32),
        overhead=surfaces.overhead(measures.regions),
    )


def working_size(height: int, width: int) -> tuple[int, int]:
    """The height and width at which a picture of this size is looked at."""
    scale = math.sqrt(AREA / (height * width))
    return (
        min(max(LEAST, round(height * scale)), MOST),
        min(max(LEAST, round(width * scale)), MOST),
    )


def drawn(chosen: NDArray[np.intp], picture: View, whole: Pixels) -> Pixels:
    """The guide at the size of `whole`: borders between regions laid on those of the picture.

    `chosen`: the class of ADE20K of each region of `picture`, which is a view of `whole`.
    """
    present, chosen = np.unique(chosen, return_inverse=True)
    colours = PALETTE[present]
    if len(present) == 1:
        return np.broadcast_to(colours[0], whole.shape).copy()
    size = picture.pixels.shape[1] // COARSER, picture.pixels.shape[0] // COARSER
    where = chosen.astype(np.uint8)[picture.regions.labels]
    # Where none of the others is likelier, it is the first: their planes add up to 1.
    planes = [
        cv2.resize((where == k).astype(np.float32), size, interpolation=cv2.INTER_AREA)
        for k in range(1, len(present))
    ]
    small = cast(Pixels, cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA))
    guided = guide(np.stack(planes), small, RADIUS, TEXTURE)
    made = np.empty_like(whole)
    for rows, strip in guided.strips(whole):
        best, likeliest = 1 - strip.sum(axis=0), np.zeros(strip.shape[1:], np.uint8)
        for k, plane in enumerate(strip, start=1):
            likelier = plane > best
            np.copyto(best, plane, where=likelier)
            likeliest[likelier] = k
        made[rows] = colours[likeliest]
    return made

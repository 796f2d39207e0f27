"""What is said of each region, made to agree with its neighbours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.local.seg.superpixels import Regions
from core.picture import Plane

WALL = 0.12  # outlines this strong let a third of what is said pass
FLOW = 8.0  # how much a region heeds its neighbours, against what is said of itself

PRECISION = 3e-4  # of probabilities
TINY = np.float32(1e-30)


def spread(said: Plane, regions: Regions, walls: Plane) -> Plane:
    """`said` (count, classes) after it flowed between neighbours, least where `walls` are strong.

    Each row is the mean of what is said of all regions, weighted with how often a random walk from
    this region ends in that one.
    """
    pairs, lengths = regions.borders
    sizes = regions.sizes.astype(np.float32)
    reach = FLOW * np.sqrt(sizes.mean()) / 4  # from a length to an area, whatever the regions' size
    conductance = reach * lengths.astype(np.float32) * np.exp(-walls / WALL)
    if regions.count == 1:
        return said
    diagonal = sizes + np.bincount(pairs[:, 0], conductance, regions.count).astype(np.float32)
    starts = np.searchsorted(pairs[:, 0], np.arange(regions.count))

    def system(values: Plane) -> Plane:
        passed = conductance[:, None] * values[pairs[:, 1]]
        return diagonal[:, None] * values - np.add.reduceat(passed, starts, axis=0)

    return _solved(system, diagonal, sizes[:, None] * said, said)


def absorbed(said: Plane, regions: Regions, walls: Plane, share: float) -> NDArray[np.intp]:
    """The class of each region, areas smaller than `share` of the picture given to neighbours.

    An area is what is connected and of one class. The smallest is given away first, to the class
    to which its border is longest and weakest.
    """
    chosen: NDArray[np.intp] = said.argmax(axis=1)
    pairs, lengths = regions.borders
    openness = lengths * (np.exp(-walls / WALL) + 0.05)
    least = share * regions.sizes.sum()
    while True:
        area_of = _areas(chosen, pairs)
        sizes = np.bincount(area_of, regions.sizes, len(chosen))
        sizes[sizes == 0] = np.inf
        smallest = int(sizes.argmin())
        if sizes[smallest] >= least:
            return chosen
        inside = area_of == smallest
        outward = inside[pairs[:, 0]] & ~inside[pairs[:, 1]]
        if not outward.any():
            return chosen
        votes = np.bincount(chosen[pairs[outward, 1]], openness[outward], said.shape[1])
        chosen[inside] = votes.argmax()


def _areas(chosen: NDArray[np.intp], pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """For each region the first region of those it is connected to in its own class."""
    first, second = pairs[chosen[pairs[:, 0]] == chosen[pairs[:, 1]]].T
    area = np.arange(len(chosen))
    while True:
        joined = area.copy()
        np.minimum.at(joined, first, area[second])
        joined = joined[joined]
        if (joined == area).all():
            return area
        area = joined


def _solved(system: Callable[[Plane], Plane], diagonal: Plane, right: Plane, start: Plane) -> Plane:
    """`found` for which `system(found)` is `right`, to PRECISION, by conjugate gradients.

    `system`: a symmetric positive definite matrix times columns (n, m); `diagonal` is that of the
    matrix. `start`: a guess of `found`.
    """
    inverse = 1 / diagonal[:, None]
    found = start.copy()
    rest = right - system(found)
    turned = inverse * rest
    step = turned
    power = (rest * turned).sum(axis=0)
    while np.abs(turned).max() > PRECISION:
        ahead = system(step)
        length = power / np.maximum((step * ahead).sum(axis=0), TINY)
        found += length * step
        rest -= length * ahead
        turned = inverse * rest
        before, power = power, (rest * turned).sum(axis=0)
        step = turned + power / np.maximum(before, TINY) * step
    return found

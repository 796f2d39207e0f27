"""How wrong depth and normals are: losses to learn from, and figures to judge by.

Nearness is the logarithm of 1 / distance and known but for a constant, which is taken out first.
Its plain difference counts more the less depth a picture has: a guide is stretched to all greys.
Beside it count those of its slopes at several sizes and that of inverse depth itself, which is what
a guide shows (R. Ranftl and others, Towards Robust Monocular Depth Estimation, 2020, has both).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

SLOPE_WEIGHT, INVERSE_WEIGHT, SKY_WEIGHT, NORMAL_WEIGHT = 0.8, 0.3, 0.3, 1.0
PLAIN, STRETCHED = 0.5, 0.25  # shares of the difference as it is, and as a guide shows it
LEAST_SPREAD = 0.1  # a logarithm; what has less depth than that is not stretched further
BEYOND = 0.5  # the sky is so much farther, in logarithms, than nearly everything
SIZES = 4
SAMPLE = 4096  # pixels from which the constant is found


def loss(made: Tensor, nearness: Tensor, normals: Tensor) -> Tensor:
    """The loss of what the network has made (N, 4, H, W).

    `nearness` (N, 1, H, W): 1 / metres, 0 in the sky; `normals` (N, 3, H, W): units.
    """
    seen = nearness > 0
    target = torch.log(nearness.clamp(min=1e-4))
    off = made[:, :1] - target
    off = off - shift(off, seen)
    count = seen.sum(dim=(1, 2, 3)).clamp(min=1)

    def mean(plane: Tensor) -> Tensor:
        return ((plane * seen).sum(dim=(1, 2, 3)) / count).mean()

    inverse = target.exp()
    middle = (inverse * seen).sum(dim=(1, 2, 3), keepdim=True) / count[:, None, None, None]
    spread = ((inverse - middle).abs() * seen).sum(dim=(1, 2, 3)) / count
    scaled = inverse / spread.clamp(min=1e-4)[:, None, None, None]
    of_inverse = (scaled * (off.clamp(-2, 1).exp() - 1).abs()).clamp(max=4)
    far = torch.where(seen, target, torch.full_like(target, 99)).amin(dim=(2, 3), keepdim=True)
    too_near = functional.relu(off + target - (far.clamp(max=0) - BEYOND)) * ~seen
    spread_of_logs = ((target - shift(target, seen)).abs() * seen).sum(dim=(1, 2, 3)) / count
    weight = PLAIN + STRETCHED / spread_of_logs.clamp(min=LEAST_SPREAD)
    total = mean(off.abs() * weight[:, None, None, None]) + INVERSE_WEIGHT * mean(of_inverse)
    # Drawn away however near it is seen; a limit left skies behind mountains where they were.
    total = total + SKY_WEIGHT * torch.log1p(too_near).mean()
    total = total + SLOPE_WEIGHT * slopes(off, seen)
    return total + NORMAL_WEIGHT * of_normals(made[:, 1:], normals, seen)


def shift(off: Tensor, seen: Tensor) -> Tensor:
    """The median of `off` where something is `seen`: (N, 1, 1, 1), of a sample of pixels."""
    with torch.no_grad():
        step = max(1, off[0].numel() // SAMPLE)
        values = off.flatten(1)[:, ::step]
        known = seen.flatten(1)[:, ::step]
        values = torch.where(known, values, torch.full_like(values, math.nan))
        return values.nanmedian(dim=1).values.nan_to_num(0)[:, None, None, None]


def slopes(off: Tensor, seen: Tensor) -> Tensor:
    """How much `off` changes from one pixel to the next, at SIZES sizes."""
    total = off.new_zeros(())
    for size in range(SIZES):
        step = 2**size
        part, known = off[:, :, ::step, ::step], seen[:, :, ::step, ::step]
        for axis in (2, 3):
            length = part.shape[axis] - 1
            both = known.narrow(axis, 1, length) & known.narrow(axis, 0, length)
            change = (part.narrow(axis, 1, length) - part.narrow(axis, 0, length)).abs()
            total = total + (change.clamp(max=1.5) * both).sum() / both.sum().clamp(min=1)
    return total / SIZES


def of_normals(made: Tensor, normals: Tensor, seen: Tensor) -> Tensor:
    """The mean length of the difference of unit vectors, and half its square."""
    squares = ((made - normals) ** 2).sum(dim=1, keepdim=True)
    weight = seen.float() + 0.05  # the sky faces the viewer, a little
    return (((squares + 1e-4).sqrt() + squares / 2) * weight).sum() / weight.sum()


@torch.no_grad()
def figures(made: Tensor, nearness: Tensor, normals: Tensor) -> list[tuple[float, float, float]]:
    """Of each picture: Spearman's rank agreement of depth, the same without the sky, and the mean
    error of normals in degrees.

    The sky is as far everywhere, so that nothing but one tone for it has a rank of 1.
    """
    found = []
    for one, near, normal in zip(made.float(), nearness.float(), normals.float(), strict=True):
        seen = near[0] > 0
        cosine = (one[1:] * normal).sum(dim=0)[seen].clamp(-1, 1)
        planes = torch.stack((one[0].flatten()[::11], near[0].flatten()[::11]))
        error = math.degrees(float(cosine.acos().mean()))
        found.append((_agreement(planes), _agreement(planes[:, planes[1] > 0]), error))
    return found


def _agreement(planes: Tensor) -> float:
    a, b = (place - place.mean() for place in (_ranks(planes[0]), _ranks(planes[1])))
    return float((a * b).sum() / (a.norm() * b.norm()).clamp(min=1e-9))


def _ranks(values: Tensor) -> Tensor:
    _, place, count = values.unique(return_inverse=True, return_counts=True)
    return (count.cumsum(0) - count / 2)[place].double()

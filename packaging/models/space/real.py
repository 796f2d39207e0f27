"""What photographs teach without an answer: to say the same of a picture however it is spoilt.

The network as it was when photographs began to count looks at the picture as it is, and at its
mirror image; what it says is what the network shall say of the same picture recoloured and worn.
It is renewed twice and stays as it is in between: a teacher that followed its pupil ended with both
saying the same of every photograph, since that is said most easily. Where no edge is, normals shall
not change.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.scenes.photographs import is_upright, opened
from models.space.losses import shift, slopes
from models.space.spoiling import crops

FLAT_WEIGHT = 0.6
EDGE = 0.12  # of an outline, next to which normals may change by 1/e


class Photographs:
    """Photographs on the device, those that stand and those that lie each for themselves."""

    def __init__(self, path: Path, device: torch.device) -> None:
        rgb, edges = opened(path)
        upright = is_upright(path)
        self._sets = []
        for turns, chosen in ((0, upright), (-1, ~upright)):
            parts = []
            for planes in (rgb[chosen], edges[chosen][..., None]):
                turned = np.ascontiguousarray(np.rot90(planes, turns, axes=(1, 2)))
                parts.append(torch.from_numpy(turned).to(device).permute(0, 3, 1, 2))
            self._sets.append((parts[0], parts[1]))

    def batch(
        self, count: int, size: tuple[int, int], random: torch.Generator
    ) -> tuple[Tensor, Tensor]:
        """Crops (count, 3, *size) 0..255, and their soft edges 0..1."""
        rgb, edges = self._sets[int(size[0] > size[1])]
        number = torch.randint(len(rgb), (count,), device=rgb.device, generator=random)
        picture, edge, _ = crops([rgb[number].float(), edges[number].float()], size, random)
        return picture, edge / 255


def seen_twice(network: nn.Module, pictures: Tensor) -> Tensor:
    """What `network` makes of `pictures` and, mirrored back, of their mirror images."""
    back = network(pictures.flip(3)).flip(3)
    back[:, 1] *= -1  # what points to the left
    made = (network(pictures) + back) / 2
    return torch.cat((made[:, :1], functional.normalize(made[:, 1:], dim=1)), dim=1)


def loss(made: Tensor, taught: Tensor, edges: Tensor) -> Tensor:
    """How differently a picture is seen by the network and its average, how uneven flat places are.

    `made`, `taught`: (N, 4, H, W); `edges`: soft edges (N, 1, H, W), 0..1.
    """
    off = made[:, :1] - taught[:, :1]
    everywhere = torch.ones_like(off, dtype=torch.bool)
    off = off - shift(off, everywhere)
    total = off.abs().clamp(max=1).mean() + slopes(off, everywhere)
    total = total + (made[:, 1:] - taught[:, 1:]).norm(dim=1).mean()
    flat = torch.exp(edges / -EDGE)
    for axis in (2, 3):
        length = made.shape[axis] - 1
        change = (made[:, 1:].narrow(axis, 1, length) - made[:, 1:].narrow(axis, 0, length)).abs()
        calm = torch.minimum(flat.narrow(axis, 1, length), flat.narrow(axis, 0, length))
        total = total + FLAT_WEIGHT * (change.sum(dim=1, keepdim=True) * calm).mean()
    return total

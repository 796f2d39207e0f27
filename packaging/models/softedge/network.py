"""The soft-edge network: DeepLab's encoder, and a decoder that draws edges where they are.

The encoder's levels at strides 2, 4, 8 and 16 see ever larger surroundings; the decoder adds them
up again from coarse to fine; the head joins the sum to a stem that has kept the full resolution, so
that an edge is drawn where it is to the pixel. As in HED (S. Xie, Z. Tu, Holistically-Nested Edge
Detection, 2015) every level has a side output that is taught as well.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.softedge.encoder import WIDTHS, Encoder

MULTIPLE = 32
"""Both sides of what TwoSizes looks at must be multiples of this; for SoftEdges, of half."""


FORGOTTEN = 0.1
"""Share of a level's channels left out in training: 200 pictures are soon known by heart."""


class Block(nn.Module):
    """A residual block: depthwise 5x5, then two 1x1 convolutions through twice the width."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 5, padding=2, groups=width, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.widen = nn.Conv2d(width, 2 * width, 1)
        self.narrow = nn.Conv2d(2 * width, width, 1)

    def forward(self, features: Tensor) -> Tensor:
        wide = functional.relu(self.widen(self.norm(self.depthwise(features))))
        return features + self.narrow(wide)


class SoftEdges(nn.Module):
    """From RGB 0..255 (N, 3, H, W), sides multiples of 16, to logits of an edge (N, 1, H, W).

    `joined`: the width of the decoder; `fine`: that of the stem and the head at full resolution.
    """

    def __init__(self, joined: int = 48, half: int = 16, fine: int = 8) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.laterals = nn.ModuleList(
            nn.Sequential(nn.Conv2d(width, joined, 1, bias=False), nn.BatchNorm2d(joined))
            for width in WIDTHS
        )
        self.levels = nn.ModuleList(Block(joined) for _ in WIDTHS)
        self.sides = nn.ModuleList(nn.Conv2d(joined, 1, 1) for _ in WIDTHS)
        self.stem = nn.Sequential(nn.Conv2d(3, fine, 3, padding=1), nn.ReLU())
        self.narrowed = nn.Sequential(nn.Conv2d(joined, half, 3, padding=1), nn.ReLU())
        self.forgetful = nn.Dropout2d(FORGOTTEN)
        self.head = nn.Sequential(
            nn.Conv2d(half + fine, fine, 3, padding=1), nn.ReLU(), nn.Conv2d(fine, 1, 3, padding=1)
        )

    def forward(self, rgb: Tensor) -> Tensor:
        return self.with_sides(rgb)[0]

    def with_sides(self, rgb: Tensor) -> list[Tensor]:
        """The logits, then those of each level from fine to coarse, at that level's size."""
        rgb = rgb / 127.5 - 1
        pyramid = self.encoder(rgb)
        joined = None
        sides: list[Tensor] = []
        for level in reversed(range(len(pyramid))):
            lateral = self.forgetful(self.laterals[level](pyramid[level]))
            joined = self.levels[level](lateral if joined is None else lateral + enlarged(joined))
            sides.insert(0, self.sides[level](joined))
        assert joined is not None
        coarse = enlarged(self.narrowed(joined))
        return [self.head(torch.cat((coarse, self.stem(rgb)), dim=1)), *sides]


class TwoSizes(nn.Module):
    """The network as it is shipped: the mean of what it sees in the picture and in its half.

    From RGB 0..255 to the probability of an edge, both (N, ..., H, W). What is found in both is an
    outline rather than texture, as people draw it.
    """

    def __init__(self, network: SoftEdges) -> None:
        super().__init__()
        self.network = network

    def forward(self, rgb: Tensor) -> Tensor:
        whole = torch.sigmoid(self.network(rgb))
        half = torch.sigmoid(self.network(functional.avg_pool2d(rgb, 2)))
        return (whole + enlarged(half)) / 2


def enlarged(maps: Tensor) -> Tensor:
    """`maps` at twice the size."""
    return functional.interpolate(maps, scale_factor=2, mode="bilinear", align_corners=False)

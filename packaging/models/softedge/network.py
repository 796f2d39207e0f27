"""The soft-edge network: a small encoder and decoder of depthwise blocks, after HED and PiDiNet.

Stages at strides 2, 4, 8 and 16 see ever larger surroundings; the decoder adds them up again from
coarse to fine; the head joins the sum to a stem that has kept the full resolution, so that an edge
is drawn where it is to the pixel. As in HED (S. Xie, Z. Tu, Holistically-Nested Edge Detection,
2015) every level has a side output that is taught as well.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

MULTIPLE = 16
"""Both sides of the input must be multiples of this."""

MEAN = (123.7, 116.3, 103.5)
DEVIATION = (58.4, 57.1, 57.4)
"""Mean and standard deviation of photographs' red, green and blue, 0..255 (those of ImageNet)."""


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


class Stage(nn.Sequential):
    """Halves the resolution, then a number of blocks."""

    def __init__(self, before: int, width: int, blocks: int) -> None:
        down = nn.Conv2d(before, width, 3, stride=2, padding=1, bias=False)
        super().__init__(
            down, nn.BatchNorm2d(width), nn.ReLU(), *(Block(width) for _ in range(blocks))
        )


class SoftEdges(nn.Module):
    """From RGB 0..255 (N, 3, H, W), sides multiples of MULTIPLE, to logits of an edge (N, 1, H, W).

    `widths` and `blocks`: of the four stages. `joined`: the width of the decoder.
    """

    def __init__(
        self,
        stem: int = 8,
        widths: tuple[int, ...] = (24, 48, 96, 128),
        blocks: tuple[int, ...] = (1, 2, 3, 3),
        joined: int = 32,
    ) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor(DEVIATION).view(1, 3, 1, 1))
        self.stem = nn.Sequential(nn.Conv2d(3, stem, 3, padding=1), nn.ReLU())
        before = (stem, *widths[:-1])
        self.stages = nn.ModuleList(
            Stage(*sizes) for sizes in zip(before, widths, blocks, strict=True)
        )
        self.laterals = nn.ModuleList(nn.Conv2d(width, joined, 1) for width in widths)
        self.levels = nn.ModuleList(Block(joined) for _ in widths)
        self.sides = nn.ModuleList(nn.Conv2d(joined, 1, 1) for _ in widths)
        self.head = nn.Sequential(
            nn.Conv2d(joined + stem, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 1, 3, padding=1)
        )

    def forward(self, rgb: Tensor) -> Tensor:
        return self.with_sides(rgb)[0]

    def with_sides(self, rgb: Tensor) -> list[Tensor]:
        """The logits, then those of each level from fine to coarse, at that level's size."""
        features = fine = self.stem((rgb - self.mean) / self.deviation)
        pyramid = []
        for stage in self.stages:
            features = stage(features)
            pyramid.append(features)
        joined = None
        sides: list[Tensor] = []
        for level in reversed(range(len(pyramid))):
            lateral = self.laterals[level](pyramid[level])
            joined = self.levels[level](lateral if joined is None else lateral + enlarged(joined))
            sides.insert(0, self.sides[level](joined))
        assert joined is not None
        return [self.head(torch.cat((enlarged(joined), fine), dim=1)), *sides]


def enlarged(maps: Tensor) -> Tensor:
    """`maps` at twice the size."""
    return functional.interpolate(maps, scale_factor=2, mode="bilinear", align_corners=False)

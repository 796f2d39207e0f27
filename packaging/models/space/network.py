"""The network of depth and normals: DeepLab's encoder, what the whole looks like, and a decoder.

The encoder's levels at strides 2, 4, 8 and 16 are those that soft edges began with. Below them, at
stride 32, some blocks see most of the picture, and where in it they are: a floor is known by its
place as much as by its look. The decoder adds the levels up from coarse to fine; the head joins
them to a stem of full resolution. Both, nearness and normals, come from the same features.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.softedge.encoder import WIDTHS, Encoder

MULTIPLE = 32
"""Both sides of a picture must be multiples of this."""

OUTPUTS = 4  # nearness, and the normal's three

JOINED = 64, 72, 104, 136, 192
BLOCKS = 1, 2, 4, 5, 3
"""Of the decoder, at strides 2 to 32: widths, and how many blocks. Large where it costs no time."""

MIDDLE, DEPTH = 6, 8  # blocks at strides 16 and 32, before the decoder


class Block(nn.Module):
    """A residual block: depthwise 5x5, then two 1x1 convolutions through twice the width.

    What it adds is normalised and little at first: without that the sums grew from block to block
    until the training diverged.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 5, padding=2, groups=width, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.widen = nn.Conv2d(width, 2 * width, 1)
        self.narrow = nn.Conv2d(2 * width, width, 1, bias=False)
        self.added = nn.BatchNorm2d(width)
        nn.init.constant_(self.added.weight, 0.25)

    def forward(self, features: Tensor) -> Tensor:
        wide = functional.relu(self.widen(self.norm(self.depthwise(features))))
        return features + self.added(self.narrow(wide))


class Space(nn.Module):
    """From RGB 0..255 (N, 3, H, W), sides multiples of MULTIPLE, to (N, 4, H, W).

    First the logarithm of 1 / distance less its mean over the picture; then a unit normal: left,
    up, to the viewer. `joined`: the widths of the decoder, from stride 2 to 32; `deep`: of what
    sees the whole; `half`, `fine`: of the head before and at full resolution.
    """

    def __init__(
        self,
        joined: Sequence[int] = JOINED,
        deep: int = 280,
        half: int = 32,
        fine: int = 16,
    ) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.middle = nn.Sequential(*(Block(WIDTHS[-1]) for _ in range(MIDDLE)))
        self.down = nn.Sequential(
            nn.Conv2d(WIDTHS[-1] + 2, deep, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(deep),
        )
        self.whole = nn.Sequential(*(Block(deep) for _ in range(DEPTH)), nn.BatchNorm2d(deep))
        self.laterals = nn.ModuleList(
            nn.Sequential(nn.Conv2d(before, width, 1, bias=False), nn.BatchNorm2d(width))
            for before, width in zip((*WIDTHS, deep), joined, strict=True)
        )
        self.levels = nn.ModuleList(
            nn.Sequential(*(Block(width) for _ in range(count)), nn.BatchNorm2d(width))
            for width, count in zip(joined, BLOCKS, strict=True)
        )
        self.finer = nn.ModuleList(
            nn.Conv2d(coarse, width, 1, bias=False) for width, coarse in pairwise(joined)
        )
        self.sides = nn.ModuleList(nn.Conv2d(width, OUTPUTS, 1) for width in joined[1:])
        self.stem = _normalised(3, fine // 2)
        self.narrowed = _normalised(joined[0], half)
        self.coarse = nn.Conv2d(half, OUTPUTS, 1)
        self.before = nn.Conv2d(half, fine // 2, 1)
        self.mixed = _normalised(fine, fine)
        self.head = nn.Conv2d(fine, OUTPUTS, 1)

    def forward(self, rgb: Tensor) -> Tensor:
        return told(self._heads(rgb)[0])

    def with_sides(self, rgb: Tensor) -> list[Tensor]:
        """What `forward` gives, then the same of the levels at strides 4 to 32, at their size."""
        return [told(raw) for raw in self._heads(rgb)]

    def _heads(self, rgb: Tensor) -> list[Tensor]:
        rgb = rgb / 127.5 - 1
        pyramid = self.encoder(rgb)
        pyramid[-1] = self.middle(pyramid[-1])
        pyramid.append(self.whole(self.down(torch.cat((pyramid[-1], places(pyramid[-1])), dim=1))))
        joined: Tensor | None = None
        raw: list[Tensor] = []
        for level in reversed(range(len(pyramid))):
            lateral = self.laterals[level](pyramid[level])
            if joined is not None:
                lateral = lateral + enlarged(self.finer[level](joined))
            joined = self.levels[level](lateral)
            if level:  # the head comes from the finest
                raw.insert(0, exactly(self.sides[level - 1], joined))
        assert joined is not None
        half = self.narrowed(joined)
        fine = self.mixed(torch.cat((enlarged(self.before(half)), self.stem(rgb)), dim=1))
        return [enlarged(exactly(self.coarse, half)) + exactly(self.head, fine), *raw]


def _normalised(before: int, width: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()
    )


def exactly(layer: nn.Module, features: Tensor) -> Tensor:
    """What `layer` makes in 32 bits: with 16 the slopes of depth would be lost in steps."""
    with torch.autocast(features.device.type, enabled=False):
        return cast(Tensor, layer(features.float()))


def told(raw: Tensor) -> Tensor:
    """Nearness less its mean over the picture, the normal made a unit.

    A loss that leaves a constant out still has a slope along it where the constant is the median,
    and nothing to stop at: a network that told the constant went on until it was 800.
    """
    raw = raw.float()
    near, normal = raw[:, :1], raw[:, 1:]
    length = (normal * normal).sum(dim=1, keepdim=True).clamp(min=1e-6).sqrt()
    return torch.cat((near - near.mean(dim=(2, 3), keepdim=True), normal / length), dim=1)


def places(features: Tensor) -> Tensor:
    """How far right and how far down each place is, -1 to 1: (N, 2, H, W)."""
    ones = torch.ones_like(features[:, :1])
    across, down = ones.cumsum(dim=3), ones.cumsum(dim=2)
    return torch.cat(
        (across / across[:, :, :, -1:] * 2 - 1, down / down[:, :, -1:, :] * 2 - 1), dim=1
    )


def enlarged(maps: Tensor) -> Tensor:
    """`maps` at twice the size."""
    return functional.interpolate(maps, scale_factor=2, mode="bilinear", align_corners=False)

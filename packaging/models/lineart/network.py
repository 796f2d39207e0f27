"""The line art network: where the middles of lines are, in drawings and in photographs.

It has the encoder and the decoder of the soft-edge network, from which it starts: they have
learned which edges in a photograph are those of things. Ink needs what they do not have: at half
the size, where no pixel is lost since four of them are channels of one, a few plain convolutions
look at strokes from both sides, and the head draws at full resolution. Two outputs share all but
the last layer: `ink`, for what was drawn, and `pencil`, which shows more of a photograph.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.softedge.encoder import WIDTHS, Encoder
from models.softedge.network import Block, enlarged

MULTIPLE = 16
"""Both sides of what the network looks at must be multiples of this."""

OUTPUTS = ("ink", "pencil")


class Strokes(nn.Module):
    """A residual block of two 3x3 convolutions, the second `dilation` pixels apart."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.second = nn.Conv2d(width, width, 3, padding=dilation, dilation=dilation)

    def forward(self, features: Tensor) -> Tensor:
        return features + self.second(functional.relu(self.norm(self.first(features))))


class LineArt(nn.Module):
    """From RGB 0..255 (N, 3, H, W), sides multiples of 16, to logits of lines (N, 2, H, W).

    `joined`: the width of the decoder; `half`: that at half the size; `fine`: that of the head.
    """

    def __init__(self, joined: int = 48, half: int = 32, fine: int = 8) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.laterals = nn.ModuleList(
            nn.Sequential(nn.Conv2d(width, joined, 1, bias=False), nn.BatchNorm2d(joined))
            for width in WIDTHS
        )
        self.levels = nn.ModuleList(Block(joined) for _ in WIDTHS)
        self.sides = nn.ModuleList(nn.Conv2d(joined, len(OUTPUTS), 1) for _ in WIDTHS)
        self.folded = nn.Sequential(nn.Conv2d(12, half, 3, padding=1), nn.ReLU())
        self.narrowed = nn.Conv2d(joined, half, 1)
        self.strokes = nn.Sequential(Strokes(half, 1), Strokes(half, 2), Strokes(half, 1))
        self.unfolded = nn.Sequential(nn.Conv2d(half, 4 * fine, 3, padding=1), nn.PixelShuffle(2))
        self.stem = nn.Sequential(nn.Conv2d(3, fine, 3, padding=1), nn.ReLU())
        self.head = nn.Sequential(
            nn.Conv2d(2 * fine, fine, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(fine, len(OUTPUTS), 3, padding=1),
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
            lateral = self.laterals[level](pyramid[level])
            joined = self.levels[level](lateral if joined is None else lateral + enlarged(joined))
            sides.insert(0, self.sides[level](joined))
        assert joined is not None
        half = self.folded(functional.pixel_unshuffle(rgb, 2)) + self.narrowed(joined)
        fine = functional.relu(self.unfolded(self.strokes(half)))
        return [self.head(torch.cat((fine, self.stem(rgb)), dim=1)), *sides]

    @torch.no_grad()
    def start_from(self, state: dict[str, Any]) -> list[str]:
        """Take what fits of the soft-edge network's weights; the names of what was taken."""
        own = self.state_dict()
        taken = [
            name for name, value in state.items() if name in own and own[name].shape == value.shape
        ]
        taken = [name for name in taken if name.startswith(("encoder.", "laterals.", "levels."))]
        self.load_state_dict({**own, **{name: state[name].float() for name in taken}})
        return taken


class Lines(nn.Module):
    """The network as it is shipped: from RGB 0..255 to the likelihood of lines, 0..1."""

    def __init__(self, network: LineArt) -> None:
        super().__init__()
        self.network = network

    def forward(self, rgb: Tensor) -> tuple[Tensor, Tensor]:
        """`ink` and `pencil`, (N, 1, H, W) each."""
        likely = torch.sigmoid(self.network(rgb))
        return likely[:, :1], likely[:, 1:]


def export(network: LineArt, path: Path) -> None:
    """`rgb` (1, 3, height, width), 0..255, to `ink` and `pencil` (1, 1, height, width), as ONNX."""
    model = Lines(copy.deepcopy(network)).cpu().eval().to(memory_format=torch.contiguous_format)
    torch.onnx.export(
        model,
        (torch.zeros(1, 3, 64, 64),),
        str(path),
        input_names=["rgb"],
        output_names=list(OUTPUTS),
        dynamic_axes={name: {2: "height", 3: "width"} for name in ("rgb", *OUTPUTS)},
        opset_version=17,
        dynamo=False,
    )

"""The encoder that the soft-edge network starts from: what DeepLab's MobileNet v2 has learned.

M. Sandler and others, MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018, at half width.
Its weights come from photographs of ImageNet, COCO and PASCAL VOC, with which it has learned where
one thing ends and another begins; the 200 pictures with drawn boundaries would not teach it that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

STEM = 16
BLOCKS = (
    (8, 1, 1, 1),
    (12, 6, 2, 1),
    (12, 6, 1, 1),
    (16, 6, 2, 1),
    (16, 6, 1, 1),
    (16, 6, 1, 1),
    (32, 6, 2, 1),
    (32, 6, 1, 1),
    (32, 6, 1, 1),
    (32, 6, 1, 1),
    (48, 6, 1, 1),
    (48, 6, 1, 1),
    (48, 6, 1, 1),
    (80, 6, 1, 1),
    (80, 6, 1, 2),
    (80, 6, 1, 2),
    (160, 6, 1, 2),
)
"""Width, expansion, stride and dilation of each. DeepLab ends at stride 8 with twice the dilation
from the seventh on; at stride 16 the same weights see the same for a quarter of the work."""

TAPPED = (1, 3, 6)
"""Blocks whose expanded features, before the stride, are the levels at strides 2, 4 and 8; the last
block's output is that at 16."""

WIDTHS = (48, 72, 96, 160)


class Inverted(nn.Module):
    """1x1 to `expansion` times the width, depthwise 3x3, 1x1 to `width`; residual if it can be."""

    def __init__(self, before: int, width: int, expansion: int, stride: int, dilation: int) -> None:
        super().__init__()
        wide = before * expansion
        self.expand = nn.Conv2d(before, wide, 1) if expansion > 1 else None
        self.depthwise = nn.Conv2d(
            wide, wide, 3, stride=stride, padding=dilation, dilation=dilation, groups=wide
        )
        self.project = nn.Conv2d(wide, width, 1)
        self.residual = stride == 1 and before == width

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """The output, and the expanded features."""
        wide = features if self.expand is None else functional.relu6(self.expand(features))
        narrow = self.project(functional.relu6(self.depthwise(wide)))
        return (features + narrow if self.residual else narrow), wide


class Encoder(nn.Module):
    """From RGB -1..1 (N, 3, H, W), sides multiples of 16, to WIDTHS features at strides 2 to 16."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, STEM, 3, stride=2, padding=1)
        before = (STEM, *(block[0] for block in BLOCKS[:-1]))
        self.blocks = nn.ModuleList(
            Inverted(width, *block) for width, block in zip(before, BLOCKS, strict=True)
        )

    def forward(self, rgb: Tensor) -> list[Tensor]:
        features = functional.relu6(self.stem(rgb))
        levels = []
        for index, block in enumerate(self.blocks):
            features, wide = block(features)
            if index in TAPPED:
                levels.append(wide)
        return [*levels, features]

    @torch.no_grad()
    def start_from(self, path: Path) -> None:
        """Take the weights of the pack's `deeplab.onnx`. Raises ValueError if it is no such one."""
        own = [module for module in self.modules() if isinstance(module, nn.Conv2d)]
        theirs = _convolutions(path)
        for module, (weight, bias) in zip(own, theirs, strict=False):
            assert module.bias is not None
            if module.weight.shape != weight.shape or module.bias.shape != bias.shape:
                raise ValueError(f"{path} is not the network that the encoder is made after.")
            module.weight.copy_(torch.from_numpy(weight))
            module.bias.copy_(torch.from_numpy(bias))


def _convolutions(path: Path) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Kernels and biases of the graph's convolutions, in their order, as 32-bit floats."""
    graph = onnx.load(path).graph
    values: dict[str, Any] = {
        tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer
    }
    found = []
    for node in graph.node:
        # Weights are stored in 16 bits, with a scale for each channel.
        if node.op_type == "Cast" and node.input[0] in values:
            values[node.output[0]] = values[node.input[0]].astype(np.float32)
        elif node.op_type == "Mul" and all(name in values for name in node.input):
            values[node.output[0]] = values[node.input[0]] * values[node.input[1]]
        elif node.op_type == "Conv":
            found.append((values[node.input[1]].copy(), values[node.input[2]].copy()))
    return cast(list[tuple[NDArray[np.float32], NDArray[np.float32]]], found)

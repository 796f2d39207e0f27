"""Weights to go on from, of a network that was written as ONNX: what `space.onnx` in the pack has.

Norms were joined to convolutions when it was written. Here they are told apart again by what they
meet in rendered frames; so they do as they did, and can be trained.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.space.network import MULTIPLE, Space

Layer = tuple[nn.Conv2d | nn.BatchNorm2d, nn.BatchNorm2d | None]
"""A convolution and the norm that was joined to it, or a norm that was not."""
EPSILON = 1e-5


def thaw(network: Space, path: Path, pictures: Iterable[Tensor]) -> None:
    """Give `network` the weights at `path`, which `judging.export` has written of one like it.

    `pictures`: RGB (N, 3, H, W), 0..255, as the training shows them. Raises ValueError if the file
    has another network.
    """
    layers, written = _layers(network), _written(path)
    fits = [_fits(layer, values) for layer, values in zip(layers, written, strict=False)]
    if len(layers) != len(written) or not all(fits):
        raise ValueError(f"{path} has another network than this one. Begin without it.")
    with torch.no_grad():
        for (layer, joined), values in zip(layers, written, strict=True):
            weight, bias, *met = (torch.from_numpy(value) for value in values)
            if isinstance(layer, nn.BatchNorm2d):
                weight = weight / (met[1] + EPSILON).sqrt()
                bias = bias - met[0] * weight
            layer.weight.copy_(weight)
            if joined is not None:
                nn.init.ones_(joined.weight)
                joined.bias.copy_(bias)
            elif layer.bias is not None:
                layer.bias.copy_(bias)
    _tell_apart(network, pictures)


def _layers(network: Space) -> list[Layer]:
    """Those that are written, in the order in which they are."""
    found: list[Layer] = []
    last: list[Tensor] = []
    sides = set(network.sides.modules())

    def met(module: nn.Module, given: tuple[Tensor, ...], made: Tensor) -> None:
        if module in sides:  # for the training alone
            return
        if isinstance(module, nn.BatchNorm2d) and last and given[0] is last[0]:
            found[-1] = found[-1][0], module
        elif isinstance(module, nn.Conv2d | nn.BatchNorm2d):
            found.append((module, None))
        last[:] = [made] if isinstance(module, nn.Conv2d) else []

    hooks = [
        module.register_forward_hook(met)
        for module in network.modules()
        if isinstance(module, nn.Conv2d | nn.BatchNorm2d)
    ]
    with torch.no_grad():
        network.eval()(next(network.parameters()).new_zeros(1, 3, MULTIPLE, MULTIPLE))
    for hook in hooks:
        hook.remove()
    return found


def _written(path: Path) -> list[list[NDArray[np.float32]]]:
    """Of each convolution and norm of the graph what it was given, in their order."""
    graph = onnx.load(path).graph
    values: dict[str, Any] = {
        tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer
    }
    found = []
    for node in graph.node:
        known = [values[name] for name in node.input if name in values]
        # Weights are stored in 16 bits, with a scale for each channel.
        if node.op_type == "Cast" and known:
            values[node.output[0]] = known[0].astype(np.float32)
        elif node.op_type == "Mul" and len(known) == len(node.input):
            values[node.output[0]] = known[0] * known[1]
        elif node.op_type in ("Conv", "BatchNormalization"):
            if len(known) == 1:
                known.append(np.zeros(len(known[0]), np.float32))
            found.append([np.array(value, np.float32) for value in known])
    return found


def _fits(layer: Layer, values: list[NDArray[np.float32]]) -> bool:
    return tuple(layer[0].weight.shape) == values[0].shape


@torch.no_grad()
def _tell_apart(network: Space, pictures: Iterable[Tensor]) -> None:
    """Give norms, which are to change nothing, the means and variances that they meet, and make up
    for these."""
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    sums: dict[nn.Module, list[Tensor]] = {}

    def meet(norm: nn.Module, given: tuple[Tensor, ...]) -> None:
        features = given[0].double()
        count = features.new_tensor(features[:, 0].numel())
        found = [count, features.sum(dim=(0, 2, 3)), (features**2).sum(dim=(0, 2, 3))]
        sums[norm] = (
            [a + b for a, b in zip(sums[norm], found, strict=True)] if norm in sums else found
        )

    hooks = [norm.register_forward_pre_hook(meet) for norm in norms]
    for norm in norms:
        nn.init.zeros_(norm.running_mean)
        nn.init.ones_(norm.running_var)
        norm.eps = 0.0
    network.eval()
    for rgb in pictures:
        network(rgb)
    for hook in hooks:
        hook.remove()
    for norm in norms:
        count, total, squares = sums[norm]
        mean = total / count
        variance = (squares / count - mean**2).clamp(min=EPSILON)
        norm.eps = EPSILON
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.bias += norm.weight * mean.float()
        norm.weight *= (variance + EPSILON).sqrt().float()

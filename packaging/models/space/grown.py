"""Weights to begin with, from the network that the pack has: `grown.py SPACE.onnx --out space.pt`.

What that network sees, one that is as wide or wider sees at first: new features begin by chance and
count for nothing (T. Chen, I. Goodfellow, J. Shlens, Net2Net: Accelerating Learning via Knowledge
Transfer, 2016). Its norms were joined to convolutions when it was written; here they are told apart
again, by what rendered frames make of them. Only the head, which is another, begins anew.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])  # modules here are `models.something`

from models.scenes import chunks
from models.space import losses
from models.space.network import Block, Space
from models.space.pool import Pool, read
from models.space.spoiling import crops, mirrored, spoilt

Array = NDArray[np.float32]
BATCH, BATCHES = 16, 12
STEPS = 160  # in which the head is learned


class Graph:
    """The convolutions, gates and norms of a graph, in their order."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(path).graph
        values: dict[str, Any] = {
            tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer
        }
        self.layers: list[tuple[str, list[Array]]] = []
        for node in graph.node:
            known = [values[name] for name in node.input if name in values]
            if node.op_type == "Cast" and known:
                values[node.output[0]] = known[0].astype(np.float32)
            elif node.op_type == "Mul" and len(known) == len(node.input):
                values[node.output[0]] = known[0] * known[1]
            elif node.op_type in ("Conv", "BatchNormalization"):
                self.layers.append((node.op_type, known))
            elif node.op_type == "Mul" and known and known[0].size > 1:
                self.layers.append(("Gate", known))
        self._at = 0

    def next(self, kind: str) -> list[Array]:
        """What the next layer has, which is of that kind. Raises ValueError if it is not."""
        name, values = self.layers[self._at]
        if name != kind:
            raise ValueError(f"Layer {self._at} is a {name}, not a {kind}: it is another network.")
        self._at += 1
        return values

    def gate(self) -> Array | None:
        """The next layer if it is a gate: (channels,)."""
        if self.layers[self._at][0] != "Gate":
            return None
        return self.next("Gate")[0].reshape(-1)


@torch.no_grad()
def grow(network: Space, graph: Graph) -> None:
    """Give `network`, new, the weights of `graph`; its norms change nothing, see `told_apart`."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
            module.eps = 0.0
    for module in network.encoder.modules():
        if isinstance(module, nn.Conv2d):
            _put(module, *graph.next("Conv"))
    _joined(network.down, graph)
    scale: Array | None = None
    for block in network.whole[:-1]:
        _block(block, graph, scale)
        gate = graph.gate()
        if gate is not None:
            scale = gate if scale is None else scale * gate
    _norm(network.whole[-1], graph.next("BatchNormalization"), scale)
    for level in reversed(range(len(network.levels))):
        _joined(network.laterals[level], graph)
        for block in network.levels[level][:-1]:
            _block(block, graph)
        _norm(network.levels[level][-1], graph.next("BatchNormalization"))
    for finer in network.finer:  # what was added as it is
        weight = finer.weight[:, :, 0, 0]
        width = min(len(weight), 64)
        weight[:width] = 0
        weight[:, width:] = 0
        weight[:width, :width] = torch.eye(width)
    _joined(network.narrowed, graph)
    before, stem = graph.next("Conv"), graph.next("Conv")
    count = len(network.before.weight)
    _put(network.before, before[0][:count], before[1][:count])
    _put(network.stem[0], stem[0])
    _shift(network.stem[1], stem[1])
    graph.next("Conv"), graph.next("Conv")  # the head
    _put(network.coarse, *graph.next("Conv"))
    nn.init.zeros_(network.head.weight)
    nn.init.zeros_(network.head.bias)


def _joined(layers: nn.Sequential, graph: Graph) -> None:
    weight, bias = graph.next("Conv")
    _put(layers[0], weight)
    _shift(layers[1], bias)


def _block(block: Block, graph: Graph, scale: Array | None = None) -> None:
    """`scale`: of the features that the graph's block was given, to those that this one is."""
    depthwise, bias = graph.next("Conv")
    if scale is not None:
        depthwise = depthwise * scale[:, None, None, None]
    _put(block.depthwise, depthwise)
    _shift(block.norm, bias)
    weight, bias = graph.next("Conv")
    _put(block.widen, weight, bias)
    weight, bias = graph.next("Conv")
    if scale is not None:
        weight, bias = weight / scale[:, None, None, None], bias / scale
    _put(block.narrow, weight)
    _shift(block.added, bias)


def _put(layer: nn.Conv2d, weight: Array, bias: Array | None = None) -> None:
    """The weights of fewer channels: new ones of the output as they are, of the input 0."""
    out, inside = weight.shape[:2]
    if layer.groups == 1:
        layer.weight[:out, inside:] = 0
    layer.weight[:out, :inside] = torch.from_numpy(np.ascontiguousarray(weight))
    if bias is not None and layer.bias is not None:
        layer.bias[: len(bias)] = torch.from_numpy(np.ascontiguousarray(bias))


def _shift(norm: nn.BatchNorm2d, bias: Array) -> None:
    norm.bias[: len(bias)] = torch.from_numpy(np.ascontiguousarray(bias))


def _norm(norm: nn.BatchNorm2d, values: list[Array], scale: Array | None = None) -> None:
    weight, bias, mean, variance = (torch.from_numpy(value.copy()) for value in values)
    if scale is not None:
        one = torch.from_numpy(scale)
        mean, variance = mean / one, variance / one**2
    factor = weight / (variance + 1e-5).sqrt()
    width = len(weight)
    norm.weight[:width] = factor
    norm.bias[:width] = bias - mean * factor


@torch.no_grad()
def told_apart(network: Space, pictures: Iterator[Tensor]) -> None:
    """Give norms that change nothing the means and variances that they meet, and undo these."""
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    sums: dict[nn.Module, list[Tensor]] = {}

    def meet(norm: nn.Module, given: tuple[Tensor, ...]) -> None:
        features = given[0].double()
        count = features.new_tensor(features[:, 0].numel())
        found = [count, features.sum(dim=(0, 2, 3)), (features**2).sum(dim=(0, 2, 3))]
        known = sums.get(norm)
        sums[norm] = found if known is None else [a + b for a, b in zip(known, found, strict=True)]

    hooks = [norm.register_forward_pre_hook(meet) for norm in norms]
    network.eval()
    for rgb in pictures:
        network.with_sides(rgb)
    for hook in hooks:
        hook.remove()
    for norm in norms:
        count, total, squares = sums[norm]
        mean = total / count
        variance = (squares / count - mean**2).clamp(min=1e-8).float()
        norm.eps = 1e-5
        spread = (variance + norm.eps).sqrt()
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.bias += norm.weight * mean.float()
        norm.weight *= spread


def fit_head(network: Space, pool: Pool, random: torch.Generator) -> None:
    """Teach the head, and nothing else, what the frames of `pool` are."""
    network.requires_grad_(False).eval()
    head = nn.ModuleList([network.before, network.mixed, network.coarse, network.head])
    head.requires_grad_(True).train()
    optimizer = torch.optim.AdamW(head.parameters(), lr=2e-3)
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * (1 - step / STEPS)
        number = torch.randint(pool.count, (BATCH,), generator=random)
        rgb, nearness, faces, mirror = crops(list(pool.at(number)), (224, 224), random)
        made = network(spoilt(rgb, random).contiguous(memory_format=torch.channels_last))
        loss = losses.loss(made, nearness, mirrored(faces, mirror))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 20 == 0:
            print(f"{step}: {float(loss):.3f}", flush=True)
    network.requires_grad_(True)


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("network", type=Path, help="space.onnx")
    parser.add_argument("--frames", type=Path, required=True, help="a folder of rendered ones")
    parser.add_argument("--out", type=Path, required=True, help="the weights")
    given = parser.parse_args()
    torch.manual_seed(1)
    network = Space().to(memory_format=torch.channels_last)
    grow(network, Graph(given.network))
    device = torch.device("cpu")
    split = chunks.SEEN if any(given.frames.glob(f"{chunks.SEEN}*")) else chunks.HELD
    pool, _ = read(given.frames, split, device)
    random = torch.Generator().manual_seed(1)

    def pictures() -> Iterator[Tensor]:
        for _ in range(BATCHES):
            number = torch.randint(pool.count, (BATCH,), generator=random)
            yield spoilt(pool.at(number)[0], random)

    told_apart(network, pictures())
    fit_head(network, pool, random)
    torch.save({"step": 0, "average": network.state_dict()}, given.out)


if __name__ == "__main__":
    main()

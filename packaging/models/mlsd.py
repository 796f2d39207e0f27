"""M-LSD, which its package carries as ONNX: plain names, every score, nothing that sleeps.

G. Gu, B. Ko, S. Go, S. Lee, J. Lee, M. Shin, Towards Light-weight and Real-time Line Segment
Detection, 2021. Scaling the picture to -1..1 is part of the graph. The fourth channel, which is
there for the graphics chips of telephones, has no weight.

As published, the graph sets a score to zero where a neighbour's is higher. Of two that are equal
but for rounding, each processor then leaves another. So here every score is given; that a segment
counts only where no neighbour has more is for who reads them.

Training has put a part of the channels to sleep: weights below 1e-24, a bias below zero, and a ReLU
after them, so that they are zero whatever is seen. In the widest block of the decoder, which takes
half of the time, these are a quarter, on both sides of its largest convolution. Here they are left
out, which gives the same numbers (but for the order of sums) in five sixths of the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from models.graphs import renamed, trimmed

NAMES = {"input_image_with_alpha:0": "rgb1"}
SCORES = "scores"

NOTHING = 1e-12
"""The sum of the weights of a channel that sleeps is less; what it sees is below a thousand."""

Array = NDArray[Any]


def convert(content: bytes) -> onnx.ModelProto:
    """The network in the ONNX file `content`.

    Input `rgb1`: float32 (1, 512, 512, 4), RGB 0..255 and a channel of ones. Outputs: `offsets`
    (1, 256, 256, 4) and `scores` (1, 256, 256, 1), of every place. Raises ValueError where it is
    built otherwise.
    """
    model = renamed(onnx.load_model_from_string(content), NAMES)
    model = trimmed(without_sleepers(with_every_score(model)))
    onnx.checker.check_model(model, full_check=True)
    return model


def with_every_score(model: onnx.ModelProto) -> onnx.ModelProto:
    """`model` with `scores` as they are before they are multiplied by which are to stay, 0 or 1.

    Raises ValueError where they are not.
    """
    whole = onnx.ModelProto()
    whole.CopyFrom(model)
    graph = whole.graph
    makers = {name: node for node in graph.node for name in node.output}
    product = makers[SCORES]
    factors = {makers[name].op_type: name for name in product.input if name in makers}
    every = factors.keys() - {"Cast"}
    if product.op_type != "Mul" or len(factors) != 2 or len(every) != 1:
        raise ValueError(f"{SCORES} are not multiplied by which of them are to stay")
    graph.node.remove(product)
    maker = makers[factors[every.pop()]]
    maker.output[0] = SCORES
    return trimmed(whole)


def without_sleepers(model: onnx.ModelProto) -> onnx.ModelProto:
    """`model` with the last block of its decoder computed from the channels that are awake.

    The block joins two pictures, each narrowed by a convolution, and adds to the whole what a wide
    convolution makes of it. Of the sum, some channels have both parts, some only the one or the
    other: they are computed apart, and joined where the next convolution reads them. Raises
    ValueError where there is no such block, or none of the one kind.
    """
    lean = onnx.ModelProto()
    lean.CopyFrom(model)
    graph = lean.graph
    block = _last_block(graph)
    inner, wide, after = block.inner, block.wide, block.after

    joined_asleep, wide_asleep = _asleep(*inner), _asleep(*wide)
    both = np.flatnonzero(~joined_asleep & ~wide_asleep)
    joined_only = np.flatnonzero(~joined_asleep & wide_asleep)
    wide_only = np.flatnonzero(joined_asleep & ~wide_asleep)
    if not min(len(both), len(joined_only), len(wide_only)):
        raise ValueError("the block's channels sleep on both sides alike, or not at all")
    # Runtimes compute 16 channels at once, so that two sleepers make whole groups of the others.
    spare = np.flatnonzero(joined_asleep & wide_asleep)
    joined_only = np.concatenate([joined_only, spare[:1]])
    wide_only = np.concatenate([wide_only, spare[1:]])
    read = np.concatenate([both, joined_only])

    parts = _Parts()
    sources = parts.joined("sources", block.sources)
    shared = parts.convolved("shared", sources, inner[0][both], inner[1][both])
    kept = parts.convolved("kept", sources, inner[0][joined_only], inner[1][joined_only])
    seen = parts.joined("seen", [shared, kept])
    added = parts.convolved("added", seen, wide[0][both][:, read], wide[1][both])
    new = parts.convolved("new", seen, wide[0][wide_only][:, read], wide[1][wide_only])
    total = parts.joined("total", [parts.made("Add", [added, shared], "sum"), kept, new])
    order = np.concatenate([read, wide_only])
    after.input[0] = total
    after.input[1] = parts.constant("total/read", numpy_helper.to_array(block.reading)[:, order])

    place = list(graph.node).index(after)
    nodes = [*graph.node[:place], *parts.nodes, *graph.node[place:]]
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend(parts.constants)
    return lean


@dataclass(frozen=True)
class _Block:
    """`sources` are narrowed as `inner` says, `wide` is added, and `after` reads the sum.

    `inner` and `wide` are the weights and the bias of a convolution; `reading` the weights of
    `after`.
    """

    sources: list[str]
    inner: tuple[Array, Array]
    wide: tuple[Array, Array]
    after: NodeProto
    reading: TensorProto


def _last_block(graph: onnx.GraphProto) -> _Block:
    makers = {name: node for node in graph.node for name in node.output}
    constants = {constant.name: constant for constant in graph.initializer}
    sums = [node for node in graph.node if _kinds(node, makers) == ["Relu", "Concat"]]
    if not sums:
        raise ValueError("there is no block of the decoder that adds to what it joins")
    total = sums[-1]
    outer, join = (makers[name] for name in total.input)
    narrow = [makers[makers[name].input[0]] for name in join.input]
    (after,) = (node for node in graph.node if total.output[0] in node.input)
    widths = [numpy_helper.to_array(constants[node.input[1]]) for node in narrow]
    biases = [numpy_helper.to_array(constants[node.input[2]]) for node in narrow]
    # Side by side, two convolutions of one pixel are one that reads both pictures.
    zeros = [np.zeros((len(widths[i]), widths[1 - i].shape[1], 1, 1), np.float32) for i in (0, 1)]
    inner = np.concatenate(
        [
            np.concatenate([widths[0], zeros[0]], axis=1),
            np.concatenate([zeros[1], widths[1]], axis=1),
        ]
    )
    wide = makers[outer.input[0]]
    return _Block(
        sources=[node.input[0] for node in narrow],
        inner=(inner, np.concatenate(biases)),
        wide=(
            numpy_helper.to_array(constants[wide.input[1]]),
            numpy_helper.to_array(constants[wide.input[2]]),
        ),
        after=after,
        reading=constants[after.input[1]],
    )


def _kinds(node: NodeProto, makers: Mapping[str, NodeProto]) -> list[str]:
    """Of the nodes that make what an addition adds; none for other nodes."""
    if node.op_type != "Add":
        return []
    return [makers[name].op_type for name in node.input if name in makers]


def _asleep(weights: Array, bias: Array) -> NDArray[np.bool_]:
    """Which output channels are zero after a ReLU, whatever is seen."""
    total = np.abs(weights.reshape(len(weights), -1)).sum(axis=1)
    return np.asarray((total < NOTHING) & (bias <= 0))


class _Parts:
    """New nodes in their order, and the constants that they use; methods return a value's name."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, value: Array) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), f"awake/{name}"))
        return f"awake/{name}"

    def made(self, kind: str, values: list[str], name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, values, [f"awake/{name}"], **attributes))
        return f"awake/{name}"

    def joined(self, name: str, values: list[str]) -> str:
        return self.made("Concat", values, name, axis=1)

    def convolved(self, name: str, value: str, weights: Array, bias: Array) -> str:
        """A convolution that keeps the sides, and its ReLU."""
        sides = list(weights.shape[2:])
        constants = [self.constant(f"{name}/filter", weights), self.constant(f"{name}/bias", bias)]
        pads = [side // 2 for side in sides] * 2
        total = self.made("Conv", [value, *constants], f"{name}/sum", kernel_shape=sides, pads=pads)
        return self.made("Relu", [total], name)

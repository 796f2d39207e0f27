"""Stores weights in 16 bits or 8; what a network computes with are 32-bit numbers all the same.

A weight that IEEE half precision holds exactly is kept so, as MediaPipe publishes its networks. Any
other is kept as whole numbers with one scale for each output channel: of the same size, and many
times closer, since no bits are spent on exponents. In 8 bits only large ones are kept, since small
ones err more and cost little. Nodes widen both again; a runtime runs them once, when it loads the
network.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

SMALLEST = 512
"""Constants of fewer numbers stay as they are: biases, slopes, limits."""

LARGE = 10_000
"""Numbers, from which on a constant may be kept in 8 bits. In the network of depth and normals,
5.4 million of them, normals were off by 0.49 degrees where all were, and are by 0.21."""

Weights = NDArray[np.float32]
Stored = tuple[list[TensorProto], list[NodeProto]]
"""Constants, and the nodes that make a weight of them."""


def stored(model: onnx.ModelProto, bits: int = 16) -> onnx.ModelProto:
    """`model` with its large weights in `bits`, 16 or 8.

    A number is off by at most the greatest of its output channel / 65534, in 8 bits / 254. Raises
    ValueError where one is infinite or no number.
    """
    small = onnx.ModelProto()
    small.CopyFrom(model)
    constants: list[TensorProto] = []
    widening: list[NodeProto] = []
    for constant in model.graph.initializer:
        weights = numpy_helper.to_array(constant)
        if weights.dtype != np.float32 or weights.size < SMALLEST:
            constants.append(constant)
            continue
        if not np.isfinite(weights).all():
            raise ValueError(f"{constant.name} has values that are infinite or no numbers")
        kept, nodes = (
            _wholes(weights, constant.name, np.int8)
            if bits == 8 and weights.size >= LARGE
            else _halves(weights, constant.name) or _wholes(weights, constant.name, np.int16)
        )
        constants += kept
        widening += nodes
    graph = small.graph
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(constants)
    graph.node.extend([*widening, *model.graph.node])
    return small


def _halves(weights: Weights, name: str) -> Stored | None:
    """`weights` in half precision, or None where that would change them."""
    with np.errstate(over="ignore"):  # what is too great has changed
        halves = weights.astype(np.float16)
    if (halves != weights).any():
        return None
    constants = [numpy_helper.from_array(halves, f"{name}/half")]
    return constants, [_widened(f"{name}/half", name)]


def _wholes(weights: Weights, name: str, of: type[np.int8 | np.int16]) -> Stored:
    """`weights` as whole numbers, as far from 0 below as above, times a scale for each first
    index."""
    rows = weights.reshape(len(weights), -1)
    scales = np.abs(rows).max(axis=1, keepdims=True) / np.float32(np.iinfo(of).max)
    scales[scales == 0] = 1
    wholes = np.rint(rows / scales).astype(of).reshape(weights.shape)
    scales = scales.reshape(-1, *[1] * (weights.ndim - 1))
    names = [f"{name}/wholes", f"{name}/scales", f"{name}/widened"]
    constants = [
        numpy_helper.from_array(wholes, names[0]),
        numpy_helper.from_array(scales, names[1]),
    ]
    multiply = helper.make_node("Mul", [names[2], names[1]], [name])
    return constants, [_widened(names[0], names[2]), multiply]


def _widened(name: str, result: str) -> NodeProto:
    return helper.make_node("Cast", [name], [result], to=TensorProto.FLOAT)

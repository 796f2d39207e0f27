"""Runs ONNX graphs in plain numpy, written from the operators' definitions: a second opinion.

It knows the operators of the networks in the model pack, in the opsets that those have, and trades
speed for being simple: a convolution is a sum over the positions of its kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

Array = NDArray[Any]
Attributes = Mapping[str, Any]


def run(content: bytes, value: Array) -> tuple[Array, ...]:
    """The outputs of the ONNX file `content`, which has one input, for `value`.

    Raises KeyError for an operator that is not known here.
    """
    graph = onnx.load_model_from_string(content).graph
    values: dict[str, Any] = {"": None, graph.input[0].name: value}
    values |= {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    for node in graph.node:
        attributes = {item.name: helper.get_attribute_value(item) for item in node.attribute}
        results = OPERATORS[node.op_type](attributes, *(values[name] for name in node.input))
        if not isinstance(results, tuple):
            results = (results,)
        values.update(zip(node.output, results, strict=True))
    return tuple(values[output.name] for output in graph.output)


def _conv(attributes: Attributes, x: Array, weights: Array, bias: Array | None = None) -> Array:
    groups = attributes.get("group", 1)
    kernel = weights.shape[2:]
    dilations = attributes.get("dilations", (1, 1))
    windows, rows, columns = _windows(attributes, x, kernel, dilations, 0)
    outputs = len(weights)
    total = np.zeros((groups, outputs // groups, rows * columns), np.float32)
    for at, seen in windows:
        factors = weights[:, :, at[0], at[1]].reshape(groups, outputs // groups, -1)
        total += factors @ seen.reshape(groups, -1, rows * columns)
    result = total.reshape(1, outputs, rows, columns)
    return result if bias is None else result + bias[:, None, None]


def _max_pool(attributes: Attributes, x: Array) -> Array:
    windows, _, _ = _windows(attributes, x, attributes["kernel_shape"], (1, 1), -np.inf)
    return np.asarray(np.max([seen for _, seen in windows], axis=0))[None]


def _average_pool(attributes: Attributes, x: Array) -> Array:
    kernel = attributes["kernel_shape"]
    sums, counts = (
        np.sum([seen for _, seen in _windows(attributes, values, kernel, (1, 1), 0)[0]], axis=0)
        for values in (x, np.ones_like(x))
    )
    return np.asarray(sums / counts)[None]


def _windows(
    attributes: Attributes,
    x: Array,
    kernel: Sequence[int],
    dilations: Sequence[int],
    beyond: float,
) -> tuple[list[tuple[tuple[int, int], Array]], int, int]:
    """For each position in the kernel, what it sees of x (1, C, H, W); and the result's sides."""
    top, left, bottom, right = attributes.get("pads", (0, 0, 0, 0))
    padded = np.pad(x[0], ((0, 0), (top, bottom), (left, right)), constant_values=beyond)
    strides = attributes.get("strides", (1, 1))
    rows, columns = (
        (padded.shape[side + 1] - dilations[side] * (kernel[side] - 1) - 1) // strides[side] + 1
        for side in (0, 1)
    )
    windows = []
    for row, column in product(range(kernel[0]), range(kernel[1])):
        y, x0 = row * dilations[0], column * dilations[1]
        down = slice(y, y + (rows - 1) * strides[0] + 1, strides[0])
        across = slice(x0, x0 + (columns - 1) * strides[1] + 1, strides[1])
        windows.append(((row, column), padded[:, down, across]))
    return windows, rows, columns


def _resize(
    attributes: Attributes,
    x: Array,
    roi: Array | None = None,
    scales: Array | None = None,
    sizes: Array | None = None,
) -> Array:
    """Along one axis after the other; the modes are separable."""
    kind = attributes.get("coordinate_transformation_mode", b"half_pixel")
    for axis in (2, 3):
        before = x.shape[axis]
        if sizes is not None and len(sizes):
            after = int(sizes[axis])
            scale = after / before
        else:
            assert scales is not None
            scale = float(scales[axis])
            after = int(before * scale)
        at = np.arange(after, dtype=np.float64)
        if kind == b"half_pixel":
            at = (at + 0.5) / scale - 0.5
        elif kind == b"asymmetric":
            at = at / scale
        elif kind == b"align_corners":
            at = at * (before - 1) / max(after - 1, 1)
        else:
            raise KeyError(kind)
        if attributes["mode"] == b"nearest":
            assert attributes["nearest_mode"] == b"floor"
            x = x.take(np.floor(at).astype(int).clip(0, before - 1), axis)
        else:
            assert attributes["mode"] == b"linear"
            lower = np.floor(at).astype(int)
            share = (at - lower).astype(np.float32).reshape([-1] + [1] * (3 - axis))
            first = x.take(lower.clip(0, before - 1), axis)
            second = x.take((lower + 1).clip(0, before - 1), axis)
            x = first * (1 - share) + second * share
    return x


def _pad(attributes: Attributes, x: Array, pads: Array, value: Array | None = None) -> Array:
    assert attributes.get("mode", b"constant") == b"constant"
    around = list(zip(pads[: x.ndim], pads[x.ndim :], strict=True))
    return np.pad(x, around, constant_values=0 if value is None else value.item())


def _slice(attributes: Attributes, x: Array, starts: Array, ends: Array, *more: Array) -> Array:
    """`more`: axes, and steps."""
    axes = more[0] if more else np.arange(len(starts))
    steps = more[1] if len(more) > 1 else np.ones(len(starts), int)
    chosen = [slice(None)] * x.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        chosen[int(axis)] = slice(int(start), int(end), int(step))
    return x[tuple(chosen)]


def _split(attributes: Attributes, x: Array) -> tuple[Array, ...]:
    ends = np.cumsum(attributes["split"])[:-1]
    return tuple(np.split(x, ends, attributes.get("axis", 0)))


def _reshape(attributes: Attributes, x: Array, shape: Array) -> Array:
    sides = [x.shape[index] if side == 0 else int(side) for index, side in enumerate(shape)]
    return x.reshape(sides)


def _depth_to_space(attributes: Attributes, x: Array) -> Array:
    """Channels, then rows, then columns of a block, from the channels of one pixel."""
    assert attributes["mode"] == b"CRD"
    side = attributes["blocksize"]
    count, channels, height, width = x.shape
    parts = x.reshape(count, channels // side**2, side, side, height, width)
    return parts.transpose(0, 1, 4, 2, 5, 3).reshape(count, -1, height * side, width * side)


def _gemm(attributes: Attributes, a: Array, b: Array, c: Array) -> Array:
    assert set(attributes) <= {"transB"}
    return np.asarray(a @ (b.T if attributes.get("transB") else b) + c)


def _mean(attributes: Attributes, x: Array, *given: Array) -> Array:
    axes = given[0] if given else attributes["axes"]  # from opset 18 on they are given
    return np.asarray(x.mean(tuple(axes), keepdims=bool(attributes.get("keepdims", 1))))


def _sum(attributes: Attributes, x: Array, axes: Array) -> Array:
    return np.asarray(x.sum(tuple(axes), keepdims=bool(attributes.get("keepdims", 1))))


def _batch_normalization(attributes: Attributes, x: Array, *parts: Array) -> Array:
    scale, bias, mean, variance = parts
    factor = scale / np.sqrt(variance + attributes.get("epsilon", 1e-5))
    return np.asarray(x * factor[:, None, None] + (bias - mean * factor)[:, None, None])


def _constant_of_shape(attributes: Attributes, shape: Array) -> Array:
    value = numpy_helper.to_array(attributes["value"])
    return np.full(shape, value[0], value.dtype)


def _cumulated(attributes: Attributes, x: Array, axis: Array) -> Array:
    assert not attributes.get("exclusive", 0)
    assert not attributes.get("reverse", 0)
    return np.asarray(x.cumsum(int(axis), dtype=x.dtype))


def _sigmoid(attributes: Attributes, x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x.astype(np.float64))), np.float32)


OPERATORS: Mapping[str, Callable[..., Any]] = {
    "Add": lambda _, a, b: a + b,
    "AveragePool": _average_pool,
    "BatchNormalization": _batch_normalization,
    "Cast": lambda a, x: x.astype(helper.tensor_dtype_to_np_dtype(a["to"])),
    "Clip": lambda _, x, low, high: np.clip(x, low, high),
    "Concat": lambda a, *parts: np.concatenate(parts, a["axis"]),
    "Constant": lambda a: numpy_helper.to_array(a["value"]),
    "ConstantOfShape": _constant_of_shape,
    "Conv": _conv,
    "CumSum": _cumulated,
    "DepthToSpace": _depth_to_space,
    "Div": lambda _, a, b: a / b,
    "Elu": lambda a, x: np.where(x > 0, x, a.get("alpha", 1.0) * np.expm1(np.minimum(x, 0))),
    "Equal": lambda _, a, b: a == b,
    "Gemm": _gemm,
    "Identity": lambda _, x: x,
    "MaxPool": _max_pool,
    "Mul": lambda _, a, b: a * b,
    "PRelu": lambda _, x, slope: np.where(x < 0, slope * x, x),
    "Pad": _pad,
    "ReduceMean": _mean,
    "ReduceSum": _sum,
    "Relu": lambda _, x: np.maximum(x, 0),
    "Reshape": _reshape,
    "Resize": _resize,
    "Shape": lambda _, x: np.array(x.shape, np.int64),
    "Sigmoid": _sigmoid,
    "Slice": _slice,
    "Split": _split,
    "Sqrt": lambda _, x: np.sqrt(x),
    "Squeeze": lambda _, x, axes: np.squeeze(x, tuple(axes)),
    "Sub": lambda _, a, b: a - b,
    "Transpose": lambda a, x: x.transpose(a["perm"]),
    "Unsqueeze": lambda _, x, axes: np.expand_dims(x, tuple(axes)),
}

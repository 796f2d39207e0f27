"""What each operator of TensorFlow Lite is in ONNX.

What it computes is defined by TensorFlow Lite's reference kernels. Padding "SAME" is theirs, too:
as much as makes the output the input's size divided by the stride, rounded up; where that is odd,
the greater half comes after the picture. An operator may have an activation as part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from models.tflite.model import PLANES, Model
from models.tflite.reader import Operator

SAME = 0
"""The number of this padding; the other is "VALID", without any."""


def append(model: Model, operator: Operator) -> None:
    """Append what computes the output of `operator` to `model`.

    Raises ValueError where it has options or shapes that are not supported.
    """
    (output,) = operator.outputs
    if operator.name == "DEQUANTIZE":
        model.set_constant(output, model.constant(operator.inputs[0]).astype(np.float32))
        return
    activation = operator.options.get("activation", 0)
    if activation not in _ACTIVATIONS:
        raise ValueError(f"activation {activation} of {operator.name} is not supported")
    name = _RULES[operator.name](model, operator)
    model.set_computed(output, _ACTIVATIONS[activation](model, name))


def _relu6(model: Model, name: str) -> str:
    limits = [model.weight(np.array(limit, np.float32)) for limit in (0, 6)]
    return model.node("Clip", [name, *limits])


_ACTIVATIONS: Mapping[int, Callable[[Model, str], str]] = {
    0: lambda _, name: name,
    1: lambda model, name: model.node("Relu", [name]),
    3: _relu6,
}


def _add(model: Model, operator: Operator) -> str:
    first, second = operator.inputs
    if model.shape(first) != model.shape(second):
        raise ValueError("sums of tensors that differ in shape are not supported")
    return model.node("Add", [model.computed(first), model.computed(second)])


def _convolution(model: Model, operator: Operator) -> str:
    source, kernel, bias = operator.inputs
    depthwise = operator.name == "DEPTHWISE_CONV_2D"
    # Kernels are 1HWO where each channel has its own, OHWI elsewhere, and OIHW in ONNX.
    weights = model.constant(kernel).transpose((3, 0, 1, 2) if depthwise else PLANES)
    dilations = operator.options["dilation_h"], operator.options["dilation_w"]
    inputs = [
        model.computed(source),
        model.weight(weights),
        model.weight(model.constant(bias)),
    ]
    return model.node(
        "Conv",
        inputs,
        group=model.shape(source)[3] if depthwise else 1,
        dilations=dilations,
        **_window(model, operator, weights.shape[2:], dilations),
    )


def _pool(model: Model, operator: Operator) -> str:
    kind = "MaxPool" if operator.name == "MAX_POOL_2D" else "AveragePool"
    sides = operator.options["filter_h"], operator.options["filter_w"]
    window = _window(model, operator, sides, (1, 1))
    return model.node(kind, [model.computed(operator.inputs[0])], **window)


def _window(
    model: Model, operator: Operator, sides: Sequence[int], dilations: Sequence[int]
) -> dict[str, list[int]]:
    """The attributes of a window of `sides` (height, width) that moves over a picture."""
    strides = [operator.options["stride_h"], operator.options["stride_w"]]
    totals = [0, 0]
    if operator.options["padding"] == SAME:
        lengths = model.shape(operator.inputs[0])[1:3]
        totals = [
            max((-(-length // stride) - 1) * stride + (side - 1) * dilation + 1 - length, 0)
            for length, stride, side, dilation in zip(
                lengths, strides, sides, dilations, strict=True
            )
        ]
    before = [total // 2 for total in totals]
    after = [total - half for total, half in zip(totals, before, strict=True)]
    return {"kernel_shape": [*sides], "strides": strides, "pads": before + after}


def _concatenation(model: Model, operator: Operator) -> str:
    sides = len(model.shape(operator.outputs[0]))
    axis = operator.options["axis"] % sides
    names = [model.computed(index) for index in operator.inputs]
    return model.node("Concat", names, axis=PLANES.index(axis) if sides == 4 else axis)


def _fully_connected(model: Model, operator: Operator) -> str:
    source, kernel, bias = operator.inputs
    if len(model.shape(source)) != 2:
        raise ValueError("only rows are fully connected")
    weights = [model.weight(model.constant(index)) for index in (kernel, bias)]
    return model.node("Gemm", [model.computed(source), *weights], transB=1)


def _mean(model: Model, operator: Operator) -> str:
    source, axes = operator.inputs
    if len(model.shape(source)) != 4 or sorted(model.constant(axes).tolist()) != [1, 2]:
        raise ValueError("only the mean over a whole picture is supported")
    inputs = [model.computed(source), model.weight(np.array([2, 3], np.int64))]
    return model.node("ReduceMean", inputs, keepdims=operator.options["keep_dims"])


def _pad(model: Model, operator: Operator) -> str:
    source, paddings = operator.inputs
    around = model.constant(paddings)[list(PLANES)].T.reshape(-1)  # all that is before, then after
    return model.node("Pad", [model.computed(source), model.weight(around.astype(np.int64))])


def _prelu(model: Model, operator: Operator) -> str:
    source, slopes = operator.inputs
    of_channels = model.constant(slopes).reshape(-1, 1, 1)
    if len(of_channels) != model.shape(source)[3]:
        raise ValueError("only slopes of whole channels are supported")
    return model.node("PRelu", [model.computed(source), model.weight(of_channels)])


def _reshape(model: Model, operator: Operator) -> str:
    shape = model.shape(operator.outputs[0])
    if len(shape) == 4:
        raise ValueError("reshaping to a picture is not supported")
    inputs = [model.channels_last(operator.inputs[0]), model.weight(np.array(shape, np.int64))]
    return model.node("Reshape", inputs)


def _resize(model: Model, operator: Operator) -> str:
    source = operator.inputs[0]
    count, height, width, channels = model.shape(operator.outputs[0])
    name = model.computed(source)
    if model.shape(source)[1:3] == (height, width):
        return name
    if operator.options["align_corners"]:
        mode = "align_corners"
    else:
        mode = "half_pixel" if operator.options["half_pixel_centers"] else "asymmetric"
    return model.node(
        "Resize",
        [name, "", "", model.weight(np.array([count, channels, height, width], np.int64))],
        mode="linear",
        coordinate_transformation_mode=mode,
    )


def _relu(model: Model, operator: Operator) -> str:
    return model.node("Relu", [model.computed(operator.inputs[0])])


def _logistic(model: Model, operator: Operator) -> str:
    return model.node("Sigmoid", [model.computed(operator.inputs[0])])


_RULES: Mapping[str, Callable[[Model, Operator], str]] = {
    "ADD": _add,
    "AVERAGE_POOL_2D": _pool,
    "CONCATENATION": _concatenation,
    "CONV_2D": _convolution,
    "DEPTHWISE_CONV_2D": _convolution,
    "FULLY_CONNECTED": _fully_connected,
    "LOGISTIC": _logistic,
    "MAX_POOL_2D": _pool,
    "MEAN": _mean,
    "PAD": _pad,
    "PRELU": _prelu,
    "RELU": _relu,
    "RESHAPE": _reshape,
    "RESIZE_BILINEAR": _resize,
}

"""Turns a TensorFlow Lite network of floating-point numbers into ONNX of the same numbers."""

from __future__ import annotations

from collections.abc import Mapping

import onnx

from models.tflite.model import Model
from models.tflite.operators import append
from models.tflite.reader import Graph, Operator, read


def convert(content: bytes, names: Mapping[str, str] | None = None) -> onnx.ModelProto:
    """The network in the TensorFlow Lite file `content` as an ONNX model of float32.

    `names` says what the file's inputs and outputs are called in the model, as in
    `{"input_1": "rgb", "Identity": "boxes"}`. With it the model has the outputs that it names,
    in its order, and no others; without it all of them, under the names they have in the file.
    What the file computes on the way can be named as an output as well. Inputs and outputs keep
    their shapes, pictures being NHWC.

    Raises ValueError where the file is damaged or holds what is not supported, KeyError where
    `names` has what is neither input nor computed.
    """
    graph = read(content)
    model = Model(graph, *_named(graph, names))
    for operator in _needed(graph, model.outputs):
        append(model, operator)
    return model.finished()


def _named(graph: Graph, names: Mapping[str, str] | None) -> tuple[dict[int, str], dict[int, str]]:
    """The inputs and outputs that the model has: number of the tensor and name."""
    inputs = {graph.tensors[index].name: index for index in graph.inputs}
    outputs = {graph.tensors[index].name: index for index in graph.outputs}
    if names is None:
        names = {name: name for name in (*inputs, *outputs)}
    else:
        outputs = {
            graph.tensors[index].name: index
            for operator in graph.operators
            for index in operator.outputs
        }
    if unknown := names.keys() - inputs.keys() - outputs.keys():
        raise KeyError(f"neither inputs nor computed: {', '.join(sorted(unknown))}")
    return (
        {index: names.get(name, name) for name, index in inputs.items()},
        {outputs[name]: new for name, new in names.items() if name in outputs},
    )


def _needed(graph: Graph, outputs: Mapping[int, str]) -> list[Operator]:
    """The operators on which `outputs` depend, in the order they run."""
    wanted = set(outputs)
    needed = []
    for operator in reversed(graph.operators):
        if wanted.intersection(operator.outputs):
            wanted.update(operator.inputs)
            needed.append(operator)
    return needed[::-1]

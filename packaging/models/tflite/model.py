"""An ONNX model while it grows out of a TensorFlow Lite graph: see `convert`.

Convolutions want planes (NCHW) in onnxruntime, so every tensor of four sides is kept in planes.
It is turned around where it comes in, where it goes out and where its order matters (a reshape).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.tflite.reader import Graph

OPSET = 18
IR_VERSION = 8
"""The oldest that has this opset, so that the oldest onnxruntime reads it."""

PLANES = (0, 3, 1, 2)
"""From NHWC to NCHW: which side of the former becomes each side of the latter."""

CHANNELS_LAST = (0, 2, 3, 1)

Array = NDArray[Any]


class Model:
    """The ONNX model while it grows: nodes, weights, and what each tensor is called in it."""

    def __init__(self, graph: Graph, inputs: dict[int, str], outputs: dict[int, str]) -> None:
        self.graph = graph
        self.outputs = outputs
        self._inputs = inputs
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        self._names: dict[int, str] = {}
        self._constants: dict[int, Array] = {
            index: tensor.value
            for index, tensor in enumerate(graph.tensors)
            if tensor.value is not None
        }
        for index, name in inputs.items():
            self._names[index] = self._turned(name, index, PLANES)

    def shape(self, index: int) -> tuple[int, ...]:
        """As the file has it: NHWC."""
        return self.graph.tensors[index].shape

    def constant(self, index: int) -> Array:
        """The value that tensor `index` has in the file. Raises ValueError if it is computed."""
        if index not in self._constants:
            raise ValueError(f"{self.graph.tensors[index].name} is not constant")
        return self._constants[index]

    def set_constant(self, index: int, value: Array) -> None:
        """Give tensor `index` a value that the file only describes."""
        self._constants[index] = value

    def computed(self, index: int) -> str:
        """The name of tensor `index`, in planes. Raises ValueError if it is constant."""
        if index not in self._names:
            raise ValueError(f"{self.graph.tensors[index].name} is not computed")
        return self._names[index]

    def set_computed(self, index: int, name: str) -> None:
        """`name` computes tensor `index`, in planes."""
        self._names[index] = name

    def channels_last(self, index: int) -> str:
        """The name of tensor `index` in the file's layout."""
        return self._turned(self.computed(index), index, CHANNELS_LAST)

    def weight(self, value: Array) -> str:
        """The name of a new constant that is `value`."""
        name = f"weight_{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], **attributes: Any) -> str:
        """A node with one output, whose name is returned."""
        name = f"{kind.lower()}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def finished(self) -> onnx.ModelProto:
        """The model of all that was added, checked."""
        for index, name in self.outputs.items():
            self._nodes.append(helper.make_node("Identity", [self.channels_last(index)], [name]))
        graph = helper.make_graph(
            self._nodes,
            "network",
            [self._described(*item) for item in self._inputs.items()],
            [self._described(*item) for item in self.outputs.items()],
            self._weights,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="underdrawing",
        )
        onnx.checker.check_model(model, full_check=True)
        return model

    def _turned(self, name: str, index: int, order: tuple[int, ...]) -> str:
        if len(self.shape(index)) != len(order):
            return name
        return self.node("Transpose", [name], perm=order)

    def _described(self, index: int, name: str) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, self.shape(index))

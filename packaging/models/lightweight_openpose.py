"""Lightweight OpenPose as an ONNX graph, from the checkpoint that the package redrawing carries.

The network of D. Osokin, Real-time 2D Multi-Person Pose Estimation on CPU: Lightweight OpenPose,
2018: MobileNet v1 up to conv5_5, whose last stages keep stride 8 and are dilated in place of the
next stride; a block that narrows it to 128 channels; an initial stage; and refinement stages that
see the result of the stage before them as well. The checkpoint names its tensors after these parts,
and their shapes say the rest. Batch norms are folded into the convolutions before them.

The checkpoint has three refinement stages. One is the paper's choice, and what is built by default.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.torch_file import read_tensors

HEATMAPS, AFFINITIES = 19, 38
"""Channels: 18 joints and the background; columns and rows of 19 limbs."""

STRIDES = {0: 2, 2: 2, 4: 2}
"""Of the backbone's stages that have one, by number; the product is what the outputs shrink by."""

DILATED = 7
"""The stage of the backbone whose 3x3 convolution is dilated, by 2."""

LAST_STAGE = 11

EPSILON = 1e-5
"""What torch adds to a batch norm's variance."""

OPSET = 17

State = Mapping[str, NDArray[Any]]


def convert(content: bytes, refinements: int = 1) -> onnx.ModelProto:
    """The network in the checkpoint `content`, with `refinements` (0 to 3) refinement stages.

    Input `bgr`: float32 (1, 3, height, width), (value - 128) / 256, sides multiples of 8. Outputs:
    `heatmaps` (1, 19, height / 8, width / 8) and `affinities` (1, 38, height / 8, width / 8) of the
    last stage. Raises ValueError if the checkpoint is not one of this network.
    """
    graph = _Graph(read_tensors(content, "state_dict"))
    features = graph.narrowed(graph.backbone("bgr"))
    stage = graph.initial_stage(features)
    for number in range(refinements):
        seen = graph.add("Concat", [features, *stage], axis=1)
        stage = graph.refinement_stage(f"refinement_stages.{number}", seen)
    return graph.model(*stage)


class _Graph:
    """The nodes and weights of a graph that grows; its methods take and give names of values."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def backbone(self, bgr: str) -> str:
        """MobileNet: a 3x3 convolution, then pairs of a depthwise 3x3 and a 1x1."""
        value = self.convolution("model.0.0", bgr, norm="model.0.1", stride=STRIDES[0])
        for number in range(1, LAST_STAGE + 1):
            stage = f"model.{number}"
            value = self.convolution(
                f"{stage}.0",
                value,
                norm=f"{stage}.1",
                stride=STRIDES.get(number, 1),
                dilation=2 if number == DILATED else 1,
            )
            value = self.convolution(f"{stage}.3", value, norm=f"{stage}.4")
        return value

    def narrowed(self, features: str) -> str:
        """The block between backbone and stages; its own pairs have no norm, and ELU."""
        aligned = value = self.convolution("cpm.align.0", features)
        for number in range(3):
            value = self.convolution(f"cpm.trunk.{number}.0", value, activation="Elu")
            value = self.convolution(f"cpm.trunk.{number}.2", value, activation="Elu")
        return self.convolution("cpm.conv.0", self.add("Add", [aligned, value]))

    def initial_stage(self, features: str) -> tuple[str, str]:
        value = features
        for number in range(3):
            value = self.convolution(f"initial_stage.trunk.{number}.0", value)
        return self.heads("initial_stage", value)

    def refinement_stage(self, stage: str, value: str) -> tuple[str, str]:
        """Five residual blocks: a 1x1 convolution and, beside it, two 3x3, the second dilated."""
        for number in range(5):
            block = f"{stage}.trunk.{number}"
            initial = self.convolution(f"{block}.initial.0", value)
            value = self.convolution(f"{block}.trunk.0.0", initial, norm=f"{block}.trunk.0.1")
            value = self.convolution(
                f"{block}.trunk.1.0", value, norm=f"{block}.trunk.1.1", dilation=2
            )
            value = self.add("Add", [initial, value])
        return self.heads(stage, value)

    def heads(self, stage: str, value: str) -> tuple[str, str]:
        """The heat maps and the affinities of a stage."""
        names = []
        for head in ("heatmaps", "pafs"):
            hidden = self.convolution(f"{stage}.{head}.0.0", value)
            names.append(self.convolution(f"{stage}.{head}.1.0", hidden, activation=None))
        return names[0], names[1]

    def convolution(
        self,
        name: str,
        value: str,
        *,
        norm: str | None = None,
        stride: int = 1,
        dilation: int = 1,
        activation: str | None = "Relu",
    ) -> str:
        """The convolution called `name`, its batch norm folded in, and what follows it."""
        weights = self._tensor(f"{name}.weight")
        outputs, channels, kernel, _ = weights.shape
        bias = self._state.get(f"{name}.bias", np.zeros(outputs))
        if norm is not None:
            variance = self._tensor(f"{norm}.running_var").astype(np.float64)
            factor = self._tensor(f"{norm}.weight") / np.sqrt(variance + EPSILON)
            bias = (bias - self._tensor(f"{norm}.running_mean")) * factor
            bias = bias + self._tensor(f"{norm}.bias")
            weights = weights * factor[:, None, None, None]
        depthwise = channels == 1
        result = self.add(
            "Conv",
            [value, self._weight(f"{name}.weight", weights), self._weight(f"{name}.bias", bias)],
            group=outputs if depthwise else 1,
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            dilations=[dilation, dilation],
            pads=[dilation * (kernel // 2)] * 4,
        )
        return result if activation is None else self.add(activation, [result])

    def add(self, operator: str, values: list[str], **attributes: Any) -> str:
        """A node that makes one value of `values`."""
        name = f"value_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, values, [name], name, **attributes))
        return name

    def model(self, heatmaps: str, affinities: str) -> onnx.ModelProto:
        """The graph as a model, checked."""
        outputs = (("heatmaps", heatmaps, HEATMAPS), ("affinities", affinities, AFFINITIES))
        for name, value, _ in outputs:
            self._nodes.append(helper.make_node("Identity", [value], [name], name))
        graph = helper.make_graph(
            self._nodes,
            "lightweight_openpose",
            [_value("bgr", 3, "height", "width")],
            [_value(name, channels, "rows", "columns") for name, _, channels in outputs],
            self._weights,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model

    def _tensor(self, name: str) -> NDArray[Any]:
        if name not in self._state:
            raise ValueError(f"the checkpoint has no {name}")
        return self._state[name]

    def _weight(self, name: str, values: NDArray[Any]) -> str:
        self._weights.append(numpy_helper.from_array(values.astype(np.float32), name))
        return name


def _value(name: str, channels: int, height: str, width: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, height, width])

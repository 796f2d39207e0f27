"""FastDepth, which its package carries as ONNX of 2018's format, in today's.

D. Wofk, F. Ma, T. Yang, S. Karaman, V. Sze, FastDepth: Fast Monocular Depth Estimation on Embedded
Systems, 2019: MobileNet as encoder, five depthwise decoder blocks with additive skip connections,
pruned. Batch norms are folded into the convolutions before them, and three operators are written
as opset 17 has them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper

from models.graphs import renamed, trimmed

OPSET = 17
IR_VERSION = 8
NAMES = {"0": "rgb", "350": "distance"}

Constants = dict[str, NDArray[np.float32]]


def convert(content: bytes) -> onnx.ModelProto:
    """The network in the ONNX file `content`.

    Input `rgb`: float32 (1, 3, 224, 224), 0..1, as in the dataset loader of the project's own code
    (values divided by 255, no mean). Output `distance`: (1, 1, 224, 224), in metres.

    Raises ValueError where the graph is not as expected.
    """
    model = onnx.load_model_from_string(content)
    graph = model.graph
    constants = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    convolutions: dict[str, NodeProto] = {}
    nodes: list[NodeProto] = []
    for node in graph.node:
        if node.op_type == "BatchNormalization":
            _fold(node, convolutions[node.input[0]], constants)
        elif node.op_type == "Upsample":
            nodes.append(_resize(node, constants))
        elif node.op_type == "Clip":
            nodes.append(_clip(node, constants))
        else:
            nodes.append(node)
        if node.op_type == "Conv":
            convolutions[node.output[0]] = node
    changed = helper.make_model(
        helper.make_graph(
            nodes,
            "fastdepth",
            [value for value in graph.input if value.name not in constants],
            graph.output,
            [numpy_helper.from_array(value, name) for name, value in constants.items()],
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    changed = trimmed(renamed(changed, NAMES))
    onnx.checker.check_model(changed, full_check=True)
    return changed


def _fold(norm: NodeProto, convolution: NodeProto, constants: Constants) -> None:
    """Let `convolution` compute what `norm` makes of its result."""
    if len(convolution.input) != 2:
        raise ValueError(f"the convolution before {norm.output[0]} has a bias")
    scale, shift, mean, variance = (constants[name].astype(np.float64) for name in norm.input[1:5])
    factor = scale / np.sqrt(variance + _attribute(norm, "epsilon"))
    weights = convolution.input[1]
    folded = constants[weights] * factor[:, None, None, None]
    constants[weights] = folded.astype(np.float32)
    bias = f"{weights}/bias"
    constants[bias] = (shift - mean * factor).astype(np.float32)
    convolution.input.append(bias)
    convolution.output[0] = norm.output[0]


def _resize(node: NodeProto, constants: Constants) -> NodeProto:
    """`Upsample` to the nearest neighbour, as `Resize` to the same."""
    if _attribute(node, "mode") != b"nearest":
        raise ValueError(f"{node.output[0]} is not enlarged to the nearest neighbour")
    scales = f"{node.output[0]}/scales"
    constants[scales] = np.array(_attribute(node, "scales"), np.float32)
    return helper.make_node(
        "Resize",
        [node.input[0], "", scales],
        node.output,
        mode="nearest",
        coordinate_transformation_mode="asymmetric",
        nearest_mode="floor",
    )


def _clip(node: NodeProto, constants: Constants) -> NodeProto:
    """`Clip` with its limits as constants in place of attributes."""
    names = []
    for limit in ("min", "max"):
        names.append(f"clip/{limit}/{_attribute(node, limit):g}")
        constants[names[-1]] = np.array(_attribute(node, limit), np.float32)
    return helper.make_node("Clip", [node.input[0], *names], node.output)


def _attribute(node: NodeProto, name: str) -> Any:
    """The value of an attribute that `node` must have."""
    for attribute in node.attribute:
        if attribute.name == name:
            return helper.get_attribute_value(attribute)
    raise ValueError(f"{node.op_type} has no {name}")

"""Stand-ins for the networks of the library: their names, shapes and dtypes, and a known function.

`stand_in` makes one of nodes that compute the outputs; the others are what the tests know the
answer of. Sides that vary are left free, and dtypes of which there may be two are the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from core.library.row import ANY, DETECTOR, ONLY, OR, POSE, REST, SEVERAL, Row, RowFile
from core.local.pack import Tensor

OPSET, IR_VERSION = 17, 8

Array = NDArray[np.float32]
Constants = dict[str, NDArray[Any]]
_TYPES = {
    "float16": TensorProto.FLOAT16,
    "float32": TensorProto.FLOAT,
    "int32": TensorProto.INT32,
    "int64": TensorProto.INT64,
}


def stand_in(
    file: RowFile,
    nodes: Sequence[NodeProto],
    constants: Mapping[str, NDArray[Any]] | None = None,
    *,
    several: int = 2,
) -> bytes:
    """An ONNX file with the inputs and outputs of `file`, which `nodes` compute.

    What has no name in the catalogue is called "in0", "out0" and so on, by its place; `several`:
    how many outputs one called SEVERAL stands for.
    """
    graph = helper.make_graph(
        list(nodes),
        "stand-in",
        _values(file.inputs, "in", 1),
        _values(file.outputs, "out", several),
        [numpy_helper.from_array(value, name) for name, value in (constants or {}).items()],
    )
    model: ModelProto = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
    return bytes(model.SerializeToString())


def input_names(file: RowFile) -> list[str]:
    """What the inputs of its stand-in are called."""
    return [value.name for value in _values(file.inputs, "in", 1)]


def output_names(file: RowFile, several: int = 2) -> list[str]:
    """What the outputs of its stand-in are called."""
    return [value.name for value in _values(file.outputs, "out", several)]


def node(kind: str, inputs: str, outputs: str, **attributes: Any) -> NodeProto:
    """A node; the names of `inputs` and `outputs` are parted by spaces."""
    return helper.make_node(kind, inputs.split(), outputs.split(), **attributes)


def ramps(image: str) -> tuple[list[NodeProto], Constants]:
    """Nodes that make "ones", "column" and "row" of the picture called `image`, [B, height, width].

    "column" and "row" count from 1, whatever the picture shows.
    """
    nodes = [
        node("Mul", f"{image} nothing", "black"),
        node("ReduceSum", "black channels", "zeros", keepdims=0),
        node("Add", "zeros one", "ones"),
        node("CumSum", "ones across", "column"),
        node("CumSum", "ones down", "row"),
    ]
    constants: Constants = {
        "nothing": _floats(0),
        "one": _floats(1),
        "channels": _wholes(1),
        "across": np.array(2, np.int64),
        "down": np.array(1, np.int64),
    }
    return nodes, constants


def depth_plane(file: RowFile, right: float = 1.0, down: float = 0.0) -> bytes:
    """Inverse depth that rises by `right` with each column and by `down` with each row."""
    (image,), (depth,) = input_names(file), output_names(file)
    nodes, constants = ramps(image)
    nodes += [
        node("Mul", "column right", "columns"),
        node("Mul", "row slope", "rows"),
        node("Add", "columns rows", depth),
    ]
    constants |= {"right": _floats(right), "slope": _floats(down)}
    return stand_in(file, nodes, constants)


def one_normal(file: RowFile, normal: tuple[float, float, float], far: float = 1.0) -> bytes:
    """Everywhere the same unit `normal` (x right, y down, z away), on a plane at depth `far`.

    Points are (column, row, far), the mask is 1, and the scale too.
    """
    image, _ = input_names(file)
    points, normals, mask, scale = output_names(file, several=1)
    nodes, constants = ramps(image)
    nodes += [
        node("Mul", "ones far", "deep"),
        *(node("Unsqueeze", f"{name} last", f"{name}1") for name in ("ones", "column", "row")),
        node("Unsqueeze", "deep last", "deep1"),
        node("Concat", "column1 row1 deep1", points, axis=3),
        node("Mul", "ones1 normal", normals),
        node("Identity", "ones", mask),
        node("Cast", "num_tokens", "tokens", to=TensorProto.FLOAT),
        node("Mul", "tokens nothing", "none"),
        node("Add", "none one", scale),
    ]
    constants |= {
        "far": _floats(far),
        "last": _wholes(3),
        "normal": np.array(normal, np.float32).reshape(1, 1, 1, 3),
    }
    return stand_in(file, nodes, constants, several=1)


def always(file: RowFile, answers: Sequence[NDArray[Any]], *, several: int | None = None) -> bytes:
    """The outputs are `answers` whatever the picture is, each once for every picture of a batch."""
    image = input_names(file)[0]
    names = output_names(file, several or len(answers) - len(file.outputs) + 1)
    nodes = [
        node("ReduceMax", image, "most", axes=[1, 2, 3], keepdims=0),
        node("Mul", "most nothing", "each"),
    ]
    constants: Constants = {"nothing": _floats(0)}
    for index, (name, answer) in enumerate(zip(names, answers, strict=True)):
        kind = helper.np_dtype_to_tensor_dtype(answer.dtype)
        shape = _wholes(-1, *[1] * (answer.ndim - 1))
        constants |= {f"answer{index}": answer, f"shape{index}": shape}
        nodes += [
            node("Reshape", f"each shape{index}", f"each{index}"),
            node("Cast", f"each{index}", f"cast{index}", to=kind),
            node("Add", f"cast{index} answer{index}", name),
        ]
    return stand_in(file, nodes, constants, several=len(names) - len(file.outputs) + 1)


def class_by_position(file: RowFile, classes: Sequence[Sequence[int]]) -> bytes:
    """A map of segments: the cells of `classes`, a table, each the same part of the picture."""
    _, kinds, height, width = (int(side) for side in (1, *file.outputs[0].shape[1:]))
    table = np.asarray(classes)
    rows = np.arange(height) * len(table) // height
    columns = np.arange(width) * len(table[0]) // width
    logits = np.zeros((1, kinds, height, width), np.float32)
    chosen = table[rows][:, columns]
    np.put_along_axis(logits, chosen[None, None], 10.0, axis=1)
    return always(file, [logits])


def joints_at(file: RowFile, places: Array) -> bytes:
    """A pose: joint after joint at `places` (133, 2), x and y in pixels of the input; scores 1."""
    answers = []
    for axis, output in enumerate(file.outputs):
        scores = np.zeros((1, *(int(side) for side in output.shape[1:])), np.float32)
        scores[0, np.arange(len(places)), np.round(2 * places[:, axis]).astype(int)] = 1
        answers.append(scores)
    return always(file, answers)


def boxes_at(file: RowFile, boxes: Array) -> bytes:
    """A detector that has suppressed doubles already: `boxes` (n, 5), the last column the score."""
    return always(file, [boxes[None].astype(np.float32), np.zeros((1, len(boxes)), np.int64)])


def red_as_output(file: RowFile) -> bytes:
    """Line drawings, or edges, that are the red plane of what the network is given."""
    (image,) = input_names(file)
    nodes = [node("Slice", f"{image} from to axis", "red")]
    nodes += [node("Identity", "red", name) for name in output_names(file)]
    return stand_in(file, nodes, {"from": _wholes(0), "to": _wholes(1), "axis": _wholes(1)})


def plain(file: RowFile) -> bytes:
    """A stand-in of the right form for any file of the library, when it does not matter which."""
    by_form = {
        "depth": depth_plane,
        "normal": lambda file: one_normal(file, (0.0, 0.0, -1.0)),
        "seg": lambda file: class_by_position(file, [[0, 2]]),
        POSE: lambda file: joints_at(file, np.full((133, 2), 9, np.float32)),
        DETECTOR: _some_boxes,
        "drawing": red_as_output,
    }
    return by_form[_form(file)](file)


def padded(content: bytes, size: int) -> bytes:
    """The same network in a file of at least `size` bytes, no two of them alike by chance."""
    model = onnx.load_from_string(content)
    random = np.random.default_rng(size)
    model.doc_string = random.bytes(size // 2 + 1).hex()
    return bytes(model.SerializeToString())


def stand_ins(row: Row) -> dict[str, bytes]:
    """`plain` stand-ins for all files of `row`, by their roles."""
    return {file.role: plain(file) for file in row.files}


def _form(file: RowFile) -> str:
    if file.role != ONLY:
        return file.role
    if len(file.inputs) == 2:
        return "normal"
    name = file.outputs[0].name
    return {"predicted_depth": "depth", "logits": "seg"}.get(name, "drawing")


def _some_boxes(file: RowFile) -> bytes:
    if len(file.outputs) == 2:
        return boxes_at(file, np.array([[0, 0, 9, 9, 0.9]], np.float32))
    return always(file, [np.zeros((1, 8400, 85), np.float32)])


def _floats(*values: float) -> NDArray[Any]:
    return np.array(values, np.float32)


def _wholes(*values: int) -> NDArray[Any]:
    return np.array(values, np.int64)


def _values(tensors: Sequence[Tensor], prefix: str, several: int) -> list[ValueInfoProto]:
    wanted = [tensor for tensor in tensors for _ in range(several if tensor.name == SEVERAL else 1)]
    return [
        helper.make_tensor_value_info(
            f"{prefix}{index}" if tensor.name in (ANY, SEVERAL) else tensor.name,
            _TYPES[tensor.dtype.split(OR)[-1]],
            _shape(tensor),
        )
        for index, tensor in enumerate(wanted)
    ]


def _shape(tensor: Tensor) -> list[int | str]:
    sides = [side for side in tensor.shape if side != REST] or [1]
    if not tensor.shape:
        return []
    return [
        ("batch" if index == 0 else f"side{index}") if side == ANY else side
        for index, side in enumerate(sides)
    ]

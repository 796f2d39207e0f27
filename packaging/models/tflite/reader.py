"""Reads a TensorFlow Lite file as data: its tensors, and its operators in the order they run.

Such a file is a flatbuffer of TensorFlow's `schema.fbs`, version 3. A flatbuffer is a tree of
tables; a table begins with the distance to its list of 16-bit offsets, one for each field of the
schema in their order, 0 where the field is left out. Vectors begin with their count. All numbers
are little-endian, and all distances are counted from where they stand (FlatBuffers' "internals").
The numbers of fields and operators below are those of the schema.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

IDENTIFIER = b"TFL3"
"""At byte 4 of every such file."""

DTYPES = {0: "<f4", 1: "<f2", 2: "<i4", 4: "<i8"}
"""Of `TensorType`, those that networks of floating-point numbers hold."""

OPERATORS = {
    0: "ADD",
    1: "AVERAGE_POOL_2D",
    2: "CONCATENATION",
    3: "CONV_2D",
    4: "DEPTHWISE_CONV_2D",
    6: "DEQUANTIZE",
    9: "FULLY_CONNECTED",
    14: "LOGISTIC",
    17: "MAX_POOL_2D",
    19: "RELU",
    22: "RESHAPE",
    23: "RESIZE_BILINEAR",
    34: "PAD",
    40: "MEAN",
    54: "PRELU",
}

_WINDOW = (("padding", 0, "b", 0), ("stride_w", 1, "i", 0), ("stride_h", 2, "i", 0))
_POOL = (
    *_WINDOW,
    ("filter_w", 3, "i", 0),
    ("filter_h", 4, "i", 0),
    ("activation", 5, "b", 0),
)
OPTIONS: Mapping[str, tuple[tuple[str, int, str, int], ...]] = {
    "ADD": (("activation", 0, "b", 0),),
    "AVERAGE_POOL_2D": _POOL,
    "CONCATENATION": (("axis", 0, "i", 0), ("activation", 1, "b", 0)),
    "CONV_2D": (
        *_WINDOW,
        ("activation", 3, "b", 0),
        ("dilation_w", 4, "i", 1),
        ("dilation_h", 5, "i", 1),
    ),
    "DEPTHWISE_CONV_2D": (
        *_WINDOW,
        ("multiplier", 3, "i", 0),
        ("activation", 4, "b", 0),
        ("dilation_w", 5, "i", 1),
        ("dilation_h", 6, "i", 1),
    ),
    "FULLY_CONNECTED": (("activation", 0, "b", 0),),
    "MAX_POOL_2D": _POOL,
    "MEAN": (("keep_dims", 0, "?", 0),),
    "RESIZE_BILINEAR": (("align_corners", 2, "?", 0), ("half_pixel_centers", 3, "?", 0)),
}
"""For each operator with options: name, number of the field, `struct` format, default value."""


@dataclass(frozen=True, eq=False)
class Tensor:
    """`value` is read-only and None for what is computed; `shape` is NHWC where it has 4 sides."""

    name: str
    shape: tuple[int, ...]
    value: NDArray[Any] | None


@dataclass(frozen=True)
class Operator:
    """`inputs` and `outputs` are numbers of tensors; an input that is left out is -1."""

    name: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Graph:
    """A network; `inputs` and `outputs` are numbers of tensors."""

    tensors: tuple[Tensor, ...]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def read(content: bytes) -> Graph:
    """The network in the file `content`.

    Raises ValueError if it is no such file, is cut off, or has a type, an operator or a number of
    graphs that is not supported.
    """
    if content[4:8] != IDENTIFIER:
        raise ValueError("no TensorFlow Lite file")
    try:
        return _graph(_root(content))
    except (struct.error, IndexError) as error:
        raise ValueError(f"a damaged TensorFlow Lite file: {error}") from error


@dataclass(frozen=True)
class _Table:
    """A table of the flatbuffer `content` that begins at byte `start`."""

    content: bytes
    start: int

    def number(self, field: int, form: str, default: int = 0) -> int:
        place = self._place(field)
        return default if place is None else int(_unpack(self.content, place, form))

    def table(self, field: int) -> _Table | None:
        place = self._place(field)
        return None if place is None else _Table(self.content, _target(self.content, place))

    def tables(self, field: int) -> tuple[_Table, ...]:
        first, count = self._vector(field)
        places = range(first, first + 4 * count, 4)
        return tuple(_Table(self.content, _target(self.content, place)) for place in places)

    def numbers(self, field: int) -> tuple[int, ...]:
        first, count = self._vector(field)
        return struct.unpack_from(f"<{count}i", self.content, first)

    def octets(self, field: int) -> bytes:
        first, count = self._vector(field)
        if first + count > len(self.content):
            raise IndexError(f"{count} bytes at {first} of {len(self.content)}")
        return self.content[first : first + count]

    def _vector(self, field: int) -> tuple[int, int]:
        """Where the vector's first item stands, and how many it has."""
        place = self._place(field)
        if place is None:
            return 0, 0
        start = _target(self.content, place)
        return start + 4, _unpack(self.content, start, "I")

    def _place(self, field: int) -> int | None:
        offsets = self.start - _unpack(self.content, self.start, "i")
        entry = 4 + 2 * field  # after the sizes of the list and of the table
        if entry >= _unpack(self.content, offsets, "H"):
            return None
        offset = _unpack(self.content, offsets + entry, "H")
        return self.start + offset if offset else None


def _unpack(content: bytes, place: int, form: str) -> int:
    if place < 0:
        raise IndexError(f"byte {place}")
    number: int = struct.unpack_from("<" + form, content, place)[0]
    return number


def _target(content: bytes, place: int) -> int:
    return place + _unpack(content, place, "I")


def _root(content: bytes) -> _Table:
    return _Table(content, _target(content, 0))


def _graph(model: _Table) -> Graph:
    graphs = model.tables(2)
    if len(graphs) != 1:
        raise ValueError(f"{len(graphs)} graphs instead of one")
    (graph,) = graphs
    codes = [_operator_name(code) for code in model.tables(1)]
    buffers = model.tables(4)
    return Graph(
        tensors=tuple(_tensor(tensor, buffers) for tensor in graph.tables(0)),
        operators=tuple(_operator(operator, codes) for operator in graph.tables(3)),
        inputs=graph.numbers(1),
        outputs=graph.numbers(2),
    )


def _operator_name(code: _Table) -> str:
    # The first field holds numbers up to 127 in every file, the fourth all of them in newer ones.
    number = max(code.number(0, "b"), code.number(3, "i"))
    if number not in OPERATORS:
        raise ValueError(f"operator {number} is not supported")
    return OPERATORS[number]


def _tensor(tensor: _Table, buffers: tuple[_Table, ...]) -> Tensor:
    name = tensor.octets(3).decode()
    kind = tensor.number(1, "b")
    if kind not in DTYPES:
        raise ValueError(f"tensor {name} has the type {kind}, which is not supported")
    shape = tensor.numbers(0)
    data = buffers[tensor.number(2, "I")].octets(0)
    return Tensor(name, shape, np.frombuffer(data, DTYPES[kind]).reshape(shape) if data else None)


def _operator(operator: _Table, codes: list[str]) -> Operator:
    name = codes[operator.number(0, "I")]
    table = operator.table(4)
    options = {
        option: default if table is None else table.number(field, form, default)
        for option, field, form, default in OPTIONS.get(name, ())
    }
    return Operator(name, operator.numbers(1), operator.numbers(2), MappingProxyType(options))

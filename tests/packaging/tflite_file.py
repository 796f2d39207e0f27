"""Writes small TensorFlow Lite files with FlatBuffers' own builder, by the schema's numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import flatbuffers  # type: ignore[import-untyped] # it has no types
import numpy as np
from numpy.typing import NDArray

TYPES = {"float32": 0, "float16": 1, "int32": 2, "uint8": 3}

Option = tuple[str, int]
"""How FlatBuffers calls the type of a number ("Int8", "Int32", "Bool"), and the number."""


@dataclass
class TfliteFile:
    """A network that grows: each `computed`, `constant` and `input` is the number of a tensor."""

    _tensors: list[tuple[str, tuple[int, ...], str, bytes]] = field(default_factory=list)
    _operators: list[tuple[int, Sequence[int], int, Mapping[int, Option]]] = field(
        default_factory=list
    )
    _inputs: list[int] = field(default_factory=list)

    def input(self, *shape: int) -> int:
        self._inputs.append(self._tensor("picture", shape, "float32"))
        return self._inputs[-1]

    def constant(self, value: NDArray[Any]) -> int:
        name = f"constant {len(self._tensors)}"
        return self._tensor(name, value.shape, value.dtype.name, value.tobytes())

    def computed(
        self,
        operator: int,
        inputs: Sequence[int],
        shape: Sequence[int],
        options: Mapping[int, Option] | None = None,
    ) -> int:
        """The output, called "computed" and its number, of the operator of that number."""
        output = self._tensor(f"computed {len(self._tensors)}", tuple(shape), "float32")
        self._operators.append((operator, inputs, output, options or {}))
        return output

    def content(self, *outputs: int) -> bytes:
        """The file of the network with these outputs."""
        builder = flatbuffers.Builder()
        codes = sorted({operator for operator, *_ in self._operators})
        buffers = [_table(builder, {})]
        tensors = []
        for name, shape, kind, data in self._tensors:
            number = 0
            if data:
                number = len(buffers)
                buffers.append(_table(builder, {0: builder.CreateByteVector(data)}))
            offsets = {0: _numbers(builder, shape), 3: builder.CreateString(name)}
            tensors.append(
                _table(builder, offsets, {1: ("Int8", TYPES[kind]), 2: ("Uint32", number)})
            )
        operators = []
        for code, inputs, output, options in self._operators:
            offsets = {1: _numbers(builder, inputs), 2: _numbers(builder, [output])}
            if options:
                offsets[4] = _table(builder, {}, options)
            operators.append(_table(builder, offsets, {0: ("Uint32", codes.index(code))}))
        graph = _table(
            builder,
            {
                0: _tables(builder, tensors),
                1: _numbers(builder, self._inputs),
                2: _numbers(builder, outputs),
                3: _tables(builder, operators),
            },
        )
        named = [_table(builder, {}, {0: ("Int8", code), 3: ("Int32", code)}) for code in codes]
        vectors = {1: _tables(builder, named), 2: _tables(builder, [graph])}
        vectors[4] = _tables(builder, buffers)
        builder.Finish(_table(builder, vectors, {0: ("Uint32", 3)}), b"TFL3")
        return bytes(builder.Output())

    def _tensor(self, name: str, shape: tuple[int, ...], kind: str, data: bytes = b"") -> int:
        self._tensors.append((name, shape, kind, data))
        return len(self._tensors) - 1


def _table(
    builder: Any, offsets: Mapping[int, int], numbers: Mapping[int, Option] | None = None
) -> int:
    builder.StartObject(16)
    for slot, offset in offsets.items():
        builder.PrependUOffsetTRelativeSlot(slot, offset, 0)
    for slot, (kind, number) in (numbers or {}).items():
        getattr(builder, f"Prepend{kind}Slot")(slot, number, 0)
    return int(builder.EndObject())


def _tables(builder: Any, tables: Sequence[int]) -> int:
    builder.StartVector(4, len(tables), 4)
    for table in reversed(tables):
        builder.PrependUOffsetTRelative(table)
    return int(builder.EndVector())


def _numbers(builder: Any, numbers: Sequence[int]) -> int:
    return int(builder.CreateNumpyVector(np.array(numbers, np.int32)))

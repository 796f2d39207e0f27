"""Small changes to ONNX graphs that compute the same: names, leftovers, where constants stand."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, MutableSequence
from typing import Any

import onnx


def renamed(model: onnx.ModelProto, names: Mapping[str, str]) -> onnx.ModelProto:
    """`model` with the values that are keys of `names` called as those say, wherever they stand.

    Raises ValueError if one of the new names is taken.
    """
    changed = onnx.ModelProto()
    changed.CopyFrom(model)
    graph = changed.graph
    values = [*graph.input, *graph.output, *graph.value_info, *graph.initializer]
    taken = {value.name for value in values} | {name for node in graph.node for name in node.output}
    if clash := taken & set(names.values()):
        raise ValueError(f"there is already a value called {', '.join(sorted(clash))}")
    for value in values:
        value.name = names.get(value.name, value.name)
    for node in graph.node:
        _replace(node.input, names)
        _replace(node.output, names)
    return changed


def trimmed(model: onnx.ModelProto) -> onnx.ModelProto:
    """`model` without what nothing needs: nodes, constants, descriptions, and what is known of
    values in between. Constants are no longer inputs as well, which an old format demands and
    which keeps a runtime from computing with them beforehand.
    """
    kept = onnx.ModelProto()
    kept.CopyFrom(model)
    graph = kept.graph
    needed = {output.name for output in graph.output}
    nodes = []
    for node in reversed(graph.node):
        if needed.intersection(node.output):
            needed.update(node.input)
            node.ClearField("doc_string")
            nodes.append(node)
    constants = [constant for constant in graph.initializer if constant.name in needed]
    names = {constant.name for constant in graph.initializer}
    _become(graph.node, nodes[::-1])
    _become(graph.input, [value for value in graph.input if value.name not in names])
    _become(graph.initializer, constants)
    graph.ClearField("value_info")
    graph.ClearField("doc_string")
    return kept


def _replace(texts: MutableSequence[str], names: Mapping[str, str]) -> None:
    for index, text in enumerate(texts):
        texts[index] = names.get(text, text)


def _become(field: Any, items: Iterable[Any]) -> None:
    """Let the repeated `field` of a message hold `items`, some of which it may hold already."""
    copies = [copy.deepcopy(item) for item in items]
    del field[:]
    field.extend(copies)
